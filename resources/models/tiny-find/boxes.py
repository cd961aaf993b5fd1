"""boxes.py: pictures of up to four things of different sizes, without end, with the box and the outline of each.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import math
import os
import sys

import torch
import torch.nn.functional as F

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tiny-draw"))

from pictures import VARIANTS, Chooser, held_out
from things import COLOR_NAMES, COLORS, PLACES, THINGS

SIDE = 112
MOST = 4  # things in a picture
NUMBERS = (0.04, 0.24, 0.28, 0.26, 0.18)  # how often there are none, one, two …
SIZES = ((0, 0), (0.38, 0.92), (0.32, 0.6), (0.3, 0.5), (0.29, 0.44))  # in parts of the side, by their number
# What is found: of tiny-draw's 159 things those that are told apart most easily.
NAMES = ("apple, banana, pear, strawberry, pineapple, watermelon, carrot, mushroom, cheese, hamburger, pizza, doughnut, cake, ice cream, "
         "cup of coffee, dog, cat, rabbit, panda, lion, cow, pig, frog, monkey, chick, zebra, giraffe, elephant, hedgehog, sheep, owl, penguin, "
         "flamingo, turtle, snake, whale, fish, octopus, crab, snail, butterfly, ladybird, spider, tree, palm tree, christmas tree, cactus, tulip, "
         "sunflower, sun, moon, star, cloud, rainbow, snowflake, snowman, globe, car, bus, fire engine, tractor, bicycle, airplane, rocket, UFO, "
         "boat, house, castle, heart, balloon, umbrella, gift, pumpkin, ghost, robot, alien, football, crown, t-shirt, key, guitar, book, chair, "
         "clock").split(", ")
ALL = [english.split("|")[0].split("/")[0] for _, english, *_ in THINGS]
KNOWN = [ALL.index(name) for name in NAMES]


def area(box):
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def shared(a, b):
    """How much of the smaller box lies in the other."""
    both = area((max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])))
    return both / max(1e-6, min(area(a), area(b)))


class Layouts(Chooser):
    """Chooses what is where. A picture is held out if a pair in it, or its only thing in its colour and place, is."""

    def thing(self, colored):
        while True:
            found = super().thing(colored)
            if found[0] in KNOWN:
                return found

    def kinds(self, number, place):
        """The things with their colours: mostly different ones, sometimes several of a kind."""
        r, found = self.r, []
        alike = r.random()
        while len(found) < number:
            if found and (alike < 0.2 or (alike < 0.35 and r.random() < 0.5)):
                found.append(r.choice(found))
                continue
            one = self.thing(0.35)
            if not self.clash(*one, place):
                found.append(one)
        return found

    def held_out(self, kinds, place):
        if len(kinds) == 1:
            return held_out(kinds, place)
        pairs = [(a, b) for i, a in enumerate(kinds) for b in kinds[i + 1:] if a[0] != b[0]]
        return any(held_out(pair, place) for pair in pairs)

    def squares(self, number):
        """Where they stand: (left, top, size) in parts of the side, hardly on each other."""
        r, found, tries = self.r, [], 0
        while len(found) < number:
            tries += 1
            if tries % 200 == 0:
                found.clear()  # there is no room for the next one
            size = r.uniform(*SIZES[number])
            x, y = r.uniform(-0.02, 1.02 - size), r.uniform(-0.02, 1.02 - size)
            if all(shared((x, y, x + size, y + size), (a, b, a + c, b + c)) < 0.08 for a, b, c in found):
                found.append((x, y, size))
        return found

    def layout(self):
        """(kinds, squares, place)"""
        while True:
            number, place = self.r.choices(range(MOST + 1), NUMBERS)[0], self.place()
            if number == 0 and self.held:
                continue
            kinds = self.kinds(number, place)
            if number == 0 or self.held_out(kinds, place) == self.held:
                return kinds, self.squares(number), place


class Painter:
    """Paints layouts. @jitter: things are turned, stretched and mirrored, and grounds tinted."""

    def __init__(self, art, seed, held=False, jitter=True):
        self.art, self.jitter = art, jitter
        self.layouts = Layouts(art.naturals, art.recolorable, seed, held)
        self.r = self.layouts.r

    def ground(self, place):
        r = self.r
        if place in COLORS or place == "white":
            plain = self.art.plain[PLACES.index(place)].float()
            if self.jitter and r.random() < 0.3:
                plain = (plain + torch.tensor([r.uniform(-0.12, 0.12) for _ in range(3)])[:, None, None]).clamp(0, 1)
            return plain.expand(3, SIDE, SIDE).clone()
        scene = self.art.scenes[PLACES.index(place) - len(COLORS), r.randrange(VARIANTS)].float() / 255
        return F.interpolate(scene[None], size=SIDE, mode="bilinear", align_corners=False)[0]

    def sprite(self, kind, side):
        """RGBA in 0…1 of a square somewhat larger than @side, so that it can be turned in it."""
        r, (thing, color) = self.r, kind
        turn, wide, tall, mirror = 0.0, 1.0, 1.0, 1
        if self.jitter:
            turn = r.uniform(-0.18, 0.18) if r.random() < 0.5 else 0.0
            wide, tall = r.choice(((1.0, 1.0), (r.uniform(0.78, 1), 1.0), (1.0, r.uniform(0.78, 1))))
            mirror = -1 if r.random() < 0.15 else 1
        across = max(8, round(side * 1.12))
        grow = across / side
        c, s = math.cos(turn) * grow, math.sin(turn) * grow
        theta = torch.tensor([[[c / wide * mirror, s / wide * mirror, 0.0], [-s / tall, c / tall, 0.0]]])
        sprites = self.art.whole if side > 64 else self.art.half
        x = sprites[thing * len(COLOR_NAMES) + (COLOR_NAMES.index(color) if color else 0)][None].float() / 255
        grid = F.affine_grid(theta, (1, 4, 2 * across, 2 * across), align_corners=False)
        return F.avg_pool2d(F.grid_sample(x, grid, align_corners=False), 2)[0]

    def paste(self, picture, owner, number, kind, square):
        """Its box (left, top, right, bottom) in pixels."""
        left, top, size = square
        x = self.sprite(kind, size * SIDE)
        side = x.shape[-1]
        x0, y0 = (round((at + size / 2) * SIDE - side / 2) for at in (left, top))
        a, b = slice(max(0, y0), min(SIDE, y0 + side)), slice(max(0, x0), min(SIDE, x0 + side))
        x = x[:, a.start - y0:a.stop - y0, b.start - x0:b.stop - x0]
        picture[:, a, b] = picture[:, a, b] * (1 - x[3:]) + x[:3]
        solid = x[3] > 0.4
        owner[a, b] = torch.where(solid, torch.tensor(number, dtype=owner.dtype), owner[a, b])
        rows, columns = solid.any(1).nonzero()[:, 0], solid.any(0).nonzero()[:, 0]
        return (b.start + columns[0].item(), a.start + rows[0].item(), b.start + columns[-1].item() + 1, a.start + rows[-1].item() + 1)

    def paint(self):
        """A picture (3, SIDE, SIDE) in -1…1, whose thing each pixel is (-1: none), the things, their boxes in 0…1."""
        kinds, squares, place = self.layouts.layout()
        picture, owner = self.ground(place), torch.full((SIDE, SIDE), -1, dtype=torch.int64)
        boxes = [self.paste(picture, owner, i, *one) for i, one in enumerate(zip(kinds, squares))]
        x = picture.clamp(0, 1) * 2 - 1
        return x, owner, torch.tensor([KNOWN.index(t) for t, _ in kinds], dtype=torch.int64), torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4) / SIDE


def spoiled(x):
    """Softer, noisier, brighter or darker, so that other pictures of these things are read as well."""
    n = len(x)
    soft = F.interpolate(F.avg_pool2d(x, 3), size=x.shape[-1], mode="bilinear", align_corners=False)
    x = x.lerp(soft, torch.rand(n, 1, 1, 1) * (torch.rand(n, 1, 1, 1) < 0.5))
    x = x * (1 + 0.3 * (torch.rand(n, 1, 1, 1) - 0.5)) + 0.2 * (torch.rand(n, 3, 1, 1) - 0.5)
    return (x + 0.12 * torch.rand(n, 1, 1, 1) * torch.randn_like(x)).clamp(-1, 1)
