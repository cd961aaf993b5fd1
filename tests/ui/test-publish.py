#!/usr/bin/env python3
"""A space to the Hub, in the window: signing in on the way, a look at what goes out, a cancel in the
middle, the link; then once more, where it is there already, and where the Hub refuses.

Usage: test-publish.py [--shots FOLDER]

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "hub"))
from studio import Studio, enclosed, name_of, role_of, text_of, wait  # noqa: E402
from upload_double import Double  # noqa: E402

SHOTS = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
README = "---\ntitle: Über Bäume\nemoji: 🌳\nsdk: vitrine\n---\nNotes.\n"
SPACE = json.dumps({"version": 1, "components": [{"id": "t", "type": "textbox", "label": "Text"}], "layout": {"column": ["t"]}})
FILES = {"README.md": README.encode(), "space.json": SPACE.encode(), "assets/large.bin": bytes(range(256)) * 800,
         "assets/.hidden": b"x"}


def make_space(folder):
    for name, content in FILES.items():
        path = folder / "trees" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder / "trees"


def shows(studio, text):
    return any(text in text_of(node) for node in studio.nodes())


def wait_text(studio, text):
    wait(lambda: shows(studio, text), 30, f"the words “{text}”")


def open_dialog(studio):
    studio.focus()
    studio.key("F10")
    studio.wait_for("menu item", "Publish to the Hub…")
    studio.key("u")
    studio.wait_for("frame", "Publish to the Hub")


def sign_in(studio):
    wait_text(studio, "Nobody has signed in")
    shot(studio, "account")
    studio.click(studio.wait_for("push button", "Sign In…"))
    studio.wait_for("label", "Sign In to the Hugging Face Hub")
    studio.focus()
    studio.key("Tab")
    studio.type("hf_good")
    studio.key("alt+s")


def button(studio, name):
    return studio.wait_for("push button", name)


def test_form(studio, hub):
    wait_text(studio, "owner /")
    wait_text(studio, "What Goes Out")
    for text in ("space.json", "README.md", "assets/large.bin", "204.8", "3 files"):
        wait_text(studio, text)
    assert not shows(studio, "hidden\n") and not shows(studio, "assets/.hidden")
    assert all(method == "GET" for method, *_ in hub.seen), "something went out before it was asked for"
    shot(studio, "form")


def choose_licence(studio):
    studio.click(wait(lambda: [n for n in studio.nodes() if name_of(n) == "Licence" and role_of(n) != "label"], what="the licence")[0])
    studio.click(studio.wait_for("label", "MIT"))


def test_cancel(studio, hub):
    """The bytes are on their way when the person thinks better of it."""
    hub.go_on.clear()
    studio.click(button(studio, "Publish"))
    wait(lambda: any(m == "PUT" for m, *_ in hub.seen), 30, "the large file to be sent")
    shot(studio, "sending")
    studio.click(button(studio, "Cancel"))
    wait_text(studio, "What Goes Out")
    hub.go_on.set()
    assert not hub.repos["spaces/owner/Uber-Baume"], "something is visible"
    hub.repos.clear()


def test_send(studio, hub, space):
    choose_licence(studio)
    studio.click(studio.wait_for("push button", "Publish"))
    studio.wait_for("link", hub.url() + "/spaces/owner/Uber-Baume")
    shot(studio, "done")
    sent = hub.repos["spaces/owner/Uber-Baume"]
    assert sorted(sent) == ["README.md", "assets/large.bin", "space.json"], sorted(sent)
    card = sent["README.md"].decode()
    assert 'license: "mit"' in card and "sdk: static" in card and "title: Über Bäume" in card, card
    assert sent["assets/large.bin"] == FILES["assets/large.bin"]
    assert (space / "README.md").read_bytes() == README.encode(), "the person's own file was changed"
    created = [said for _, path, said, _ in hub.seen if path == "/api/repos/create"][-1]
    assert created["visibility"] == "public" and created["sdk"] == "static", created
    studio.key("Escape")


def test_again(studio, hub):
    """A name that is there is asked about; a Hub that refuses is quoted."""
    open_dialog(studio)
    wait_text(studio, "What Goes Out")
    studio.click(button(studio, "Publish"))
    wait_text(studio, "Change owner/Uber-Baume?")
    shot(studio, "there")
    hub.does = "no write"
    studio.focus()
    studio.key("alt+p")
    wait_text(studio, "don't have the rights")
    shot(studio, "refused")
    studio.focus()
    studio.key("Escape")


def test_reader(studio, hub):
    hub.role = "read"
    open_dialog(studio)
    wait_text(studio, "may only read")
    studio.focus()
    studio.key("Escape")
    wait(lambda: len(studio.toplevels()) == 1, what="the dialog to go")


def shot(studio, name):
    if SHOTS:
        SHOTS.mkdir(parents=True, exist_ok=True)
        studio.shot(SHOTS / f"publish-{name}.png")


def main():
    enclosed()
    hub = Double()
    with tempfile.TemporaryDirectory(prefix="vitrine-publish-") as folder:
        folder = pathlib.Path(folder)
        space = make_space(folder)
        with Studio(space, VITRINE_KEYS="file", XDG_DATA_HOME=folder / "data", HF_HUB_CACHE=folder / "hub", HF_HOME=folder / "hf",
                    HF_HUB_OFFLINE="0", HF_ENDPOINT=hub.url(), no_proxy="*", HF_TOKEN="", dark="--dark" in sys.argv) as studio:
            studio.wait_for("text", "Text")
            open_dialog(studio)
            sign_in(studio)
            test_form(studio, hub)
            test_cancel(studio, hub)
            test_send(studio, hub, space)
            test_again(studio, hub)
            test_reader(studio, hub)
            assert studio.alive()
            assert "CRITICAL" not in studio.output() and "WARNING" not in studio.output(), studio.output()
    hub.stop()
    print("signing in, looking, stopping, publishing, refusing: passed")


main()
