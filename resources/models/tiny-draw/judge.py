#!/usr/bin/env python3
"""judge.py: how much of what is asked for can be recognised in what the model draws.

    python3 judge.py ART.npz MODEL [--pictures 100] [--train SECONDS]

A small classifier, trained apart on composed pictures, names things, colours, number, relation and place of pictures
that the model draws for random captions. Also writes MODEL/samples.png, 36 captions that nobody chose. ART.npz is what
train.py has made. The classifier is trained when its file (--judge) is not there.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import json
import os

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw, ImageFont

from pictures import LABELS, SIDE, SIZES, Art, Composer, Specs, make_specs
from things import COLOR_NAMES, PLACES, THINGS


class Block(torch.nn.Module):
    def __init__(self, i, o, stride):
        super().__init__()
        self.norm, self.a, self.b = torch.nn.GroupNorm(8, i), torch.nn.Conv2d(i, o, 3, stride, 1), torch.nn.Conv2d(o, o, 3, 1, 1)
        self.middle, self.skip = torch.nn.GroupNorm(8, o), torch.nn.Conv2d(i, o, 1, stride)

    def forward(self, x):
        y = F.silu(self.norm(x))
        return self.skip(y) + self.b(F.silu(self.middle(self.a(y))))


class Judge(torch.nn.Module):
    def __init__(self):
        super().__init__()
        widths = (32, 64, 96, 128, 192)
        self.layers = torch.nn.Sequential(torch.nn.Conv2d(3, widths[0], 3, 1, 1), *(Block(i, o, 2) for i, o in zip(widths, widths[1:])),
                                          torch.nn.GroupNorm(8, widths[-1]), torch.nn.SiLU(), torch.nn.AvgPool2d(2),
                                          torch.nn.Flatten(), torch.nn.Dropout(0.1))
        self.heads = torch.nn.ModuleList(torch.nn.Linear(widths[-1] * (SIDE // 32) ** 2, n) for n in SIZES)

    def forward(self, x):
        x = self.layers(x)
        return [head(x) for head in self.heads]


def spoiled(x):
    """Pictures of a model are softer and noisier than those it learned from."""
    soft = F.interpolate(F.avg_pool2d(x, 2), scale_factor=2, mode="bilinear")
    x = x.lerp(soft, torch.rand(len(x), 1, 1, 1, device=x.device))
    return x + 0.12 * torch.rand(len(x), 1, 1, 1, device=x.device) * torch.randn_like(x)


def train(judge, composer, seconds, out, device):
    from train import Training
    judge.train().to(device, memory_format=torch.channels_last)
    right = torch.zeros(len(SIZES), device=device)

    def step(x, known):
        loss = 0
        for i, logits in enumerate(judge(spoiled(x))):
            loss = loss + F.cross_entropy(logits.float(), known[:, i])
            right[i].lerp_((logits.argmax(-1) == known[:, i]).float().mean(), 0.02)
        return loss

    def feed():
        at, x = composer.batch(128 if device != "cpu" else 24)
        return [x.contiguous(memory_format=torch.channels_last), torch.from_numpy(composer.specs.labels[at]).to(device)]

    Training(out, "judge", list(judge.parameters()), 1.5e-3, step, feed, seconds, decay=0.03, record=not args.eager).run()
    print("judge on composed pictures:", dict(zip(LABELS, (round(x, 3) for x in right.tolist()))), flush=True)


def get_judge(path):
    judge = Judge()
    if os.path.exists(path):
        judge.load_state_dict({k: v.float() for k, v in torch.load(path, map_location="cpu").items()})
        return judge.eval()
    specs = make_specs(args.art, args.specs, 77)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    train(judge, Composer(Art(args.art, device), specs), args.train, os.path.dirname(os.path.abspath(path)), device)
    judge = judge.to("cpu", memory_format=torch.contiguous_format).eval()
    torch.save({k: v.half() for k, v in judge.state_dict().items()}, path)
    return judge


def draw(folder, captions, seed, steps=20, guidance=4):
    from diffusers import StableDiffusionPipeline
    pipe = StableDiffusionPipeline.from_pretrained(folder, torch_dtype=torch.float32)
    pipe.set_progress_bar_config(disable=True)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    pipe.to(device)
    pictures = []
    for i in range(0, len(captions), 10):
        noise = torch.randn(len(captions[i:i + 10]), pipe.unet.config.in_channels, SIDE // 4, SIDE // 4,
                            generator=torch.Generator().manual_seed(seed + i))
        pictures.append(pipe(captions[i:i + 10], latents=noise.to(device), num_inference_steps=steps,
                             guidance_scale=guidance, output_type="np").images)
    return np.concatenate(pictures)


def write_sheet(pictures, captions, path, across=9):
    side, room = SIDE, 64
    sheet = Image.new("RGB", (across * (side + 14), -(-len(captions) // across) * (side + room)), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.truetype("DejaVuSans.ttf", 10)
    for i, (picture, caption) in enumerate(zip(pictures, captions)):
        x, y = i % across * (side + 14) + 7, i // across * (side + room) + 4
        sheet.paste(Image.fromarray((picture * 255).round().astype("uint8")), (x, y))
        words, lines = caption.split(), [""]
        for word in words:
            lines = lines[:-1] + [(lines[-1] + " " + word).strip()] if len(lines[-1] + word) < 17 else [*lines, word]
        pen.text((x, y + side + 1), "\n".join(lines), fill="black", font=font, spacing=1)
    sheet.save(path, optimize=True)


def names(labels):
    thing, color, other, its, relation, number, place = labels
    first = " ".join(x for x in (COLOR_NAMES[color], THINGS[thing][1].split("|")[0]) if x)
    second = "" if not other else " + " + " ".join(x for x in (COLOR_NAMES[its], THINGS[other - 1][1].split("|")[0]) if x)
    return f"{number + 1} {first}{second}, {('', 'beside', 'above')[relation]}, {PLACES[place]}"


def shares(right, asked):
    """Of what there is to be named: a second thing's colour counts only where there is one."""
    two = np.array([labels[2] > 0 for labels in asked])
    figures = {"thing": right[:, 0], "colour": right[:, 1], "place": right[:, 6], "number": right[:, 5], "all": right.all(1)}
    if two.any():
        figures |= {"second thing": right[two, 2], "relation": right[two, 4], "all, of two things": right[two].all(1)}
    return {k: round(float(v.mean()), 3) for k, v in figures.items()} | {
        "all, of one": round(float(right[~two].all(1).mean()), 3), "two things": int(two.sum())}


def main():
    torch.manual_seed(3)
    if args.threads:
        torch.set_num_threads(args.threads)
    judge = get_judge(args.judge)
    if not args.model:
        return
    with np.load(args.art) as file:
        specs = Specs(file["natural"][:1].tolist(), file["recolorable"].tolist(), args.pictures, 2026)
    pictures = draw(args.model, specs.captions, 1, args.steps, args.guidance)
    write_sheet(pictures[:36], specs.captions[:36], os.path.join(args.model, "samples.png"))
    with torch.no_grad():
        x = torch.from_numpy(pictures).permute(0, 3, 1, 2) * 2 - 1
        said = torch.stack([logits.argmax(-1) for logits in judge(x)], 1).numpy()
    right = said == specs.labels
    print(json.dumps(shares(right, specs.labels)))
    for caption, labels, taken, ok in zip(specs.captions, specs.labels, said, right):
        if not ok.all():
            print(f"{caption}: {names(labels)}; took for {names(taken)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("art")
    parser.add_argument("model", nargs="?")
    parser.add_argument("--judge", default="judge.pt", help="the classifier's file")
    parser.add_argument("--train", type=float, default=60, help="seconds, when there is no such file")
    parser.add_argument("--specs", type=int, default=200000)
    parser.add_argument("--pictures", type=int, default=100)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--guidance", type=float, default=4)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--eager", action="store_true")
    args = parser.parse_args()
    main()
