#!/usr/bin/env python3
"""curve.py: draws training.jsonl as loss-curve.png.

    python3 curve.py MODEL

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import sys

from PIL import Image, ImageDraw

WIDTH, HEIGHT, MARGIN = 300, 170, 34


def panel(pen, left, title, points):
    most_x, most_y = max(x for x, _ in points), max(y for _, y in points)

    def place(x, y):
        return left + MARGIN + x / most_x * (WIDTH - MARGIN - 12), HEIGHT - 24 - y / most_y * (HEIGHT - 50)

    pen.line([place(0, most_y), place(0, 0), place(most_x, 0)], fill="gray")
    pen.line([place(x, y) for x, y in points], fill=(30, 90, 200), width=2)
    pen.text((left + MARGIN, 4), title, fill="black")
    pen.text((left + 2, place(0, most_y)[1] - 5), f"{most_y:.2f}", fill="black")
    pen.text((left + 2, place(0, 0)[1] - 5), "0", fill="black")
    pen.text((place(most_x, 0)[0] - 50, HEIGHT - 18), f"{most_x:.0f} minutes", fill="black")


def main(folder):
    with open(os.path.join(folder, "training.jsonl"), encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    stages = {}
    for line in lines:
        if "loss" in line:
            stages.setdefault(line["stage"], []).append((line["minutes"], line["loss"]))
    picture = Image.new("RGB", (WIDTH * len(stages), HEIGHT), "white")
    for i, (name, points) in enumerate(stages.items()):
        panel(ImageDraw.Draw(picture), i * WIDTH, name + ": loss", points)
    picture.save(os.path.join(folder, "loss-curve.png"), optimize=True)


if __name__ == "__main__":
    main(sys.argv[1])
