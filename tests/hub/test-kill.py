#!/usr/bin/env python3
"""A large download is killed again and again: what was brought twice is at most 1 MiB for each
kill, and the file that comes in the end is right.

Usage: test-kill.py VITRINE

The server sends no more than 1 MiB beyond what stands on the disk, so a program that held more
than that in its hands would never get on.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import hashlib
import http.server
import json
import os
import pathlib
import random
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest

VITRINE = sys.argv.pop(1)
COMMIT = "0123456789abcdef0123456789abcdef01234567"
SIZE = (96 << 20) + 12345
CHUNK = 64 << 10
AHEAD = 1 << 20
KILLS = 4
PATIENCE = 120  # seconds without one byte


def kept(path):
    """Bytes that the map behind the file speaks of (hub/part.h)."""
    try:
        with open(path, "rb") as part:
            part.seek(SIZE)
            head = part.read(16)
            if len(head) < 16:
                return 0
            magic, _, pieces = struct.unpack("<8sII", head)
            assert magic == b"VTPARTS1", magic
            return sum(struct.unpack(f"<{pieces}I", part.read(4 * pieces)))
    except FileNotFoundError:
        return 0


class Hub(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, payload, part):
        super().__init__(("127.0.0.1", 0), Handler)
        self.payload, self.part = payload, part
        self.digest = hashlib.sha256(payload).hexdigest()
        self.lock = threading.Lock()
        self.life = 0          # of the program; what is sent for an earlier one does not count
        self.sent = self.base = self.streams = self.most = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, address):
        pass  # the program has been killed

    def begin(self):
        with self.lock:
            self.life += 1
            self.sent, self.base = 0, kept(self.part)
        return self.life

    def may_send(self, n, life):
        """Waits until the disk has what went before; takes account of the next @n bytes."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with self.lock:
                if life != self.life:
                    return False
                if not os.path.exists(self.part) or self.sent + n <= kept(self.part) - self.base + AHEAD:
                    self.sent += n
                    return True
            time.sleep(0.001)
        return False


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def head(self, status, length, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def do_HEAD(self):
        self.head(200, 0, X_Repo_Commit=COMMIT, X_Linked_Etag=f'"{self.server.digest}"', X_Linked_Size=SIZE)

    def do_GET(self):
        if self.path.startswith("/api/"):
            files = [{"rfilename": "model.gguf", "size": SIZE, "lfs": {"size": SIZE, "sha256": self.server.digest}}]
            body = json.dumps({"siblings": files}).encode()
            self.head(200, len(body), Content_Type="application/json")
            self.wfile.write(body)
            return
        first, _, last = self.headers.get("Range", "bytes=0-")[6:].partition("-")
        start, end = int(first), int(last) + 1 if last else SIZE
        self.head(206, end - start, Content_Range=f"bytes {start}-{end - 1}/{SIZE}")
        with self.server.lock:
            self.server.streams += 1
            self.server.most = max(self.server.most, self.server.streams)
        try:
            self.send(start, end, self.server.life)
        finally:
            with self.server.lock:
                self.server.streams -= 1

    def send(self, start, end, life):
        for at in range(start, end, CHUNK):
            to = min(at + CHUNK, end)
            if not self.server.may_send(to - at, life):
                self.close_connection = True
                return
            self.wfile.write(self.server.payload[at:to])


class Kill(unittest.TestCase):
    def test_kill(self):
        with tempfile.TemporaryDirectory() as folder:
            payload = random.Random(7).randbytes(SIZE)
            blobs = pathlib.Path(folder) / "models--a--big" / "blobs"
            hub = Hub(payload, blobs / (hashlib.sha256(payload).hexdigest() + ".parts"))
            self.env = {**os.environ, "HF_HUB_CACHE": folder, "HF_ENDPOINT": f"http://127.0.0.1:{hub.server_port}",
                        "HF_HUB_OFFLINE": "0", "HF_HUB_DOWNLOAD_TIMEOUT": str(PATIENCE), "no_proxy": "*"}
            for i in range(KILLS):
                self.kill(hub, (i + 1) * SIZE // (KILLS + 1))
            before = kept(hub.part)
            hub.begin()
            path = subprocess.run(self.command(), env=self.env, check=True, stdout=subprocess.PIPE, text=True,
                                  stderr=subprocess.DEVNULL).stdout.strip()
            self.assertLessEqual(hub.sent, SIZE - before + AHEAD)
            with open(path, "rb") as file:
                self.assertTrue(file.read() == payload)
            self.assertGreater(hub.most, 1)  # streams at a time
            self.assertEqual([name.name for name in blobs.iterdir()], [hub.digest])
            hub.shutdown()
            hub.server_close()

    def command(self):
        return [VITRINE, "hub", "download", "a/big:model.gguf"]

    def kill(self, hub, at):
        hub.begin()
        process = subprocess.Popen(self.command(), env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + PATIENCE
        while kept(hub.part) < at:
            self.assertIsNone(process.poll(), "the program ended by itself")
            self.assertLess(time.monotonic(), end, "it does not come")
            time.sleep(0.001)
        process.kill()
        process.wait()
        base = hub.base
        self.assertLessEqual(hub.sent - (kept(hub.part) - base), AHEAD)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
