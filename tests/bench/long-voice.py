#!/usr/bin/env python3
"""A text of 100,000 characters, spoken to its end: whether memory stays flat.

    tests/bench/long-voice.py [--characters 100000] [--model VOICE]

The text is that of sentences.txt, again and again. Memory is what the process has beyond mapped files (RssAnon), the
largest of each quarter of the time.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import json
import pathlib
import subprocess
import tempfile
import threading
import time
import wave

HERE = pathlib.Path(__file__).resolve().parent
VITRINE = HERE.parents[1] / "_build/app/vitrine"


def memory(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) / 1024
    return 0


def watch(process):
    begun, seen = time.monotonic(), []
    while process.poll() is None:
        seen.append((time.monotonic() - begun, memory(process.pid)))
        time.sleep(0.5)
    took = time.monotonic() - begun
    return took, [round(max(m for t, m in seen if took * q / 4 <= t <= took * (q + 1) / 4)) for q in range(4)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--characters", type=int, default=100000)
    parser.add_argument("--model")
    args = parser.parse_args()
    sentences = (HERE / "sentences.txt").read_text(encoding="utf-8")
    text = (sentences * (args.characters // len(sentences) + 1))[:args.characters]
    with tempfile.TemporaryDirectory() as folder:
        source, sound = pathlib.Path(folder, "text.txt"), pathlib.Path(folder, "spoken.wav")
        source.write_text(text, encoding="utf-8")
        process = subprocess.Popen([VITRINE, "pipeline", "text-to-speech", *(["--model", args.model] if args.model else []),
                                    "--device", "cpu", "--input", f"text=@{source}", "--output", sound, "--stats"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        said = []
        reader = threading.Thread(target=lambda: said.append(process.stderr.read()))
        reader.start()
        took, quarters = watch(process)
        reader.join()
        with wave.open(str(sound)) as file:
            seconds = file.getnframes() / file.getframerate()
        print(json.dumps({"characters": len(text), "seconds": round(took, 1), "audio_s": round(seconds, 1),
                          "memory_mb_by_quarter": quarters, "stats": json.loads(said[0].strip().splitlines()[-1])}))


if __name__ == "__main__":
    main()
