#!/usr/bin/env python3
"""captioner.py: trains a small model that describes pictures, from nothing, and writes it as a folder of transformers.

    python3 captioner.py ART.npz OUT [--seconds N]       trains, then writes OUT
    python3 captioner.py ART.npz OUT --examine 200       how much of what held-out pictures show it names
    python3 captioner.py ART.npz OUT --examine 100 --drawn MODEL     the same of what that model draws

ART.npz is what tiny-draw's train.py has made of two styles of named emoji art. Needs torch, transformers, tokenizers,
numpy, pillow. A vision transformer and GPT-2 (VisionEncoderDecoder) learn together; while they do, the first token
also has to say things, colours, number, relation and place by itself, which is what makes things bind quickly.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import json
import os
import sys

import numpy as np
import torch
import torch.nn.functional as F

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tiny-draw"))

from judge import draw, write_sheet
from pictures import SIDE, SIZES, Art, Composer, make_specs
from things import COLOR_NAMES, COLORS, NUMBERS, PLACES, SCENES, THINGS, an, plural_english
from train import Training, count, keep, say

WIDTH = 256
TOKENS = 24  # in a description at most
END = "<|endoftext|>"


# --- words ---

def describe(labels):
    """The one sentence for what a picture shows."""
    thing, color, other, its, relation, number, place = labels
    name = THINGS[thing][1].split("|")[0]
    color = f"{COLOR_NAMES[color]} " if color else ""
    if number:
        what = f"{NUMBERS[number + 1][0]} {color}{plural_english(name)}"
    else:
        what = an(color + name.split("/")[0])
    if other:
        second = (f"{COLOR_NAMES[its]} " if its else "") + THINGS[other - 1][1].split("|")[0].split("/")[0]
        what += f" {('', 'next to', 'above')[relation]} {an(second)}"
    where = PLACES[place]
    return what if where == "white" else what + " " + (SCENES[where][0][0] if where in SCENES else "on " + where)


def make_tokenizer(sentences, out):
    """Bytes in GPT-2's way, with as many merges as make each word a token."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer, bpe.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    bpe.train_from_iterator(sentences, trainers.BpeTrainer(vocab_size=2500, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
                                                           special_tokens=[END], show_progress=False))
    os.makedirs(out, exist_ok=True)
    bpe.save(os.path.join(out, "tokenizer.json"))
    with open(os.path.join(out, "tokenizer_config.json"), "w", encoding="utf-8") as file:
        json.dump(dict(tokenizer_class="GPT2Tokenizer", bos_token=END, eos_token=END, unk_token=END, pad_token=END), file)


class IdsOf:
    """Sentences as numbers; behind their end -100, which no loss looks at."""

    def __init__(self, folder):
        self.folder = folder

    def __call__(self, specs):
        from tokenizers import Tokenizer
        tokenizer = Tokenizer.from_file(os.path.join(self.folder, "tokenizer.json"))
        out = np.full((len(specs), TOKENS), -100, np.int16)
        for row, found in zip(out, tokenizer.encode_batch([describe(x) for x in specs.labels])):
            ids = found.ids[:TOKENS - 1] + [tokenizer.token_to_id(END)]
            row[:len(ids)] = ids
        return out


# --- the network ---

def make_model(out, layers=6):
    from tokenizers import Tokenizer
    from transformers import GPT2Config, VisionEncoderDecoderConfig, VisionEncoderDecoderModel, ViTConfig
    tokenizer = Tokenizer.from_file(os.path.join(out, "tokenizer.json"))
    end = tokenizer.token_to_id(END)
    encoder = ViTConfig(hidden_size=WIDTH, num_hidden_layers=layers, num_attention_heads=4, intermediate_size=4 * WIDTH, image_size=SIDE,
                        patch_size=8, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
    decoder = GPT2Config(n_embd=WIDTH, n_layer=3, n_head=4, n_positions=TOKENS, vocab_size=tokenizer.get_vocab_size(), bos_token_id=end,
                         eos_token_id=end, add_cross_attention=True, resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0)
    config = VisionEncoderDecoderConfig.from_encoder_decoder_configs(encoder, decoder)
    config.decoder_start_token_id = config.eos_token_id = config.pad_token_id = end
    return VisionEncoderDecoderModel(config)


def spoiled(x):
    """Softer, noisier, brighter or darker, so that other pictures of these things are read as well."""
    n = len(x)
    soft = F.interpolate(F.avg_pool2d(x, 3), size=SIDE, mode="bilinear")
    x = x.lerp(soft, torch.rand(n, 1, 1, 1, device=x.device) * (torch.rand(n, 1, 1, 1, device=x.device) < 0.5))
    x = x * (1 + 0.3 * (torch.rand(n, 1, 1, 1, device=x.device) - 0.5)) + 0.2 * (torch.rand(n, 3, 1, 1, device=x.device) - 0.5)
    return (x + 0.12 * torch.rand(n, 1, 1, 1, device=x.device) * torch.randn_like(x)).clamp(-1, 1)


def train(specs):
    device = args.device
    model = make_model(args.out).to(device).train()
    heads = torch.nn.ModuleList(torch.nn.Linear(WIDTH, n) for n in SIZES).to(device)
    composer = Composer(Art(args.art, device, 2), specs, jitter=True, seed=5)
    ids = torch.from_numpy(specs.ids.astype(np.int64)).to(device)
    start = model.config.decoder_start_token_id
    right = torch.zeros(3, device=device)
    say(args.out, stage="caption", weights=count(model))

    def step(x, words, known):
        states = model.encoder(spoiled(x)).last_hidden_state
        before = torch.cat([torch.full_like(words[:, :1], start), words[:, :-1].clamp(min=0)], 1)
        logits = model.decoder(input_ids=before, encoder_hidden_states=states, use_cache=False).logits
        loss = F.cross_entropy(logits.flatten(0, 1).float(), words.flatten(), ignore_index=-100)
        also = sum(F.cross_entropy(head(states[:, 0]).float(), known[:, i]) for i, head in enumerate(heads)) / len(SIZES)
        ok = (logits.argmax(-1) == words) | (words < 0)
        right.lerp_(torch.stack([ok.all(1).float().mean(), loss.detach().float(), also.detach().float()]), 0.02)
        return loss + 0.5 * also

    def feed():
        at, x = composer.batch(args.batch)
        return [x, ids[torch.from_numpy(at).to(device)], torch.from_numpy(specs.labels[at]).to(device)]

    def after(steps, done):
        if steps % 1000 == 0:
            say(args.out, stage="caption", step=steps, whole=float(right[0]), words=float(right[1]), alone=float(right[2]))
            keep(args.out, "caption", model)

    steps = Training(args.out, "caption", [*model.parameters(), *heads.parameters()], args.rate, step, feed, args.seconds, decay=0.03,
                     record=not args.eager).run(after)
    say(args.out, stage="caption", step=steps, pictures=steps * args.batch, whole=float(right[0]), words=float(right[1]), alone=float(right[2]))
    keep(args.out, "caption", model)


def save(model):
    model.eval().half().save_pretrained(args.out)
    os.chmod(os.path.join(args.out, "model.safetensors"), 0o644)
    with open(os.path.join(args.out, "preprocessor_config.json"), "w", encoding="utf-8") as file:
        json.dump(dict(image_processor_type="ViTImageProcessor", do_resize=True, size=dict(height=SIDE, width=SIDE), resample=2, do_rescale=True,
                       rescale_factor=1 / 255, do_normalize=True, image_mean=[0.5] * 3, image_std=[0.5] * 3), file, indent=1)


# --- how well it does ---

@torch.no_grad()
def write(model, x, tokenizer):
    """The most probable words."""
    end = model.config.decoder_start_token_id
    states = model.encoder(x).last_hidden_state
    ids = torch.full((len(x), 1), end)
    for _ in range(TOKENS):
        ids = torch.cat([ids, model.decoder(input_ids=ids, encoder_hidden_states=states).logits[:, -1:].argmax(-1)], 1)
    return [tokenizer.decode((row[1:].tolist() + [end])[:row[1:].tolist().index(end) if end in row[1:] else None]) for row in ids]


def parts_of(sentence):
    """Things with their colours, and where; what the examination counts."""
    where = next((place for place in PLACES[1:] if sentence.endswith(" " + (SCENES[place][0][0] if place in SCENES else "on " + place))), "white")
    head = sentence if where == "white" else sentence[:sentence.rindex(SCENES[where][0][0] if where in SCENES else "on " + where)]
    words = head.replace(" next to ", "|").replace(" above ", "|").split("|")
    things, colors = [], []
    for part in words:
        part = [w for w in part.split() if w not in ("a", "an")]
        colors.append(next((w for w in part if w in COLORS), None))
        things.append(" ".join(w for w in part if w not in COLORS))
    return things, colors, where


def pictures_of(specs, drawn):
    if drawn:
        return torch.from_numpy(draw(drawn, specs.captions, 1)).permute(0, 3, 1, 2) * 2 - 1
    composer = Composer(Art(args.art, "cpu"), specs)
    return torch.cat([composer.compose(at) for at in np.array_split(np.arange(len(specs)), -(-len(specs) // 50))])


def examine(number, drawn):
    from tokenizers import Tokenizer
    from transformers import VisionEncoderDecoderModel
    model = VisionEncoderDecoderModel.from_pretrained(args.out, dtype=torch.float32).eval()
    tokenizer = Tokenizer.from_file(os.path.join(args.out, "tokenizer.json"))
    specs = make_specs(args.art, number, 4711, held=drawn is None)
    pictures = pictures_of(specs, drawn)
    said = [sentence for part in pictures.split(50) for sentence in write(model, part, tokenizer)]
    wanted = [describe(x) for x in specs.labels]
    right = np.array([[a == b for a, b in zip(parts_of(x), parts_of(y))] for x, y in zip(said, wanted)])
    print(json.dumps(dict(zip(("things", "colours", "place"), right.mean(0).round(3).tolist()), all_three=round(float(right.all(1).mean()), 3),
                          same_sentence=round(float(np.mean([x == y for x, y in zip(said, wanted)])), 3))))
    for x, y in zip(said, wanted):
        if x != y:
            print(f"{y}: {x}")
    if drawn is None:
        write_sheet(pictures[:18].permute(0, 2, 3, 1).numpy() / 2 + 0.5, said[:18], os.path.join(args.out, "samples.png"))


def main():
    os.makedirs(args.out, exist_ok=True)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    if args.examine:
        return examine(args.examine, args.drawn)
    if not os.path.exists(os.path.join(args.out, "tokenizer.json")):
        make_tokenizer([describe(x) for x in make_specs(args.art, 60000, 1).labels], args.out)
    torch.manual_seed(2)
    if not os.path.exists(os.path.join(args.out, "caption.pt")):
        train(make_specs(args.art, args.specs, 9, IdsOf(args.out), styles=2))
    if not args.no_save:
        model = make_model(args.out)
        model.load_state_dict(torch.load(os.path.join(args.out, "caption.pt")))
        save(model)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("art")
    parser.add_argument("out")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--specs", type=int, default=400000)
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--rate", type=float, default=7e-4)
    parser.add_argument("--examine", type=int)
    parser.add_argument("--drawn", help="the folder of a model whose pictures are examined")
    parser.add_argument("--no-save", action="store_true")
    parser.add_argument("--eager", action="store_true")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    args = parser.parse_args()
    main()
