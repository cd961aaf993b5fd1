#!/usr/bin/env python3
"""Time from process start to the first drawn frame: our gallery and gnome-text-editor.

Both are started in turn, N times, on one X server of their own (Xvfb) with one
session bus of their own, and the window is watched from outside: the clock
stops when pixels of a mapped window are no longer the server's black. For the
gallery a second clock stops when its coloured cards are there.

    tests/bench/first-window.py [--runs N] [--json] [BUILD_FOLDER]

SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import ctypes
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
WIDTH, HEIGHT = 1280, 800


class Screen:
    """The pixels of the X server's screen, by libX11."""

    def __init__(self):
        self.x = ctypes.CDLL("libX11.so.6")
        self.x.XOpenDisplay.restype = ctypes.c_void_p
        self.x.XDefaultRootWindow.restype = ctypes.c_ulong
        self.x.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
        self.x.XGetImage.restype = ctypes.c_void_p
        self.x.XGetImage.argtypes = [ctypes.c_void_p, ctypes.c_ulong] + [ctypes.c_int] * 2 + [
            ctypes.c_uint] * 2 + [ctypes.c_ulong, ctypes.c_int]
        self.x.XGetPixel.restype = ctypes.c_ulong
        self.x.XGetPixel.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int]
        self.x.XDestroyImage.argtypes = [ctypes.c_void_p]
        self.display = self.x.XOpenDisplay(None)
        if not self.display:
            raise SystemExit("cannot open the display")
        self.root = self.x.XDefaultRootWindow(self.display)

    def column(self, x, y, height):
        """Colours (r, g, b) of a line of pixels downwards, every fourth."""
        image = self.x.XGetImage(self.display, self.root, x, y, 1, height, 0xFFFFFFFF, 2)
        pixels = [self.x.XGetPixel(image, 0, i) for i in range(0, height, 4)]
        self.x.XDestroyImage(image)
        return [(p >> 16 & 255, p >> 8 & 255, p & 255) for p in pixels]


def drawn(screen):
    return any(sum(c) > 0 for c in screen.column(200, 100, 300))


def coloured(screen):
    return any(max(c) - min(c) > 90 for c in screen.column(200, 100, 400))


def wait_for(condition, screen, start, seconds=20):
    while time.monotonic() - start < seconds:
        if condition(screen):
            return (time.monotonic() - start) * 1000
        time.sleep(0.001)
    return None


def measure(command, environment, with_cards):
    screen = Screen()
    wait_for(lambda s: not drawn(s), screen, time.monotonic())
    start = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    first = wait_for(drawn, screen, start)
    cards = wait_for(coloured, screen, start, 5) if with_cards else None
    process.terminate()
    process.wait()
    return first, cards


def inside(args):
    """Runs within the X server and the bus."""
    build = pathlib.Path(args.build)
    with tempfile.TemporaryDirectory() as home:
        environment = dict(os.environ, GSK_RENDERER="cairo", GSETTINGS_BACKEND="memory", HOME=home,
                           HF_HUB_CACHE=str(pathlib.Path.home() / ".cache/huggingface/hub"), XDG_CONFIG_HOME=home, XDG_DATA_HOME=home,
                           GSETTINGS_SCHEMA_DIR=str(build / "resources"),
                           VITRINE_DATA_DIR=os.environ.get("VITRINE_DATA_DIR", str(ROOT / "resources")))
        commands = {"gallery": [str(build / "ui/vitrine-studio")], "gnome-text-editor": ["gnome-text-editor", "-s"]}
        times = {name: [] for name in commands}
        cards = []
        for i in range(args.runs + 1):  # the first of each only warms the disk cache
            for name, command in commands.items():
                first, shown = measure(command, environment, name == "gallery")
                if first is None:
                    raise SystemExit(f"{name} showed no window")
                if i > 0:
                    times[name].append(first)
                    cards += [shown] if shown else []
    return report(times, cards, args)


def report(times, cards, args):
    ours, theirs = (statistics.median(times[n]) for n in ("gallery", "gnome-text-editor"))
    result = {"gallery_ms": round(ours, 1), "gallery_cards_ms": round(statistics.median(cards), 1) if cards else None,
              "gnome_text_editor_ms": round(theirs, 1), "ratio": round(ours / theirs, 3), "runs": args.runs,
              "gallery_all_ms": [round(t, 1) for t in times["gallery"]],
              "gnome_text_editor_all_ms": [round(t, 1) for t in times["gnome-text-editor"]]}
    if args.json:
        print(json.dumps(result))
    else:
        print(f"gallery {ours:.0f} ms (cards at {result['gallery_cards_ms']} ms), gnome-text-editor {theirs:.0f} ms, "
              f"ratio {ours / theirs:.2f} (median of {args.runs})")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("build", nargs="?", default=str(ROOT / "_build"))
    args = parser.parse_args()
    if args.inside:
        return inside(args)
    for tool in ("xvfb-run", "dbus-run-session", "gnome-text-editor"):
        if not shutil.which(tool):
            print(f"{tool} is missing", file=sys.stderr)
            return 77
    again = ["xvfb-run", "-a", "-s", f"-screen 0 {WIDTH}x{HEIGHT}x24 -noreset", "dbus-run-session", "--", sys.executable,
             __file__, "--inside", "--runs", str(args.runs), args.build] + (["--json"] if args.json else [])
    return subprocess.run(again, check=False, stderr=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    sys.exit(main())
