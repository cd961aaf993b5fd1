#!/usr/bin/env python3
"""The models' page as a person uses it: search, look, download, try, remove.

Usage: test-hub-page.py VITRINE CACHE-TOOL
The Hub is `vitrine serve hub` with tiny random models.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from hub_room import COMMIT, VECTORS, Hub, put  # noqa: E402
from studio import Studio, enclosed, wait  # noqa: E402

VITRINE, TOOL = sys.argv[1:3]


def fill(cache, folder):
    readme = pathlib.Path(folder, "README.md")
    readme.write_text("---\nlicense: mit\n---\n# A tiny model\n\nIt knows nothing.\n", encoding="utf-8")
    put(TOOL, cache, "tiny/qwen", readme, *(VECTORS / "qwen3").iterdir())
    put(TOOL, cache, "other/thing", readme)


def test_search(studio):
    studio.key("ctrl+m")
    studio.wait_for(name=lambda n: n == "Search the Hugging Face Hub")
    studio.wait_for("list item", "other/thing")
    studio.type("QWEN")
    wait(lambda: not studio.find("list item", "other/thing"), what="the search to filter")
    studio.click(studio.wait_for("list item", "tiny/qwen"))
    studio.wait_for(name="A tiny model")
    studio.wait_for("label", lambda n: n.startswith("qwen3, F"))
    studio.wait_for("label", lambda n: n.startswith("Fits: a run takes"))


def test_download(studio, cache):
    studio.click(studio.wait_for("push button", "Download"))
    studio.wait_for("push button", "Is Here", seconds=60)
    assert (cache / "models--tiny--qwen/snapshots" / COMMIT / "model.safetensors").exists()


def test_try(studio, data):
    studio.click(studio.find("push button", "Try It"))
    studio.wait_for("push button", "Run", seconds=20)
    made = list((data / "vitrine").rglob("space.json"))
    assert len(made) == 1 and '"tiny/qwen"' in made[0].read_text(encoding="utf-8"), made
    studio.key("alt+Left")
    studio.wait_for("push button", "Try It")


def test_remove(studio, cache):
    studio.click(studio.wait_for(("page tab", "toggle button", "radio button"), "On This Computer"))
    studio.click(studio.wait_for("push button", "Remove qwen"))
    studio.wait_for(name="Remove qwen?")
    studio.focus()  # no window manager gives it to the dialog here
    studio.key("alt+r")
    wait(lambda: not (cache / "models--tiny--qwen").exists(), what="the model to go")


def main():
    enclosed()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        served, cache, data = folder / "served", folder / "cache", folder / "data"
        fill(served, folder)
        with Hub(VITRINE, served) as hub, Studio(HF_ENDPOINT=hub.url, HF_HUB_CACHE=cache, HF_HUB_OFFLINE="0",
                                        XDG_DATA_HOME=data) as studio:
            studio.focus()
            test_search(studio)
            test_download(studio, cache)
            test_try(studio, data)
            test_remove(studio, cache)
            assert studio.alive()
            assert "CRITICAL" not in studio.output() and "WARNING" not in studio.output(), studio.output()
    print("search, download, try and remove: passed")


main()
