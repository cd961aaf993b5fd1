#!/usr/bin/env python3
"""A space whose model is on another computer: the page says so, nothing goes out before the
person allows it, and then the answer comes; and the builder takes such a model.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "app"))
from remote_server import TEXT, Server  # noqa: E402
from studio import Studio, enclosed, text_of, wait  # noqa: E402

SPACE = {
    "version": 1,
    "components": [{"id": "q", "type": "textbox", "label": "Question", "value": "Why?"},
                   {"id": "go", "type": "button", "value": "Ask It"},
                   {"id": "a", "type": "textbox", "label": "Answer", "interactive": False}],
    "events": [{"on": [["go", "click"]],
                "steps": [{"id": "s", "task": "text-generation", "model": "",
                           "inputs": {"messages": [{"user": "$q"}]}}],
                "outputs": {"a": "$s.text"}}]}


def shows(studio, text):
    return any(text in text_of(node) for node in studio.nodes())


def posts(server):
    return [path for path, question, _ in server.seen if question]


def test_allow(studio, server):
    studio.wait_for("label", lambda n: n.startswith("A server of this computer, 127.0.0.1, runs this model."))
    studio.click(studio.wait_for("push button", "Ask It"))
    studio.click(studio.wait_for("push button", "Allow…"))
    studio.wait_for("label", "Use tiny · 127.0.0.1?")
    studio.wait_for("label", "This server runs on this computer, so nothing leaves it.")
    assert not posts(server), server.seen
    studio.focus()
    studio.type("secret-7")
    studio.key("alt+a")
    wait(lambda: not studio.find("push button", "Allow…"), what="the notice to go")
    assert not posts(server), server.seen


def test_run(studio, server):
    studio.focus()
    studio.wait_for(name=lambda n: n == "Model: tiny · 127.0.0.1")
    studio.click(studio.wait_for("push button", "Ask It"))
    wait(lambda: shows(studio, TEXT), what="the answer")
    assert server.seen[-1][1]["messages"] == [{"role": "user", "content": "Why?"}], server.seen
    assert server.seen[-1][2] == "Bearer secret-7", server.seen


def test_choose(studio, server):
    """The storage page adds one by its address; the server says which models it has."""
    studio.key("ctrl+m")
    studio.click(studio.wait_for(("page tab", "toggle button", "radio button"), "On This Computer"))
    studio.click(studio.wait_for("push button", "Add a Model on Another Computer"))
    studio.wait_for("label", "A Model on Another Computer")
    studio.focus()
    studio.type(f"localhost:{server.server_address[1]}/v1#org/big")
    studio.click(studio.wait_for(name="Ask the server for its models"))
    studio.wait_for("label", "org/big")
    studio.key("Escape")
    wait(lambda: not studio.find("label", "org/big"), what="the list to close")
    studio.key("alt+a")
    studio.wait_for("push button", "Forget big · localhost")
    assert not [s for s in server.seen if s[0] == "/v1/models" and s[2]], "the key went to another server"


def main():
    enclosed()
    server = Server()
    with tempfile.TemporaryDirectory() as folder:
        space = pathlib.Path(folder, "space")
        space.mkdir()
        SPACE["events"][0]["steps"][0]["model"] = f"http://127.0.0.1:{server.server_address[1]}/v1#tiny"
        (space / "space.json").write_text(json.dumps(SPACE), encoding="utf-8")
        with Studio(space, VITRINE_KEYS="file", XDG_DATA_HOME=folder, HF_HUB_CACHE=pathlib.Path(folder, "cache"),
                    no_proxy="*") as studio:
            studio.focus()
            test_allow(studio, server)
            test_run(studio, server)
            test_choose(studio, server)
            assert studio.alive()
            assert "CRITICAL" not in studio.output() and "WARNING" not in studio.output(), studio.output()
    print("allow, run and choose: passed")


main()
