#!/usr/bin/env python3
"""Pictures of the spaces that listen or speak with real results: somebody speaks into the
microphone of a sound server of the script's own, and the models answer.

    tests/ui/shots-speech.py FOLDER [--dark] [--narrow] [--language de] [SPACE…]

SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from sound_server import SoundServer, hub_cache, press, start_recording  # noqa: E402
from studio import ROOT, Studio, enclosed, name_of, role_of, text_of, wait  # noqa: E402

SPACES = ROOT / "resources/spaces"
JFK = SPACES / "transcribe/assets/jfk.ogg"
QUESTION = SPACES / "talk-to-the-model/assets/question.ogg"
DOG = SPACES / "what-do-i-hear/assets/dog.ogg"
GERMAN = "Guten Morgen. Heute ist ein schöner Tag, und die Kinder spielen im Garten."


def texts(studio):
    """What stands in the text fields, and what is said in labels of more than one word."""
    return [(role_of(n), name_of(n), text_of(n)) for n in studio.nodes() if role_of(n) in ("text", "label") and " " in text_of(n)]


def say(server, what):
    if isinstance(what, pathlib.Path):
        server.play(what)
        return
    wav = pathlib.Path(server.home, "said.wav")
    subprocess.run(["espeak-ng", "-v", "de", "-s", "130", "-w", str(wav), what], check=True)
    server.play(wav)


def record(studio, server, what, shot):
    start_recording(studio)
    say(server, what)
    shot("recording")
    press(studio, "Stop recording", "Play")


def done(studio):
    wait(lambda: studio.find(name=lambda n: n.startswith(("Done", "Fertig", "Listo"))), 240, "the end of the run")
    time.sleep(1)


def tab(studio, name, shot):
    studio.click(studio.wait_for("page tab", name))
    time.sleep(1)
    shot(name.split()[0].lower())


def transcribe(studio, server, shot):
    record(studio, server, JFK, shot)
    done(studio)
    shot("done")
    tab(studio, "Subtitles", shot)
    tab(studio, "Inside", shot)
    studio.click(studio.wait_for("push button", "Play"))
    time.sleep(4)
    shot("playing")


def live_captions(studio, server, shot):
    start_recording(studio)
    say(server, JFK)
    shot("recording")
    time.sleep(4)
    shot("heard")
    press(studio, "Stop recording", "Play")
    time.sleep(4)
    shot("done")


def speak(studio, server, shot):
    studio.click(studio.wait_for("push button", "Speak"))
    done(studio)
    studio.click(studio.wait_for("slider", "Speed"))
    studio.key("Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab")  # the page follows the focus
    time.sleep(1)
    shot("done")


def say_it_back(studio, server, shot):
    record(studio, server, JFK, shot)
    done(studio)
    shot("done")


def talk_to_the_model(studio, server, shot):
    record(studio, server, QUESTION, shot)
    done(studio)
    shot("done")


def translate_what_i_say(studio, server, shot):
    record(studio, server, GERMAN, shot)
    done(studio)
    shot("done")


def what_do_i_hear(studio, server, shot):
    record(studio, server, DOG, shot)
    done(studio)
    shot("done")


DRIVES = {f.__name__.replace("_", "-"): f for f in
          (transcribe, live_captions, speak, say_it_back, talk_to_the_model, translate_what_i_say, what_do_i_hear)}


def take(folder, name, args):
    size = (400, 760) if args.narrow else (1180, 780)
    what = f"{size[0]}-{'dark' if args.dark else 'light'}"
    with SoundServer() as server, Studio(SPACES / name, HF_HUB_CACHE=hub_cache(), size=size, dark=args.dark,
                                         language=args.language, **server.environment) as studio:
        studio.focus()
        time.sleep(1)
        DRIVES[name](studio, server, lambda step: studio.shot(folder / f"{name}-{step}-{what}.png", size))
        for role, called, text in texts(studio):
            print(f"{name}: {role} {called!r}: {text!r}"[:400], flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("spaces", nargs="*", metavar="SPACE")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--narrow", action="store_true")
    parser.add_argument("--language")
    args = parser.parse_args()
    enclosed()
    args.folder.mkdir(parents=True, exist_ok=True)
    for name in args.spaces or DRIVES:
        take(args.folder, name, args)


if __name__ == "__main__":
    main()
