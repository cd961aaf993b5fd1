#!/usr/bin/env python3
"""Pictures of the studio, for looking at: gallery, space page running, glass
panel, the builder and its panels, a missing model, an error, preferences; light and dark, narrow and wide.

    tests/ui/shots.py FOLDER [--language de]

SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import json
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from studio import ROOT, Studio, enclosed, wait  # noqa: E402

SIZES = [(1280, 800), (400, 760)]


def first_space():
    import os

    return pathlib.Path(os.environ.get("VITRINE_DATA_DIR", ROOT / "resources")) / "spaces/finish-my-sentence"


def broken_space(folder):
    """The first space with a file that is no model."""
    space = pathlib.Path(folder) / "broken"
    space.mkdir()
    model = pathlib.Path(folder) / "holiday.gguf"
    model.write_bytes(b"GGUF" + bytes(range(200)))
    document = json.loads((first_space() / "space.json").read_text(encoding="utf-8"))
    for event in document["events"]:
        for step in event["steps"]:
            step["model"] = str(model)
    (space / "space.json").write_text(json.dumps(document), encoding="utf-8")
    (space / "README.md").write_bytes((first_space() / "README.md").read_bytes())
    return space


def take_builder(shot, options):
    """The builder with its panels; the model is left out, so that there are problems."""
    with tempfile.TemporaryDirectory() as temporary, \
            Studio(first_space(), XDG_DATA_HOME=temporary, HF_HUB_CACHE=pathlib.Path(temporary) / "none", **options) as studio:
        studio.focus()
        time.sleep(1)
        studio.key("ctrl+e")
        wait(lambda: studio.find(name=lambda n: n.startswith(("Page, ", "Seite, ", "Página, "))), 20, "the builder")
        studio.focus()
        time.sleep(1)
        shot(studio, "builder")
        studio.key("Down")
        for panel, what in enumerate(["inspector", "events", "problems", "notes"], 1):
            studio.key(f"alt+{panel}")
            time.sleep(1)
            shot(studio, what)
    with tempfile.TemporaryDirectory() as temporary, Studio(XDG_DATA_HOME=temporary, **options) as studio:
        studio.focus()
        time.sleep(1)
        studio.key("ctrl+n")
        time.sleep(1.5)
        shot(studio, "new-space")


def take(folder, size, dark, language):
    name = f"{size[0]}-{'dark' if dark else 'light'}"
    options = {"size": size, "dark": dark, "language": language}

    def shot(studio, what):
        studio.shot(folder / f"{what}-{name}.png", size)

    with Studio(**options) as studio:
        studio.focus()
        time.sleep(1.5)
        shot(studio, "gallery")
        studio.key("ctrl+comma")
        time.sleep(1)
        shot(studio, "preferences")
    with Studio(first_space(), **options) as studio:
        studio.focus()
        time.sleep(1)
        studio.key("ctrl+Return")
        time.sleep(2)
        shot(studio, "running")
        wait(lambda: studio.find(name=lambda n: n.startswith(("Done", "Fertig", "Listo"))), 60, "the end of the run")
        shot(studio, "done")
        studio.key("F9")
        time.sleep(1)
        shot(studio, "glass")
        studio.key("F9", "F11", "ctrl+plus", "ctrl+plus")  # no window manager here: F11 alone changes nothing
        time.sleep(1)
        shot(studio, "presenting")
    take_builder(shot, options)
    with Studio(first_space(), HF_HUB_CACHE=folder / "no-cache", **options) as studio:
        studio.focus()
        time.sleep(1)
        shot(studio, "missing")
    with tempfile.TemporaryDirectory() as temporary, Studio(broken_space(temporary), **options) as studio:
        studio.focus()
        time.sleep(1)
        studio.key("ctrl+Return")
        time.sleep(1.5)
        shot(studio, "error")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--language")
    args = parser.parse_args()
    enclosed()
    args.folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        for dark in (False, True):
            take(args.folder, size, dark, args.language)


if __name__ == "__main__":
    main()
