#!/usr/bin/env python3
"""Spaces on the Hub: one made with Vitrine becomes a copy of one's own, on the command line and in the window;
of others it is said why not.

Usage: test-spaces.py VITRINE CACHE-TOOL [--shots FOLDER]

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from hub_room import COMMIT, Hub, put  # noqa: E402
from studio import Studio, enclosed, name_of, role_of, text_of, wait  # noqa: E402

VITRINE, TOOL = sys.argv[1:3]
SHOTS = pathlib.Path(sys.argv[4]) if len(sys.argv) > 4 else None
TABS = ("page tab", "toggle button", "radio button")
CARD = "---\ntitle: Trees\nemoji: 🌳\ncolorFrom: green\ncolorTo: blue\nsdk: static\nlicense: mit\nshort_description: About trees\n---\n# How to use it\n\nWrite.\n"
SPACE = json.dumps({"version": 1, "components": [{"id": "t", "type": "textbox", "label": "A tree", "value": "@assets/words.txt"}],
                    "layout": {"column": ["t"]}})


def fill(cache, folder):
    """Two Spaces: one of ours, and a Gradio one."""
    for name, text in {"README.md": CARD, "space.json": SPACE, ".gitattributes": "*.bin filter=lfs\n", "words.txt": "Oak"}.items():
        (folder / name).write_text(text, encoding="utf-8")
    put(TOOL, cache, "spaces/owner/trees", *(folder / name for name in ("README.md", "space.json", ".gitattributes")))
    subprocess.run([TOOL, "import", str(cache), "spaces/owner/trees", COMMIT, "assets/words.txt", str(folder / "words.txt")], check=True,
                   stdout=subprocess.DEVNULL)
    (folder / "README.md").write_text(CARD.replace("static", "gradio").replace("Trees", "Flowers"), encoding="utf-8")
    (folder / "app.py").write_text("import gradio\n", encoding="utf-8")
    put(TOOL, cache, "spaces/owner/flowers", folder / "README.md", folder / "app.py")


def environment(hub, folder):
    return {"HF_ENDPOINT": hub.url, "HF_HUB_CACHE": str(folder / "cache"), "HF_HUB_OFFLINE": "0", "XDG_DATA_HOME": str(folder / "data"),
            "VITRINE_KEYS": "file", "HF_TOKEN": "", "HF_HOME": str(folder / "hf"), "no_proxy": "*"}


def check_copy(copy):
    assert sorted(str(p.relative_to(copy)) for p in copy.rglob("*") if p.is_file()) == ["README.md", "assets/words.txt", "space.json"]
    assert not any(p.is_symlink() for p in copy.rglob("*"))
    assert (copy / "space.json").read_text(encoding="utf-8") == SPACE
    card = (copy / "README.md").read_text(encoding="utf-8")
    assert 'sdk: "vitrine"' in card and 'duplicated_from: "owner/trees"' in card and "sdk: static" not in card, card
    assert "title: Trees" in card and card.endswith("# How to use it\n\nWrite.\n"), card


def copy_by_command(hub, folder, name):
    return subprocess.run([VITRINE, "hub", "copy", name], env={**os.environ, **environment(hub, folder), "XDG_CONFIG_HOME": str(folder)},
                          text=True, capture_output=True, timeout=60, check=False)


def test_command(hub, folder):
    result = copy_by_command(hub, folder, "owner/trees")
    assert result.returncode == 0, result
    check_copy(pathlib.Path(result.stdout.strip()))
    again = copy_by_command(hub, folder, "spaces/owner/trees")
    assert again.returncode == 0 and again.stdout != result.stdout, "the first copy was written over"
    result = copy_by_command(hub, folder, "owner/flowers")
    assert result.returncode == 1 and "Gradio" in result.stderr and result.stderr.count("\n") == 1, result
    result = copy_by_command(hub, folder, "owner/none")
    assert result.returncode == 1 and "no spaces/owner/none on the Hub" in result.stderr, result
    assert not list((folder / "data").rglob("*.part")), "something half done was left"


def shows(studio, text):
    return any(text in text_of(node) for node in studio.nodes())


def wait_text(studio, text):
    wait(lambda: shows(studio, text), 30, f"the words “{text}”")


def shot(studio, name):
    if SHOTS:
        SHOTS.mkdir(parents=True, exist_ok=True)
        studio.shot(SHOTS / f"{name}.png")


def open_spaces(studio):
    studio.focus()
    studio.key("ctrl+m")
    studio.wait_for(TABS, "Spaces")
    studio.click([n for n in studio.nodes() if role_of(n) in TABS and name_of(n) == "Spaces"][-1])  # a narrow window's are below


def test_window(studio, folder):
    open_spaces(studio)
    studio.click(studio.wait_for("list item", "owner/flowers"))
    wait_text(studio, "It is a Gradio program in Python")
    shot(studio, "space-gradio")
    studio.click(studio.wait_for("list item", "owner/trees"))
    wait_text(studio, "Yes: it was made with Vitrine")
    shot(studio, "space-ours")
    before = set((folder / "data/vitrine/spaces").iterdir())
    studio.click(studio.wait_for("push button", "Make My Own Copy"))
    studio.wait_for("text", "A tree")
    new = set((folder / "data/vitrine/spaces").iterdir()) - before
    assert len(new) == 1, new
    check_copy(new.pop())


def main():
    enclosed()
    with tempfile.TemporaryDirectory(prefix="vitrine-spaces-") as folder:
        folder = pathlib.Path(folder)
        fill(folder / "served", folder)
        with Hub(VITRINE, folder / "served") as hub:
            test_command(hub, folder)
            with Studio(**environment(hub, folder)) as studio:
                test_window(studio, folder)
                assert studio.alive()
                assert "CRITICAL" not in studio.output() and "WARNING" not in studio.output(), studio.output()
    print("a copy of a Space, and none of another: passed")


main()
