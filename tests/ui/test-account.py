#!/usr/bin/env python3
"""Signing in to the Hub in the preferences: a wrong token is told, a good one is kept, and
signing out forgets it.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import http.server
import json
import pathlib
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from studio import Studio, enclosed, text_of, wait  # noqa: E402


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        good = self.headers.get("Authorization") == "Bearer hf_good"
        body = json.dumps({"name": "ada"} if good else {"error": "no"}).encode()
        self.send_response(200 if good else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def sign_in(studio, token):
    studio.click(studio.wait_for("push button", "Sign In…"))
    studio.wait_for("label", "Sign In to the Hugging Face Hub")
    studio.focus()
    studio.key("Tab")
    studio.type(token)
    studio.key("alt+s")


def test(studio, keys):
    studio.key("ctrl+comma")
    studio.click(studio.wait_for(("page tab", "toggle button", "radio button"), "Models"))
    sign_in(studio, "hf_bad")
    studio.wait_for("label", "You Are Not Signed In")
    studio.focus()
    studio.key("Escape")
    assert not keys.exists()
    sign_in(studio, "hf_good")
    wait(lambda: any("Signed in as ada" in text_of(node) for node in studio.nodes()), what="the name")
    assert "hf_good" in keys.read_text(encoding="utf-8")
    studio.click(studio.wait_for("push button", "Sign Out"))
    studio.wait_for("push button", "Sign In…")
    assert "hf_good" not in keys.read_text(encoding="utf-8")


def main():
    enclosed()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        with Studio(VITRINE_KEYS="file", XDG_DATA_HOME=folder, HF_HUB_CACHE=folder + "/hub", HF_HOME=folder + "/hf",
                    HF_HUB_OFFLINE="0", HF_ENDPOINT=f"http://127.0.0.1:{server.server_address[1]}", no_proxy="*",
                    HF_TOKEN="") as studio:
            studio.focus()
            test(studio, pathlib.Path(studio.home.name, "vitrine/keys.json"))
            assert studio.alive()
            assert "CRITICAL" not in studio.output() and "WARNING" not in studio.output(), studio.output()
    print("signing in and out: passed")


main()
