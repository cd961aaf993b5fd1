#!/usr/bin/env python3
"""The include order of the house: a folder includes only what it stands on.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import re
import sys

ROOT = os.environ.get("VITRINE_SRCDIR", os.path.join(os.path.dirname(__file__), ".."))

# Folder -> the folders of ours it may include, besides itself.
ENGINE = {
    "base": [],
    "formats": ["base"],
    "tensor": ["base"],
    "cpu": ["base", "formats", "tensor"],
    "vulkan": ["base", "formats", "tensor"],
    "ops": ["base", "formats", "tensor", "cpu", "vulkan"],
    "text": ["base", "formats"],
    "dsp": ["base"],
    "image": ["base"],
    "sampling": ["base", "formats", "text"],
    "nn": ["base", "formats", "tensor", "ops"],
    "models": ["base", "formats", "tensor", "ops", "nn", "text"],
    "tasks": ["base", "formats", "tensor", "ops", "nn", "models", "text", "dsp", "image", "sampling"],
}
ENGINE["api"] = list(ENGINE)
ALLOWED = {f"engine/{k}": [f"engine/{v}" for v in vs] for k, vs in ENGINE.items()}
FRONT = ["engine/api", "engine/base", "engine/tasks"]  # what the studio sees of the engine
ALLOWED["media"] = ["engine/base", "engine/tasks"]
ALLOWED["hub"] = ["engine/base", "engine/formats"]
ALLOWED["app"] = FRONT + ["engine/text", "engine/formats", "media", "hub"]
ALLOWED["ui"] = FRONT + ["media", "hub", "app"]
# The engine knows GLib and Vulkan (and espeak-ng in text); these headers mark the others.
FOREIGN = re.compile(r'#include <(gtk|adwaita|gst|libsoup|json-glib|yaml|portaudio|gdk)')
INCLUDE = re.compile(r'#include "([^"]+)"')


def layer(path):
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == "engine" else parts[0]


def problems():
    for top in ("engine", "media", "hub", "app", "ui"):
        for folder, _, names in os.walk(os.path.join(ROOT, top)):
            for name in sorted(names):
                if not name.endswith((".c", ".h")):
                    continue
                path = os.path.relpath(os.path.join(folder, name), ROOT)
                yield from check_file(path)


def check_file(path):
    here = layer(path)
    with open(os.path.join(ROOT, path), encoding="utf-8") as f:
        lines = f.readlines()
    if len(lines) > 800:
        yield f"{path}: {len(lines)} lines; split it by concern (800 at most)"
    for number, line in enumerate(lines, 1):
        if here.startswith("engine") and FOREIGN.match(line):
            yield f"{path}:{number}: the engine stands on GLib and Vulkan only"
        found = INCLUDE.match(line)
        if not found or "/" not in found.group(1):
            continue  # a generated header or a sibling
        there = layer(found.group(1))
        if there != here and there not in ALLOWED.get(here, []):
            yield f"{path}:{number}: {here} must not include {there}"


found = list(problems())
print("\n".join(found) or "include order holds")
sys.exit(1 if found else 0)
