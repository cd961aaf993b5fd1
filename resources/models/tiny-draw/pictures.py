"""pictures.py: pictures of one, two or three things with captions, without end, from named emoji art.

The art is npm's @iconify-json/fluent-emoji-flat (Microsoft's Fluent Emoji, MIT), and for those who only look,
@iconify-json/noto (Google's Noto Emoji, Apache-2.0), rendered by cairosvg. What is in a picture is chosen by the
processor (Specs), the pictures themselves are put together where the training runs (Composer).

SPDX-License-Identifier: GPL-3.0-or-later
"""
import colorsys
import io
import json
import math
import random
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw

from things import COLOR_NAMES, COLORS, PLACES, SCENES, THINGS, caption

SIDE = 96
ART = 192  # the sprites' side, and that of the canvas on which they are placed
VARIANTS = 12  # pictures of each scene
HUES = {"red": 0.0, "orange": 0.083, "yellow": 0.145, "green": 0.36, "blue": 0.6, "purple": 0.77, "pink": 0.92}
OWN = {"crown": "yellow", "trumpet": "yellow", "bell": "yellow", "key": "yellow", "candle": None, "pencil": None, "egg": None, "spider": None,
       "top-hat": "black", "musical-note": "black", "pear": "green", "t-shirt": "green", "cactus": "green", "frog": "green", "alien": "green",
       "dragon": "green", "tomato": "red", "strawberry": "red", "fire-engine": "red", "rose": "red", "tiger-face": "orange", "crab": "red",
       "pretzel": "brown", "cookie": "brown", "birthday-cake": None, "soft-ice-cream": None, "hamster": None, "fire": None, "bird": "red",
       "closed-book": "red", "telephone": "red", "snowman": "white", "envelope": "white", "palm-tree": "green", "cheese-wedge": "yellow"}
KEPT = ("rainbow", "globe-showing-europe-africa", "sun", "fire", "volcano", "mountain")  # never in another colour
SIZES = (len(THINGS), len(COLOR_NAMES), len(THINGS) + 1, len(COLOR_NAMES), 3, 3, len(PLACES))
LABELS = ("thing", "colour", "other thing", "its colour", "relation", "number", "place")


# --- sprites ---

def recolored(art, color):
    """Straight RGBA in 0…1 with its colours, and its greys of middle brightness, turned to one; the rest stays."""
    rgb = art[..., :3]
    high, low = rgb.max(-1), rgb.min(-1)
    saturation = (high - low) / np.maximum(high, 1e-6)
    tinted = np.where((saturation < 0.3) & (high > 0.3) & (high < 0.88), 0.7, saturation)[..., None]
    out = art.copy()
    if color in HUES:
        target = np.array(colorsys.hsv_to_rgb(HUES[color], 1, 1), np.float32)
        if color == "pink":
            target = np.array((1.0, 0.45, 0.7), np.float32)
        out[..., :3] = high[..., None] * (1 - tinted * (1 - target))
    elif color == "brown":
        target = np.array((0.85, 0.5, 0.25), np.float32)
        out[..., :3] = (0.25 + 0.5 * high[..., None]) * (1 - tinted * (1 - target))
    else:
        light = rgb @ np.array((0.3, 0.59, 0.11), np.float32)
        grey = 0.1 + 0.22 * light if color == "black" else 0.8 + 0.2 * light
        weight = np.clip(tinted[..., 0] * 2.5, 0, 1)[..., None]
        out[..., :3] = rgb * (1 - weight) + grey[..., None] * weight
    return out.clip(0, 1)


def opaque(art):
    return art[art[..., 3] > 0.5][:, :3]


def natural_color(art):
    """The colour that people would say it has by itself: that of nearly all of it; else None."""
    shares = dict.fromkeys(COLORS, 0.0)
    pixels = opaque(art)
    for r, g, b in pixels[:: max(1, len(pixels) // 2000)]:
        h, s, v = colorsys.rgb_to_hsv(r, g, b)
        if s < 0.22:
            name = "white" if v > 0.85 else "black" if v < 0.3 else None
        elif v < 0.25:
            name = "black"
        elif (h < 0.12 or h > 0.95) and v < 0.68:
            name = "brown"
        elif s < 0.55 and v > 0.8 and (h > 0.9 or h < 0.05):
            name = "pink"
        else:
            name = min(HUES, key=lambda c: min(abs(h - HUES[c]), 1 - abs(h - HUES[c])))
        if name:
            shares[name] += 1
    most = max(shares, key=shares.get)
    return most if shares[most] > 0.72 * sum(shares.values()) and shares[most] > 0.55 * min(len(pixels), 2000) else None


def recolorable(icon, art):
    if icon in KEPT:
        return False
    red, blue = (opaque(recolored(art, c)) for c in ("red", "blue"))
    return float((np.abs(red - blue).max(-1) > 0.3).mean()) > 0.4


def rendered(data, icon):
    import cairosvg
    icon = data.get("aliases", {}).get(icon, {}).get("parent", icon)
    spec = data["icons"][icon]
    w, h = spec.get("width", data.get("width", 32)), spec.get("height", data.get("height", 32))
    svg = (f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="{spec.get("left", 0)} '
           f'{spec.get("top", 0)} {w} {h}" width="{ART}" height="{ART}">{spec["body"]}</svg>')
    png = cairosvg.svg2png(bytestring=svg.encode(), output_width=ART, output_height=ART)
    image = Image.open(io.BytesIO(png)).convert("RGBA")
    box = image.getchannel("A").getbbox()  # icons fill their squares differently; things here do not
    side = max(box[2] - box[0], box[3] - box[1])
    square = Image.new("RGBA", (side, side))
    square.paste(image.crop(box), ((side - box[2] + box[0]) // 2, (side - box[3] + box[1]) // 2))
    return np.asarray(square.resize((ART, ART), Image.LANCZOS))


def make_art(styles, path):
    """One file of all sprites out of icons.json files, with what is known of the first style's colours."""
    art = []
    for file in styles:
        with open(file, encoding="utf-8") as f:
            data = json.load(f)
        art.append([rendered(data, icon) for icon, *_ in THINGS])
    first = [x.astype(np.float32) / 255 for x in art[0]]
    natural = [[OWN[icon] if icon in OWN else natural_color(x) for (icon, *_), x in zip(THINGS, first)]]
    for more in art[1:]:  # only what both styles agree on is said of the others
        also = [natural_color(x.astype(np.float32) / 255) for x in more]
        natural.append([a if a == b else None for a, b in zip(natural[0], also)])
    can = [recolorable(icon, x) for (icon, *_), x in zip(THINGS, first)]
    numbers = [[COLOR_NAMES.index(c) for c in colors] for colors in natural]
    np.savez_compressed(path, art=np.array(art), natural=np.array(numbers, np.int8), recolorable=np.array(can))


# --- scenes ---

def gradient(top, bottom, side):
    y = np.linspace(0, 1, side)[:, None, None]
    return Image.fromarray(np.broadcast_to(np.array(top) * (1 - y) + np.array(bottom) * y, (side, side, 3)).astype(np.uint8))


def hill(r, pen, side, height, swing, fill):
    phase, waves = r.uniform(0, 6), r.uniform(0.7, 1.6)
    top = [(x, side * (height + swing * math.sin(phase + waves * 6 * x / side))) for x in range(0, side + 9, 8)]
    pen.polygon([*top, (side, side), (0, side)], fill=fill)


def dots(r, pen, side, number, low, high, sizes, fills):
    for _ in range(number):
        x, y, s = r.uniform(0, side), r.uniform(low, high) * side, r.choice(sizes)
        pen.ellipse((x - s, y - s, x + s, y + s), fill=r.choice(fills))


def scene(name, r, side=4 * SIDE):
    sky = {"grass": ((120, 190, 250), (200, 230, 253)), "snow": ((165, 195, 230), (215, 228, 242)),
           "night": ((12, 16, 52), (44, 52, 112)), "desert": ((250, 205, 130), (255, 236, 190)),
           "beach": ((120, 200, 248), (205, 236, 252)), "sea": ((150, 208, 248), (220, 240, 252)),
           "sunset": ((110, 70, 140), (255, 170, 90)), "space": ((8, 6, 22), (34, 16, 60))}[name]
    image = gradient(*sky, side)
    pen = ImageDraw.Draw(image)
    if name == "grass":
        hill(r, pen, side, 0.6, 0.03, (128, 196, 96))
        hill(r, pen, side, 0.7, 0.03, (92, 172, 72))
        dots(r, pen, side, 14, 0.78, 0.98, (4, 5), ((255, 240, 120), (255, 255, 255), (250, 170, 200)))
    elif name == "snow":
        hill(r, pen, side, 0.62, 0.03, (228, 237, 248))
        hill(r, pen, side, 0.72, 0.03, (247, 250, 254))
        dots(r, pen, side, 34, 0.0, 1.0, (4, 6), ((255, 255, 255),))
    elif name == "night":
        dots(r, pen, side, 30, 0.0, 0.66, (2.5, 4), ((255, 250, 215), (220, 228, 255)))
        hill(r, pen, side, 0.74, 0.03, (24, 38, 58))
    elif name == "desert":
        hill(r, pen, side, 0.6, 0.05, (240, 190, 110))
        hill(r, pen, side, 0.72, 0.05, (224, 168, 88))
    elif name == "beach":
        pen.rectangle((0, side * 0.5, side, side), fill=(64, 160, 215))
        pen.rectangle((0, side * 0.63, side, side * 0.68), fill=(205, 238, 246))
        hill(r, pen, side, 0.67, 0.015, (244, 220, 160))
        dots(r, pen, side, 20, 0.74, 0.98, (3, 4), ((226, 198, 134), (255, 250, 236)))
    elif name == "sea":
        pen.rectangle((0, side * 0.4, side, side), fill=(58, 140, 205))
        for i in range(6):
            hill(r, pen, side, 0.45 + 0.1 * i, 0.012, ((52, 130, 196), (74, 158, 218))[i % 2])
    elif name == "sunset":
        x = r.uniform(0.25, 0.75) * side
        pen.ellipse((x - 70, side * 0.5, x + 70, side * 0.5 + 140), fill=(255, 225, 140))
        hill(r, pen, side, 0.7, 0.02, (74, 42, 84))
    else:
        dots(r, pen, side, 46, 0.0, 1.0, (2.5, 3.5, 5), ((255, 255, 255), (190, 215, 255), (255, 220, 190)))
    return np.asarray(image.resize((SIDE, SIDE), Image.LANCZOS))


def make_scenes():
    r = random.Random(11)
    return np.array([[scene(name, r) for _ in range(VARIANTS)] for name in SCENES])


# --- what is in a picture ---

def held_out(things, place):
    """Combinations that no training sees: thing, colour and place; or two things."""
    if len(things) == 2:
        return (things[0][0] * 13 + things[1][0] * 7) % 9 == 0
    thing, color = things[0]
    return color is not None and place != "white" and (thing * 7 + COLOR_NAMES.index(color) * 3 + PLACES.index(place)) % 9 == 0


class Chooser:
    """Chooses what a picture shows, by a random number generator of its own. @naturals are the things' own colours in
    each style; the first style is taken more often."""

    def __init__(self, naturals, can, seed, held=False):
        self.naturals, self.can, self.held = naturals, can, held
        self.style, self.natural = 0, naturals[0]
        self.r = random.Random(seed)

    def shown(self, thing, color):
        return color or COLOR_NAMES[self.natural[thing]]

    def thing(self, colored):
        r = self.r
        thing = r.randrange(len(THINGS))
        color = r.choice(list(COLORS)) if self.can[thing] and r.random() < colored else None
        return thing, None if color and self.natural[thing] == COLOR_NAMES.index(color) else color

    def clash(self, thing, color, place):
        shown = self.shown(thing, color)
        if shown is None or (place == "white" and color is None):
            return False
        return shown == place or (shown == "black" and place in ("night", "space")) or (shown == "white" and place == "snow" and color)

    def place(self):
        choice = self.r.random()
        if choice < 0.42:
            return "white"
        return self.r.choice(PLACES[1:len(COLORS)]) if choice < 0.66 else self.r.choice(list(SCENES))

    def boxes(self, number, how):
        """Centre and size of each, in parts of the side."""
        r = self.r
        if number == 1:
            size = r.uniform(0.74, 0.9)
            room = (1 - size) / 2
            return [(0.5 + r.uniform(-room, room) * 0.7, 0.5 + r.uniform(-room, room) * 0.7, size)]
        size = r.uniform(0.43, 0.47)
        if number == 3:
            at = ((0.5, 0.26), (0.26, 0.74), (0.74, 0.74))
        elif how == "above":
            x = 0.5 + r.uniform(-0.1, 0.1)
            at = ((x, 0.26), (x, 0.74))
        else:
            y = 0.5 + r.uniform(-0.12, 0.12)
            at = ((0.26, y), (0.74, y))
        return [(x + r.uniform(-0.015, 0.015), y + r.uniform(-0.015, 0.015), size) for x, y in at]

    def once(self):
        r, choice = self.r, self.r.random()
        self.style = int(r.random() < 0.35) if len(self.naturals) > 1 else 0
        self.natural = self.naturals[self.style]
        number, how = 1, "and"
        if choice < 0.6:
            things = [self.thing(0.55)]
        elif choice < 0.87:
            things = [self.thing(0.35), self.thing(0.35)]
            how = r.choice(("and", "beside", "beside", "above", "above"))
        else:
            things, number = [self.thing(0.4)], r.choice((2, 2, 3))
        return things, number, how, self.place()

    def choose(self):
        """(things with their colours, how many of the first, how they stand, place), none of which clash."""
        while True:
            things, number, how, place = found = self.once()
            if len(things) == 2 and things[0][0] == things[1][0]:
                continue
            if not any(self.clash(*x, place) for x in things) and held_out(things, place) == self.held:
                return found

    def labels(self, things, number, how, place):
        known = [(thing, COLOR_NAMES.index(self.shown(thing, color))) for thing, color in things]
        other = (known[1][0] + 1, known[1][1]) if len(known) == 2 else (0, 0)
        relation = 0 if len(known) == 1 else 2 if how == "above" else 1
        return (*known[0], *other, relation, number - 1, PLACES.index(place))

    def said(self, things, place):
        """Of a thing's own colour and of white ground people mostly say nothing."""
        r = self.r
        named = [(t, c or (COLOR_NAMES[self.natural[t]] if r.random() < 0.3 else None)) for t, c in things]
        return named, None if place == "white" and r.random() < 0.92 else place

    def words(self, things, number, how, place):
        named, where = self.said(things, place)
        return caption(self.r, named, number, how, where)


class Specs:
    """Many pictures' contents as arrays, with the captions that somebody might write for them."""

    def __init__(self, naturals, can, number, seed, held=False):
        chooser = Chooser(naturals, can, seed, held)
        self.style = np.zeros(number, np.int64)
        self.thing, self.color = np.zeros((number, 3), np.int64), np.zeros((number, 3), np.int64)
        self.box, self.count = np.zeros((number, 3, 3), np.float32), np.zeros(number, np.int64)
        self.labels, self.captions = np.zeros((number, len(SIZES)), np.int64), []
        self.seed = np.array([chooser.r.randrange(1 << 30) for _ in range(number)])
        for i in range(number):
            things, times, how, place = chooser.choose()
            shown = things * times
            self.style[i] = chooser.style
            self.count[i] = len(shown)
            self.thing[i, :len(shown)] = [t for t, _ in shown]
            self.color[i, :len(shown)] = [COLOR_NAMES.index(c) for _, c in shown]
            self.box[i, :len(shown)] = chooser.boxes(len(shown), how)
            self.labels[i] = chooser.labels(things, times, how, place)
            self.captions.append(chooser.words(things, times, how, place))

    def __len__(self):
        return len(self.count)


def make_chunk(given):
    naturals, can, number, seed, held, ids_of = given
    specs = Specs(naturals, can, number, seed, held)
    specs.ids = ids_of(specs) if ids_of else np.zeros((number, 1), np.int16)
    return specs


def make_specs(path, number, seed, ids_of=None, styles=1, held=False, chunk=5000):
    """@number specs, made by all cores; @ids_of gives each its tokens. To be called before a graphics card is used."""
    with np.load(path) as file:
        naturals, can = file["natural"][:styles].tolist(), file["recolorable"].tolist()
    with get_context("fork").Pool() as pool:
        parts = pool.map(make_chunk, [(naturals, can, min(chunk, number), seed * 100000 + i, held, ids_of)
                                      for i in range(-(-number // chunk))])
    for part in parts[1:]:
        parts[0].captions += part.captions
    for name in ("thing", "color", "box", "count", "style", "labels", "seed", "ids"):
        setattr(parts[0], name, np.concatenate([getattr(part, name) for part in parts]))
    return parts[0]


# --- pictures ---

class Art:
    """All sprites in all colours on a device, whole and at half the size, and the scenes."""

    def __init__(self, path, device, styles=1):
        with np.load(path) as file:
            art = file["art"][:styles].astype(np.float32) / 255
            self.naturals, self.recolorable = file["natural"][:styles].tolist(), file["recolorable"].tolist()
        self.styles, self.device = styles, device
        whole = np.zeros((styles, len(THINGS), len(COLOR_NAMES), 4, ART, ART), np.uint8)

        def paint(s, t):
            for c, color in enumerate(COLOR_NAMES):
                if color is None or self.recolorable[t]:
                    x = art[s, t] if color is None else recolored(art[s, t], color)
                    whole[s, t, c] = (np.concatenate([x[..., :3] * x[..., 3:], x[..., 3:]], -1) * 255 + 0.5).transpose(2, 0, 1)

        with ThreadPoolExecutor() as pool:
            for s in range(styles):
                list(pool.map(lambda t, s=s: paint(s, t), range(len(THINGS))))
        self.whole = torch.from_numpy(whole).flatten(0, 2).to(device)
        self.half = torch.cat([F.avg_pool2d(part.float(), 2).round().to(torch.uint8) for part in self.whole.split(256)])
        self.scenes = torch.from_numpy(make_scenes()).to(device).permute(0, 1, 4, 2, 3).contiguous()
        plain = [COLORS[c][0] if c in COLORS else (0, 0, 0) for c in PLACES]
        self.plain = torch.tensor(plain, device=device, dtype=torch.float32)[:, :, None, None] / 255


class Composer:
    """Puts together what specs say. @jitter: for those who look, things are turned, moved and shrunk."""

    def __init__(self, art, specs, jitter=False, seed=1):
        self.art, self.specs, self.jitter = art, specs, jitter
        self.device = art.device
        self.rng = np.random.default_rng(seed)

    def grounds(self, at):
        place = torch.from_numpy(self.specs.labels[at, 6])
        scene = (place - len(COLORS)).clamp(min=0)
        variant = torch.from_numpy(self.specs.seed[at] % VARIANTS)
        ground = self.art.plain[place.to(self.device)].expand(-1, -1, SIDE, SIDE)
        scenes = self.art.scenes[scene.to(self.device), variant.to(self.device)].float() / 255
        return torch.where((place >= len(COLORS)).to(self.device)[:, None, None, None], scenes, ground)

    def placed(self, sprites, index, box, style, turn):
        index = index + style * (len(THINGS) * len(COLOR_NAMES))
        x = sprites[torch.from_numpy(index).to(self.device)].float() / 255
        c, s = np.cos(turn) / box[:, 2], np.sin(turn) / box[:, 2]
        dx, dy = 2 * box[:, 0] - 1, 2 * box[:, 1] - 1
        theta = np.stack([np.stack([c, s, -c * dx - s * dy], -1), np.stack([-s, c, s * dx - c * dy], -1)], 1)
        theta = torch.from_numpy(theta.astype(np.float32)).to(self.device)
        grid = F.affine_grid(theta, (len(index), 4, 2 * SIDE, 2 * SIDE), align_corners=False)
        return F.avg_pool2d(F.grid_sample(x, grid, align_corners=False), 2)

    def moved(self, box, alone):
        """Other sizes and places than the model draws."""
        n, r = len(box), self.rng
        box = box.copy()
        shrink = np.where(alone, r.uniform(0.55, 1.08, n), r.uniform(0.8, 1.05, n))
        box[:, 2] *= shrink
        room = np.maximum(np.where(alone, (1 - box[:, 2]) / 2, 0.03), 0)
        box[:, :2] += r.uniform(-1, 1, (n, 2)) * room[:, None]
        return box

    def compose(self, at):
        """Pictures (n, 3, SIDE, SIDE) in -1…1 of the specs whose numbers are @at."""
        specs = self.specs
        out = self.grounds(at)
        count = specs.count[at]
        for slot in range(3):
            for alone in (True, False):
                which = np.flatnonzero((count > slot) & ((count == 1) == alone))
                if not len(which):
                    continue
                picked = at[which]
                index = specs.thing[picked, slot] * len(COLOR_NAMES) + specs.color[picked, slot]
                box, turn = specs.box[picked, slot], np.zeros(len(which))
                if self.jitter:
                    box, turn = self.moved(box, alone), self.rng.uniform(-0.2, 0.2, len(which))
                x = self.placed(self.art.whole if alone else self.art.half, index, box, specs.style[picked], turn)
                rows = torch.from_numpy(which).to(self.device)
                out[rows] = out[rows] * (1 - x[:, 3:]) + x[:, :3]
        return out.clamp(0, 1) * 2 - 1

    def batch(self, n):
        at = self.rng.integers(0, len(self.specs), n)
        return at, self.compose(at)
