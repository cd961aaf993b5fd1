#!/usr/bin/env python3
"""Counts what `meson test` ran: each TAP subtest is one, any other program is one.

Usage: summary.py TESTLOG.json STATUS
STATUS is meson's exit status: a run that failed before its first test fails here too.
The last line is "N passed, N failed", and ", N skipped" where some were.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import re
import sys

LAST = 30  # lines of a failed program that are shown
POINT = re.compile(r"^(ok|not ok)\b[^#]*(#\s*(SKIP|TODO)\b.*)?", re.IGNORECASE)


def points(output):
    """The outcome of every TAP line of a program's output."""
    for line in output.splitlines():
        found = POINT.match(line)
        if found:
            skipped = (found.group(3) or "").upper() == "SKIP"
            yield line, "skipped" if skipped else "passed" if found.group(1) == "ok" else "failed"


def outcomes(test):
    """What one program adds to the count, as (name, outcome)."""
    name, result = test["name"], test["result"]
    found = [(f"{name}: {line}", how) for line, how in points(test.get("stdout", ""))]
    if is_bad(test) and not any(how == "failed" for _, how in found):
        found.append((f"{name}: {result}", "failed"))  # a crash or a timeout between two points
    return found or [(name, "skipped" if result == "SKIP" else "passed")]


def is_bad(test):
    return test["result"] not in ("OK", "EXPECTEDFAIL", "SKIP")


def tell_why(tests):
    """The last that each failed program said, for whoever sees only this."""
    for test in filter(is_bad, tests):
        for stream in ("stdout", "stderr"):
            said = [line for line in test.get(stream, "").splitlines() if not line.startswith("ok ")][-LAST:]
            if said:
                print(f"--- {test['name']}, the end of {stream}", *said, sep="\n    ")


def main(path, status):
    try:
        with open(path, encoding="utf-8") as log:
            tests = [json.loads(line) for line in log if line.strip()]
    except OSError:
        tests = []
    every = [one for test in tests for one in outcomes(test)]
    for how in ("skipped", "failed"):
        for name, outcome in every:
            if outcome == how:
                print(f"{how}: {name}")
    tell_why(tests)
    count = {how: sum(1 for _, o in every if o == how) for how in ("passed", "failed", "skipped")}
    if not every or (status != 0 and count["failed"] == 0):
        print(f"failed: meson test ended with status {status}")
        count["failed"] += 1
    tail = f", {count['skipped']} skipped" if count["skipped"] else ""
    print(f"{count['passed']} passed, {count['failed']} failed{tail}")
    return 1 if count["failed"] else 0


sys.exit(main(sys.argv[1], int(sys.argv[2])))
