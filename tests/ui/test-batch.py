#!/usr/bin/env python3
"""One event for every row of a table, put together in the builder: the table is chosen as
what it goes through, its column as the text, a new column for what comes out; then it
is tried, and each row has its result, the one that the command line gives.

    test-batch.py VITRINE

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from building import choose, on_page, panel, scroll_to  # noqa: E402
from studio import ROOT, Studio, enclosed, name_of, role_of, wait, walk  # noqa: E402

VITRINE = sys.argv[1]
ROWS = ["one", "two", "three"]
SPACE = {
    "version": 1,
    "components": [
        {"id": "table", "type": "dataframe", "label": "Words", "value": {"headers": ["Word"], "data": [[row] for row in ROWS]}},
        {"id": "go", "type": "button", "value": "Go On"}],
    "events": [{"on": [["go", "click"]],
                "steps": [{"id": "s", "task": "text-generation", "model": str(ROOT / "tests/vectors/lm/qwen2"),
                           "inputs": {"text": " "}, "parameters": {"do_sample": False, "max_new_tokens": 2}}],
                "outputs": {}}]}


def build(studio):
    panel(studio, 2)
    scroll_to(studio, "For each row of", "combo box")
    choose(studio, "For each row of", "Words")
    studio.wait_for(name=lambda n: n.startswith("When “Go On” is clicked, for each row of “Words”, run Text generation"))
    scroll_to(studio, "Beginning from", "combo box")
    choose(studio, "Beginning from", "Word of each row")
    scroll_to(studio, "Put", "combo box")
    choose(studio, "Put", "Text in a new column “Result” of “Words”")
    studio.wait_for(name=lambda n: n.endswith("from Word of each row, and put “Text” in the column “Result” of “Words”."))


def result_of(studio, row):
    """What stands beside @row in the table on the page: it begins with the row, as the model goes on from it."""
    page = studio.find(name="VtSpacePage")
    nodes = []
    walk(page, nodes, 2)
    return next((name_of(n) for n in nodes if role_of(n) == "label" and name_of(n).startswith(row + " ")), None)


def test_each(studio, folder):
    build(studio)
    studio.key("ctrl+s")
    studio.wait_for("label", "Saved")
    event = json.loads((folder / "space.json").read_text(encoding="utf-8"))["events"][0]
    assert event["each"] == "table" and event["steps"][0]["inputs"] == {"text": "$table.Word"}, event
    assert event["outputs"] == {"table.Result": "$s.text"}, event
    studio.key("ctrl+e")
    go = wait(lambda: on_page(studio, "push button", "Go On"), what="the page")
    studio.focus()
    studio.click(go)
    studio.wait_for(name=lambda n: n.startswith("Done"), seconds=120)
    shown = [wait(lambda: result_of(studio, row), what=f"the result of {row}") for row in ROWS]
    out = subprocess.run([VITRINE, "run", folder, "--json"], check=True, capture_output=True, text=True).stdout
    assert json.loads(out)["table"]["data"] == [list(pair) for pair in zip(ROWS, shown)], (out, shown)


def main():
    enclosed()
    with tempfile.TemporaryDirectory() as data:
        folder = pathlib.Path(data, "words")
        folder.mkdir()
        (folder / "space.json").write_text(json.dumps(SPACE), encoding="utf-8")
        (folder / "README.md").write_text("---\ntitle: Words\n---\n", encoding="utf-8")
        with Studio(folder, XDG_DATA_HOME=data, HF_HUB_CACHE=pathlib.Path(data) / "none") as studio:
            studio.focus()
            studio.wait_for("push button", "Go On")
            studio.key("ctrl+e")
            studio.wait_for("push button", "Try It")
            studio.focus()
            test_each(studio, folder)
            assert studio.alive(), studio.output()
            assert "CRITICAL" not in studio.output() and "WARNING" not in studio.output(), studio.output()
    print("for each row: passed")


main()
