#!/usr/bin/env python3
"""`vitrine serve hub` gives a cache to our own client, to plain HTTP and to huggingface_hub.

Usage: test-serve.py VITRINE CACHE-TOOL

SPDX-License-Identifier: GPL-3.0-or-later
"""
import http.client
import json
import os
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
VECTORS = os.path.join(os.environ.get("VITRINE_SRCDIR", "."), "tests", "vectors", "lm")


class Serve(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.cache = os.path.join(cls.folder, "hub")
        source = os.path.join(cls.folder, "source")
        for name, content in FILES.items():
            with open(source, "wb") as out:
                out.write(content)
            subprocess.run([TOOL, "import", cls.cache, "owner/name", COMMIT, name, source], check=True,
                           stdout=subprocess.DEVNULL)
        for repo, folder in (("tiny/gguf", "gguf"), ("tiny/folder", "qwen3")):
            for name in sorted(os.listdir(os.path.join(VECTORS, folder))):
                if folder == "qwen3" or name == "gemma3.gguf":
                    subprocess.run([TOOL, "import", cls.cache, repo, COMMIT, name, os.path.join(VECTORS, folder, name)],
                                   check=True, stdout=subprocess.DEVNULL)
        cls.server = subprocess.Popen([VITRINE, "serve", "hub", "--local", "--port", "0", "--quiet"],
                                      env={**os.environ, "HF_HUB_CACHE": cls.cache},
                                      stdout=subprocess.PIPE, text=True)
        cls.server.stdout.readline()
        cls.port = int(re.search(r":(\d+)", cls.server.stdout.readline().replace("http:", "")).group(1))

    @classmethod
    def tearDownClass(cls):
        cls.server.send_signal(signal.SIGTERM)
        assert cls.server.wait(10) == 0
        cls.server.stdout.close()
        shutil.rmtree(cls.folder)

    def ask(self, path, method="GET", body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, answer.headers, content

    def asked(self, path):
        status, _, content = self.ask(path)
        self.assertEqual(status, 200, content)
        return json.loads(content)

    def test_list(self):
        self.assertEqual([m["id"] for m in self.asked("/api/models?search=NAME%20own")], ["owner/name"])
        self.assertEqual(len(self.asked("/api/models")), 3)
        self.assertEqual(len(self.asked("/api/models?limit=1")), 1)
        self.assertEqual(self.asked("/api/models?search=other"), [])
        self.assertEqual(self.asked("/api/models?author=own"), [])
        self.assertEqual(self.asked("/api/models?author=owner")[0]["author"], "owner")

    def test_repo(self):
        info = self.asked("/api/models/owner/name?blobs=true")
        self.assertEqual(info["sha"], COMMIT)
        self.assertEqual({s["rfilename"]: s["size"] for s in info["siblings"]},
                         {name: len(content) for name, content in FILES.items()})
        self.assertEqual(self.asked(f"/api/models/owner/name/revision/{COMMIT}")["sha"], COMMIT)
        refs = self.asked("/api/models/owner/name/refs")
        self.assertEqual(refs["branches"][0]["targetCommit"], COMMIT)

    def test_tree(self):
        flat = self.asked("/api/models/owner/name/tree/main")
        self.assertEqual([(e["type"], e["path"]) for e in flat], [("directory", "deep"), ("file", "m.gguf")])
        every = self.asked("/api/models/owner/name/tree/main?recursive=true")
        self.assertEqual([e["path"] for e in every], ["deep", "deep/config.json", "m.gguf"])
        self.assertEqual([e["path"] for e in self.asked("/api/models/owner/name/tree/main/deep")], ["deep/config.json"])
        self.assertEqual(self.ask("/api/models/owner/name/tree/main/no")[0], 404)

    def test_file(self):
        for start, end, expected in ((3, 5, b"lo "), (6, "", b"gguf"), (0, 99, b"hello gguf")):
            status, headers, content = self.ask("/owner/name/resolve/main/m.gguf", Range=f"bytes={start}-{end}")
            self.assertEqual((status, content), (206, expected))
            self.assertTrue(headers["Content-Range"].endswith("/10"))
        self.assertEqual(self.ask("/owner/name/resolve/main/m.gguf", Range="bytes=10-")[0], 416)
        status, headers, content = self.ask("/owner/name/resolve/main/m.gguf", "HEAD")
        self.assertEqual((status, content, headers["Content-Length"], headers["X-Linked-Size"]), (200, b"", "10", "10"))
        self.assertEqual(headers["X-Repo-Commit"], COMMIT)
        self.assertEqual(len(headers["X-Linked-Etag"].strip('"')), 64)

    def test_refuses(self):
        for path, code in (("/owner/no/resolve/main/x", "RepoNotFound"),
                           ("/owner/name/resolve/other/m.gguf", "RevisionNotFound"),
                           ("/owner/name/resolve/main/x", "EntryNotFound"),
                           ("/owner/name/resolve/main", "EntryNotFound"),
                           ("/", "EntryNotFound")):
            status, headers, _ = self.ask(path)
            self.assertEqual((status, headers["X-Error-Code"]), (404, code), path)
        for path in ("/owner/name/resolve/main/..%2f..%2f..%2frefs%2fmain", "/owner/name/resolve/main/../../refs/main",
                     "/owner%2fname/resolve/main/%00", "/..%2f..%2fetc/x/resolve/main/passwd"):
            self.assertIn(self.ask(path)[0], (400, 404), path)
        for method in ("PUT", "DELETE", "POST"):
            self.assertEqual(self.ask("/owner/name/resolve/main/m.gguf", method, b"x")[0], 405)

    def test_our_client(self):
        target = os.path.join(self.folder, "ours")
        env = {**os.environ, "HF_HUB_CACHE": target, "HF_ENDPOINT": f"http://127.0.0.1:{self.port}"}
        path = subprocess.run([VITRINE, "models", "get", "owner/name"], env=env, check=True, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.strip()
        with open(path, "rb") as file:
            self.assertEqual(file.read(), FILES["m.gguf"])

    def hub_info(self, model):
        env = {**os.environ, "HF_HUB_CACHE": os.path.join(self.folder, "none"),
               "HF_ENDPOINT": f"http://127.0.0.1:{self.port}", "VK_DRIVER_FILES": "/nonexistent"}
        text = subprocess.run([VITRINE, "hub", "info", model], env=env, check=True, text=True,
                              stdout=subprocess.PIPE).stdout
        self.assertFalse(os.path.exists(env["HF_HUB_CACHE"]))
        return text

    def test_preview(self):
        text = self.hub_info("tiny/gguf")
        self.assertIn("gemma3.gguf", text)
        self.assertRegex(text, r"gemma3, \w+, [\d.]+ million weights")
        self.assertIn("so it fits", text)
        self.assertRegex(self.hub_info("tiny/folder"), r"qwen3, F\d\d")
        self.assertIn("cannot run it", self.hub_info("owner/name"))

    def test_huggingface_hub(self):
        try:
            import huggingface_hub
        except ImportError:
            self.skipTest("the Python package huggingface_hub is not installed")
        target = os.path.join(self.folder, "theirs")
        api = huggingface_hub.HfApi(endpoint=f"http://127.0.0.1:{self.port}", token=False)
        self.assertEqual([m.id for m in api.list_models(search="name")], ["owner/name"])
        info = api.get_paths_info("owner/name", ["m.gguf", "no"])
        self.assertEqual([(i.path, i.size, i.lfs.size) for i in info], [("m.gguf", 10, 10)])
        folder = api.snapshot_download("owner/name", cache_dir=target)
        for name, content in FILES.items():
            with open(os.path.join(folder, name), "rb") as file:
                self.assertEqual(file.read(), content)
        self.assertEqual(huggingface_hub.scan_cache_dir(target).warnings, [])
        with self.assertRaises(huggingface_hub.errors.RepositoryNotFoundError):
            api.hf_hub_download("owner/no", "x", cache_dir=target)
        with self.assertRaises(huggingface_hub.errors.EntryNotFoundError):
            api.hf_hub_download("owner/name", "x", cache_dir=target)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
