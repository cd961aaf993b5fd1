#!/usr/bin/env python3
"""Speech recognition beside CTranslate2: the same weights, the same threads, in turn.

    tests/bench/automatic-speech-recognition.py [--model M] [--compute float32|int8] [--rounds 3] [--audio FILE]

M is Systran/faster-whisper-base or another model.bin with its files; with int8
both sides get the weights in 8 bits. CTranslate2 is installed with pip into
~/.cache/vitrine/bench when first needed; its spectrogram is transformers'
formula in numpy and is not counted. Prints one JSON object: seconds from sound
to text (medians over the rounds), seconds of processor time of all threads, and
the ratios, above 1 where Vitrine is better. On a machine that has other work
the processor time is the figure to look at.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import json
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
CACHE = os.path.expanduser("~/.cache/vitrine/bench/ctranslate2")
PACKAGES = ["ctranslate2==4.8.5", "tokenizers==0.23.1", "numpy"]
PEER = os.path.join(HERE, "ctranslate2-whisper.py")


def vitrine():
    for build in ("_build", "build"):
        path = os.path.join(ROOT, build, "app", "vitrine")
        if os.path.exists(path):
            return path
    sys.exit("build first: ./run --version")


def peer_python(given):
    if given:
        return given
    python = os.path.join(CACHE, "bin", "python")
    if not os.path.exists(python):
        subprocess.run([sys.executable, "-m", "venv", CACHE], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    return python


def last_json(command):
    text = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(text[text.index("{"):])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default="Systran/faster-whisper-base")
    parser.add_argument("--compute", default="float32", choices=["float32", "int8"])
    parser.add_argument("--audio", default=os.path.join(ROOT, "tests", "data", "jfk.wav"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--peer-python", help="an interpreter that has " + ", ".join(PACKAGES))
    args = parser.parse_args()
    path = args.model
    if not os.path.exists(path):
        path = subprocess.run([vitrine(), "models", "path", path], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    python = peer_python(args.peer_python)
    ours, peers = [], []
    for _ in range(args.rounds):
        peers.append(last_json([python, PEER, path, args.compute, str(args.threads), args.audio]))
        ours.append(last_json([vitrine(), "bench", "automatic-speech-recognition", "--model", path, "--device", args.device,
                               "--threads", str(args.threads), "--audio", args.audio, "--repeat", "3"]))
    keys = ("seconds", "cpu_s")
    middle = lambda rounds, key: statistics.median(r[key] for r in rounds)
    result = {"model": args.model, "device": args.device, "compute": args.compute,
              "vitrine": {k: round(middle(ours, k), 3) for k in keys},
              "ctranslate2": {k: round(middle(peers, k), 3) for k in keys}}
    result["ratio"] = {k: round(result["ctranslate2"][k] / result["vitrine"][k], 3) for k in keys}
    print(json.dumps(result, indent=1))


main()
