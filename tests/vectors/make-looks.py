#!/usr/bin/env python3
"""At which words the tiny pipelines of make-diffusion.py look, by an attention
processor of diffusers that keeps what it multiplies the values with.

    make-looks.py OUT [PIPELINE...]        OUT holds sd1, sd2, sdxl

OUT/PIPELINE/looks.safetensors: `call` (words, width, height, n; innermost first),
the shares of one call with the sample and words of states.safetensors, their mean
over heads and layers in the finest size (bilinear); and `masks` (width, height, n) for
each word of a whole drawing: the sum over the steps for the prompt's tokens,
their mean, in the picture's size (bicubic), from the least to the most.
Needs torch, transformers 5 and diffusers 0.42.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import sys

import diffusers
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

PROMPT = "A red Apple, on the table's edge: it's 25% off!"
NEGATIVE = "blurry"
SEED = 42
STEPS = 10


class Looking:
    """The plain attention, written out; cross attention's shares are kept."""

    def __init__(self):
        self.kept = []

    def __call__(self, attn, hidden_states, encoder_hidden_states=None, attention_mask=None, temb=None, **kwargs):
        words = hidden_states if encoder_hidden_states is None else encoder_hidden_states
        q, k, v = (attn.head_to_batch_dim(x) for x in (attn.to_q(hidden_states), attn.to_k(words), attn.to_v(words)))
        shares = (q @ k.transpose(1, 2) * attn.scale).softmax(-1)
        if encoder_hidden_states is not None:
            self.kept.append(shares.view(hidden_states.shape[0], attn.heads, *shares.shape[1:]).mean(1))
        return attn.to_out[1](attn.to_out[0](attn.batch_to_head_dim(shares @ v)))

    def take(self, width, height):
        """(n, height, width, words): the mean over the layers."""
        finest = max(s.shape[1] for s in self.kept)
        halvings = 0
        while (-(-width // 2 ** halvings)) * (-(-height // 2 ** halvings)) != finest:
            halvings += 1
        size = (-(-height // 2 ** halvings), -(-width // 2 ** halvings))
        maps = []
        for s in self.kept:
            h = halvings
            while (-(-width // 2 ** h)) * (-(-height // 2 ** h)) != s.shape[1]:
                h += 1
            grid = s.view(s.shape[0], -(-height // 2 ** h), -(-width // 2 ** h), -1).permute(0, 3, 1, 2)
            maps.append(F.interpolate(grid, size=size, mode="bilinear", align_corners=False))
        self.kept = []
        return torch.stack(maps).mean(0).permute(0, 2, 3, 1)


def load(kind, folder):
    cls = diffusers.StableDiffusionXLPipeline if kind == "sdxl" else diffusers.StableDiffusionPipeline
    pipe = cls.from_pretrained(folder, torch_dtype=torch.float32)
    pipe.set_progress_bar_config(disable=True)
    looking = Looking()
    pipe.unet.set_attn_processor(looking)
    return pipe, looking


def one_call(pipe, looking, folder):
    states = load_file(os.path.join(folder, "states.safetensors"))
    kwargs = {}
    if "unet:text_embeds" in states:
        kwargs["added_cond_kwargs"] = {"text_embeds": states["unet:text_embeds"], "time_ids": states["unet:time_ids"]}
    pipe.unet(states["unet:sample"].permute(0, 3, 1, 2), torch.tensor(321), encoder_hidden_states=states["unet:words"], **kwargs)
    return looking.take(8, 4)


def whole_run(pipe, looking):
    sums = []
    hook = pipe.unet.register_forward_hook(lambda m, i, o: sums.append(looking.take(16, 16)[1]))
    pipe(prompt=PROMPT, negative_prompt=NEGATIVE, guidance_scale=7.5, num_inference_steps=STEPS, generator=torch.Generator("cpu").manual_seed(SEED))
    hook.remove()
    looks, groups, first = torch.stack(sums).sum(0), [], 1
    tokens = pipe.tokenizer.convert_ids_to_tokens(pipe.tokenizer(PROMPT).input_ids)[1:-1]
    for i, token in enumerate(tokens, 1):
        if token.endswith("</w>") or i == len(tokens):
            groups.append(looks[..., first:i + 1].mean(-1))
            first = i + 1
    maps = F.interpolate(torch.stack(groups)[:, None], size=(32, 32), mode="bicubic", align_corners=False)[:, 0]
    least, most = maps.amin((1, 2), keepdim=True), maps.amax((1, 2), keepdim=True)
    return ((maps - least) / (most - least) * 255).round().to(torch.uint8)


def main():
    for kind in sys.argv[2:] or ["sd1", "sd2", "sdxl"]:
        folder = os.path.join(sys.argv[1], kind)
        pipe, looking = load(kind, folder)
        with torch.no_grad():
            call, masks = one_call(pipe, looking, folder), whole_run(pipe, looking)
        path = os.path.join(folder, "looks.safetensors")
        save_file({"call": call.contiguous(), "masks": masks.contiguous()}, path)
        os.chmod(path, 0o644)
        print(kind, tuple(call.shape), tuple(masks.shape), os.path.getsize(path), "bytes")


main()
