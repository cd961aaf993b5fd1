#!/usr/bin/env python3
"""judge.py: how much of what is asked for can be recognised in what the model draws.

    python3 judge.py ICONS.json MODEL [--pictures 100] [--minutes 3]

A small classifier, trained apart on composed pictures, names thing, colour and place of pictures
that the model draws for random captions. Also writes MODEL/samples.png, 36 captions that nobody chose.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import json
import os
import random
import time

import numpy as np
import torch
import torch.nn.functional as F
from diffusers import StableDiffusionPipeline
from PIL import Image, ImageDraw

from pictures import PLACES, SIDE, Composer, load_things
from things import COLORS, SCENES, THINGS


class Judge(torch.nn.Module):
    def __init__(self):
        super().__init__()
        layers, channels = [], 3
        for out in (24, 48, 96, 128):
            layers += [torch.nn.Conv2d(channels, out, 3, 2, 1), torch.nn.GroupNorm(8, out), torch.nn.SiLU()]
            channels = out
        self.layers = torch.nn.Sequential(*layers, torch.nn.Flatten(), torch.nn.Dropout(0.2))
        width = channels * (SIDE // 16) ** 2
        self.heads = torch.nn.ModuleList(torch.nn.Linear(width, n) for n in (len(THINGS), len(COLORS) + 1, len(PLACES)))

    def forward(self, x):
        x = self.layers(x)
        return [head(x) for head in self.heads]


def spoil(x):
    """Pictures of a model are softer and noisier than those it learned from."""
    if random.random() < 0.5:
        x = F.interpolate(F.avg_pool2d(x, 2), scale_factor=2, mode="bilinear")
    return x + random.random() * 0.15 * torch.randn_like(x)


def shown_color(composer, known):
    """The colour that is to be seen: that of the words, or the thing's own."""
    natural = composer.things[known[0]].natural
    return known[1] or (list(COLORS).index(natural) + 1 if natural else 0)


def train(judge, composer, minutes):
    """On colours that are seen, not only on those that are said."""
    optimizer = torch.optim.AdamW(judge.parameters(), lr=1e-3, weight_decay=0.02)
    start, hits = time.time(), []
    while (done := (time.time() - start) / (60 * minutes)) < 1:
        for group in optimizer.param_groups:
            group["lr"] = 1.5e-3 * (1.02 - done)
        pictures, _, known = composer.batch(48)
        target = torch.tensor([[k[0], shown_color(composer, k), 0 if k[2] == 1 else k[2]] for k in known])
        logits = judge(spoil(torch.from_numpy(pictures).permute(0, 3, 1, 2) * 2 - 1))
        loss = sum(F.cross_entropy(x, target[:, i]) for i, x in enumerate(logits))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        hits.append([float((x.argmax(-1) == target[:, i]).float().mean()) for i, x in enumerate(logits)])
    judge.eval()
    return np.mean(hits[-40:], 0)


def ask(r, composer):
    """A caption in plain English, and what it means."""
    at = r.randrange(len(THINGS))
    thing = composer.things[at]
    color = r.choice(thing.colors) if thing.colors and r.random() < 0.6 else None
    where = r.choice([None, None, *[c for c in COLORS if c != (color or thing.natural)], *SCENES])
    words = f"{color} {thing.name}" if color else thing.name
    place = "" if where is None else " on " + where if where in COLORS else " " + SCENES[where][2][0]
    known = (at, list(COLORS).index(color) + 1 if color else 0, PLACES.index(where))
    return ("an " if words[0] in "aeiou" else "a ") + words + place, known


def draw(pipe, captions, seed):
    pictures = []
    for i in range(0, len(captions), 10):
        noise = torch.randn(len(captions[i:i + 10]), pipe.unet.config.in_channels, SIDE // 4, SIDE // 4,
                            generator=torch.Generator().manual_seed(seed + i))
        pictures.append(pipe(captions[i:i + 10], latents=noise, num_inference_steps=args.steps,
                             guidance_scale=args.guidance, output_type="np").images)
    return np.concatenate(pictures)


def write_sheet(pictures, captions, path, across=9):
    side, room = 2 * SIDE, 26
    sheet = Image.new("RGB", (across * (side + 8), -(-len(captions) // across) * (side + room + 8)), "white")
    pen = ImageDraw.Draw(sheet)
    for i, (picture, caption) in enumerate(zip(pictures, captions)):
        x, y = i % across * (side + 8) + 4, i // across * (side + room + 8) + 4
        image = Image.fromarray((picture * 255).round().astype("uint8")).resize((side, side), Image.BICUBIC)
        sheet.paste(image, (x, y))
        words, lines = caption.split(), [""]
        for word in words:
            lines = lines[:-1] + [(lines[-1] + " " + word).strip()] if len(lines[-1] + word) < 16 else [*lines, word]
        pen.text((x, y + side + 1), "\n".join(lines), fill="black", spacing=1)
    sheet.save(path, optimize=True)


def main():
    torch.manual_seed(3)
    torch.set_num_threads(args.threads)
    composer = Composer(load_things(args.icons), 77)
    judge = Judge()
    kept = args.judge
    if os.path.exists(kept):
        judge.load_state_dict(torch.load(kept))
        judge.eval()
    else:
        print("judge on composed pictures (thing, colour, place):", train(judge, composer, args.minutes).round(3))
        torch.save(judge.state_dict(), kept)
    pipe = StableDiffusionPipeline.from_pretrained(args.model, torch_dtype=torch.float32)
    pipe.set_progress_bar_config(disable=True)
    r = random.Random(2026)
    asked = [ask(r, composer) for _ in range(args.pictures)]
    pictures = draw(pipe, [caption for caption, _ in asked], 1)
    with torch.no_grad():
        said = [x.argmax(-1).tolist() for x in judge(torch.from_numpy(pictures).permute(0, 3, 1, 2) * 2 - 1)]
    right = np.array([[thing == k[0], color == shown_color(composer, k), place == k[2]]
                      for thing, color, place, (_, k) in zip(*said, asked)])
    figures = dict(zip(("thing", "colour", "place"), right.mean(0).round(3).tolist()), all=float(right.all(1).mean().round(3)))
    print(json.dumps(figures))
    for (caption, k), thing, ok in zip(asked, said[0], right):
        if not ok[0]:
            print(f"{caption}: took for {composer.things[thing].name}")
    write_sheet(pictures[:36], [caption for caption, _ in asked[:36]], os.path.join(args.model, "samples.png"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("icons")
    parser.add_argument("model")
    parser.add_argument("--judge", default="judge.pt", help="the classifier's file, made when it is not there")
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--pictures", type=int, default=100)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--guidance", type=float, default=4)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    main()
