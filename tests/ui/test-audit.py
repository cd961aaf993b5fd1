#!/usr/bin/env python3
"""What can be seen and heard of the windows: every control has a name that a screen
reader can say, and every text stands out from what is behind it, in light and dark:
4.5 to 1, or 3 to 1 where it is large (WCAG 2, level AA). Measured in pictures of the
screen; what is switched off may be paler.

    tests/ui/test-audit.py [--shots FOLDER] [--scheme light|dark] [--width 400] [PART…]

PART is gallery, space or show; --shots keeps the pictures. For the full screen it needs a
window manager, openbox, and leaves that out where there is none.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import collections
import contextlib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from studio import ROOT, Studio, enclosed, extents, has_state, is_shown, name_of, role_of, wait  # noqa: E402

WIDTH, HEIGHT = 1280, 800
SMALL, LARGE = 4.5, 3.0
LARGE_HEIGHT = 28  # pixels of a line of 18 points and more
CONTROLS = {"push button", "toggle button", "check box", "radio button", "entry", "text", "slider", "spin button",
            "combo box", "link", "menu item", "page tab"}


PANELS = {"inspector": "VtBuilderInspector", "events": "VtEventPanel", "problems": "VtProblemList", "notes": "VtNotesEditor"}


class Picture:
    """The screen as it is now."""

    def __init__(self, path):
        raw = subprocess.run(["convert", str(path), "-depth", "8", "rgb:-"], check=True, capture_output=True).stdout
        assert len(raw) == WIDTH * HEIGHT * 3, len(raw)
        self.raw = raw

    def colours(self, box):
        found = collections.Counter()
        for y in range(max(box.y, 0), min(box.y + box.height, HEIGHT)):
            for x in range(max(box.x, 0), min(box.x + box.width, WIDTH)):
                at = (y * WIDTH + x) * 3
                found[self.raw[at:at + 3]] += 1
        return found


def luminance(colour):
    parts = [c / 255 for c in colour]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first, second):
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def text_contrast(colours):
    """Between the most frequent colour and those few pixels that differ most from it: the
    middles of strokes, which smoothing leaves as they are."""
    ground, _ = colours.most_common(1)[0]
    few = max(3, sum(colours.values()) // 500)
    for ratio, count in sorted(((contrast(c, ground), n) for c, n in colours.items()), reverse=True):
        few -= count
        if few <= 0:
            return ratio
    return 1.0


def is_on(node):
    import pyatspi

    while node and role_of(node) not in ("frame", "dialog", "application", "window"):
        if not has_state(node, pyatspi.STATE_SENSITIVE):
            return False
        node = node.parent
    return True


def inside(box, clip):
    return clip[0] - 1 <= box.x and box.x + box.width <= clip[2] + 1 and clip[1] - 1 <= box.y and box.y + box.height <= clip[3] + 1


def walk(node, found, hidden, clip=(0, 0, WIDTH, HEIGHT), depth=0):
    """What is shown, each with whether it is seen whole: what is scrolled away lies outside of something around it."""
    if (depth and not is_shown(node)) or (hidden and name_of(node).startswith(tuple(hidden))):
        return
    try:
        box = extents(node)
        seen = inside(box, clip)
        clip = (max(clip[0], box.x), max(clip[1], box.y), min(clip[2], box.x + box.width), min(clip[3], box.y + box.height))
    except NotImplementedError:  # a page of a stack
        seen = False
    found.append((node, seen))
    for child in node:
        if child:
            walk(child, found, hidden, clip, depth + 1)


class Audit:
    def __init__(self, shots, scheme):
        self.shots, self.scheme = shots, scheme
        self.texts = self.controls = 0
        self.wrong = []

    def look(self, studio, where, hidden=()):
        """One state of the window that was opened last; @hidden: pages that lie behind another."""
        picture = Picture(self.settled(studio, where))
        nodes = []
        walk(studio.toplevels()[-1], nodes, hidden)
        for node, seen in nodes:
            try:
                self.look_at(node, seen, picture, f"{where}, {self.scheme}")
            except Exception as error:  # it went meanwhile
                if getattr(error, "domain", None) != "atspi_error":
                    raise
        assert studio.alive(), studio.output()

    def settled(self, studio, where):
        """The picture's path, once two in a row are the same but for a cursor."""
        path = self.shots / f"{where}-{self.scheme}.png"
        before = None
        for _ in range(20):
            time.sleep(0.5)
            studio.shot(path)
            now = path.stat().st_size
            if before is not None and abs(now - before) < 200:
                break
            before = now
        return path

    def look_at(self, node, seen, picture, where):
        role, name = role_of(node), name_of(node).strip()
        if role in CONTROLS:
            self.controls += 1
            # libadwaita 1.2 gives the button that closes a toast no name, nor a way to give it one
            of_toast = name_of(node.parent) == "AdwToastWidget"
            if (not name or name.startswith(("Gtk", "Adw", "Vt"))) and not of_toast:
                self.wrong.append(f"{where}: a {role} in “{name_of(node.parent)}” has no name")
        if role not in ("label", "heading") or sum(c.isalnum() for c in name) < 2 or not seen:
            return
        box = extents(node)
        colours = picture.colours(box) if box.width > 0 and box.height >= 8 else {}
        if not colours:
            return
        ratio = text_contrast(colours)
        lines = max(1, name.count("\n") + 1)
        wanted = LARGE if box.height / lines >= LARGE_HEIGHT else SMALL
        if ratio < 1.2:  # something else lies over it
            return
        self.texts += 1
        if ratio < wanted and is_on(node):
            self.wrong.append(f"{where}: “{name[:60]}” has a contrast of {ratio:.2f}, not {wanted}")


def dialog(studio, audit, key, where, there):
    """A window that a key opens and Escape closes."""
    studio.key(key)
    wait(there, what=where)
    studio.focus()
    audit.look(studio, where)
    studio.key("Escape")
    wait(lambda: not there(), what=f"{where} to go")
    studio.focus()


def audit_gallery(audit, options):
    with tempfile.TemporaryDirectory() as data, Studio(XDG_DATA_HOME=data, **options) as studio:
        studio.focus()
        studio.wait_for("table cell", "Finish my sentence")
        audit.look(studio, "gallery")
        dialog(studio, audit, "ctrl+comma", "preferences", lambda: studio.find(name="Preferences"))
        dialog(studio, audit, "ctrl+n", "new-space", lambda: studio.find(name="What shall it do?"))


def audit_space(audit, options):
    space = ROOT / "resources/spaces/finish-my-sentence"
    with tempfile.TemporaryDirectory() as data, \
            Studio(space, XDG_DATA_HOME=data, HF_HUB_CACHE=pathlib.Path(data) / "none", **options) as studio:
        studio.focus()
        studio.wait_for("text", "Your beginning", 30)
        audit.look(studio, "space", ["VtGalleryPage"])
        dialog(studio, audit, "ctrl+h", "history", lambda: studio.find(name="Nothing Yet"))
        studio.key("ctrl+e")
        wait(lambda: studio.find("push button", "Try It"), 30, "the builder")
        studio.focus()
        studio.key("Down")
        behind = ["VtGalleryPage", "VtSpacePage", "VtBuilderOutline"]
        behind += ["Page, "] if options["size"][0] < 800 else []  # the panels lie over the canvas
        for number, (panel, widget) in enumerate(PANELS.items(), 1):
            studio.key(f"alt+{number}")
            audit.look(studio, panel, behind + [other for other in PANELS.values() if other != widget])


SHOW = {
    "version": 1,
    "components": [
        {"id": "prompt", "type": "textbox", "label": "Your beginning", "value": "The days of the week are", "autofocus": True},
        {"id": "heat", "type": "slider", "label": "Daring", "minimum": 0, "maximum": 2, "step": 0.1, "value": 0.7},
        {"id": "go", "type": "button", "value": "Go On", "variant": "primary"},
        {"id": "answer", "type": "textbox", "label": "How it goes on", "lines": 3, "interactive": False}],
    "events": [{"on": [["go", "click"]],
                "steps": [{"id": "s", "task": "text-generation", "model": str(ROOT / "tests/vectors/lm/qwen2"),
                           "inputs": {"text": "$prompt"}, "parameters": {"temperature": "$heat", "max_new_tokens": 12}}],
                "outputs": {"answer": "$s.text"}}],
    "examples": {"inputs": ["prompt"], "rows": [["Once upon a time"], ["The sun rises in the"]]}}
OPENBOX = """<openbox_config xmlns="http://openbox.org/3.4/rc">
<applications><application class="*"><decor>no</decor><position force="yes"><x>0</x><y>0</y></position></application></applications>
</openbox_config>
"""


@contextlib.contextmanager
def window_manager(folder):
    """Without one no window can fill the screen. It draws nothing of its own."""
    path = pathlib.Path(folder, "rc.xml")
    path.write_text(OPENBOX, encoding="utf-8")
    process = subprocess.Popen(["openbox", "--sm-disable", "--config-file", path], stderr=subprocess.DEVNULL)
    try:
        wait(lambda: b"window id" in subprocess.run(["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"], capture_output=True, check=False).stdout,
             what="the window manager")
        yield
    finally:
        process.terminate()
        process.wait(10)


def run(studio):
    studio.key("ctrl+Return")
    studio.wait_for(name=lambda n: n.startswith("Done"), seconds=60)


def answers(studio):
    return sum((role_of(n), name_of(n)) == ("heading", "What Came Out") for n in studio.nodes())


def history(studio, audit):
    studio.key("ctrl+h")
    studio.wait_for("list item", lambda n: n.startswith("Today"))
    studio.focus()
    wait(lambda: answers(studio) == 1, what="a run")
    audit.look(studio, "history-runs")
    studio.click(studio.find("toggle button", "Compare") or studio.find("push button", "Compare"))
    wait(lambda: answers(studio) == 2, what="two runs side by side")
    audit.look(studio, "comparison")
    studio.key("Escape")
    wait(lambda: answers(studio) == 0, what="the history to go")
    studio.focus()


def fills_screen(studio):
    found = subprocess.run(["xdotool", "getwindowgeometry", studio.window()], capture_output=True, text=True, check=False).stdout
    return f"Geometry: {WIDTH}x{HEIGHT}" in found and studio.find("label", "F11 leaves full screen")


def presentation(studio, audit, data):
    if not shutil.which("openbox"):
        print("the full screen is left out: openbox is not installed")
        return
    with window_manager(data):
        studio.focus()
        studio.key("F11")
        wait(lambda: fills_screen(studio), what="the full screen")
        audit.look(studio, "presentation", ["VtGalleryPage"])
        studio.key("F11")


def audit_show(audit, options):
    """What there is before, during and after a show."""
    with tempfile.TemporaryDirectory() as data:
        space = pathlib.Path(data, "days")
        space.mkdir()
        (space / "space.json").write_text(json.dumps(SHOW), encoding="utf-8")
        (space / "README.md").write_text("---\ntitle: Days\nemoji: 📅\n---\nSay how it *begins*.\n", encoding="utf-8")
        with Studio(space, XDG_DATA_HOME=data, HF_HUB_CACHE=pathlib.Path(data) / "none", **options) as studio:
            studio.focus()
            studio.wait_for("text", "Your beginning", 30)
            run(studio)
            studio.click(studio.find("push button", "Once upon a time"))
            run(studio)
            audit.look(studio, "answer", ["VtGalleryPage"])
            history(studio, audit)
            dialog(studio, audit, "F8", "preflight", lambda: studio.find(name="Ready for the Show"))
            presentation(studio, audit, data)


PARTS = {"gallery": audit_gallery, "space": audit_space, "show": audit_show}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shots", type=pathlib.Path)
    parser.add_argument("--scheme", choices=["light", "dark"])
    parser.add_argument("--width", type=int, default=WIDTH)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART")
    options = parser.parse_args()
    enclosed(WIDTH, HEIGHT)
    with tempfile.TemporaryDirectory() as temporary:
        shots = options.shots or pathlib.Path(temporary)
        shots.mkdir(parents=True, exist_ok=True)
        wrong = []
        for scheme in [options.scheme] if options.scheme else ["light", "dark"]:
            audit = Audit(shots, scheme if options.width == WIDTH else f"{scheme}-{options.width}")
            look = dict(size=(options.width, HEIGHT), dark=scheme == "dark")
            for part in options.parts or PARTS:
                PARTS[part](audit, look)
            print(f"{scheme}: {audit.controls} controls, {audit.texts} texts", flush=True)
            assert audit.controls > 10 and audit.texts > 20, "most of the windows were not seen"
            wrong += audit.wrong
    assert not wrong, "\n".join(sorted(set(wrong)))


if __name__ == "__main__":
    main()
