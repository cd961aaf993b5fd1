#!/usr/bin/env python3
"""The microphone goes while somebody records, is not there then, or may not be used:
the window says so and goes on.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from sound_server import SoundServer, press, start_recording  # noqa: E402
from studio import SKIP, Studio, enclosed  # noqa: E402

SPACE = {"version": 1,
         "components": [{"id": "voice", "type": "audio", "label": "Voice", "sources": ["microphone"]}]}
NO_MICROPHONE = ("There is no microphone", "No microphone can be used", "The microphone “")


def told(studio, beginnings):
    """The sentence that begins so, once it can be seen."""
    sentence = studio.wait_for(name=lambda name: name.startswith(beginnings), seconds=120).name
    print(sentence)
    return sentence


def has_recorded(name):
    """A second of it, at least."""
    return name.startswith("The microphone gives only silence") or (name.startswith("Recording, ") and not name.endswith(" 0:00"))


def check_going(space):
    """What was recorded is kept, and one can try again."""
    with SoundServer() as server, Studio(space, **server.environment) as studio:
        studio.focus()
        start_recording(studio)
        studio.wait_for(name=has_recorded, seconds=120)
        server.stop()
        assert "kept" in told(studio, ("The microphone gives nothing any more",))
        studio.wait_for("push button", "Play", seconds=60)
        studio.click(studio.wait_for("push button", "Record", seconds=60))
        told(studio, NO_MICROPHONE)
        assert studio.find("push button", "Record"), "one cannot try again"
        assert studio.alive(), studio.output()


def check_refused(space):
    """As where a sandbox does not let the program in."""
    with SoundServer(refusing=True) as server, Studio(space, **server.environment) as studio:
        studio.focus()
        studio.click(studio.wait_for("push button", "Record", seconds=60))
        told(studio, NO_MICROPHONE)
        assert studio.alive(), studio.output()


def main():
    if not shutil.which("pulseaudio") or not shutil.which("pactl"):
        print("skipped: pulseaudio is not installed")
        sys.exit(SKIP)
    enclosed()
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "README.md").write_text("---\ntitle: Voices\n---\n", encoding="utf-8")
        pathlib.Path(folder, "space.json").write_text(json.dumps(SPACE), encoding="utf-8")
        for check in (check_going, check_refused):
            check(folder)


if __name__ == "__main__":
    main()
