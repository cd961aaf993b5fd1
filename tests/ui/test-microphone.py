#!/usr/bin/env python3
"""Somebody speaks into a microphone, and the studio writes it down.

The microphone is the monitor of a null sink of a sound server of the test's own,
into which a recording is played; the transcript is read as a screen reader does.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import pathlib
import shutil
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from sound_server import SoundServer, hub_cache, likeness, press, start_recording  # noqa: E402
from studio import ROOT, SKIP, Studio, enclosed, text_of, wait  # noqa: E402

SPACE = ROOT / "resources/spaces/transcribe"
CACHE = "models--Systran--faster-whisper-base"
SAID = "And so my fellow Americans, ask not what your country can do for you, ask what you can do for your country."


def skip(reason):
    print("skipped:", reason)
    sys.exit(SKIP)


def main():
    if not shutil.which("pulseaudio") or not shutil.which("paplay"):
        skip("pulseaudio and paplay are not installed")
    if not (hub_cache() / CACHE / "snapshots").is_dir():
        skip("Whisper base is not on this computer")
    enclosed()
    with SoundServer() as server, Studio(SPACE, HF_HUB_CACHE=hub_cache(), **server.environment) as studio:
        studio.focus()
        start_recording(studio)
        server.play(SPACE / "assets/jfk.ogg")
        time.sleep(0.5)
        press(studio, "Stop recording", "Play")
        studio.wait_for(name=lambda n: n.startswith("Done"), seconds=180)
        text = text_of(studio.wait_for("text", "What was said"))
        print("heard:", text)
        assert likeness(text, SAID) >= 0.8, text
        assert studio.alive(), studio.output()


if __name__ == "__main__":
    main()
