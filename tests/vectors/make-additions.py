#!/usr/bin/env python3
"""What is added to the tiny Stable Diffusion 1 of make-diffusion.py afterwards.

    make-additions.py OUT        OUT holds sd1

OUT/taught: words by textual inversion in the kinds of files there are, and the
pictures that diffusers draws with them. OUT/taesd: an AutoencoderTiny as
save_pretrained() writes it, with the states of one call of each side, channels
innermost. Needs torch, transformers 5 and diffusers 0.42.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import sys
import warnings

import diffusers
import numpy as np
import torch
from safetensors.torch import save_file

WORDS = 16  # width of the text encoder


def keep(states, name, value):
    states[name] = (value.permute(0, 2, 3, 1) if value.ndim == 4 else value).detach().contiguous().clone()


def readable(folder):
    for name in os.listdir(folder):
        os.chmod(os.path.join(folder, name), 0o644)


def taught(out):
    folder = os.path.join(out, "taught")
    os.makedirs(folder, exist_ok=True)
    one, two = torch.randn(WORDS) * 4, torch.randn(2, WORDS) * 4
    save_file({"<thing>": one}, os.path.join(folder, "thing.safetensors"))
    torch.save({"<thing>": one}, os.path.join(folder, "thing.bin"))
    torch.save({"string_to_token": {"*": 265}, "string_to_param": {"*": torch.nn.Parameter(two)}, "name": "odd", "step": 100},
               os.path.join(folder, "odd.pt"))
    save_file({"emb_params": two}, os.path.join(folder, "odd.safetensors"))
    save_file({"emb_params": torch.randn(2, WORDS + 1)}, os.path.join(folder, "other-model.safetensors"))
    pipe = diffusers.StableDiffusionPipeline.from_pretrained(os.path.join(out, "sd1"), safety_checker=None)
    pipe.set_progress_bar_config(disable=True)
    pipe.to(torch.float32)
    pipe.load_textual_inversion(os.path.join(folder, "thing.safetensors"))
    pipe.load_textual_inversion({"odd": two}, token="odd")
    pictures = {}
    for name, prompt in (("one", "the <thing> on the table"), ("both", "a red odd, and <thing>")):
        with torch.no_grad():
            image = pipe(prompt, negative_prompt="blurry", num_inference_steps=10, generator=torch.Generator("cpu").manual_seed(42)).images[0]
        pictures[name] = torch.from_numpy(np.array(image).astype(np.int16) - 128).to(torch.int8)
    save_file(pictures, os.path.join(folder, "pictures.safetensors"))
    readable(folder)


def taesd(out):
    folder = os.path.join(out, "taesd")
    model = diffusers.AutoencoderTiny(encoder_block_out_channels=(8, 8), decoder_block_out_channels=(8, 8), num_encoder_blocks=(1, 2),
                                      num_decoder_blocks=(2, 1)).eval()
    with torch.no_grad():
        for p in model.parameters():
            p.mul_(2)
    model.save_pretrained(folder)
    states = {}
    for side, name in ((model.encoder, "encoder"), (model.decoder, "decoder")):
        for i, layer in enumerate(side.layers):
            if type(layer).__name__ == "AutoencoderTinyBlock":
                layer.register_forward_hook(lambda m, a, y, n=f"{name}.layers.{i}": keep(states, n, y))
    z, picture = torch.randn(1, 4, 3, 5) * 2, torch.rand(1, 3, 8, 6) * 2 - 1
    with torch.no_grad():
        keep(states, "decoder", model.decode(z).sample)
        keep(states, "encoder", model.encode(picture).latents)
    keep(states, "z", z)
    keep(states, "picture", picture)
    save_file(states, os.path.join(folder, "states.safetensors"))
    readable(folder)


def main():
    warnings.simplefilter("ignore")
    torch.manual_seed(8)
    taught(sys.argv[1])
    taesd(sys.argv[1])


main()
