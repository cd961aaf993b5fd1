#!/usr/bin/env python3
"""Before, during and after a show: the look at everything, a locked window, and
the history of runs: compare, flag, use again. Needs the starter model.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from studio import ROOT, Studio, enclosed, name_of, role_of, text_of, wait  # noqa: E402

MODEL = "models--hugginllam--gemma-3-270m-Q4_K_M-GGUF"


def cache():
    home = os.environ.get("HF_HOME", os.path.expanduser("~/.cache/huggingface"))
    return pathlib.Path(os.environ.get("HF_HUB_CACHE", os.path.join(home, "hub")))


def run(studio):
    studio.key("ctrl+Return")
    studio.wait_for(name=lambda n: n.startswith("Done"), seconds=120)


def test_preflight(studio):
    studio.key("F8")
    studio.wait_for(name="Ready for the Show", seconds=120)
    assert studio.find("label", lambda n: "is loaded and has" in n), "no warm-up"
    studio.focus()  # no window manager gives it to the dialog here
    studio.key("Escape")
    wait(lambda: not studio.find(name="Ready for the Show"), what="the dialog to go")
    studio.focus()


def test_history(studio):
    studio.key("ctrl+a")
    studio.type("Something else that I typed")
    studio.key("ctrl+h")
    first = studio.wait_for("list item", lambda n: n.startswith("Today"))
    assert "days of the week" in first.name, first.name
    studio.focus()
    studio.click(studio.find("push button", "Flag with a note"))
    studio.wait_for(name="Flag This Run")
    studio.focus()
    studio.type("for the lesson")
    studio.key("Return")
    studio.wait_for("label", "for the lesson")
    studio.focus()
    studio.click(studio.find("toggle button", "Compare") or studio.find("push button", "Compare"))
    wait(lambda: sum((role_of(n), name_of(n)) == ("heading", "What Came Out") for n in studio.nodes()) == 2, what="two runs side by side")
    studio.click(studio.find("push button", "Use Again"))
    wait(lambda: "days of the week" in text_of(studio.find("text", "Your beginning")), what="the inputs to come back")
    studio.focus()


def test_lock(studio):
    studio.key("ctrl+l")
    studio.wait_for(name="Lock for Visitors?")
    studio.focus()
    studio.type("abc")
    studio.key("Return")
    wait(lambda: not studio.find("push button", "Back to the gallery"), what="the bar to go")
    studio.focus()
    studio.key("alt+Left", "ctrl+n", "ctrl+e", "ctrl+w", "F11")
    time.sleep(1)
    assert studio.alive() and studio.find("text", "Your beginning"), "a visitor got out"
    run(studio)
    for word, locked in (("no", True), ("abc", False)):
        studio.key("ctrl+l")
        studio.wait_for(name="Unlock")
        studio.focus()
        studio.type(word)
        studio.key("Return")
        wait(lambda: locked or studio.find("push button", "Back to the gallery"), what="the window to be unlocked")
        time.sleep(1)
        studio.focus()
        assert (studio.find("push button", "Back to the gallery") is None) == locked, word


def main():
    if not (cache() / MODEL).exists():
        print("skipped: the starter model is not on this computer")
        sys.exit(77)
    enclosed()
    with tempfile.TemporaryDirectory() as data, Studio(ROOT / "resources/spaces/finish-my-sentence",
                                                       XDG_DATA_HOME=data) as studio:
        studio.focus()
        wait(lambda: studio.focused() and studio.focused().name == "Your beginning", what="the keyboard in the beginning")
        studio.key("ctrl+a")
        studio.type("The days of the week are Monday,")
        run(studio)
        test_preflight(studio)
        test_history(studio)
        test_lock(studio)
        assert studio.alive()
        assert "CRITICAL" not in studio.output() and "WARNING" not in studio.output(), studio.output()
    print("preflight, history and lock: passed")


main()
