#!/usr/bin/env python3
"""The storage page: damaged files are found and fetched again; the room's computers are listed, one
is asked in the Hub's place and not any more; our models are served and announced.

Usage: test-hub-care.py VITRINE CACHE-TOOL
Avahi is tests/hub/fake_avahi.py, on the test's own bus.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import pathlib
import sys
import tempfile
import urllib.request

HERE = pathlib.Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "hub")]
from hub_room import COMMIT, Hub, put  # noqa: E402
from studio import SKIP, Studio, enclosed, wait  # noqa: E402

VITRINE, TOOL = sys.argv[1:3]
TEACHER = "The teacher's computer"
SERVE = "Serve the models of this computer to the room"  # a press anywhere in its row


def open_storage(studio):
    studio.focus()
    studio.key("ctrl+m")
    studio.click(studio.wait_for(("page tab", "toggle button", "radio button"), "On This Computer"))


def test_check(studio, cache):
    blob = next((cache / "models--tiny--thing/blobs").iterdir())
    blob.write_bytes(b"damaged")
    studio.click(studio.wait_for("push button", "Check all files"))
    studio.wait_for("label", "1 file is damaged or missing: tiny/thing: model.gguf")
    studio.click(studio.wait_for("push button", "Fetch the damaged files again"))
    studio.wait_for("label", lambda n: n.startswith("1 file looked at: it is right"))
    assert blob.read_bytes() == b"tiny weights"


def test_room(studio, hub, avahi):
    studio.click(studio.wait_for("push button", "Get models from " + TEACHER))
    studio.wait_for("label", f"Models come from {hub.url}, a computer of this room, and not from the Hub.")
    studio.click(studio.wait_for("push button", "Back to the Hub"))
    wait(lambda: not studio.find("push button", "Back to the Hub"), what="the Hub to be back")
    avahi.leave(TEACHER)
    wait(lambda: not studio.find("push button", "Get models from " + TEACHER), what="it to go from the list")


def test_serve(studio, avahi):
    studio.click(studio.wait_for("label", SERVE))
    (_, kind, port), = wait(lambda: list(avahi.announced.values()), what="the announcement")
    assert kind == "_vitrine-hub._tcp", kind
    studio.wait_for("label", lambda n: n.startswith(f"On port {port}; the others find it as"))
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"http://127.0.0.1:{port}/api/models") as answer:
        assert [model["id"] for model in json.load(answer)] == ["tiny/thing"]
    studio.click(studio.find("label", SERVE))
    wait(lambda: not avahi.announced, what="it to be withdrawn")


def main():
    enclosed(height=1000)
    try:
        from fake_avahi import FakeAvahi
    except ImportError:
        print("skipped: PyGObject is not installed")
        sys.exit(SKIP)
    bus = os.environ["DBUS_SESSION_BUS_ADDRESS"]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        served, cache, weights = folder / "served", folder / "cache", folder / "model.gguf"
        weights.write_bytes(b"tiny weights")
        put(TOOL, served, "tiny/thing", weights)
        put(TOOL, cache, "tiny/thing", weights)
        with Hub(VITRINE, served) as hub, \
                FakeAvahi(bus, {TEACHER: ("127.0.0.1", int(hub.url.rsplit(":", 1)[1]))}) as avahi, \
                Studio(HF_ENDPOINT=hub.url.replace("127.0.0.1", "localhost"), HF_HUB_CACHE=cache, HF_HUB_OFFLINE="0",
                       XDG_DATA_HOME=folder / "data", DBUS_SYSTEM_BUS_ADDRESS=bus, size=(1180, 960)) as studio:
            assert (cache / "models--tiny--thing/snapshots" / COMMIT).is_dir()
            open_storage(studio)
            test_check(studio, cache)
            test_room(studio, hub, avahi)
            test_serve(studio, avahi)
            if len(sys.argv) > 3:
                studio.shot(sys.argv[3])
            assert studio.alive()
            assert "CRITICAL" not in studio.output() and "WARNING" not in studio.output(), studio.output()
    print("check, room and serve: passed")


main()
