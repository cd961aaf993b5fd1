#!/usr/bin/env python3
"""Builds spaces as a newcomer would, from an empty window with keyboard and
pointer alone: a page with a text, a slider, a button and an answer that is wired
to text generation; runs it, saves it, and finds the same page in a new process;
then one that chains two steps. Every control has a name; nothing is critical.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from building import choose, combos, on_page, panel, scroll_to, select, shown_components  # noqa: E402
from studio import Studio, enclosed, name_of, role_of, text_of, wait  # noqa: E402

MODEL = pathlib.Path.home() / ".cache/huggingface/hub/models--hugginllam--gemma-3-270m-Q4_K_M-GGUF"
CONTROLS = {"push button", "toggle button", "check box", "radio button", "entry", "text", "slider", "spin button",
            "combo box", "link", "menu item", "page tab"}


def expect_names(studio, where):
    """No control that a screen reader could only call by its class."""
    found = [f"{role_of(n)} “{name_of(n)}” in “{name_of(n.parent)}”" for n in studio.nodes()
             if role_of(n) in CONTROLS and (not name_of(n).strip() or name_of(n).startswith(("Gtk", "Adw", "Vt")))]
    assert not found, f"{where}: without a name: {found}"


def new_blank(studio):
    studio.focus()
    studio.wait_for("table cell", "Finish my sentence")
    studio.key("ctrl+n")
    studio.wait_for(name="What shall it do?")
    studio.focus()
    studio.key("End", "Return")
    studio.wait_for("push button", "Try It")
    studio.focus()


def add(studio, what):
    """Searches for it on the left, and takes the first one by Enter."""
    before = len(shown_components(studio))
    studio.key("ctrl+i")
    wait(lambda: studio.focused() and "Search for something" in studio.focused().name, what="the search for things to add")
    studio.key("ctrl+a")
    studio.type(what)
    studio.key("Return")
    wait(lambda: len(shown_components(studio)) > before, what=f"{what} on the page")


def retype(studio, name, text):
    """Another text in the entry of the inspector that is called @name."""
    entry = studio.wait_for("text", name)
    studio.click(entry)
    studio.key("ctrl+a")
    studio.type(text)
    wait(lambda: text_of(studio.find("text", name)) == text, what=f"{text} in {name}")


def build_page(studio):
    """A beginning, a slider, a button and an answer, each with a name of its own."""
    add(studio, "text")
    retype(studio, "Label", "Beginning")
    add(studio, "slider")
    retype(studio, "Label", "Heat")
    studio.wait_for("list", "Slider")
    add(studio, "button")
    retype(studio, "What it says", "Write")
    add(studio, "text")
    retype(studio, "Label", "Answer")
    studio.click(scroll_to(studio, "More", "list item"))
    studio.click(scroll_to(studio, "People can change it", "label"))


def wire(studio):
    """When Write is clicked, run text generation with Heat as its temperature."""
    select(studio, "Write")
    studio.key("ctrl+shift+e")
    wait(lambda: combos(studio, "run"), what="the event's rows")
    choose(studio, "run", "Text generation")
    sentence = studio.wait_for(name=lambda n: n.startswith("When “Write” is clicked, run Text generation"))
    assert sentence.name.endswith("from Beginning, and put “Text” in “Answer”."), sentence.name
    studio.click(scroll_to(studio, "Settings", "list item"))
    scroll_to(studio, "Temperature from", "combo box")
    choose(studio, "Temperature from", "Heat")


def saved_document(data):
    found = list(pathlib.Path(data, "vitrine/spaces").glob("*/space.json"))
    assert len(found) == 1, found
    return found[0].parent, json.loads(found[0].read_text(encoding="utf-8"))


def run_it(studio, beginning):
    """Tries it as a visitor does, and comes back."""
    studio.key("ctrl+e")
    entry = wait(lambda: on_page(studio, "text", "Beginning"), what="the page")
    studio.focus()
    studio.click(entry)
    studio.type(beginning)
    wait(lambda: text_of(entry) == beginning, what="the beginning to be written")
    studio.key("ctrl+Return")
    studio.wait_for(name=lambda n: n.startswith("Done"), seconds=180)
    answer = text_of(on_page(studio, "text", "Answer"))
    assert answer.startswith(beginning) and len(answer) > len(beginning) + 3, answer
    studio.key("ctrl+e")
    wait(lambda: studio.find("push button", "Try It"), what="the builder")
    studio.focus()


def page_names(studio):
    return [(role_of(n), name_of(n)) for n in shown_components(studio)]


def test_one_step(cache):
    with tempfile.TemporaryDirectory() as data:
        with Studio(XDG_DATA_HOME=data, HF_HUB_CACHE=cache) as studio:
            new_blank(studio)
            expect_names(studio, "an empty page")
            build_page(studio)
            expect_names(studio, "properties")
            wire(studio)
            expect_names(studio, "events")
            panel(studio, 3)
            studio.wait_for(name="Everything is in order." if cache == MODEL.parent else lambda n: "is not on this computer" in n)
            if cache == MODEL.parent:
                run_it(studio, "The days of the week are Monday,")
            studio.key("ctrl+s")
            studio.wait_for("label", "Saved")
            before = page_names(studio)
            assert studio.alive(), studio.output()
        folder, document = saved_document(data)
        step = document["events"][0]["steps"][0]
        assert document["events"][0]["on"] == [["button", "click"]], document
        assert step["inputs"] == {"text": "$textbox"} and step["parameters"] == {"temperature": "$slider"}, step
        assert document["events"][0]["outputs"] == {"textbox2": f"${step['id']}.text"}, document
        with Studio(folder, XDG_DATA_HOME=data, HF_HUB_CACHE=cache) as studio:
            studio.focus()
            studio.wait_for("push button", "Write")
            studio.key("ctrl+e")
            studio.wait_for("push button", "Try It")
            studio.focus()
            assert page_names(studio) == before, (page_names(studio), before)


def test_two_steps(cache):
    """A template, and a second step behind the first: undo and redo on the way."""
    with tempfile.TemporaryDirectory() as data, Studio(XDG_DATA_HOME=data, HF_HUB_CACHE=cache) as studio:
        studio.focus()
        studio.wait_for("table cell", "Finish my sentence")
        studio.key("ctrl+n")
        studio.wait_for(name="What shall it do?")
        studio.focus()
        studio.key("Home", "Return")
        studio.wait_for("push button", "Try It")
        studio.focus()
        panel(studio, 2)
        scroll_to(studio, "then run", "combo box")
        choose(studio, "then run", "Text generation")
        both = "from Text of step 1, Text generation, and put “Text of step 2, Text generation” in “Text”."
        studio.wait_for(name=lambda n: n.endswith(both))
        studio.key("ctrl+z")
        wait(lambda: not studio.find(name=lambda n: n.endswith(both)), what="the step to be undone")
        studio.key("ctrl+shift+z")
        studio.wait_for(name=lambda n: n.endswith(both))
        studio.key("ctrl+s")
        studio.wait_for("label", "Saved")
        _, document = saved_document(data)
        steps = document["events"][0]["steps"]
        assert steps[1]["inputs"] == {"text": f"${steps[0]['id']}.text"}, steps
        assert list(document["events"][0]["outputs"].values()) == [f"${steps[1]['id']}.text"], document
        assert studio.alive(), studio.output()


def test_recovery(cache):
    """Killed with changes that are not saved: the next start offers them."""
    with tempfile.TemporaryDirectory() as data:
        with Studio(XDG_DATA_HOME=data, HF_HUB_CACHE=cache) as studio:
            new_blank(studio)
            add(studio, "slider")
            wait(lambda: any("slider" in f.read_text() for f in pathlib.Path(data, "vitrine/drafts").glob("*")),
                 seconds=30, what="the change to be kept")
            studio.process.kill()
            studio.process.wait()
        with Studio(XDG_DATA_HOME=data, HF_HUB_CACHE=cache) as studio:
            studio.wait_for(name="Recover Unsaved Changes?")
            studio.focus()
            studio.key("Return")
            wait(lambda: [n for n in shown_components(studio) if role_of(n) == "slider"], what="the slider to be back")
            assert studio.alive(), studio.output()


def main():
    enclosed()
    cache = MODEL.parent
    with tempfile.TemporaryDirectory() as empty:
        if not MODEL.exists():
            print("the model is not here: the page is built and saved, and not run")
            cache = pathlib.Path(empty)
        for test in (test_recovery, test_two_steps, test_one_step):
            if len(sys.argv) < 2 or test.__name__ in sys.argv[1:]:
                test(cache)
                print("ok", test.__name__, flush=True)


if __name__ == "__main__":
    main()
