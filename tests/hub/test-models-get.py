#!/usr/bin/env python3
"""`vitrine models get` against a small Hub on this computer: it chooses the files,
goes on after a broken connection, needs nothing the second time, verifies, removes.

Usage: test-models-get.py VITRINE

SPDX-License-Identifier: GPL-3.0-or-later
"""
import hashlib
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import unittest

VITRINE = sys.argv.pop(1)
COMMIT = "0123456789abcdef0123456789abcdef01234567"
FILES = {
    "config.json": b'{"model_type": "tiny"}',
    "model.safetensors": bytes(range(256)) * 4000,
    "onnx/model.onnx": b"for another program",
    "picture.png": b"not needed",
    "tokenizer.json": b"{}",
}


def digest(data):
    return hashlib.sha256(data).hexdigest()


class Hub(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def do_HEAD(self):
        data = self.named()
        if data is None:
            return self.answer(404, X_Error_Code="EntryNotFound")
        return self.answer(200, X_Repo_Commit=COMMIT, ETag=f'"{digest(data)}"', X_Linked_Size=len(data))

    def do_GET(self):
        self.server.asked.append(self.path)
        if self.path.startswith("/api/models/a/tiny/revision/main"):
            siblings = [{"rfilename": name, "size": len(data), "lfs": {"size": len(data), "sha256": digest(data)}}
                        for name, data in FILES.items()]
            return self.answer(200, json.dumps({"siblings": siblings}).encode(), Content_Type="application/json")
        data = self.named()
        if data is None:
            return self.answer(401, X_Error_Code="RepoNotFound")
        start = int(self.headers.get("Range", "bytes=0-")[6:-1])
        if self.server.cut and len(data) > 100000:
            return self.send_half(data)
        if start == 0:
            return self.answer(200, data)
        self.server.resumed = start
        return self.answer(206, data[start:], Content_Range=f"bytes {start}-{len(data) - 1}/{len(data)}")

    def send_half(self, data):
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[:len(data) // 2])
        self.close_connection = True

    def named(self):
        parts = self.path.split("/resolve/")
        return FILES.get(parts[1].partition("/")[2]) if parts[0] == "/a/tiny" and len(parts) == 2 else None


class ModelsGet(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.TemporaryDirectory()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
        self.server.asked, self.server.cut, self.server.resumed = [], False, 0
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()
        self.home.cleanup()

    def vitrine(self, *words, **variables):
        env = dict(os.environ, HF_HOME=self.home.name, XDG_DATA_HOME=self.home.name, no_proxy="*",
                   HF_ENDPOINT=f"http://127.0.0.1:{self.server.server_port}", **variables)
        for name in ("HF_HUB_CACHE", "HF_TOKEN", "HF_HUB_OFFLINE"):
            if name not in variables:
                env.pop(name, None)
        return subprocess.run([VITRINE, *words], env=env, capture_output=True, text=True, check=False, timeout=60)

    def test_get_use_verify_remove(self):
        got = self.vitrine("models", "get", "a/tiny")
        self.assertEqual(got.returncode, 0, got.stderr)
        folder = got.stdout.strip()
        self.assertEqual(sorted(os.listdir(folder)), ["config.json", "model.safetensors", "tokenizer.json"])
        with open(os.path.join(folder, "model.safetensors"), "rb") as stream:
            self.assertEqual(stream.read(), FILES["model.safetensors"])
        again = self.vitrine("models", "get", "a/tiny", HF_HUB_OFFLINE="1")
        self.assertEqual((again.returncode, again.stdout.strip()), (0, folder))
        self.assertEqual(self.vitrine("models", "verify", "a/tiny").returncode, 0)
        listed = json.loads(self.vitrine("models", "list", "--json").stdout)
        self.assertIn("a/tiny", [model["model"] for model in listed])
        self.assertEqual(self.vitrine("models", "remove", "a/tiny").returncode, 0)
        self.assertEqual(self.vitrine("models", "path", "a/tiny").returncode, 1)

    def test_goes_on_in_the_next_program(self):
        self.server.cut = True
        broken = self.vitrine("models", "get", "a/tiny", HF_HUB_DOWNLOAD_TIMEOUT="2")
        self.assertEqual(broken.returncode, 1)
        self.assertIn("What has arrived is kept", broken.stderr)
        self.assertEqual(self.vitrine("models", "path", "a/tiny").returncode, 1)
        self.server.cut = False
        self.assertEqual(self.vitrine("models", "get", "a/tiny").returncode, 0)
        self.assertEqual(self.server.resumed, len(FILES["model.safetensors"]) // 2)

    def test_no_such_model(self):
        done = self.vitrine("models", "get", "no/such:model.gguf")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        self.assertIn("no/such", done.stderr)


if __name__ == "__main__":
    sys.exit(unittest.main())
