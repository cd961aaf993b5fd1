#!/usr/bin/env python3
"""The same words in every form of file: WAV, MP3, Ogg, FLAC, M4A, the track of a film;
and what is no sound, or hardly one, gets a sentence or no words.

    test-sound-forms.py VITRINE

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import wave

VITRINE = sys.argv[1]
ROOT = pathlib.Path(os.environ.get("VITRINE_SRCDIR", pathlib.Path(__file__).resolve().parents[2]))
SPEECH = ROOT / "tests/data/jfk.wav"
MODEL = "Systran/faster-whisper-tiny.en"
WORDS = "what you can do for your country."
SKIP = 77

FILM = "videotestsrc num-buffers=110 ! video/x-raw,width=160,height=120,framerate=10/1"
NOISE = "audiotestsrc num-buffers=150 ! audio/x-raw,rate=16000,channels=1"
# What is written, and the elements that do it; $SOUND is the speech as samples.
FORMS = {
    "a.mp3": "$SOUND ! lamemp3enc ! xingmux",
    "a.ogg": "$SOUND ! vorbisenc ! oggmux",
    "a.opus": "$SOUND ! opusenc ! oggmux",
    "a.flac": "$SOUND ! flacenc",
    "a.m4a": "$SOUND ! voaacenc bitrate=96000 ! mp4mux",
    "a.webm": FILM + " ! vp8enc ! m. $SOUND ! vorbisenc ! m. webmmux name=m",
    "a.mkv": FILM + " ! theoraenc ! m. $SOUND ! voaacenc ! m. matroskamux name=m",
    "studio.wav": "$SOUND ! audio/x-raw,rate=192000,channels=8,channel-mask=(bitmask)0xc3f ! wavenc",
    "telephone.wav": "$SOUND ! audio/x-raw,rate=8000,channels=1 ! wavenc",
    "noise.wav": NOISE.replace("audiotestsrc", "audiotestsrc wave=white-noise volume=0.1") + " ! wavenc",
    "silence.wav": NOISE.replace("audiotestsrc", "audiotestsrc wave=silence") + " ! wavenc",
}


def is_there(element):
    return subprocess.run(["gst-inspect-1.0", "--exists", element], check=False, capture_output=True).returncode == 0


def make(path, pipeline):
    """Whether it could be made; says which element is missing."""
    sound = f"filesrc location={SPEECH} ! wavparse ! audioconvert ! audioresample ! audioconvert"
    words = f"{pipeline} ! filesink location={path}".replace("$SOUND", sound).split()
    missing = [w for w, before in zip(words[1:], words) if before == "!" and w.isalnum() and not is_there(w)]
    if missing:
        print(f"skipped: {path.name}: GStreamer's {missing[0]} is not installed", flush=True)
        return False
    subprocess.run(["gst-launch-1.0", "-q", *words], check=True, timeout=120)
    return True


def hear(path, *more, status=0):
    done = subprocess.run([VITRINE, "pipeline", "automatic-speech-recognition", "--model", MODEL, "--device", "cpu", "--input",
                           f"audio=@{path}", *more], check=False, capture_output=True, text=True, timeout=280)
    assert done.returncode == status, (path, done)
    return done.stdout.strip() if status == 0 else done.stderr.strip()


def check_forms(folder):
    want = hear(SPEECH)
    print("heard:", want, flush=True)
    assert want.endswith(WORDS), want
    for name, pipeline in FORMS.items():
        path = folder / name
        if not make(path, pipeline):
            continue
        text = hear(path)
        if name.startswith("a.") or name == "studio.wav":
            assert text == want, (name, text, want)
        elif name == "telephone.wav":
            assert text.endswith(WORDS), text
        else:
            assert text == "", (name, text)
        print("ok", name, flush=True)


def check_revised(folder):
    """What is said thrice sounds like a loop and is heard again; only the last text is printed."""
    with wave.open(str(SPEECH)) as source, wave.open(str(folder / "thrice.wav"), "w") as sink:
        sink.setparams(source.getparams())
        sink.writeframes(3 * source.readframes(source.getnframes()))
    plain, shape = hear(folder / "thrice.wav", "--seed", "1"), hear(folder / "thrice.wav", "--seed", "1", "--json")
    assert plain == json.loads(shape)["text"].strip(), (plain, shape)


def check_broken(folder):
    (folder / "empty.wav").write_bytes(b"")
    (folder / "text.mp3").write_text("no sound at all")
    (folder / "cut.wav").write_bytes(SPEECH.read_bytes()[:200000])
    assert "is empty" in hear(folder / "empty.wav", status=1)
    assert "neither a sound nor a film" in hear(folder / "text.mp3", status=1)
    assert "There is no file" in hear(folder / "nobody.wav", status=1)
    assert "ask not" in hear(folder / "cut.wav")
    if (folder / "a.m4a").exists():  # its table of contents is at the end
        (folder / "cut.m4a").write_bytes((folder / "a.m4a").read_bytes()[:40000])
        assert "damaged or cut off" in hear(folder / "cut.m4a", status=1)


def main():
    if not shutil.which("gst-launch-1.0"):
        print("skipped: GStreamer's gst-launch-1.0 is not installed")
        sys.exit(SKIP)
    asked = subprocess.run([VITRINE, "models", "path", MODEL], check=False, capture_output=True)
    if asked.returncode != 0:
        print(f"skipped: {MODEL} is not on this computer")
        sys.exit(SKIP)
    with tempfile.TemporaryDirectory() as folder:
        check_forms(pathlib.Path(folder))
        check_revised(pathlib.Path(folder))
        check_broken(pathlib.Path(folder))


if __name__ == "__main__":
    main()
