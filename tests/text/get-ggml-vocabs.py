#!/usr/bin/env python3
"""Fetches llama.cpp's ggml-vocab-*.gguf with their .inp and .out files, which
come in the source distribution of llama-cpp-python, into the test cache
(~/.cache/vitrine/tests/ggml-vocabs), where test-ggml-vocabs.c looks for them.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import glob
import os
import subprocess
import sys
import tarfile
import tempfile

PACKAGE = "llama-cpp-python==0.3.36"
CACHE = os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "vitrine", "tests", "ggml-vocabs")


def unpack(archive):
    with tarfile.open(archive) as tar:
        for member in tar:
            name = os.path.basename(member.name)
            if name.startswith("ggml-vocab-") and member.isfile():
                with open(os.path.join(CACHE, name + ".part"), "wb") as to:
                    to.write(tar.extractfile(member).read())
                os.replace(to.name, os.path.join(CACHE, name))


def main():
    os.makedirs(CACHE, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", "llama-cpp-python",
                        "-d", folder, PACKAGE], check=True)
        unpack(glob.glob(os.path.join(folder, "*.tar.gz"))[0])
    print(f"{len(glob.glob(os.path.join(CACHE, '*.out')))} pairs in {CACHE}")


main()
