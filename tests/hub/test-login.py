#!/usr/bin/env python3
"""Signing in to the Hub: the token is checked, kept where only the person reads it, sent to
the Hub alone, and forgotten; a gated model says what to do.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import http.server
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest

VITRINE = sys.argv[1]


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        token = self.headers.get("Authorization")
        self.server.seen.append((self.path, token))
        if self.path == "/api/whoami-v2":
            good = {"Bearer hf_good": {"name": "ada", "type": "user"}, "Bearer hf_odd": {"type": "user"}}.get(token)
            return self.give(200 if good else 401, good or {"error": "Invalid username or password."})
        if token == "Bearer hf_good":
            return self.give(200, {"id": "acme/gated", "siblings": [{"rfilename": "a.txt", "size": 1, "blobId": "0" * 40}]})
        return self.give(401, {"error": "Access to model acme/gated is restricted."}, {"X-Error-Code": "GatedRepo"})

    def give(self, status, value, headers=()):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name in headers:
            self.send_header(name, headers[name])
        self.end_headers()
        self.wfile.write(body)


class Login(unittest.TestCase):
    def setUp(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.seen = []
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.folder = tempfile.mkdtemp(prefix="vitrine-login-")
        self.env = {**os.environ, "XDG_CONFIG_HOME": self.folder, "VITRINE_KEYS": "file", "HF_HUB_CACHE": self.folder + "/hub",
                    "HF_HOME": self.folder + "/hf", "HF_HUB_OFFLINE": "0", "no_proxy": "*",
                    "HF_ENDPOINT": f"http://127.0.0.1:{self.server.server_address[1]}"}
        self.env.pop("HF_TOKEN", None)
        self.env.pop("HF_TOKEN_PATH", None)
        self.keys = os.path.join(self.folder, "vitrine", "keys.json")

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()
        shutil.rmtree(self.folder)

    def hub(self, *words, token=None, **env):
        return subprocess.run([VITRINE, "hub", *words], env={**self.env, **env}, input=token, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)

    def test_all(self):
        self.assertIn("Nobody has signed in", self.hub("whoami").stderr)
        self.assertEqual(self.server.seen, [])
        refused = self.hub("files", "acme/gated")
        self.assertIn("accept them on its page", refused.stderr)
        self.assertIn("vitrine hub login", refused.stderr)
        self.assertEqual(self.hub("login", token="hf_good\n").stdout, "Signed in as ada.\n")
        self.assertEqual(os.stat(self.keys).st_mode & 0o777, 0o600)
        self.assertEqual(self.hub("whoami").stdout, "ada\n")
        self.assertIn("a.txt", self.hub("files", "acme/gated").stdout)
        # Another endpoint gets none of it.
        self.server.seen.clear()
        other = f"http://localhost:{self.server.server_address[1]}"
        self.assertEqual(self.hub("files", "acme/gated", HF_ENDPOINT=other).returncode, 1)
        self.assertEqual({token for _, token in self.server.seen}, {None})
        self.assertEqual(self.hub("logout").returncode, 0)
        self.assertEqual(self.hub("whoami").returncode, 1)
        with open(self.keys, encoding="utf-8") as file:
            self.assertNotIn("hf_good", file.read())

    def test_bad_tokens(self):
        for token, says in (("hf_bad\n", "sign"), ("two words\n", "no token"), ("\n", "Nothing came"), ("", "Nothing came"),
                            ("hf_odd\n", "whose token")):
            result = self.hub("login", token=token)
            self.assertEqual(result.returncode, 1, token)
            self.assertIn(says, result.stderr)
            self.assertFalse(os.path.exists(self.keys), token)

    def test_environment_first(self):
        self.hub("login", token="hf_good\n")
        self.server.seen.clear()
        self.hub("whoami", HF_TOKEN="hf_other")
        self.assertEqual(self.server.seen, [("/api/whoami-v2", "Bearer hf_other")])
        self.assertIn("HF_TOKEN", self.hub("logout", HF_TOKEN="hf_other").stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
