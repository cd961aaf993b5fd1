#!/usr/bin/env python3
"""./check's count is right: subtests, skips, crashes, and a run without tests.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


def summary(tests, status):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as log:
        log.writelines(json.dumps(test) + "\n" for test in tests)
        log.flush()
        done = subprocess.run([sys.executable, os.path.join(HERE, "summary.py"), log.name, str(status)],
                              capture_output=True, text=True, check=False)
    return done.stdout.splitlines()[-1], done.returncode


def program(name, result, stdout=""):
    return {"name": name, "result": result, "stdout": stdout}


TAP = "1..3\nok 1 /a\nok 2 /b # SKIP no model here\nnot ok 3 /c\n"
CASES = [
    ([program("t", "FAIL", TAP), program("p", "OK")], 1, ("2 passed, 1 failed, 1 skipped", 1)),
    ([program("t", "OK", "1..2\nok 1 /a\nok 2 /b\n")], 0, ("2 passed, 0 failed", 0)),
    ([program("crash", "FAIL", "1..2\nok 1 /a\n")], 1, ("1 passed, 1 failed", 1)),
    ([program("slow", "TIMEOUT")], 1, ("0 passed, 1 failed", 1)),
    ([program("all", "SKIP", "1..0 # SKIP nothing\n"), program("p", "OK")], 0,
     ("1 passed, 0 failed, 1 skipped", 0)),
    ([], 0, ("0 passed, 1 failed", 1)),
    ([program("p", "OK")], 2, ("1 passed, 1 failed", 1)),
]
wrong = [(case, got) for *case, want in CASES if (got := summary(*case)) != want]
for case, got in wrong:
    print(f"{case}: got {got}")
sys.exit(1 if wrong else 0)
