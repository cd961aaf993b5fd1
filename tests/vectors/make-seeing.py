#!/usr/bin/env python3
"""What PyTorch sees: vectors for networks that look at pictures.

    make-seeing.py OUT efficientnet-lite0 FILE.pth     with the package efficientnet_lite_pytorch
    make-seeing.py OUT pictures FILE.pth PICTURE...    its top five on pictures

Tiny random models come as a folder as save_pretrained() writes it, with
`states.safetensors`: the pixels (channels innermost) and the output of every
named layer. Needs torch, torchvision, transformers 5 and Pillow.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import sys

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file

SAMPLES = 256


def pixels(width, height):
    """Numbers of -1 … 1 that a test can make again: (1, 3, height, width)."""
    i = np.arange(3 * width * height, dtype=np.uint64)
    values = ((i * 2654435761 % 2**32 >> 8) % 2000).astype(np.float32) / 1000 - 1
    return torch.from_numpy(values.reshape(height, width, 3).transpose(2, 0, 1)[None].copy())


def channels_last(x):
    return (x.permute(0, 2, 3, 1) if x.ndim == 4 else x).contiguous().float().clone()


# --- EfficientNet-Lite0, which has real weights and so only samples of its states ---

def load_lite(path):
    from efficientnet_lite_pytorch import EfficientNet
    model = EfficientNet.from_name("efficientnet-lite0")
    model.load_state_dict(torch.load(path, weights_only=True))
    return model.eval()


def sample(x):
    """Every k-th number, some SAMPLES of them."""
    flat = channels_last(x).flatten()
    return flat[::max(1, flat.numel() // SAMPLES)].clone()


def make_lite(out, path):
    model, states = load_lite(path), {}
    for i, block in enumerate(model._blocks):
        block.register_forward_hook(lambda m, a, y, name=f"_blocks.{i}": states.__setitem__(name, sample(y)))
    with torch.no_grad():
        states["logits"] = sample(model(pixels(224, 224)))
    save_file(states, os.path.join(out, "efficientnet-lite0.safetensors"))


def prepare_lite(path):
    from torchvision import transforms
    picture = Image.open(path).convert("RGB")
    picture = transforms.CenterCrop(224)(transforms.Resize(256, interpolation=Image.BICUBIC)(picture))
    return ((torch.from_numpy(np.array(picture).astype(np.float32).transpose(2, 0, 1)) - 127) / 128)[None]


def make_pictures(out, path, *pictures):
    from torchvision.models._meta import _IMAGENET_CATEGORIES as names
    model, found = load_lite(path), {}
    for picture in sorted(pictures):
        with torch.no_grad():
            scores, order = torch.softmax(model(prepare_lite(picture))[0], 0).topk(5)
        found[os.path.basename(picture)] = {names[i]: round(s, 5) for s, i in zip(scores.tolist(), order.tolist())}
    with open(os.path.join(out, "pictures.json"), "w") as file:
        json.dump(found, file, indent=1)
        file.write("\n")


MAKERS = {"efficientnet-lite0": make_lite, "pictures": make_pictures}


def main():
    torch.manual_seed(1)
    MAKERS[sys.argv[2]](sys.argv[1], *sys.argv[3:])


main()
