#!/usr/bin/env python3
"""The scripts that install, build and start: they parse, their tables are whole,
and each package manager is asked for its own names.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import subprocess
import sys
import tempfile
import unittest

ROOT = os.environ.get("VITRINE_SRCDIR", os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
SETUP = os.path.join(ROOT, ".ci", "setup.sh")
TABLE = "cmd:no-such-command  apt-name  dnf-name  pacman-name\ncmd:sh  a  b  c"


def bash(script, **env):
    return subprocess.run(["bash", "-c", f'. "{SETUP}"; {script}'], capture_output=True, text=True,
                          check=False, env=dict(os.environ, **env))


class Setup(unittest.TestCase):
    def test_scripts_parse(self):
        for name in ("run", "check", ".ci/run", ".ci/setup.sh"):
            done = subprocess.run(["bash", "-n", os.path.join(ROOT, name)], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""), name)

    def test_rows_are_whole(self):
        rows = bash('printf "%s" "$needed$needed_by_tests"').stdout.splitlines()
        self.assertGreater(len(rows), 20)
        for row in filter(None, rows):
            self.assertEqual(len(row.split()), 4, row)
            self.assertIn(row.split(":")[0], ("cmd", "pc", "py", "file"), row)

    def test_each_manager_gets_its_names(self):
        for manager, name in (("apt-get", "apt-name"), ("dnf", "dnf-name"), ("pacman", "pacman-name")):
            with tempfile.TemporaryDirectory() as folder:
                # Only this manager, and what the script itself needs, are in the path.
                for tool in ("bash", "sh", "env", "id", "sort", "tail", "sudo"):
                    os.symlink(f"/usr/bin/{tool}" if os.path.exists(f"/usr/bin/{tool}") else "/bin/true",
                               os.path.join(folder, tool))
                with open(os.path.join(folder, manager), "w", encoding="utf-8") as out:
                    out.write('#!/bin/sh\necho "$@" >>"$ASKED"\n')
                os.chmod(os.path.join(folder, manager), 0o755)
                asked = os.path.join(folder, "asked")
                done = bash(f'PATH={folder}; log={folder}/log; as_root () {{ "$@"; }}; install_packages "{TABLE}"',
                            ASKED=asked)
                self.assertEqual(done.returncode, 0, done.stderr)
                with open(asked, encoding="utf-8") as said:
                    self.assertEqual(said.read().split()[-1], name)

    def test_says_what_is_missing(self):
        done = bash(f'build=/nonexistent; log=/dev/null; PATH=/nonexistent; missing () {{ echo x; }}; install_packages "{TABLE}"')
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("Please install what Debian calls: x", done.stderr)


if __name__ == "__main__":
    sys.exit(unittest.main())
