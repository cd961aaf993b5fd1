#!/usr/bin/env python3
"""The studio by keyboard and screen reader: from the gallery to the answer of a
real model, its glass and back; every control has a name; nothing is critical.

Without the model it holds the message that says so, and the button that gets it.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from studio import ROOT, Studio, enclosed, name_of, role_of, text_of, wait  # noqa: E402

CONTROLS = {"push button", "toggle button", "check box", "radio button", "entry", "text", "slider", "spin button",
            "combo box", "table cell", "link", "menu item", "page tab"}
CACHE = "models--hugginllam--gemma-3-270m-Q4_K_M-GGUF"


def nameless(studio):
    """Controls that a screen reader could only call by their class."""
    return [f"{role_of(n)} “{name_of(n)}” in “{name_of(n.parent)}”" for n in studio.nodes()
            if role_of(n) in CONTROLS and (not name_of(n).strip() or name_of(n).startswith(("Gtk", "Adw", "Vt")))]


def expect_names(studio, where):
    found = nameless(studio)
    assert not found, f"{where}: without a name: {found}"


def open_by_keyboard(studio):
    studio.wait_for("table cell", "Finish my sentence")
    expect_names(studio, "gallery")
    studio.key("ctrl+f")
    studio.type("finish sent")
    wait(lambda: not studio.find("table cell", "Chat"), what="the search to filter")
    studio.key("Return")
    studio.wait_for("push button", "Write")
    expect_names(studio, "page")


def test_kinds():
    """A press on a kind leaves the spaces of that kind."""
    with Studio() as studio:
        studio.wait_for("table cell", "Draw from words")
        for kind, there, gone in (("Pictures", "Draw from words", "Chat"), ("Sound", "Transcribe", "Draw from words"), ("Text", "Chat", "Transcribe")):
            studio.click(studio.wait_for(name=kind))
            wait(lambda: not studio.find("table cell", gone), what=f"{gone} to go")
            assert studio.find("table cell", there), kind
        studio.click(studio.find(name="All"))
        studio.wait_for("table cell", "Transcribe")


def test_answer(cache):
    """Types a beginning, runs it, reads the answer, looks inside, goes back."""
    with Studio(HF_HUB_CACHE=cache) as studio:
        studio.focus()
        open_by_keyboard(studio)
        studio.wait_for("text", "Your beginning")
        wait(lambda: studio.focused() and studio.focused().name == "Your beginning", what="the keyboard in the beginning")
        studio.key("ctrl+a")
        studio.type("The days of the week are Monday, Tuesday,")
        assert text_of(studio.find("text", "Your beginning")).endswith("Tuesday,")
        studio.key("ctrl+Return")
        studio.wait_for(name=lambda n: n.startswith("Done"), seconds=120)
        answer = text_of(studio.find("text", "And so it goes on"))
        assert len(answer) > len("The days of the week are Monday, Tuesday,") + 3, answer
        studio.key("F9")
        studio.wait_for(name="Inside the Model")
        expect_names(studio, "glass")
        studio.key("F9")
        test_stop(studio)
        studio.key("alt+Left")
        studio.wait_for("table cell", "Finish my sentence")
        assert studio.alive(), studio.output()


def test_stop(studio):
    """Escape stops a run, and what has come stays."""
    studio.key("ctrl+Return")
    studio.wait_for("push button", "Stop", seconds=20)
    studio.key("Escape")
    studio.wait_for(name=lambda n: n in ("Stopped",) or n.startswith("Done"), seconds=10)


def test_missing():
    """Without the model: a sentence, a button with the size, and running only says it again."""
    with tempfile.TemporaryDirectory() as empty, Studio(HF_HUB_CACHE=empty) as studio:
        studio.focus()
        studio.wait_for("push button", lambda n: n.startswith("Get the model Gemma"))
        open_by_keyboard(studio)
        studio.wait_for(name=lambda n: "not on this computer yet" in n)
        studio.key("ctrl+Return")
        time.sleep(0.5)
        assert studio.find("push button", lambda n: n.startswith("Get It, 253")), "no button to get the model"
        expect_names(studio, "notice")
        assert studio.alive(), studio.output()


def test_dialogs():
    """Preferences, shortcuts and the menus are named, and Escape closes them."""
    with Studio() as studio:
        studio.focus()
        studio.wait_for("table cell", "Finish my sentence")
        studio.key("ctrl+comma")
        studio.wait_for(name="Run models on")
        expect_names(studio, "preferences")
        studio.key("Escape")
        studio.focus()
        studio.key("ctrl+question")
        studio.wait_for(name="General")
        studio.key("Escape")
        assert studio.alive(), studio.output()


def test_tab():
    """Tab alone reaches everything of the page, and comes round."""
    with Studio(ROOT / "resources/spaces/finish-my-sentence") as studio:
        studio.focus()
        studio.wait_for("push button", "Write")
        reached = []
        for _ in range(24):
            studio.key("Tab")
            reached.append(studio.focused().name if studio.focused() else "")
        for name in ("Back to the gallery", "Start over", "Look inside", "Main menu", "Temperature", "Length", "Write",
                     "And so it goes on", "About this space"):
            assert name in reached, f"Tab does not reach “{name}”: {reached}"
        for part in ("Model: ", "Device: ", "Once upon a time"):
            assert any(r.startswith(part) for r in reached), f"Tab does not reach “{part}…”: {reached}"
        assert studio.alive(), studio.output()


def test_broken_space():
    """A space that cannot be read is told in a sentence, and the gallery stays."""
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "README.md").write_text("---\ntitle: Broken\nsdk: vitrine\n---\n", encoding="utf-8")
        pathlib.Path(folder, "space.json").write_text('{"version": 1, "components": [{"id": 7}]}', encoding="utf-8")
        with Studio(folder) as studio:
            studio.wait_for(name="This Space Cannot Be Opened")
            assert studio.find(name=lambda n: "components[0]" in n), "the message does not name the place"
            assert studio.alive(), studio.output()


def open_card_menu(studio, title):
    card = studio.wait_for("table cell", title)
    studio.key("ctrl+f")
    studio.key("ctrl+a")
    studio.type(title)
    wait(lambda: sum(role_of(n) == "table cell" for n in studio.nodes()) == 1, what="the search to filter")
    for _ in range(40):  # past the search and a button for each kind
        if studio.focused() and studio.focused().name == title:
            break
        studio.key("Tab")
    assert studio.focused().name == title, studio.focused().name
    studio.key("shift+F10")
    return card


def test_card_menu():
    """A copy of a space that comes with the program is the person's own, and can go into the trash."""
    with tempfile.TemporaryDirectory() as data, Studio(XDG_DATA_HOME=data) as studio:
        studio.focus()
        open_card_menu(studio, "Story dice")
        studio.wait_for(name="Make a Copy")
        assert not studio.find(name="Move to the Trash"), "what comes with the program cannot be thrown away"
        studio.key("c")
        studio.wait_for("table cell", "Story dice (copy)")
        own = pathlib.Path(data, "vitrine/spaces")
        assert [len(list(path.glob("space.json"))) for path in own.iterdir()] == [1]
        open_card_menu(studio, "Story dice (copy)")
        studio.wait_for(name="Move to the Trash")
        studio.key("t")
        wait(lambda: not list(own.iterdir()), what="the copy to go")
        assert studio.alive(), studio.output()


def hub_cache():
    import os

    home = os.environ.get("HF_HOME", str(pathlib.Path.home() / ".cache/huggingface"))
    return pathlib.Path(os.environ.get("HF_HUB_CACHE", home + "/hub"))


def main():
    enclosed()
    tests = [test_missing, test_kinds, test_dialogs, test_tab, test_card_menu, test_broken_space]
    if (hub_cache() / CACHE / "snapshots").is_dir():
        tests.insert(0, lambda: test_answer(hub_cache()))
    else:
        print("# the model is not on this computer; the real answer is not tested")
    for test in tests:
        test()
    print(f"{len(tests)} passed; spaces from {ROOT}")


if __name__ == "__main__":
    main()
