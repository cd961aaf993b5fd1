#!/usr/bin/env python3
"""`vitrine hub cache`: list, verify, fetch again, import, remove; and a shared folder that is only read.

Usage: test-cache-commands.py VITRINE CACHE-TOOL

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

VITRINE, TOOL = sys.argv[1:3]
COMMIT = "0123456789abcdef0123456789abcdef01234567"
FILES = {"m.gguf": b"hello gguf", "deep/config.json": b"{}"}


def put(cache, repo, files):
    with tempfile.NamedTemporaryFile() as source:
        for name, content in files.items():
            pathlib.Path(source.name).write_bytes(content)
            subprocess.run([TOOL, "import", cache, repo, COMMIT, name, source.name], check=True, stdout=subprocess.DEVNULL)


def blob_of(cache, repo, name):
    return pathlib.Path(cache, "models--" + repo.replace("/", "--"), "snapshots", COMMIT, name).resolve()


class CacheCommands(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.cache = os.path.join(self.folder, "hub")
        self.env = {**os.environ, "HF_HUB_CACHE": self.cache, "HF_ENDPOINT": "http://127.0.0.1:1", "no_proxy": "*"}
        self.env.pop("VITRINE_SHARED_MODELS", None)

    def tearDown(self):
        shutil.rmtree(self.folder)

    def run_it(self, *words, status=0, **more):
        done = subprocess.run([VITRINE, "hub", "cache", *words], env={**self.env, **more}, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_list_and_remove(self):
        put(self.cache, "owner/name", FILES)
        self.assertIn("owner/name", self.run_it("list"))
        self.assertEqual([(r["repo"], r["bytes"]) for r in json.loads(self.run_it("list", "--json"))], [("owner/name", 12)])
        self.assertIn("removed", self.run_it("remove", "owner/name"))
        self.assertEqual(json.loads(self.run_it("list", "--json")), [])
        self.assertIn("not on this computer", self.run_it("remove", "owner/name", status=1))
        for words in ([], ["verify", "a", "b"], ["eat"], ["import"]):
            self.run_it(*words, status=2)

    def test_verify_and_fetch(self):
        served = os.path.join(self.folder, "served")
        put(served, "owner/name", FILES)
        put(self.cache, "owner/name", FILES)
        self.assertIn("All 2 files are right", self.run_it("verify"))
        blob_of(self.cache, "owner/name", "m.gguf").write_bytes(b"hellO gguf")
        blob_of(self.cache, "owner/name", "deep/config.json").unlink()
        said = self.run_it("verify", status=1)
        self.assertIn("owner/name: m.gguf is damaged", said)
        self.assertIn("owner/name: deep/config.json is missing", said)
        # Nobody there: what there was is still there.
        self.assertIn("127.0.0.1", self.run_it("verify", "owner/name", "--fetch", status=1))
        self.assertEqual(blob_of(self.cache, "owner/name", "m.gguf").read_bytes(), b"hellO gguf")
        server = subprocess.Popen([VITRINE, "serve", "hub", "--local", "--port", "0", "--quiet"],
                                  env={**self.env, "HF_HUB_CACHE": served}, stdout=subprocess.PIPE, text=True)
        try:
            server.stdout.readline()
            url = re.search(r"http://\S+", server.stdout.readline()).group(0)
            self.assertIn("come again", self.run_it("verify", "--fetch", HF_ENDPOINT=url))
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()
            server.stdout.close()
        for name, content in FILES.items():
            self.assertEqual(blob_of(self.cache, "owner/name", name).read_bytes(), content)
        self.assertIn("All 2 files are right", self.run_it("verify"))
        self.assertEqual([p.name for p in pathlib.Path(self.cache).rglob("*.damaged")], [])

    def test_import(self):
        stick = os.path.join(self.folder, "stick")
        put(stick, "owner/name", FILES)
        self.assertEqual(self.run_it("import", stick), "owner/name\n")
        self.assertEqual(blob_of(self.cache, "owner/name", "m.gguf").read_bytes(), FILES["m.gguf"])
        self.assertIn("All 2 files are right", self.run_it("verify"))
        self.assertIn("There is nothing at", self.run_it("import", os.path.join(self.folder, "no"), status=1))

    def test_shared_folder(self):
        shared = os.path.join(self.folder, "shared")
        put(shared, "owner/name", FILES)
        before = sorted(str(p) for p in pathlib.Path(shared).rglob("*"))
        more = {"VITRINE_SHARED_MODELS": f"/nonexistent:{shared}"}
        path = subprocess.run([VITRINE, "models", "path", "owner/name"], env={**self.env, **more}, text=True, check=True,
                              stdout=subprocess.PIPE).stdout.strip()
        self.assertTrue(path.startswith(shared), path)
        self.assertIn("owner/name", self.run_it("list", **more))
        self.assertIn("only reads", self.run_it("remove", "owner/name", status=1, **more))
        self.assertEqual(before, sorted(str(p) for p in pathlib.Path(shared).rglob("*")))
        self.assertFalse(os.path.exists(self.cache))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
