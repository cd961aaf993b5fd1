#!/usr/bin/env python3
"""Tiny random networks that enlarge pictures, and what plain PyTorch makes of one.

    make-upscaling.py OUT

OUT/NAME.pth or .safetensors with the names that BasicSR's and Real-ESRGAN's files
have, and OUT/pictures.safetensors: for each NAME the picture (bytes minus 128, so
that they are I8) that comes of the one that the test makes too.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import re
import sys

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

WIDTH, HEIGHT = 22, 18


def leaky(x):
    return F.leaky_relu(x, 0.2)


class Dense(nn.Module):
    def __init__(self, n, grow):
        super().__init__()
        for i in range(5):
            setattr(self, f"conv{i + 1}", nn.Conv2d(n + i * grow, grow if i < 4 else n, 3, padding=1))

    def forward(self, x):
        all = [x]
        for i in range(4):
            all.append(leaky(getattr(self, f"conv{i + 1}")(torch.cat(all, 1))))
        return x + 0.2 * self.conv5(torch.cat(all, 1))


class Block(nn.Module):
    def __init__(self, n, grow):
        super().__init__()
        self.rdb1, self.rdb2, self.rdb3 = (Dense(n, grow) for _ in range(3))

    def forward(self, x):
        return x + 0.2 * self.rdb3(self.rdb2(self.rdb1(x)))


class RRDB(nn.Module):
    def __init__(self, n=8, grow=4, blocks=2, scale=4):
        super().__init__()
        self.fold = 4 // scale
        self.conv_first = nn.Conv2d(3 * self.fold**2, n, 3, padding=1)
        self.body = nn.Sequential(*(Block(n, grow) for _ in range(blocks)))
        for name in ("conv_body", "conv_up1", "conv_up2", "conv_hr"):
            setattr(self, name, nn.Conv2d(n, n, 3, padding=1))
        self.conv_last = nn.Conv2d(n, 3, 3, padding=1)

    def forward(self, x):
        x = self.conv_first(F.pixel_unshuffle(x, self.fold) if self.fold > 1 else x)
        x = x + self.conv_body(self.body(x))
        x = leaky(self.conv_up1(F.interpolate(x, scale_factor=2)))
        x = leaky(self.conv_up2(F.interpolate(x, scale_factor=2)))
        return self.conv_last(leaky(self.conv_hr(x)))


class Compact(nn.Module):
    def __init__(self, n=8, layers=2, scale=2):
        super().__init__()
        body, at = [], 3
        for _ in range(layers + 1):
            body += [nn.Conv2d(at, n, 3, padding=1), nn.PReLU(n)]
            at = n
        self.body, self.scale = nn.Sequential(*body, nn.Conv2d(n, 3 * scale**2, 3, padding=1)), scale

    def forward(self, x):
        return F.pixel_shuffle(self.body(x), self.scale) + F.interpolate(x, scale_factor=self.scale)


def old_names(state, blocks):
    ends = {"conv_first": "model.0", "conv_body": f"model.1.sub.{blocks}", "conv_up1": "model.3", "conv_up2": "model.6",
            "conv_hr": "model.8", "conv_last": "model.10"}
    found = {}
    for name, value in state.items():
        part, kind = name.rsplit(".", 1)
        part = ends.get(part) or re.sub(r"body\.(\d+)\.rdb(\d)\.conv(\d)", r"model.1.sub.\1.RDB\2.conv\3.0", part)
        found[f"{part}.{kind}"] = value
    return found


def picture():
    i = np.arange(3 * WIDTH * HEIGHT)
    x, y, c = i // 3 % WIDTH, i // 3 // WIDTH, i % 3
    values = ((x * 9 + y * 5 + c * 60 + (x // 4 + y // 4) % 2 * 70) % 256).astype(np.uint8)
    return torch.from_numpy(values.reshape(HEIGHT, WIDTH, 3).transpose(2, 0, 1)[None].copy()).float() / 255


def loud(model):
    with torch.no_grad():
        for name, p in model.named_parameters():
            p.mul_(1.7)
            if name == "conv_last.bias":
                p.add_(0.3)
    return model.eval()


def main():
    out = sys.argv[1]
    os.makedirs(out, exist_ok=True)
    torch.manual_seed(4)
    models = {"four": RRDB(), "two": RRDB(scale=2), "old": RRDB(blocks=1), "compact": Compact()}
    pictures = {}
    for name, model in models.items():
        loud(model)
        if name == "two":  # as it is stored
            model.half().float()
        with torch.no_grad():
            made = (model(picture())[0].permute(1, 2, 0).clamp(0, 1) * 255).round()
        pictures[name] = (made - 128).to(torch.int8).contiguous()
        print(name, made.shape, made.std().item(), made.mean().item())
    torch.save({"params_ema": models["four"].state_dict()}, os.path.join(out, "four.pth"))
    torch.save(old_names(models["old"].state_dict(), 1), os.path.join(out, "old.pth"))
    torch.save({"params": models["compact"].state_dict()}, os.path.join(out, "compact.pth"))
    save_file({k: v.half() for k, v in models["two"].state_dict().items()}, os.path.join(out, "two.safetensors"))
    save_file(pictures, os.path.join(out, "pictures.safetensors"))
    for name in os.listdir(out):
        os.chmod(os.path.join(out, name), 0o644)


main()
