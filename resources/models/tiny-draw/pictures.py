"""pictures.py: pictures of one thing with captions, without end, from named emoji art.

The art is npm's @iconify-json/fluent-emoji-flat (Microsoft's Fluent Emoji, MIT), rendered by cairosvg.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import colorsys
import io
import json
import random

import cairosvg
import numpy as np
from PIL import Image

from things import COLORS, SCENES, THINGS, caption

SIDE = 48
SIZES = (36, 40, 44)
PLACES = [None, "white", *COLORS, *SCENES]


def recolored(art, hue):
    """The picture with its colours turned to one hue; greys stay."""
    rgb = art[..., :3].astype(np.float32) / 255
    high, low = rgb.max(-1), rgb.min(-1)
    saturation = (high - low) / np.maximum(high, 1e-6)
    target = np.array(colorsys.hsv_to_rgb(hue, 1, 1), np.float32)
    pure = high[..., None] * (1 - saturation[..., None] * (1 - target))
    out = art.copy()
    out[..., :3] = np.clip(pure * 255, 0, 255).astype(np.uint8)
    return out


def recolorable(name):
    return name not in ("ice cream", "rabbit", "panda", "penguin", "rainbow", "snowman", "sun")


class Thing:
    def __init__(self, name, natural, art):
        self.name = name
        self.natural = natural
        self.colors = list(COLORS) if recolorable(name) else []
        self.sprites = {(None, s): self.scaled(art, s) for s in SIZES}
        for hue in self.colors:
            turned = art if hue == natural else recolored(art, COLORS[hue][0])
            self.sprites.update({(hue, s): self.scaled(turned, s) for s in SIZES})

    @staticmethod
    def scaled(art, size):
        small = Image.fromarray(art, "RGBA").resize((size, size), Image.LANCZOS)
        rgba = np.asarray(small, np.float32) / 255
        return rgba[..., :3] * rgba[..., 3:], rgba[..., 3:]


def load_things(icons_json):
    with open(icons_json, encoding="utf-8") as file:
        data = json.load(file)
    things = []
    for icon, natural, names, *_ in THINGS:
        spec = data["icons"][icon]
        w, h = spec.get("width", data.get("width", 32)), spec.get("height", data.get("height", 32))
        svg = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{spec.get("left", 0)} {spec.get("top", 0)} {w} {h}" '
               f'width="128" height="128">{spec["body"]}</svg>')
        png = cairosvg.svg2png(bytestring=svg.encode(), output_width=128, output_height=128)
        art = np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))
        things.append(Thing(names.split("|")[0], natural, art))
    return things


class Composer:
    """Pictures (SIDE, SIDE, 3) in 0…1, their captions, and what is in them as three numbers."""

    def __init__(self, things, seed):
        self.things = things
        self.rng = random.Random(seed)

    def where(self, shown):
        """None or white (alike), a colour that the thing does not have, or a scene."""
        r, choice = self.rng, self.rng.random()
        if choice < 0.55:
            return "white" if r.random() < 0.15 else None
        if choice < 0.8:
            return r.choice([name for name in COLORS if name != shown])
        return r.choice(list(SCENES))

    @staticmethod
    def background(where):
        canvas = np.ones((SIDE, SIDE, 3), np.float32)
        if where in COLORS:
            canvas[:] = np.array(COLORS[where][1], np.float32) / 255
        if where in SCENES:
            top, bottom = (np.array(c, np.float32) / 255 for c in SCENES[where][:2])
            canvas[:33], canvas[33:] = top, bottom
        return canvas

    def make(self):
        r = self.rng
        at = r.randrange(len(self.things))
        thing = self.things[at]
        color = r.choice(thing.colors) if thing.colors and r.random() < 0.5 else None
        where = self.where(color or thing.natural)
        canvas = self.background(where)
        size = r.choice(SIZES)
        picture, alpha = thing.sprites[(color, size)]
        room = SIDE - size
        x, y = (int(np.clip(room // 2 + r.randint(-2, 2), 0, room)) for _ in range(2))
        part = canvas[y:y + size, x:x + size]
        part *= 1 - alpha
        part += picture
        said = color or (thing.natural if thing.natural and r.random() < 0.3 else None)
        known = (at, list(COLORS).index(said) + 1 if said else 0, PLACES.index(where))
        return canvas, caption(r, at, said, where), known

    def batch(self, n):
        pictures, captions, known = zip(*(self.make() for _ in range(n)))
        return np.stack(pictures), list(captions), np.array(known)
