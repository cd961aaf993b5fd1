#!/usr/bin/env python3
"""Hubs of the room: `vitrine serve hub` announces itself, `vitrine hub room` lists others, and
without Avahi both say so.

Usage: test-room.py VITRINE

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

# Packages install PyGObject for the system's Python, which need not be the first in the path.
PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
SKIP = 77

if not os.environ.get("VITRINE_OWN_BUS"):
    if not shutil.which("dbus-run-session") or subprocess.run([PYTHON, "-c", "import gi"], capture_output=True,
                                                              check=False).returncode:
        print("skipped: dbus-run-session or PyGObject is not installed")
        sys.exit(SKIP)
    sys.exit(subprocess.run(["dbus-run-session", "--", PYTHON, *sys.argv], env=dict(os.environ, VITRINE_OWN_BUS="1"),
                            check=False).returncode)

from fake_avahi import FakeAvahi  # noqa: E402

VITRINE = sys.argv.pop(1)
BUS = os.environ["DBUS_SESSION_BUS_ADDRESS"]


class Room(unittest.TestCase):
    def setUp(self):
        self.cache = tempfile.mkdtemp()
        self.env = {**os.environ, "HF_HUB_CACHE": self.cache, "DBUS_SYSTEM_BUS_ADDRESS": BUS, "no_proxy": "*"}

    def tearDown(self):
        shutil.rmtree(self.cache)

    def room(self, status=0):
        done = subprocess.run([VITRINE, "hub", "room"], env=self.env, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=120)
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stdout, done.stderr

    def serve(self, *words):
        return subprocess.Popen([VITRINE, "serve", "hub", "--port", "0", "--quiet", *words], env=self.env, text=True,
                                stdout=subprocess.PIPE)

    def read_until(self, server, wanted):
        for line in server.stdout:
            if wanted in line:
                return line
        self.fail(f"it ended without “{wanted}”")

    def end(self, server):
        server.send_signal(signal.SIGTERM)
        self.assertEqual(server.wait(60), 0)
        server.stdout.close()

    def test_list(self):
        room = {"The teacher's computer": ("192.168.1.5", 8421), "Aus Raum 7": ("192.168.1.7", 80),
                "Odd": ("not an address", 1), "Odder": ("192.168.1.9", 0)}
        with FakeAvahi(BUS, room):
            self.assertEqual(self.room()[0], "http://192.168.1.7:80  Aus Raum 7\n"
                                             "http://192.168.1.5:8421  The teacher's computer\n")
        with FakeAvahi(BUS):
            self.assertEqual(self.room(), ("", ""))

    def test_announce(self):
        with FakeAvahi(BUS) as avahi:
            server = self.serve("--name", "Raum 7")
            port = int(re.search(r":(\d+)$", self.read_until(server, "HF_ENDPOINT=")).group(1))
            self.assertIn("“Raum 7”", self.read_until(server, "find it as"))
            self.assertEqual(list(avahi.announced.values()), [("Raum 7", "_vitrine-hub._tcp", port)])
            self.end(server)

    def test_name_is_taken(self):
        with FakeAvahi(BUS, {"Raum 7": ("192.168.1.5", 8421)}) as avahi:
            server = self.serve("--name", "Raum 7")
            self.assertIn("“Raum 7 #2”", self.read_until(server, "find it as"))
            self.assertEqual([name for name, _, _ in avahi.announced.values()], ["Raum 7 #2"])
            self.end(server)

    def test_only_local(self):
        with FakeAvahi(BUS) as avahi:
            server = self.serve("--local")
            self.read_until(server, "HF_ENDPOINT=")
            self.end(server)
            self.assertEqual(avahi.n, 0)  # nothing was asked for

    def test_without_avahi(self):
        self.assertIn("Avahi does not run here", self.room(status=1)[1])
        server = self.serve()
        self.read_until(server, "Avahi does not run here")
        self.assertIsNone(server.poll())
        self.end(server)
        self.env["DBUS_SYSTEM_BUS_ADDRESS"] = "unix:path=/nonexistent"
        self.assertIn("Avahi does not run here", self.room(status=1)[1])

    def test_avahi_comes_later(self):
        server = self.serve("--name", "Raum 7")
        self.read_until(server, "Avahi does not run here")
        with FakeAvahi(BUS):
            self.read_until(server, "find it as")
        self.end(server)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
