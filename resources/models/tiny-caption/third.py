#!/usr/bin/env python3
"""third.py: the third part of the captioner's training: all but the first layer, on pictures that are new each time.

    python3 second.py ART.npz OUT                    the part before, which leaves OUT/second.pt
    python3 third.py ART.npz OUT [--seconds N]       then writes OUT

The second part saw 24,000 pictures again and again and knew them better than others; here no picture comes twice, and
the encoder learns too. What is written is the running average of the weights. One thread of a processor does it.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import math
import os
import time

import numpy as np
import torch
import torch.nn.functional as F

import captioner
from captioner import IdsOf, make_model, save, spoiled
from pictures import SIZES, Art, Composer, make_specs
from second import heads_of

BATCH, OF_TWO = 32, 20  # pictures a step, and how many of them show two things


def states_of(encoder, x):
    """The first layer stays as it is."""
    with torch.no_grad():
        h = encoder.layers[0](encoder.embeddings(x))
    for layer in encoder.layers[1:]:
        h = layer(h)
    return encoder.layernorm(h)


def loss_of(model, heads, x, words, known):
    words = words[:, :int((words >= 0).sum(1).max())]
    start = model.config.decoder_start_token_id
    before = torch.cat([torch.full_like(words[:, :1], start), words[:, :-1].clamp(min=0)], 1)
    with torch.autocast("cpu", torch.bfloat16):
        seen = states_of(model.encoder, x)
        logits = model.decoder(input_ids=before, encoder_hidden_states=seen, use_cache=False).logits
    both = torch.cat([seen[:, 0], seen[:, 1:].mean(1)], 1).float()
    also = sum(F.cross_entropy(head(both), known[:, i]) for i, head in enumerate(heads)) / len(SIZES)
    return F.cross_entropy(logits.flatten(0, 1).float(), words.flatten(), ignore_index=-100) + 0.5 * also


class Feed:
    """Half of the pictures as they are drawn, half moved and turned; some of both spoiled."""

    def __init__(self, specs):
        art = Art(args.art, "cpu", 1)
        self.specs, self.rng = specs, np.random.default_rng(1)
        self.plain, self.jitter = Composer(art, specs), Composer(art, specs, jitter=True, seed=5)
        two = specs.labels[:, 2] > 0
        self.two, self.one = (self.rng.permutation(np.flatnonzero(kind)) for kind in (two, ~two))

    def __call__(self, step):
        take = [part[np.arange(step * n, step * n + n) % len(part)] for part, n in ((self.two, OF_TWO), (self.one, BATCH - OF_TWO))]
        at = self.rng.permutation(np.concatenate(take))
        half = 3 * BATCH // 8
        x = torch.cat([self.plain.compose(at[:half]), self.jitter.compose(at[half:])])
        for part in (slice(0, 3), slice(half, half + 5)):
            x[part] = spoiled(x[part])
        return x, torch.from_numpy(self.specs.ids[at].astype(np.int64)), torch.from_numpy(self.specs.labels[at])


def train(model, heads, feed):
    model.train().decoder.set_attn_implementation("eager")
    model.encoder.requires_grad_(False)
    eyes = [w for part in (*model.encoder.layers[1:], model.encoder.layernorm) for w in part.parameters()]
    words = [*model.decoder.parameters(), *heads.parameters()]
    for weight in eyes:
        weight.requires_grad_(True)
    best = torch.optim.AdamW([dict(params=[w for w in part if (w.dim() > 1) == matrices], share=share, weight_decay=0.02 * matrices)
                              for part, share in ((eyes, 0.7), (words, 1.0)) for matrices in (True, False)],
                             lr=args.rate, betas=(0.9, 0.99), fused=True)
    weights = eyes + words
    average = [w.detach().clone() for w in weights]
    begun, step, done = time.time(), 0, 0.0
    while done < 1:
        for group in best.param_groups:
            group["lr"] = group["share"] * args.rate * min(1, (step + 1) / 50) * max(0.01, 0.5 * (1 + math.cos(math.pi * done)))
        loss = loss_of(model, heads, *feed(step))
        best.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        best.step()
        step, done = step + 1, (time.time() - begun) / args.seconds
        with torch.no_grad():
            torch._foreach_lerp_(average, [w.detach() for w in weights], 1 - min(0.995, step / (step + 20)))
        if step % 50 == 0:
            print(f"{step} steps of {BATCH}: {loss.item():.3f}", flush=True)
    with torch.no_grad():
        for weight, mean in zip(weights, average):
            weight.copy_(mean)


def main():
    specs = make_specs(args.art, args.pictures, 21, IdsOf(args.out))
    torch.set_num_threads(1)
    torch.manual_seed(17)
    second = torch.load(os.path.join(args.out, "second.pt"))
    model, heads = make_model(args.out, 5), heads_of()
    model.load_state_dict(second["model"])
    heads.load_state_dict(second["heads"])
    train(model, heads, Feed(specs))
    save(model)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("art")
    parser.add_argument("out")
    parser.add_argument("--pictures", type=int, default=120000)
    parser.add_argument("--seconds", type=float, default=2400)
    parser.add_argument("--rate", type=float, default=4e-4)
    args = captioner.args = parser.parse_args()
    main()
