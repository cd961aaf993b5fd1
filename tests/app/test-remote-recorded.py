#!/usr/bin/env python3
"""What the official `openai` client asked two real servers, and what they answered, byte by
byte: `vitrine` asks the same, and makes the same of the answers.

The recordings are of tests/vectors/openai-client.py.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest

VITRINE = sys.argv[1]
VECTORS = pathlib.Path(__file__).resolve().parents[1] / "vectors/openai"
# What the client calls it, and what transformers and the space do.
NAMES = {"max_tokens": "max_new_tokens", "temperature": None, "seed": None, "stop": "stop", "top_p": "top_p"}


class Replay(http.server.BaseHTTPRequestHandler):
    """Gives the recorded answer, whatever is asked."""

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.answer(None)

    def do_POST(self):
        self.answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def answer(self, question):
        self.server.seen.append((self.path, question))
        entry = self.server.entry
        body = entry["answer"].encode()
        self.send_response(entry["status"])
        self.send_header("Content-Type", entry["type"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def recordings():
    for path in sorted(VECTORS.glob("*.json")):
        recording = json.loads(path.read_text(encoding="utf-8"))
        for entry in recording["exchanges"]:
            yield recording, entry


class Recorded(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Replay)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.folder = tempfile.TemporaryDirectory(prefix="vitrine-recorded-")
        cls.env = {**os.environ, "XDG_CONFIG_HOME": cls.folder.name, "XDG_DATA_HOME": cls.folder.name, "VITRINE_KEYS": "file",
                   "HF_HUB_CACHE": cls.folder.name, "HF_HUB_OFFLINE": "1", "no_proxy": "*", "VK_DRIVER_FILES": "/nonexistent"}

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()
        cls.folder.cleanup()

    def vitrine(self, *words):
        return subprocess.run([VITRINE, *words], env=self.env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=120, check=False)

    def ask(self, entry):
        """The question of @entry, in our words; the result of the program."""
        question = entry["question"]
        parameters = {"do_sample": False, **{NAMES[key]: value for key, value in question.items() if NAMES.get(key)}}
        model = f"http://127.0.0.1:{self.server.server_port}/v1#{question['model']}"
        self.server.entry, self.server.seen = entry, []
        if "prompt" in question:
            words = [word for key, value in parameters.items() for word in ("--set", f"{key}={json.dumps(value)}")]
            return self.vitrine("pipeline", "text-generation", "--model", model, "--input", "text=" + question["prompt"],
                                "--set", "return_full_text=false", "--seed", str(question["seed"]), "--json", *words)
        space = {"version": 1, "components": [{"id": "a", "type": "textbox"}, {"id": "go", "type": "button"}],
                 "events": [{"on": [["go", "click"]], "outputs": {"a": "$s.text"},
                             "steps": [{"id": "s", "task": "text-generation", "model": model, "parameters": parameters,
                                        "inputs": {"messages": [{m["role"]: m["content"]} for m in question["messages"]]}}]}]}
        pathlib.Path(self.folder.name, "space.json").write_text(json.dumps(space), encoding="utf-8")
        self.vitrine("remote", "add", model)
        self.server.seen.clear()
        return self.vitrine("run", self.folder.name, "--seed", str(question["seed"]), "--json")

    def check_question(self, recording, entry):
        path, ours = self.server.seen[0]
        theirs = entry["question"]
        self.assertEqual(path, entry["path"])
        for key in ("model", "messages", "prompt", *NAMES):
            self.assertEqual(ours.get(key), theirs.get(key), key)
        self.assertLessEqual(set(ours), set(recording["members"][path]), "the client knows no such member")

    def test_texts(self):
        n = 0
        for recording, entry in recordings():
            if not isinstance(entry["understood"], str):
                continue
            with self.subTest(recording["server"] + ": " + entry["name"]):
                result = self.ask(entry)
                self.assertEqual(result.returncode, 0, result.stderr)
                answer = json.loads(result.stdout)
                self.assertEqual(answer["a"] if isinstance(answer, dict) else answer[0]["generated_text"], entry["understood"])
                self.check_question(recording, entry)
                n += 1
        self.assertGreaterEqual(n, 13)

    def test_complaints(self):
        """Where the client raises, we fail with one sentence, and pass on what the server says."""
        n = 0
        for recording, entry in recordings():
            if entry["error"] is None or not isinstance((entry["question"] or {}).get("messages"), list):
                continue
            with self.subTest(recording["server"] + ": " + entry["name"]):
                result = self.ask(entry)
                self.assertEqual((result.returncode, result.stderr.count("\n")), (1, 1), result)
                self.assertIn("substring not found", result.stderr)
                n += 1
        self.assertEqual(n, 1)

    def test_refusals(self):
        """The same answers to a question of ours: one that is refused as a whole."""
        question = next(entry["question"] for _, entry in recordings() if entry["name"] == "chat, streamed")
        for recording, entry in recordings():
            if entry["name"] not in ("no such path", "wrong question") or entry["status"] == 500:  # that is asked again for a while
                continue
            with self.subTest(recording["server"] + ": " + entry["name"]):
                result = self.ask({**entry, "question": question})
                self.assertEqual((result.returncode, result.stderr.count("\n")), (1, 1), result)
                said = json.loads(entry["answer"])
                self.assertIn(said["error"]["message"] if "error" in said else said["detail"], result.stderr)

    def test_models(self):
        for recording, entry in recordings():
            if entry["name"] == "models":
                with self.subTest(recording["server"]):
                    self.server.entry, self.server.seen = entry, []
                    address = f"http://127.0.0.1:{self.server.server_port}/v1#{entry['understood'][0]}"
                    result = self.vitrine("remote", "add", address)
                    self.assertEqual((result.returncode, result.stdout, result.stderr), (0, address + "\n", ""))
                    self.assertEqual(self.server.seen, [("/v1/models", None)])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
