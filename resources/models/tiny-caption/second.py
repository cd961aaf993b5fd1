#!/usr/bin/env python3
"""second.py: the second part of the captioner's training, which a processor does in a quarter of an hour.

    python3 captioner.py ART.npz OUT --seconds 140 --no-save         the first part, on a graphics card
    python3 second.py ART.npz OUT [--pictures N] [--seconds N]       the second, which leaves OUT/second.pt for third.py

Of the first part the embeddings, four layers and the attention of the fifth are kept and stay as they are. What they make
of N pictures is computed once; the rest of the fifth layer and the decoder are trained on that from nothing.

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
from captioner import WIDTH, IdsOf, make_model, spoiled
from pictures import SIDE, SIZES, Art, Composer, make_specs

PATCHES = (SIDE // 8) ** 2


def keep_first(model, path):
    """Loads what is kept; the fifth layer begins as one that does nothing after its attention."""
    first = torch.load(path)
    kept = {name: x for name, x in first.items() if name.startswith("encoder.") and name in model.state_dict()
            and not name.startswith(("encoder.layers.4.mlp", "encoder.layernorm", "encoder.pooler"))}
    model.load_state_dict(kept, strict=False)
    torch.nn.init.zeros_(model.encoder.layers[-1].mlp.fc2.weight)
    torch.nn.init.zeros_(model.encoder.layers[-1].mlp.fc2.bias)
    for name, weight in model.decoder.named_parameters():  # wider than usual: it learns faster
        if weight.dim() == 2 and "wpe" not in name and "wte" not in name:
            torch.nn.init.normal_(weight, 0, 0.04)


def frozen(encoder, x):
    h = encoder.embeddings(x)
    for layer in encoder.layers[:-1]:
        h = layer(h)
    last = encoder.layers[-1]
    return h + last.attention(last.layernorm_before(h))[0]


def learned(encoder, h):
    last = encoder.layers[-1]
    return encoder.layernorm(h + last.mlp(last.layernorm_after(h)))


@torch.no_grad()
def states_of(model, specs):
    """Half of the pictures as they are drawn, half moved and turned; some of both spoiled."""
    art = Art(args.art, "cpu")
    plain, jitter = Composer(art, specs), Composer(art, specs, jitter=True, seed=5)
    out = np.empty((len(specs), PATCHES + 1, WIDTH), np.float16)
    for at in np.array_split(np.arange(len(specs)), -(-len(specs) // 40)):
        half, few = len(at) // 2, len(at) // 8
        x = torch.cat([plain.compose(at[:half]), jitter.compose(at[half:])])
        for part in (slice(0, few), slice(half, half + 2 * few)):
            x[part] = spoiled(x[part])
        with torch.autocast("cpu", torch.bfloat16):
            out[at] = frozen(model.encoder, x).half().numpy()
    return out


def some_patches(rng, done):
    """The decoder looks at some of the patches first, which is quicker, and at all in the end."""
    number = 40 if done < 0.6 else 64 if done < 0.88 else PATCHES
    return np.concatenate([[0], 1 + np.sort(rng.permutation(PATCHES)[:number])])


def loss_of(model, heads, states, words, known):
    words = words[:, :int((words >= 0).sum(1).max())]
    start = model.config.decoder_start_token_id
    before = torch.cat([torch.full_like(words[:, :1], start), words[:, :-1].clamp(min=0)], 1)
    with torch.autocast("cpu", torch.bfloat16):
        seen = learned(model.encoder, states.float())
        logits = model.decoder(input_ids=before, encoder_hidden_states=seen, use_cache=False).logits
    both = torch.cat([seen[:, 0], seen[:, 1:].mean(1)], 1).float()
    also = sum(F.cross_entropy(head(both), known[:, i]) for i, head in enumerate(heads)) / len(SIZES)
    return F.cross_entropy(logits.flatten(0, 1).float(), words.flatten(), ignore_index=-100) + 0.5 * also


def heads_of():
    """They name things, colours, number, relation and place by themselves, and are not kept in the end."""
    return torch.nn.ModuleList(torch.nn.Linear(2 * WIDTH, n) for n in SIZES)


def train(model, heads, specs):
    states = states_of(model.eval(), specs)
    model.train().decoder.set_attn_implementation("eager")
    model.encoder.requires_grad_(False)
    mine = [*model.encoder.layers[-1].mlp.parameters(), *model.encoder.layernorm.parameters()]
    for weight in mine:
        weight.requires_grad_(True)
    weights = [*mine, *model.decoder.parameters(), *heads.parameters()]
    best = torch.optim.AdamW(weights, lr=args.rate, betas=(0.9, 0.98), weight_decay=0.02, fused=True)
    rng, begun, steps, done = np.random.default_rng(1), time.time(), 0, 0.0
    while done < 1:
        for group in best.param_groups:
            group["lr"] = args.rate * min(1, (steps + 1) / 60) * max(0.01, 0.5 * (1 + math.cos(math.pi * done)))
        at = np.sort(rng.integers(0, len(specs), args.batch))
        loss = loss_of(model, heads, torch.from_numpy(states[at][:, some_patches(rng, done)]),
                       torch.from_numpy(specs.ids[at].astype(np.int64)), torch.from_numpy(specs.labels[at]))
        best.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        best.step()
        steps, done = steps + 1, (time.time() - begun) / args.seconds
        if steps % 100 == 0:
            print(f"{steps} steps of {args.batch}: {loss.item():.3f}", flush=True)


def main():
    specs = make_specs(args.art, args.pictures, 9, IdsOf(args.out))
    torch.manual_seed(3)
    model = make_model(args.out, 5)
    keep_first(model, os.path.join(args.out, "caption.pt"))
    heads = heads_of()
    train(model, heads, specs)
    torch.save(dict(model=model.state_dict(), heads=heads.state_dict()), os.path.join(args.out, "second.pt"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("art")
    parser.add_argument("out")
    parser.add_argument("--pictures", type=int, default=16000)
    parser.add_argument("--seconds", type=float, default=900)
    parser.add_argument("--batch", type=int, default=80)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    args = captioner.args = parser.parse_args()
    main()
