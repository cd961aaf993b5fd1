#!/usr/bin/env python3
"""Marks a part of a picture, by pointer and by keyboard, and has it painted anew by
our own model: what is not marked stays as it is, and nothing marked is told.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from studio import ROOT, Studio, enclosed, wait  # noqa: E402

SIDE = 384
EDITOR = "Mark what shall be repainted"


def pixels(path):
    raw = subprocess.run(["convert", str(path), "-depth", "8", "rgb:-"], check=True, capture_output=True).stdout
    assert len(raw) == SIDE * SIDE * 3, (path, len(raw))
    return [raw[i:i + 3] for i in range(0, len(raw), 3)]


def results(data):
    """The pictures of the runs so far: what each made of the picture given."""
    history = data / "vitrine/history"
    try:
        lines = (history / "runs.jsonl").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    runs = [json.loads(line).get("run", {}) for line in lines if line]
    return [history / "files" / run["outputs"]["both"][1]["file"] for run in runs if run.get("error") is None and run.get("outputs")]


def changed(data, number):
    """Where run @number differs from the space's picture: places in parts of its sides."""
    made = wait(lambda: results(data)[number - 1:number], 120, f"run {number} in the history")[0]
    before, after = pixels(ROOT / "resources/spaces/repaint-a-part/assets/picture.png"), pixels(made)
    return [((i % SIDE) / SIDE, (i // SIDE) / SIDE) for i in range(SIDE * SIDE) if before[i] != after[i]]


def repaint(studio, data, number):
    studio.click(studio.find("push button", "Repaint"))
    studio.wait_for(name=lambda n: n.startswith("Done"), seconds=120)
    return changed(data, number)


def test_nothing_marked(studio):
    studio.click(studio.find("push button", "Repaint"))
    studio.wait_for(name=lambda n: "Nothing of the picture is marked" in n, seconds=120)


def test_pointer(studio, data):
    """A stroke over the upper left: only there the picture changes."""
    studio.drag(studio.find(name=EDITOR), [(0.2 + i * 0.02, 0.3) for i in range(11)])
    places = repaint(studio, data, 1)
    assert len(places) > SIDE * SIDE // 100, f"only {len(places)} pixels changed"
    outside = [p for p in places if not (p[0] < 0.6 and p[1] < 0.55)]
    assert not outside, f"{len(outside)} pixels changed that were not marked, as {outside[0]}"


def is_on_picture(studio):
    return studio.focused() and studio.focused().name == EDITOR


def test_keyboard(studio, data):
    """The mark is taken away; the keyboard puts one somewhere else."""
    studio.click(studio.find("push button", "Take the mark away"))
    wait(lambda: is_on_picture(studio) or studio.key("Tab"), 30, "the keyboard on the picture")
    studio.key(*["Right"] * 8, *["Down"] * 8, "space")
    places = repaint(studio, data, 2)
    assert len(places) > SIDE * SIDE // 200, f"only {len(places)} pixels changed"
    outside = [p for p in places if p[0] < 0.5 or p[1] < 0.5]
    assert not outside, f"{len(outside)} pixels changed that were not marked, as {outside[0]}"


def main():
    enclosed()
    with tempfile.TemporaryDirectory() as folder, Studio(ROOT / "resources/spaces/repaint-a-part", XDG_DATA_HOME=folder) as studio:
        studio.focus()
        studio.wait_for(name=EDITOR)
        test_nothing_marked(studio)
        test_pointer(studio, pathlib.Path(folder))
        test_keyboard(studio, pathlib.Path(folder))
        assert studio.alive()
        assert "CRITICAL" not in studio.output() and "WARNING" not in studio.output(), studio.output()
    print("repaint: passed")


main()
