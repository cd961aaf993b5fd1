"""Drives the studio as a person does: real keys and pointer by xdotool, and reads
it as a screen reader does: AT-SPI by pyatspi.

Runs inside an X server and a session bus of its own; `enclosed()` makes them.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(os.environ.get("VITRINE_SRCDIR", pathlib.Path(__file__).resolve().parents[2]))
BUILD = pathlib.Path(os.environ.get("VITRINE_BUILDDIR", ROOT / "_build"))
# Packages install pyatspi for the system's Python, which need not be the first in the path.
PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
SKIP = 77


def enclosed(width=1280, height=800):
    """Runs this script again inside xvfb-run and dbus-run-session; returns only inside.
    Warnings are fatal in the studio only: a window that goes while it is read warns here."""
    if os.environ.get("VITRINE_ENCLOSED"):
        return
    missing = [tool for tool in ("xvfb-run", "dbus-run-session", "xdotool") if not shutil.which(tool)]
    if subprocess.run([PYTHON, "-c", "import pyatspi"], capture_output=True, check=False).returncode:
        missing.append("pyatspi")
    if missing:
        print("skipped: not installed:", ", ".join(missing))
        sys.exit(SKIP)
    command = ["xvfb-run", "-a", "-s", f"-screen 0 {width}x{height}x24 -noreset", "dbus-run-session", "--", PYTHON, *sys.argv]
    sys.exit(subprocess.run(command, env=dict(os.environ, VITRINE_ENCLOSED="1", G_DEBUG=""), check=False).returncode)


def wait(condition, seconds=30, what="something"):
    """The first true value of @condition, asked again and again. A widget may go while it is
    looked at; then what pyatspi raises only means: not yet."""
    end = time.monotonic() + seconds
    while True:
        try:
            value = condition()
        except Exception as error:
            if not is_gone(error):
                raise
            value = None
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain for {what}")
        time.sleep(0.05)


def is_gone(error):
    return getattr(error, "domain", None) == "atspi_error"


class Studio:
    """One running vitrine-studio."""

    def __init__(self, *arguments, size=None, dark=False, language=None, settings="", **environment):
        self.home = tempfile.TemporaryDirectory()
        env = dict(os.environ, GSK_RENDERER="cairo", GSETTINGS_BACKEND="keyfile", GTK_A11Y="atspi",
                   XDG_CONFIG_HOME=self.home.name, XDG_STATE_HOME=self.home.name,
                   GSETTINGS_SCHEMA_DIR=str(BUILD / "resources"), VITRINE_LOCALE_DIR=str(BUILD / "po"),
                   G_DEBUG="fatal-criticals", G_ENABLE_DIAGNOSTIC="0", HF_HUB_OFFLINE="1")
        env.setdefault("VITRINE_DATA_DIR", str(ROOT / "resources"))
        env.update({k: str(v) for k, v in environment.items()})
        if language:
            env.update(LANGUAGE=language, LC_ALL=os.environ.get("LC_ALL", "C.UTF-8"))
        self.settings(size, dark, settings)
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([str(BUILD / "ui/vitrine-studio"), *map(str, arguments)], env=env,
                                        stdout=self.log, stderr=subprocess.STDOUT)

    def settings(self, size, dark, more):
        folder = pathlib.Path(self.home.name, "glib-2.0/settings")
        folder.mkdir(parents=True)
        width, height = size or (1180, 780)
        scheme = "dark" if dark else "light"
        (folder / "keyfile").write_text(
            f"[org/vitrine/Studio]\nwindow-width={width}\nwindow-height={height}\ncolor-scheme='{scheme}'\n"
            "starter-offered=true\n" + more, encoding="utf-8")

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind:
            print("the studio", "still runs" if self.alive() else f"ended with {self.process.returncode}", file=sys.stderr)
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        if kind:
            print(self.output(), file=sys.stderr)

    def output(self):
        self.log.seek(0)
        return self.log.read()

    def alive(self):
        return self.process.poll() is None

    # --- acting -----------------------------------------------------------

    def windows(self):
        """The ids of its X windows that are mapped, the last one last."""
        return subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)],
                              capture_output=True, text=True, check=False).stdout.split()

    def window(self):
        return (self.windows() or [None])[-1]

    def focus(self):
        """The keyboard to the window that opened last, once the X server and the accessibility
        tree agree on what is open: a dialog is told of before it is there, and after it went."""
        wait(self.take_keyboard, what="the keyboard")

    def take_keyboard(self):
        windows = self.windows()
        if not windows or len(windows) < len(self.toplevels()):  # popovers and tooltips are windows too
            return False
        subprocess.run(["xdotool", "windowfocus", windows[-1]], check=False, capture_output=True, timeout=10)
        time.sleep(0.1)
        return self.has_keyboard(windows[-1])

    def toplevels(self):
        app = self.application()
        return [node for node in app or () if node and is_shown(node)]

    def has_keyboard(self, window):
        found = subprocess.run(["xdotool", "getwindowfocus"], capture_output=True, text=True, check=False).stdout.strip()
        return found == window

    def key(self, *keys):
        subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], check=True)
        time.sleep(0.1)

    def type(self, text):
        subprocess.run(["xdotool", "type", "--delay", "15", text], check=True)
        time.sleep(0.1)

    def scroll_to(self, node):
        """Turns the wheel in the middle of the window until @node is in it, as a person does."""
        window = extents(window_of(node))
        last, stuck = None, 0
        while stuck < 5:
            box = extents(node)
            middle = box.y + box.height // 2
            stuck = stuck + 1 if box.y == last else 0
            if 0 <= middle < window.height:
                return
            last = box.y
            subprocess.run(["xdotool", "mousemove", str(window.width // 2), str(window.height // 2), "click",
                            "5" if middle > 0 else "4"], check=True)
            time.sleep(0.05)

    def click(self, node):
        """In the middle of @node, whose extents are relative to its window, once it lies still."""
        self.scroll_to(node)
        box = wait(lambda: at_rest(node), what=f"{role_of(node)} {name_of(node)} to lie still")
        x, y = box.x + box.width // 2, box.y + box.height // 2
        subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "1"], check=True)
        time.sleep(0.15)

    def drag(self, node, path):
        """The pressed pointer along @path: places in parts of @node's width and height."""
        box = wait(lambda: at_rest(node), what=f"{role_of(node)} {name_of(node)} to lie still")
        for i, (across, down) in enumerate(path):
            x, y = box.x + int(box.width * across), box.y + int(box.height * down)
            subprocess.run(["xdotool", "mousemove", str(x), str(y), *(["mousedown", "1"] if i == 0 else [])], check=True)
            time.sleep(0.05)
        subprocess.run(["xdotool", "mouseup", "1"], check=True)
        time.sleep(0.15)

    def resize(self, width, height):
        subprocess.run(["xdotool", "windowsize", "--sync", self.window(), str(width), str(height)], check=False)

    def shot(self, path, size=None):
        crop = ["-crop", f"{size[0]}x{size[1]}+0+0", "+repage"] if size else []
        subprocess.run(["import", "-window", "root", *crop, str(path)], check=True)

    # --- reading ----------------------------------------------------------

    def application(self):
        import pyatspi

        for app in pyatspi.Registry.getDesktop(0):
            if app and name_of(app) == "vitrine-studio":
                return app
        return None

    def nodes(self):
        """Every accessible that is shown, in tree order."""
        app = wait(self.application, what="the application in the accessibility tree")
        found = []
        walk(app, found)
        return found

    def find(self, role=None, name=None):
        """The first node with that role (or one of several) and name (a text, or a function
        of it), or None."""
        for node in self.nodes():
            if role and role_of(node) not in (role if isinstance(role, tuple) else (role,)):
                continue
            if name is None or (name(name_of(node)) if callable(name) else name_of(node) == name):
                return node
        return None

    def wait_for(self, role=None, name=None, seconds=30):
        return wait(lambda: self.find(role, name), seconds, f"{role or 'node'} {name if not callable(name) else ''}")

    def focused(self):
        import pyatspi

        for node in self.nodes():
            if has_state(node, pyatspi.STATE_FOCUSED):
                return node
        return None


def walk(node, found, depth=0):
    try:
        if depth > 1 and not is_shown(node):
            return
        found.append(node)
        for child in node:
            if child:
                walk(child, found, depth + 1)
    except Exception:  # a node that went while it was looked at
        return


def is_shown(node):
    """GTK 4.8 calls everything visible; what has no size is not drawn. The pages of
    a stack have no extents at all."""
    import pyatspi

    try:
        box = extents(node)
    except NotImplementedError:
        return True
    return node.getState().contains(pyatspi.STATE_VISIBLE) and (box.width > 0 or box.height > 0)


def role_of(node):
    try:
        return node.getRoleName()
    except Exception:
        return ""


def name_of(node):
    """What a screen reader calls it; nothing when it has just gone."""
    try:
        return node.name or ""
    except Exception:
        return ""


def has_state(node, state):
    try:
        return node.getState().contains(state)
    except Exception:
        return False


def extents(node):
    import pyatspi

    return node.queryComponent().getExtents(pyatspi.WINDOW_COORDS)


def window_of(node):
    """The window that @node is in, the child of the application."""
    while node.parent and node.parent.parent and role_of(node.parent) != "application":
        node = node.parent
    return node


def at_rest(node):
    """Its extents, or None while it moves: rows unfold, and what is below them goes down."""
    before = extents(node)
    time.sleep(0.08)
    after = extents(node)
    same = [(box.x, box.y, box.width, box.height) for box in (before, after)]
    return after if same[0] == same[1] else None


def text_of(node):
    """What a text field or label holds."""
    try:
        text = node.queryText()
        return text.getText(0, text.characterCount)
    except Exception:
        return name_of(node)
