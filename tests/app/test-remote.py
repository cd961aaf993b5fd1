#!/usr/bin/env python3
"""Models on other computers: `vitrine` against a server that speaks as OpenAI's does, as an
inference endpoint does, and as neither should.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from remote_server import TEXT, Server

VITRINE = sys.argv[1]
SPACE = {
    "version": 1,
    "components": [{"id": "q", "type": "textbox", "value": "Why?"}, {"id": "go", "type": "button"},
                   {"id": "a", "type": "textbox"}],
    "events": [{"on": [["go", "click"]],
                "steps": [{"id": "s", "task": "text-generation", "model": "",
                           "inputs": {"messages": [{"user": "$q"}]}, "parameters": {"max_new_tokens": 9}}],
                "outputs": {"a": "$s.text"}}]}


class Remote(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.origin = f"http://127.0.0.1:{cls.server.server_address[1]}"
        cls.folder = tempfile.mkdtemp(prefix="vitrine-remote-")
        cls.env = {**os.environ, "XDG_CONFIG_HOME": os.path.join(cls.folder, "config"), "VITRINE_KEYS": "file",
                   "HF_HUB_CACHE": os.path.join(cls.folder, "cache"), "HF_HUB_OFFLINE": "1", "no_proxy": "*",
                   "VK_DRIVER_FILES": "/nonexistent", "XDG_DATA_HOME": os.path.join(cls.folder, "data")}

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        shutil.rmtree(cls.folder)

    def setUp(self):
        self.server.reset()

    def vitrine(self, *words, **more):
        return subprocess.run([VITRINE, *words], env=self.env, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=120, **more)

    def write(self, *more, address="/v1#tiny", text="Once"):
        """The beginning of a text goes on; the default repeats it."""
        return self.vitrine("pipeline", "text-generation", "--model", self.origin + address, "--input", f"text={text}", *more)

    def space(self, model):
        folder = tempfile.mkdtemp(dir=self.folder)
        SPACE["events"][0]["steps"][0]["model"] = model
        with open(os.path.join(folder, "space.json"), "w", encoding="utf-8") as file:
            json.dump(SPACE, file)
        return folder

    def chat(self, does="", times=1 << 30, **more):
        self.server.reset(does, times)
        self.vitrine("remote", "add", self.origin + "/v1#tiny")
        return self.vitrine("run", self.space(self.origin + "/v1#tiny"), "--json", **more)

    def assertSays(self, result, *parts):
        self.assertEqual(result.returncode, 1, result)
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        for part in parts:
            self.assertIn(part, result.stderr)

    # --- good ------------------------------------------------------------------------------

    def test_completions(self):
        result = self.write("--set", "max_new_tokens=12", "--set", "do_sample=false", "--set", "stop=[\"x\"]")
        self.assertEqual((result.stdout, result.stderr), ("Once" + TEXT + "\n", ""))
        path, question, key = self.server.seen[0]
        self.assertEqual((path, key), ("/v1/completions", None))
        self.assertEqual({k: question[k] for k in ("model", "prompt", "stream", "max_tokens", "temperature", "stop")},
                         {"model": "tiny", "prompt": "Once", "stream": True, "max_tokens": 12, "temperature": 0, "stop": ["x"]})
        self.assertNotIn("top_k", question)  # nobody set it, and OpenAI's own server refuses it

    def test_only_what_was_set(self):
        self.write("--set", "temperature=0.5", "--set", "top_k=7", "--set", "return_full_text=false", "--seed", "5",
                   "--set", 'json_schema={"type":"object"}')
        question = self.server.seen[0][1]
        self.assertEqual((question["temperature"], question["top_k"], question["seed"]), (0.5, 7, 5))
        self.assertEqual(question["response_format"]["json_schema"]["schema"], {"type": "object"})

    def test_batch(self):
        result = self.write("--input", "text=Twice", "--json")
        self.assertEqual(json.loads(result.stdout), [[{"generated_text": w + TEXT}] for w in ("Once", "Twice")])

    def test_only_chat(self):
        self.server.reset("only_chat")
        self.assertEqual(self.write().stdout, "Once" + TEXT + "\n")
        self.assertEqual([s[0] for s in self.server.seen], ["/v1/completions", "/v1/chat/completions"])
        self.assertEqual(self.server.seen[1][1]["messages"], [{"role": "user", "content": "Once"}])

    def test_endpoint(self):
        result = self.write("--stats", address="/")
        self.assertEqual(result.stdout, "Once" + TEXT + "\n")
        self.assertEqual(json.loads(result.stderr)["device"], "127.0.0.1")
        path, question, _ = self.server.seen[0]
        self.assertEqual((path, question["inputs"], question["stream"]), ("/", "Once", True))
        self.assertEqual(question["parameters"]["max_new_tokens"], 128)
        self.server.reset("plain")
        self.assertEqual(self.write(address="").stdout, "Once" + TEXT + "\n")

    def test_chat_shapes(self):
        for does in ("", "whole", "bytewise", "no_done", "newer"):
            with self.subTest(does):
                result = self.chat(does)
                self.assertEqual(json.loads(result.stdout)["a"], TEXT, result.stderr)
                self.assertEqual(self.server.seen[-1][1]["messages"], [{"role": "user", "content": "Why?"}])

    def test_patience(self):
        result = self.chat("loading", times=2)
        self.assertEqual(json.loads(result.stdout)["a"], TEXT, result.stderr)
        self.assertEqual(len([s for s in self.server.seen if s[1]]), 3)

    # --- permission and keys ---------------------------------------------------------------

    def test_nothing_goes_out_unasked(self):
        address = f"http://localhost:{self.server.server_address[1]}/v1#tiny"
        folder = self.space(address)
        result = self.vitrine("run", folder)
        self.assertSays(result, "localhost", "not allowed")
        self.assertEqual(self.server.seen, [])
        self.assertIn("not allowed", self.vitrine("check", folder).stdout)
        self.assertEqual(self.server.seen, [])
        self.assertEqual(self.vitrine("remote", "add", address, "--key", input="secret-1\n").stdout, address + "\n")
        self.assertEqual(self.vitrine("run", folder).returncode, 0)
        self.assertEqual({s[2] for s in self.server.seen}, {"Bearer secret-1"})
        self.assertNotEqual(self.vitrine("check", folder).returncode, 1)
        keys = os.path.join(self.folder, "config", "vitrine", "keys.json")
        self.assertEqual(os.stat(keys).st_mode & 0o777, 0o600)
        self.assertIn(address, self.vitrine("remote").stdout)
        # The key is for that server, not for its other name.
        self.server.reset()
        self.write()
        self.assertEqual(self.server.seen[0][2], None)
        self.assertEqual(self.vitrine("remote", "remove", address).returncode, 0)
        self.assertSays(self.vitrine("run", folder), "not allowed")
        with open(keys, encoding="utf-8") as file:
            self.assertNotIn("secret-1", file.read())

    def test_offline(self):
        result = self.vitrine("pipeline", "text-generation", "--model", "http://192.0.2.1/v1#x", "--input", "text=a")
        self.assertSays(result, "offline switch")

    def test_bad_addresses(self):
        for address in ("http://", "https://user:key@host/v1#x", "https://host/v1?key=1#x", "http://h/v1#a b", "https://h:x/#"):
            self.assertSays(self.vitrine("remote", "add", address), "no address of a model")
        self.assertSays(self.vitrine("remote", "add", "https://h.example/v1#x", "--key", input="two words\n"), "blanks")

    # --- bad --------------------------------------------------------------------------------

    def test_faults(self):
        for does, parts in {
                "key": ("key", "Incorrect API key provided"), "model": ("does not know", "The model `x` does not exist"),
                "html": ("not one that Vitrine understands",), "redirect": ("not followed",),
                "garbage": ("not one that Vitrine understands",), "drop": ("127.0.0.1",), "cut": ("broke off",),
                "stops": ("out of memory",), "endless": ("longer than 8 MiB",), "detail": ("field required",)}.items():
            with self.subTest(does):
                self.assertSays(self.chat(does), *parts)

    def test_nobody_there(self):
        result = self.vitrine("pipeline", "text-generation", "--model", "http://127.0.0.1:1/v1#x", "--input", "text=a")
        self.assertSays(result, "Is the server running?")

    def test_what_cannot_be_done(self):
        self.assertSays(self.write("--set", "num_beams=3"), "num_beams")
        self.assertEqual(self.server.seen, [])

    def test_cancel(self):
        self.server.reset("slow")
        self.vitrine("remote", "add", self.origin + "/v1#tiny")
        self.server.seen.clear()
        with subprocess.Popen([VITRINE, "run", self.space(self.origin + "/v1#tiny")], env=self.env,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            while not self.server.seen:
                time.sleep(0.02)
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=60)
        self.server.open.set()
        self.assertEqual((process.returncode, errors), (1, "Stopped.\n"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
