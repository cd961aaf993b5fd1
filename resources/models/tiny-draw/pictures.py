"""pictures.py: composed pictures with captions, without end, from named emoji art.

The art is npm's @iconify-json/fluent-emoji-flat (Microsoft's Fluent Emoji, MIT), rendered by
cairosvg. A caption says what is in the picture, how many, which colour, and where.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import colorsys
import io
import json
import random

import cairosvg
import numpy as np
from PIL import Image

SIDE = 64
SIZES = (22, 26, 30, 36, 42, 48, 54)

# What is drawn: the icon's name, and what people call it.
THINGS = """
red-apple:apple banana cherries strawberry watermelon pear lemon grapes carrot tomato brown-mushroom:mushroom pizza
birthday-cake:cake doughnut cookie soft-ice-cream:ice-cream hot-beverage:cup egg dog-face:dog cat-face:cat
mouse-face:mouse rabbit-face:rabbit fox bear panda tiger-face:tiger cow-face:cow pig-face:pig frog penguin
baby-chick:chick owl tropical-fish:fish spouting-whale:whale octopus crab butterfly honeybee:bee lady-beetle:ladybug
house castle automobile:car bus rocket airplane sailboat:boat deciduous-tree:tree evergreen-tree:fir palm-tree:palm
cactus tulip sunflower star sun crescent-moon:moon cloud rainbow snowman red-heart:heart balloon soccer-ball:ball bell
closed-book:book umbrella wrapped-gift:gift crown top-hat:hat t-shirt:shirt robot ghost
smiling-face-with-smiling-eyes:smiley
""".split()

COLORS = {"red": (222, 60, 60), "orange": (245, 148, 40), "yellow": (250, 212, 60), "green": (70, 170, 80),
          "blue": (60, 120, 220), "purple": (140, 80, 190), "pink": (245, 150, 190), "brown": (140, 95, 60),
          "gray": (150, 150, 155), "black": (35, 35, 40), "white": (255, 255, 255)}
HUES = {"red": 0.0, "orange": 0.083, "yellow": 0.145, "green": 0.36, "blue": 0.6, "purple": 0.77, "pink": 0.92}
SCENES = {"on the grass": ((150, 205, 250), (95, 175, 80)), "in the snow": ((190, 215, 240), (245, 248, 252)),
          "at night": ((24, 28, 70), (40, 44, 92)), "in the sea": ((120, 195, 245), (40, 110, 190)),
          "in the desert": ((250, 215, 150), (225, 180, 105)), "in the sky": ((110, 180, 245), (175, 218, 250))}
# What colour people say a thing has by itself; a recoloured one is always called by its colour.
NATURAL = {"apple": "red", "heart": "red", "balloon": "red", "tomato": "red", "strawberry": "red", "rose": "red",
           "banana": "yellow", "lemon": "yellow", "star": "yellow", "chick": "yellow", "moon": "yellow", "tree": "green",
           "fir": "green", "frog": "green", "turtle": "green", "eggplant": "purple", "pig": "pink", "whale": "blue",
           "carrot": "orange", "elephant": "gray", "anchor": "blue"}
NUMBERS = {2: "two", 3: "three", 4: "four"}
PLURALS = {"mouse": "mice", "leaf": "leaves", "fish": "fish", "cherries": "cherries", "grapes": "grapes",
           "glasses": "glasses", "scissors": "scissors", "strawberry": "strawberries", "fir": "firs"}


def article(words):
    return ("an " if words[0] in "aeiou" else "a ") + words


def plural(name):
    if name in PLURALS:
        return PLURALS[name]
    if name.endswith(("s", "ch", "x")):
        return name + "es"
    if name.endswith("y") and name[-2] not in "aeiou":
        return name[:-1] + "ies"
    return name + "s"


def singular(name):
    return name if name in ("cherries", "grapes", "glasses", "scissors") else article(name)


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


def main_hue(art):
    """The name of the hue that four fifths of the coloured pixels share, or None."""
    rgb = art[..., :3].reshape(-1, 3)[art[..., 3].reshape(-1) > 128].astype(np.float32) / 255
    hsv = np.array([colorsys.rgb_to_hsv(*p) for p in rgb[::7]])
    colored = hsv[(hsv[:, 1] > 0.35) & (hsv[:, 2] > 0.25)]
    if len(colored) < 0.5 * len(hsv):
        return None
    nearest = [min(HUES, key=lambda n: min(abs(h - HUES[n]), 1 - abs(h - HUES[n]))) for h in colored[:, 0]]
    best = max(HUES, key=nearest.count)
    return best if nearest.count(best) > 0.8 * len(nearest) else None


class Thing:
    def __init__(self, name, art):
        self.name = name
        self.hue = main_hue(art)
        self.sprites = {(None, s): self.scaled(art, s) for s in SIZES}
        for hue, value in HUES.items() if self.hue else ():
            turned = recolored(art, value)
            self.sprites.update({(hue, s): self.scaled(turned, s) for s in SIZES})

    @staticmethod
    def scaled(art, size):
        small = Image.fromarray(art, "RGBA").resize((size, size), Image.LANCZOS)
        rgba = np.asarray(small, np.float32) / 255
        return rgba[..., :3] * rgba[..., 3:], rgba[..., 3:]

    def sprite(self, color, size):
        return self.sprites[(color, min(SIZES, key=lambda s: abs(s - size)))]


def load_things(icons_json):
    with open(icons_json, encoding="utf-8") as file:
        data = json.load(file)
    things = []
    for entry in THINGS:
        icon, _, name = entry.partition(":")
        spec = data["icons"][icon]
        w, h = spec.get("width", data.get("width", 32)), spec.get("height", data.get("height", 32))
        svg = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{spec.get("left", 0)} {spec.get("top", 0)} {w} {h}" '
               f'width="128" height="128">{spec["body"]}</svg>')
        png = cairosvg.svg2png(bytestring=svg.encode(), output_width=128, output_height=128)
        things.append(Thing(name or icon, np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))))
    return things


class Composer:
    """Pictures (SIDE, SIDE, 3) in 0…1 and their captions."""

    def __init__(self, things, seed):
        self.things = things
        self.rng = random.Random(seed)
        self.noise = np.random.default_rng(seed)

    def background(self):
        r = self.rng
        choice = r.random()
        canvas = np.ones((SIDE, SIDE, 3), np.float32)
        if choice < 0.45:
            return canvas, r.choice(("", "", " on white"))
        if choice < 0.72:
            name = r.choice(list(COLORS))
            canvas[:] = np.array(COLORS[name], np.float32) / 255
            return canvas, f" on {name}" if name != "white" or r.random() < 0.5 else ""
        scene = r.choice(list(SCENES))
        top, bottom = (np.array(c, np.float32) / 255 for c in SCENES[scene])
        line = r.randint(34, 46)
        canvas[:line], canvas[line:] = top, bottom
        if scene in ("at night", "in the snow"):
            for _ in range(14):
                canvas[r.randrange(SIDE if scene == "in the snow" else line), r.randrange(SIDE)] = (1, 1, 0.92)
        return canvas, " " + scene

    def put(self, canvas, thing, color, size, x, y):
        picture, alpha = thing.sprite(color, size)
        size = picture.shape[0]
        x, y = int(np.clip(x - size // 2, 0, SIDE - size)), int(np.clip(y - size // 2, 0, SIDE - size))
        part = canvas[y:y + size, x:x + size]
        part *= 1 - alpha
        part += picture

    def color(self, thing, often=0.45):
        """A colour to draw it in, and the word for it; its own one is said less often."""
        r = self.rng
        if thing.hue and r.random() < often:
            name = r.choice(list(HUES))
            return name, name + " "
        return None, NATURAL[thing.name] + " " if thing.name in NATURAL and r.random() < 0.3 else ""

    def single(self, canvas):
        r, thing = self.rng, self.rng.choice(self.things)
        color, word = self.color(thing)
        size = r.choice((42, 48, 54, 54))
        self.put(canvas, thing, color, size, 32 + r.randint(-4, 4), 33 + r.randint(-4, 4))
        return word + thing.name if not word and singular(thing.name) == thing.name else article(word + thing.name)

    def several(self, canvas):
        r, thing = self.rng, self.rng.choice(self.things)
        n = r.choice((2, 2, 3, 4))
        color, word = self.color(thing, 0.3)
        places = {2: ((18, 32), (46, 32)), 3: ((17, 44), (47, 44), (32, 18)),
                  4: ((17, 17), (47, 17), (17, 47), (47, 47))}[n]
        for x, y in places:
            self.put(canvas, thing, color, r.choice((26, 30)), x + r.randint(-2, 2), y + r.randint(-2, 2))
        return f"{NUMBERS[n]} {word}{plural(thing.name)}"

    def pair(self, canvas):
        r = self.rng
        a, b = r.sample(self.things, 2)
        (ca, wa), (cb, wb) = self.color(a, 0.25), self.color(b, 0.25)
        side = r.random() < 0.7
        near, far = 17 + r.randint(-1, 2), 47 + r.randint(-2, 1)
        size = r.choice((26, 30))
        (ax, ay), (bx, by) = ((near, 34), (far, 34)) if side else ((32, near), (32, far))
        self.put(canvas, a, ca, size, ax, ay)
        self.put(canvas, b, cb, size, bx, by)
        first = singular(a.name) if not wa else article(wa + a.name)
        second = singular(b.name) if not wb else article(wb + b.name)
        if r.random() < 0.4:
            return f"{first} and {second}" if side else f"{first} above {second}"
        word = ("to the left of", "to the right of") if side else ("above", "below")
        return f"{first} {word[0]} {second}" if r.random() < 0.5 else f"{second} {word[1]} {first}"

    def make(self):
        canvas, where = self.background()
        choice = self.rng.random()
        what = self.single(canvas) if choice < 0.78 else self.pair(canvas) if choice < 0.92 else self.several(canvas)
        return canvas, what + where

    def batch(self, n):
        made = [self.make() for _ in range(n)]
        return np.stack([picture for picture, _ in made]), [caption for _, caption in made]


class Feed:
    """Batches of pictures, made by @workers processes beside the one that trains."""

    def __init__(self, icons, batch, workers):
        import torch  # only who trains has it

        class Endless(torch.utils.data.IterableDataset):
            def __iter__(self):
                worker = torch.utils.data.get_worker_info()
                composer = Composer(load_things(icons), 100 + (worker.id if worker else 0))
                while True:
                    pictures, captions = composer.batch(batch)
                    yield torch.from_numpy((pictures * 255).clip(0, 255).astype(np.uint8)), captions

        self.batches = iter(torch.utils.data.DataLoader(Endless(), batch_size=None, num_workers=workers,
                                                        prefetch_factor=8 if workers else None))

    def batch(self):
        return next(self.batches)
