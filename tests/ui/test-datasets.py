#!/usr/bin/env python3
"""Data sets in the window: search, rows with pictures, words, the card; rows as examples of a space and in its table.

Usage: test-datasets.py VITRINE CACHE-TOOL [--shots FOLDER]

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import pathlib
import signal
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "app"))
from dataset_viewer import PIXEL, Viewer  # noqa: E402
from hub_room import Hub, put  # noqa: E402
from studio import ROOT, Studio, enclosed, name_of, role_of, text_of, wait  # noqa: E402

VITRINE, TOOL = sys.argv[1:3]
SHOTS = pathlib.Path(sys.argv[4]) if len(sys.argv) > 4 else None
TABS = ("page tab", "toggle button", "radio button")


def shows(studio, text):
    return any(text_of(node) == text for node in studio.nodes())


def open_set(studio):
    studio.focus()
    studio.key("ctrl+m")
    studio.wait_for(TABS, "Data Sets")
    studio.click([n for n in studio.nodes() if role_of(n) in TABS and name_of(n) == "Data Sets"][-1])  # a narrow window's are below
    studio.click(studio.wait_for("list item", "owner/set", seconds=30))
    wait(lambda: shows(studio, "row 0") and shows(studio, "yes"), 30, "the rows")


def test_rows(studio, viewer):
    studio.wait_for("label", "50 of 250 rows")
    wait(lambda: [p for p, _, _ in viewer.seen if p == "/pixel.png"], 30, "the pictures to be asked for")
    studio.wait_for(name="image of row 1")
    assert all(key is None for _, _, key in viewer.seen), viewer.seen


def test_words(studio, viewer):
    studio.click(studio.wait_for(name="Search the rows"))
    studio.type("row 24")
    studio.wait_for("label", "11 of 11 rows", seconds=30)
    assert shows(studio, "row 240") and not shows(studio, "row 0")
    assert viewer.seen[-1][1].get("query") == "row 24" or viewer.seen[-1][0] == "/pixel.png", viewer.seen[-1]


def test_card(studio):
    studio.click(studio.wait_for(TABS, "Card"))
    studio.wait_for(name="A small set")


SPACE = {"version": 1, "components": [
    {"id": "text", "type": "textbox", "label": "Words"}, {"id": "image", "type": "image", "label": "Look"},
    {"id": "list", "type": "dataframe", "label": "List", "value": {"headers": ["Word", "Result"], "data": [["old", ""]]}}],
    "layout": {"column": ["text", "image", "list"]}}
FOUND = ["row 24", *(f"row {i}" for i in range(240, 250))]


def make_space(folder):
    space = folder / "data/vitrine/spaces/mine"
    space.mkdir(parents=True)
    (space / "README.md").write_text("---\ntitle: Mine\nsdk: vitrine\n---\n", encoding="utf-8")
    (space / "space.json").write_text(json.dumps(SPACE), encoding="utf-8")
    return space


def use_rows(studio, place):
    """The person's own spaces come first, and columns go where they are called the same."""
    studio.click(studio.wait_for("push button", "Use in a Space…"))
    studio.wait_for("frame", "Use Rows in a Space")
    studio.focus()
    wait(lambda: shows(studio, place), what="the space to be read")
    studio.click(studio.wait_for("push button", "Use Them"))


def test_examples(studio, space):
    """Ten of the rows that were found become examples, their pictures files of the space."""
    use_rows(studio, "As examples")
    studio.wait_for("text", "Words")
    document = json.loads((space / "space.json").read_text(encoding="utf-8"))
    assert document["examples"]["inputs"] == ["text", "image"], document["examples"]
    rows = document["examples"]["rows"]
    assert [row[0] for row in rows] == FOUND[:10], rows
    assert all((space / row[1]).read_bytes() == PIXEL and row[1].startswith("assets/") for row in rows), rows


def test_table(studio, space):
    """A space with nothing to fill in but a table: its first column is filled, the one for results is empty."""
    studio.key("alt+Left")
    (space / "space.json").write_text(json.dumps({**SPACE, "components": SPACE["components"][2:], "layout": {"column": ["list"]}}),
                                      encoding="utf-8")
    use_rows(studio, "In the table “List”")
    value = wait(lambda: (lambda v: v["data"][0][0] != "old" and v)(json.loads((space / "space.json").read_text(encoding="utf-8"))
                                                                   ["components"][0]["value"]), what="the table")
    assert value["headers"] == ["Word", "Result"], value["headers"]
    assert [row[0] for row in value["data"]] == FOUND and not any(row[1] for row in value["data"]), value


def shot(studio, name, size):
    if SHOTS:
        SHOTS.mkdir(parents=True, exist_ok=True)
        studio.shot(SHOTS / f"{name}.png", size)


def open_studio(hub, viewer, folder, **more):
    return Studio(HF_ENDPOINT=hub.url, HF_HUB_CACHE=folder / "cache", HF_HUB_OFFLINE="0", XDG_DATA_HOME=folder / "data",
                  VITRINE_DATASET_VIEWER=f"http://127.0.0.1:{viewer.server_port}", no_proxy="*", TMPDIR=folder, XDG_CACHE_HOME=folder / "cache", **more)


def take_shots(hub, viewer, folder):
    for width in (400, 1280):
        for dark in (False, True):
            with open_studio(hub, viewer, folder, size=(width, 760), dark=dark) as studio:
                name = f"{width}-{'dark' if dark else 'light'}"
                studio.focus()
                studio.key("ctrl+m")
                studio.wait_for("list item", "tiny/qwen", seconds=30)
                shot(studio, f"hub-{name}", (width, 760))
                studio.click(studio.wait_for("list item", "tiny/qwen"))
                studio.wait_for("label", lambda n: n.startswith("Fits: a run takes"), seconds=60)
                shot(studio, f"model-{name}", (width, 760))
            with open_studio(hub, viewer, folder, size=(width, 760), dark=dark) as studio:
                open_set(studio)
                shot(studio, f"dataset-{name}", (width, 760))
                test_card(studio)
                shot(studio, f"card-{name}", (width, 760))



def main():
    enclosed()
    viewer = Viewer()
    with tempfile.TemporaryDirectory(prefix="vitrine-datasets-") as folder:
        folder = pathlib.Path(folder)
        card = folder / "README.md"
        card.write_text("---\nlicense: mit\n---\n# A small set\n\nIt has 250 rows.\n", encoding="utf-8")
        put(TOOL, folder / "served", "datasets/owner/set", card)
        put(TOOL, folder / "served", "tiny/qwen", card, *(ROOT / "tests/vectors/lm/qwen3").iterdir())
        with Hub(VITRINE, folder / "served") as hub:
            if SHOTS:
                take_shots(hub, viewer, folder)
                return
            space = make_space(folder)
            with open_studio(hub, viewer, folder) as studio:
                open_set(studio)
                test_rows(studio, viewer)
                test_words(studio, viewer)
                test_card(studio)
                studio.click(studio.wait_for(TABS, "Rows"))
                test_examples(studio, space)
                test_table(studio, space)
                assert studio.alive()
                assert "CRITICAL" not in studio.output() and "WARNING" not in studio.output(), studio.output()
    print("search, rows, words, card, examples and table: passed")


main()
