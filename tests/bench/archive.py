#!/usr/bin/env python3
"""A space with a model of 250 MB inside: how long its export and import take
beside a plain copy of the same bytes and their SHA-256, and how much memory.

    archive.py [VITRINE] [MEGABYTES]

SPDX-License-Identifier: GPL-3.0-or-later
"""
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

VITRINE = sys.argv[1] if len(sys.argv) > 1 else "_build/app/vitrine"
MEGABYTES = int(sys.argv[2]) if len(sys.argv) > 2 else 250
REPO, COMMIT = "owner/dummy", "0123456789" * 4


def make_cache(folder):
    """A repository in the Hub's layout with one file of random bytes."""
    repo = os.path.join(folder, "models--owner--dummy")
    for name in ("blobs", "refs", f"snapshots/{COMMIT}"):
        os.makedirs(os.path.join(repo, name))
    digest = hashlib.sha256()
    part = os.path.join(repo, "blobs", "part")
    with open(part, "wb") as file:
        for _ in range(MEGABYTES):
            block = os.urandom(1 << 20)
            digest.update(block)
            file.write(block)
    blob = os.path.join(repo, "blobs", digest.hexdigest())
    os.rename(part, blob)
    os.symlink(f"../../blobs/{digest.hexdigest()}", os.path.join(repo, "snapshots", COMMIT, "dummy.gguf"))
    with open(os.path.join(repo, "refs", "main"), "w") as file:
        file.write(COMMIT)
    return blob


def make_space(folder):
    os.makedirs(folder)
    step = {"id": "s", "task": "text-generation", "model": REPO, "inputs": {"text": "$a"}}
    with open(os.path.join(folder, "space.json"), "w") as file:
        json.dump({"version": 1, "components": [{"id": "a", "type": "textbox"}, {"id": "go", "type": "button"}],
                   "events": [{"on": [["go", "click"]], "steps": [step]}]}, file)


def measure(args, **env):
    """Seconds, and the most memory in KiB."""
    start = time.monotonic()
    process = subprocess.Popen([VITRINE, *args], env=dict(os.environ, **env))
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, args
    return time.monotonic() - start, usage.ru_maxrss


def copy(source, target):
    start = time.monotonic()
    with open(source, "rb") as read, open(target, "wb") as write:
        shutil.copyfileobj(read, write, 1 << 20)
        os.fsync(write.fileno())
    os.unlink(target)
    return time.monotonic() - start


def digest(path):
    start = time.monotonic()
    with open(path, "rb") as file:
        sha = hashlib.sha256()
        while block := file.read(1 << 20):
            sha.update(block)
    return time.monotonic() - start


def main():
    with tempfile.TemporaryDirectory(prefix="vitrine-archive-") as folder:
        def path(name):
            return os.path.join(folder, name)
        blob = make_cache(path("full"))
        make_space(path("space"))
        for turn in range(3):
            plain, hashed = copy(blob, path("copy")), digest(blob)
            out, out_kib = measure(["export", path("space"), "--models", "--output", path("s.vitrine")],
                                   HF_HUB_CACHE=path("full"))
            into, in_kib = measure(["import", path("s.vitrine")], HF_HUB_CACHE=path("empty"),
                                   XDG_DATA_HOME=path("data"))
            shutil.rmtree(path("empty"))
            shutil.rmtree(path("data"))
            print(json.dumps({"megabytes": MEGABYTES, "copy_s": round(plain, 2), "sha256_s": round(hashed, 2),
                              "export_s": round(out, 2), "import_s": round(into, 2),
                              "export_peak_mib": out_kib >> 10, "import_peak_mib": in_kib >> 10}))


main()
