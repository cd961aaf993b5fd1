#!/usr/bin/env python3
"""A space whose model is on llama.cpp's own server, which really computes: at the command line,
and in the window, where the words come one after the other.

Usage: test-remote-llama.py VITRINE

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
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "app"))
from llama_server import LlamaServer, missing  # noqa: E402
from studio import SKIP, Studio, enclosed, text_of, wait  # noqa: E402

PROMPT = "The three primary colors are"
FIRST = 3  # pieces of text that go on at once


class Gate(http.server.ThreadingHTTPServer):
    """Between the program and the server; lets the first words through, and the others when the
    test has seen those."""
    daemon_threads = True

    def __init__(self, target):
        super().__init__(("127.0.0.1", 0), Handler)
        self.target = target
        self.open = threading.Event()
        self.open.set()
        self.pieces = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def text(self):
        return "".join(self.pieces)


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        self.pass_on(None)

    def do_POST(self):
        self.pass_on(self.rfile.read(int(self.headers["Content-Length"])))

    def pass_on(self, body):
        question = urllib.request.Request(self.server.target + self.path, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(question, timeout=120) as answer:
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.end_headers()
            self.server.pieces = []
            for line in answer:
                self.note(line)
                self.wfile.write(line)
                self.wfile.flush()
                if len(self.server.pieces) == FIRST and line == b"\n":  # that ends an event
                    self.server.open.wait(120)

    def note(self, line):
        if not line.startswith(b"data: {"):
            return
        choice = json.loads(line[6:])["choices"][0]
        piece = choice.get("text") or choice.get("delta", {}).get("content")
        if piece:
            self.server.pieces.append(piece)


def space(model):
    return {"version": 1,
            "components": [{"id": "q", "type": "textbox", "label": "Question", "value": PROMPT},
                           {"id": "go", "type": "button", "value": "Ask It"},
                           {"id": "a", "type": "textbox", "label": "Answer", "interactive": False}],
            "events": [{"on": [["go", "click"]], "outputs": {"a": "$s.text"},
                        "steps": [{"id": "s", "task": "text-generation", "model": model, "inputs": {"text": "$q"},
                                   "parameters": {"max_new_tokens": 16, "do_sample": False, "return_full_text": False}}]}]}


def test_command_line(program, folder, gate, model, env):
    """Greedily, the server's own words for the same question."""
    subprocess.run([program, "remote", "add", model], env=env, check=True, capture_output=True)
    question = {"prompt": PROMPT, "max_tokens": 16, "temperature": 0}
    request = urllib.request.Request(gate.target + "/v1/completions", json.dumps(question).encode(), {"Content-Type": "application/json"})
    expected = json.load(urllib.request.urlopen(request, timeout=120))["choices"][0]["text"]
    result = subprocess.run([program, "run", folder, "--json"], env=env, capture_output=True, text=True, timeout=120, check=True)
    assert json.loads(result.stdout)["a"] == expected == gate.text(), (result.stdout, expected, gate.text())
    assert len(gate.pieces) > FIRST, gate.pieces


def test_window(folder, gate, env):
    gate.open.clear()
    with Studio(folder, **env) as studio:
        studio.focus()
        studio.click(studio.wait_for("push button", "Ask It"))
        studio.click(studio.wait_for("push button", "Allow…"))
        studio.wait_for("label", "Use gemma · 127.0.0.1?")
        studio.focus()
        studio.key("alt+a")
        wait(lambda: not studio.find("push button", "Allow…"), what="the notice to go")
        studio.focus()
        studio.click(studio.wait_for("push button", "Ask It"))
        wait(lambda: len(gate.pieces) == FIRST, 120, "the first words")
        part = gate.text()
        shows = [text_of(node) for node in studio.nodes()]
        wait(lambda: part in [text_of(node) for node in studio.nodes()], 60, f"{part!r} in the window, not {shows}")
        assert studio.find("push button", "Stop"), "it does not run any more"
        gate.open.set()
        wait(lambda: not studio.find("push button", "Stop"), 120, "the end")
        assert len(gate.pieces) > FIRST and gate.text() in [text_of(node) for node in studio.nodes()], gate.text()
        assert studio.alive()
        assert "CRITICAL" not in studio.output() and "WARNING" not in studio.output(), studio.output()


def main():
    reason = missing()
    if reason:
        print("skipped:", reason)
        sys.exit(SKIP)
    enclosed()
    with LlamaServer() as server, tempfile.TemporaryDirectory(prefix="vitrine-llama-") as folder:
        gate = Gate(server.url)
        env = dict(VITRINE_KEYS="file", XDG_DATA_HOME=folder, HF_HUB_CACHE=folder + "/cache", no_proxy="*")
        model = f"http://127.0.0.1:{gate.server_port}/v1#gemma"
        pathlib.Path(folder, "space.json").write_text(json.dumps(space(model)), encoding="utf-8")
        test_command_line(sys.argv[1], folder, gate, model, {**os.environ, **env, "XDG_CONFIG_HOME": folder})
        test_window(folder, gate, env)
    print("llama.cpp's server at the command line and in the window: passed")


main()
