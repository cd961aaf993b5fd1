#!/usr/bin/env python3
"""A starter model comes in through our own client from a Hub, here the one that serves
this computer's cache: the same bytes, once; other bytes under its name are refused.

Usage: test-starter.py VITRINE CACHE-TOOL

SPDX-License-Identifier: GPL-3.0-or-later
"""
import contextlib
import filecmp
import os
import re
import signal
import subprocess
import sys
import tempfile
import unittest

VITRINE, TOOL = sys.argv[1:3]
MODEL = "Systran/faster-whisper-tiny.en"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def vitrine(*words, **environment):
    return subprocess.run([VITRINE, *words], capture_output=True, text=True, env={**os.environ, **environment}, timeout=240)


@contextlib.contextmanager
def hub(**environment):
    """A Hub that serves this computer's cache, or HF_HUB_CACHE; gives its address."""
    server = subprocess.Popen([VITRINE, "serve", "hub", "--local", "--port", "0", "--quiet"], stdout=subprocess.PIPE, text=True,
                              env={**os.environ, **environment})
    try:
        server.stdout.readline()
        yield re.search(r"http://[\w.]+:\d+", server.stdout.readline())[0]
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
        server.stdout.close()


class Starter(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.cache = os.path.join(self.folder.name, "hub")

    def tearDown(self):
        self.folder.cleanup()

    def get(self, address):
        """Without a PATH there is no Python whose packages could be taken instead."""
        return vitrine("models", "get", MODEL, HF_ENDPOINT=address, HF_HUB_CACHE=self.cache, HF_HUB_OFFLINE="0", PATH=self.folder.name)

    def test_comes_from_the_hub(self):
        here = vitrine("models", "path", MODEL)
        if here.returncode != 0:
            self.skipTest(f"{MODEL} is not on this computer: {here.stderr.strip()}")
        with hub() as address:
            got = self.get(address)
        self.assertEqual(got.returncode, 0, got.stderr)
        path = got.stdout.strip().splitlines()[-1]
        self.assertTrue(path.startswith(self.cache), path)
        names = os.listdir(path)
        self.assertIn("model.bin", names)
        self.assertEqual(filecmp.cmpfiles(path, here.stdout.strip(), names, shallow=False)[0], names)
        again = self.get(address)  # the server is gone: nothing is downloaded twice
        self.assertEqual((again.returncode, again.stdout), (0, got.stdout), again.stderr)

    def test_other_bytes(self):
        other, source = os.path.join(self.folder.name, "other"), os.path.join(self.folder.name, "source")
        for name in ("config.json", "model.bin", "tokenizer.json", "vocabulary.txt"):
            with open(source, "wb") as out:
                out.write(b"not what it says")
            subprocess.run([TOOL, "import", other, MODEL, COMMIT, name, source], check=True, stdout=subprocess.DEVNULL)
        with hub(HF_HUB_CACHE=other) as address:
            got = self.get(address)
        self.assertEqual(got.returncode, 1, got.stdout)
        self.assertIn("another model.bin", got.stderr)
        blobs = [name for _, _, files in os.walk(self.cache) for name in files if name == "model.bin"]
        self.assertEqual(blobs, [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
