#!/usr/bin/env python3
"""A download from `vitrine serve hub` beside curl's, what memory it takes, and hashing beside
sha256sum; runs in turn, medians.

  tests/bench/hub-download.py [--bytes N] [--rounds N] [--large N] [--folder FOLDER]

--large downloads one sparse file of that size as well, for the memory that it takes.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import hashlib
import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
VITRINE = ROOT / "_build/app/vitrine"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def fill(cache, repo, source, digest):
    """A repository with one file, as the Hub's cache has it."""
    top = cache / ("models--" + repo.replace("/", "--"))
    for folder in ("blobs", "refs", f"snapshots/{COMMIT}"):
        (top / folder).mkdir(parents=True)
    source.rename(top / "blobs" / digest)
    (top / "refs/main").write_text(COMMIT)
    (top / "snapshots" / COMMIT / "model.bin").symlink_to(f"../../blobs/{digest}")


def timed(command, env=None):
    """Seconds by the clock, of the processor, and the most memory in MiB."""
    start = time.monotonic()
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command} failed")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bytes", type=int, default=1 << 30)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--large", type=int, default=0)
    parser.add_argument("--folder", help="on the disk to be used")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        folder = pathlib.Path(folder)
        served, ours = folder / "served", folder / "ours"
        file = folder / "file"
        with open(file, "wb") as out:
            block = os.urandom(1 << 20)
            for _ in range(args.bytes >> 20):
                out.write(block)
        with open(file, "rb") as source:
            digest = hashlib.file_digest(source, "sha256").hexdigest()
        fill(served, "bench/one", file, digest)
        if args.large:
            with open(file, "wb") as out:
                out.truncate(args.large)
            with open(file, "rb") as source:
                fill(served, "bench/large", file, hashlib.file_digest(source, "sha256").hexdigest())
        server = subprocess.Popen([VITRINE, "serve", "hub", "--local", "--port", "0", "--quiet"],
                                  env={**os.environ, "HF_HUB_CACHE": str(served)}, stdout=subprocess.PIPE, text=True)
        try:
            server.stdout.readline()
            url = re.search(r"http://\S+", server.stdout.readline()).group(0)
            env = {**os.environ, "HF_HUB_CACHE": str(ours), "HF_ENDPOINT": url, "HF_HUB_OFFLINE": "0", "no_proxy": "*"}
            measure(args, url, env, served, ours, digest, folder)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


def measure(args, url, env, served, ours, digest, folder):
    figures = {}
    for _ in range(args.rounds):
        shutil.rmtree(ours, ignore_errors=True)
        for name, command in {
                "curl": ["curl", "-s", "-o", str(folder / "curl"), f"{url}/bench/one/resolve/main/model.bin"],
                "vitrine": [str(VITRINE), "models", "get", "bench/one:model.bin"],
                "sha256sum": ["sha256sum", str(served / "models--bench--one/blobs" / digest)],
                "verify": [str(VITRINE), "models", "verify", "bench/one"]}.items():
            figures.setdefault(name, []).append(timed(command, env))
    middle = {name: [statistics.median(run[i] for run in runs) for i in range(3)] for name, runs in figures.items()}
    for name, (clock, processor, memory) in middle.items():
        print(f"{name:10} {clock:6.2f} s by the clock, {processor:6.2f} s of the processor, {memory:5.0f} MiB")
    print(f"download: {middle['curl'][0] / middle['vitrine'][0]:.2f} of curl's speed, the checksum included; "
          f"hashing: {middle['sha256sum'][0] / middle['verify'][0]:.2f} of sha256sum's")
    if args.large:
        clock, _, memory = timed([str(VITRINE), "models", "get", "bench/large:model.bin"], env)
        print(f"{args.large / 1e9:.0f} GB: {clock:.0f} s, {memory:.0f} MiB at most")
    kill(env, ours, args.bytes)


def kept_of(ours, size):
    """Bytes that are there, by the map behind them (hub/part.h)."""
    for part in ours.glob("*/blobs/*.parts"):
        with open(part, "rb") as file:
            file.seek(size + 12)
            pieces = int.from_bytes(file.read(4), "little")
            counts = file.read(4 * pieces)
            return sum(int.from_bytes(counts[i:i + 4], "little") for i in range(0, len(counts), 4))
    return 0


def kill(env, ours, size):
    """Killed in the middle: how much of the file is kept."""
    shutil.rmtree(ours, ignore_errors=True)
    process = subprocess.Popen([str(VITRINE), "models", "get", "bench/one:model.bin"], env=env, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    while kept_of(ours, size) < size // 4:
        pass
    process.kill()
    process.wait()
    kept = kept_of(ours, size)
    clock, _, _ = timed([str(VITRINE), "models", "get", "bench/one:model.bin"], env)
    print(f"killed: {kept / 1e6:.0f} of {size / 1e6:.0f} MB kept; the rest took {clock:.2f} s")


main()
