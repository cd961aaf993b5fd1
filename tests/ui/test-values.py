#!/usr/bin/env python3
"""A space in one file gives the same values in the window, and on the command line once it is
given away from there, for the same inputs and the seed that the history says: a text by sampling, a template, a picture.

    test-values.py VITRINE

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from building import on_page  # noqa: E402
from studio import ROOT, Studio, enclosed, text_of, wait  # noqa: E402

VITRINE = sys.argv[1]
PROMPT, SEED = "a red heart", 8
SPACE = {
    "version": 1,
    "components": [
        {"id": "prompt", "type": "textbox", "label": "Words", "value": "something else"},
        {"id": "seed", "type": "number", "label": "Seed", "value": 1, "precision": 0},
        {"id": "go", "type": "button", "value": "Go On"},
        {"id": "answer", "type": "textbox", "label": "Answer", "interactive": False},
        {"id": "again", "type": "textbox", "label": "Said again", "interactive": False},
        {"id": "picture", "type": "image", "label": "Picture", "interactive": False}],
    "events": [{"on": [["go", "click"]],
                "steps": [{"id": "w", "task": "text-generation", "model": str(ROOT / "tests/vectors/lm/qwen2"),
                           "inputs": {"text": "$prompt"},
                           "parameters": {"temperature": 1.5, "max_new_tokens": 12}},
                          {"id": "d", "task": "text-to-image", "model": "vitrine/tiny-draw", "inputs": {"text": "$prompt"},
                           "parameters": {"seed": "$seed", "num_inference_steps": 3}}],
                "outputs": {"answer": "$w.text", "again": "${prompt}, ${seed}", "picture": "$d.image"}}]}


def vitrine(*arguments):
    """What the command line prints."""
    done = subprocess.run([VITRINE, *map(str, arguments)], capture_output=True, text=True, check=False,
                          env=dict(os.environ, VITRINE_DATA_DIR=str(ROOT / "resources"), G_DEBUG="fatal-warnings"))
    assert done.returncode == 0, done.stderr
    return done.stdout


def pack(folder):
    space = folder / "space"
    space.mkdir()
    (space / "space.json").write_text(json.dumps(SPACE), encoding="utf-8")
    (space / "README.md").write_text("---\ntitle: Values\n---\n", encoding="utf-8")
    file = folder / "values.vitrine"
    vitrine("export", space, "--output", file)
    return file


def by_command(file, folder, chance):
    """The values, of the picture its pixels; @chance: the seed of what has none of its own."""
    values = json.loads(vitrine("run", file, "--set", f"prompt={PROMPT}", "--set", f"seed={SEED}", "--seed", chance, "--json",
                                "--output", folder))
    return values["answer"], values["again"], pixels(values["picture"])


def pixels(path):
    return subprocess.run(["convert", path, "-depth", "8", "rgb:-"], check=True, capture_output=True).stdout


def retype(studio, role, name, text):
    entry = wait(lambda: on_page(studio, role, name), what=name)
    studio.click(entry)
    studio.key("ctrl+a")
    studio.type(text)


def in_window(studio, data):
    """The same of the window, and the seed that it took; the picture is the one that its history keeps."""
    studio.focus()
    retype(studio, "text", "Words", PROMPT)
    retype(studio, "spin button", "Seed", f"{SEED}\t")
    studio.key("ctrl+Return")
    studio.wait_for(name=lambda n: n.startswith("Done"), seconds=180)
    kept = [f for f in pathlib.Path(data, "vitrine/history").rglob("*.png")]
    assert len(kept) == 1, kept
    run = wait(lambda: last_run(data), what="the run in the history")
    return (text_of(on_page(studio, "text", "Answer")), text_of(on_page(studio, "text", "Said again")), pixels(kept[0])), \
        next(step["seed"] for step in run["steps"] if step["task"] == "text-generation")


def give_away(studio, path):
    """The space in one file, from the page's menu."""
    studio.key("F10")
    studio.wait_for("menu item", "Export to One File…")
    studio.key("e")
    studio.wait_for(name="Export the Space to One File")
    studio.focus()
    studio.key("ctrl+a")
    studio.type(str(path))
    studio.key("Return")
    wait(lambda: path.exists() and studio.find("label", "The file is ready to be given away"), what="the file")
    studio.focus()


def last_run(data):
    lines = pathlib.Path(data, "vitrine/history/runs.jsonl").read_text(encoding="utf-8").splitlines()
    return json.loads(lines[-1])["run"]


def main():
    enclosed()
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as data:
        os.environ.update(XDG_DATA_HOME=data, XDG_CACHE_HOME=data)
        file = pack(pathlib.Path(folder))
        with Studio(file) as studio:
            shown, chance = in_window(studio, data)
            give_away(studio, pathlib.Path(folder, "given.vitrine"))
            assert studio.alive(), studio.output()
            assert "CRITICAL" not in studio.output() and "WARNING" not in studio.output(), studio.output()
        expected = by_command(pathlib.Path(folder, "given.vitrine"), pathlib.Path(folder) / "out", chance)
        assert by_command(file, pathlib.Path(folder) / "out", chance + 1)[0] != expected[0], "the seed says nothing"
        assert expected[0].startswith(PROMPT) and len(expected[0]) > len(PROMPT) + 5, expected[:2]
        assert expected[1] == f"{PROMPT}, {SEED}", expected[1]
        assert shown[:2] == expected[:2], (shown[:2], expected[:2])
        assert len(shown[2]) > 1000 and shown[2] == expected[2], "the pictures differ"
    print("a text, a template and a picture are the same")


main()
