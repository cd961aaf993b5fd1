#!/usr/bin/env python3
"""A download that is stopped, then the program is: another program goes on where it was, and
the model is tried.

Usage: test-hub-resume.py VITRINE CACHE-TOOL
The Hub is `vitrine serve hub`; what goes by is held back and noted between them.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import http.server
import pathlib
import sys
import tempfile
import threading
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from hub_room import COMMIT, VECTORS, Hub, put  # noqa: E402
from studio import Studio, enclosed, text_of, wait  # noqa: E402

VITRINE, TOOL = sys.argv[1:3]
WEIGHTS = "model.safetensors"
SIZE = (VECTORS / "qwen3" / WEIGHTS).stat().st_size
FIRST = 40000  # bytes of the weights that come before the person stops it
LIMIT = 50     # kB/s, so that the speed limit has its part in it


class Relay(http.server.ThreadingHTTPServer):
    """Before the Hub. Of a download of the weights it holds back what comes after FIRST bytes,
    until `open`; the look into their beginning goes through."""
    daemon_threads = True

    def __init__(self, target):
        super().__init__(("127.0.0.1", 0), Handler)
        self.target = target
        self.ranges = []  # of the downloads of the weights
        self.open = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_HEAD(self):
        self.pass_on()

    def do_GET(self):
        self.pass_on()

    def pass_on(self):
        headers = {name: self.headers[name] for name in ("Range", "Accept-Encoding") if self.headers[name]}
        request = urllib.request.Request(self.server.target + self.path, headers=headers, method=self.command)
        try:
            answer = urllib.request.urlopen(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        held = self.command == "GET" and COMMIT + "/" + WEIGHTS in self.path
        if held:
            self.server.ranges.append(self.headers["Range"])
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in ("date", "server", "connection"):
                self.send_header(name, value)
        self.end_headers()
        self.copy(answer, held)

    def copy(self, answer, held):
        try:
            self.wfile.write(answer.read(FIRST))
            self.wfile.flush()
            if held:
                self.server.open.wait(120)
            self.wfile.write(answer.read())
        except OSError:  # the program has stopped listening
            pass


def parts(cache):
    return sorted(path.stat().st_size for path in cache.glob("models--tiny--qwen/blobs/*.incomplete"))


def find_model(studio):
    studio.focus()
    studio.key("ctrl+m")
    studio.wait_for("list item", "tiny/qwen", seconds=30)
    studio.type("qwen")
    wait(lambda: not studio.find("list item", "other/thing"), 30, "the search to filter")
    studio.click(studio.wait_for("list item", "tiny/qwen"))
    studio.wait_for("label", lambda n: n.startswith("Fits: a run takes"), seconds=60)


def test_stop(studio, cache):
    find_model(studio)
    studio.click(studio.wait_for("push button", "Download"))
    wait(lambda: FIRST in parts(cache), 60, f"{FIRST} bytes on the disk")
    studio.wait_for("progress bar")
    studio.click(studio.wait_for("push button", "Stop"))
    studio.wait_for("push button", "Download", seconds=30)
    assert parts(cache) == [FIRST], parts(cache)
    assert not list(cache.glob(f"models--tiny--qwen/snapshots/*/{WEIGHTS}")), "half a file has a name"


def test_go_on(studio, cache, relay):
    find_model(studio)
    relay.open.set()
    studio.click(studio.wait_for("push button", "Download"))
    studio.wait_for("push button", "Is Here", seconds=60)
    assert relay.ranges == [None, f"bytes={FIRST}-"], relay.ranges
    got = (cache / "models--tiny--qwen/snapshots" / COMMIT / WEIGHTS).read_bytes()
    assert got == (VECTORS / "qwen3" / WEIGHTS).read_bytes()
    assert not parts(cache)


def test_try(studio):
    studio.click(studio.wait_for("push button", "Try It"))
    studio.focus()
    studio.click(studio.wait_for("text", "Beginning", seconds=30))
    studio.type("t1 t2 t3")
    studio.click(studio.wait_for("push button", "Run", seconds=20))
    wait(lambda: any(text_of(node).startswith("t1 t2 t3 t") for node in studio.nodes()), 60, "what the model writes")


def open_studio(relay, cache, data):
    return Studio(HF_ENDPOINT=f"http://127.0.0.1:{relay.server_port}", HF_HUB_CACHE=cache, HF_HUB_OFFLINE="0",
                  XDG_DATA_HOME=data, no_proxy="*", settings=f"download-limit={LIMIT}\n")


def main():
    enclosed()
    with tempfile.TemporaryDirectory(prefix="vitrine-resume-") as folder:
        folder = pathlib.Path(folder)
        served, cache, data = folder / "served", folder / "cache", folder / "data"
        put(TOOL, served, "tiny/qwen", *(VECTORS / "qwen3").iterdir())
        put(TOOL, served, "other/thing", VECTORS / "qwen3/config.json")
        with Hub(VITRINE, served) as hub:
            relay = Relay(hub.url)
            with open_studio(relay, cache, data) as studio:
                test_stop(studio, cache)
                assert studio.alive()
            with open_studio(relay, cache, data) as studio:
                test_go_on(studio, cache, relay)
                test_try(studio)
                assert studio.alive()
                assert "CRITICAL" not in studio.output() and "WARNING" not in studio.output(), studio.output()
    print("stop, restart, go on and try: passed")


main()
