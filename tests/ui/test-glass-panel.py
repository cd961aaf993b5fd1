#!/usr/bin/env python3
"""The glass panel by keyboard and screen reader, on the real starter model: one
token after the other, then another choice than the model's.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from studio import ROOT, SKIP, Studio, enclosed, name_of, text_of, wait  # noqa: E402

MODEL = "models--hugginllam--gemma-3-270m-Q4_K_M-GGUF"
TOKEN = re.compile(r"token (\d+): (.*), (<?[\d.]+)%$")


def hub_cache():
    import os

    home = os.environ.get("HF_HOME", os.path.expanduser("~/.cache/huggingface"))
    return pathlib.Path(os.environ.get("HF_HUB_CACHE", f"{home}/hub"))


def tokens(studio):
    """(number, text, percent) of each chip, in order."""
    found = [TOKEN.match(name_of(node)) for node in studio.nodes()]
    return sorted((int(m[1]), m[2], float(m[3].strip("<"))) for m in found if m)


def wait_for_tokens(studio, n):
    return wait(lambda: len(tokens(studio)) == n and tokens(studio), 60, f"{n} tokens")


def prompt_of(studio):
    return text_of(studio.wait_for("text", "The text so far"))


def step_by_step(studio):
    button = studio.wait_for("push button", "Next Token")
    for n in range(1, 4):
        wait(lambda: button.getState().contains(STATE_SENSITIVE), 60, "the button to be ready")
        studio.click(button)
        wait_for_tokens(studio, n)
    wait(lambda: button.getState().contains(STATE_SENSITIVE), 60, "the run to end")
    text = prompt_of(studio)
    assert text.startswith("The sun rises in the") and len(text) > 25, text


def choose_another(studio):
    """Back to the last chip, Enter to what else was considered, down, Enter."""
    before = prompt_of(studio)
    last = next(n for n in studio.nodes() if name_of(n).startswith("token 3:"))
    studio.click(last)
    studio.key("Return")
    focused = studio.focused()
    assert focused and re.search(r", <?[\d.]+%", focused.name), focused and focused.name
    studio.key("Down")
    wanted = studio.focused().name
    studio.key("Return")
    wait(lambda: prompt_of(studio) != before, 60, "another text")
    spoken = wanted.rsplit(",", 1)[0]
    chosen = wait(lambda: [t for t in tokens(studio) if t[0] == 3 and t[1] == spoken], 20, f"token 3 to be {spoken}")
    assert len(tokens(studio)) == 3, chosen


def arrow_keys(studio):
    first = next(n for n in studio.nodes() if name_of(n).startswith("token 1:"))
    studio.click(first)
    studio.key("Right")
    assert studio.focused().name.startswith("token 2:"), studio.focused().name
    studio.key("End")
    assert studio.focused().name.startswith("token 3:"), studio.focused().name
    studio.key("Home")
    assert studio.focused().name.startswith("token 1:"), studio.focused().name


def main():
    if not (hub_cache() / MODEL).is_dir():
        print(f"skipped: {MODEL} is not in {hub_cache()}")
        return SKIP
    enclosed()
    global STATE_SENSITIVE
    from pyatspi import STATE_SENSITIVE
    shots = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with Studio(ROOT / "resources/spaces/what-comes-next") as studio:
        studio.focus()
        for part in (step_by_step, arrow_keys, choose_another):
            part(studio)
            print("ok", part.__name__)
            if shots:
                studio.shot(shots / f"panel-{part.__name__}.png")
        assert studio.alive()
    return 0


sys.exit(main())
