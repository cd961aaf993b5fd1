#!/usr/bin/env python3
"""asker.py: trains a small model that answers questions about drawings, and writes it as a folder of transformers.

    python3 asker.py ART.npz OUT [--seconds N]           trains, then writes OUT
    python3 asker.py ART.npz OUT --go-on --rate 4e-4     trains on, from OUT/ask.pt
    python3 asker.py ART.npz OUT --examine 400           how many questions on held-out pictures it answers rightly

ART.npz is what tiny-draw's train.py has made of named emoji art. Needs torch, transformers, tokenizers, safetensors,
numpy, pillow. BLIP's folder layout: the vision model is that of tiny-caption (another transformer with norms before,
under other names) and stays so; two BERTs, of which one reads the question while it looks at the picture and the other writes
the answer while it looks at what was read, learn from a first guess (guess.py). One thread of a processor does it.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import collections
import json
import math
import os
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tiny-draw"))

from guess import guess
from pictures import SIDE, Art, Composer, make_specs
from questions import ALL, PLURALS, Asker, Picture

CAPTION = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tiny-caption")
WIDTH, HEADS, LAYERS = 256, 4, 2
PATCHES = (SIDE // 8) ** 2
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[DEC]"]
PAD, UNK, CLS, SEP, DEC = range(len(SPECIAL))
TOKENS = 32  # in a question at most
PICTURES, FRESH, QUESTIONS = 12, 3, 8  # of a step; FRESH of its pictures are new


# --- words ---

def make_tokenizer(labels, out):
    """BERT's, of the words that occur."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
    asker, split = Asker(1), pre_tokenizers.BertPreTokenizer()
    texts = [name for names in (*ALL, *PLURALS) for name in names]
    for x in labels:
        texts += [text for _ in range(8) for text in asker.ask(Picture(x))[1:]]
    words = {word for text in texts for word, _ in split.pre_tokenize_str(text.replace("[UNK]", ""))} | {"?", ".", ",", "!"}
    vocabulary = {word: i for i, word in enumerate([*SPECIAL, *sorted(words)])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizers.BertNormalizer(lowercase=True), split
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.add_special_tokens(SPECIAL)
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
                                                             special_tokens=[("[CLS]", CLS), ("[SEP]", SEP)])
    os.makedirs(out, exist_ok=True)
    tokenizer.save(os.path.join(out, "tokenizer.json"))
    with open(os.path.join(out, "tokenizer_config.json"), "w", encoding="utf-8") as file:
        json.dump(dict(tokenizer_class="BertTokenizer", processor_class="BlipProcessor", do_lower_case=True, unk_token="[UNK]", sep_token="[SEP]",
                       pad_token="[PAD]", cls_token="[CLS]", model_max_length=TOKENS), file, indent=1)
    return tokenizer


def padded(rows):
    out = np.full((len(rows), max(map(len, rows))), PAD, np.int64)
    for row, ids in zip(out, rows):
        row[:len(ids)] = ids
    return torch.from_numpy(out)


# --- the network ---

def make_model(words):
    from transformers import BlipConfig, BlipForQuestionAnswering
    text = dict(hidden_size=WIDTH, encoder_hidden_size=WIDTH, num_hidden_layers=LAYERS, num_attention_heads=HEADS, intermediate_size=2 * WIDTH,
                vocab_size=words, bos_token_id=DEC, sep_token_id=SEP, eos_token_id=SEP, pad_token_id=PAD, max_position_embeddings=TOKENS,
                hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
    vision = dict(hidden_size=WIDTH, num_hidden_layers=5, num_attention_heads=HEADS, intermediate_size=4 * WIDTH, image_size=SIDE, patch_size=8,
                  layer_norm_eps=1e-12, hidden_act="gelu")
    model = BlipForQuestionAnswering(BlipConfig(text_config=text, vision_config=vision))
    for name, weight in model.named_parameters():  # wider than usual: it learns faster
        if name.startswith("text_") and weight.dim() == 2:
            torch.nn.init.normal_(weight, 0, 0.02 if "position" in name else 0.04)
    return model


def take_eyes(model):
    """The captioner's vision transformer under BLIP's names."""
    from safetensors.torch import load_file
    old = {k.removeprefix("encoder."): v.float() for k, v in load_file(os.path.join(CAPTION,
                                                                                    "model.safetensors")).items() if k.startswith("encoder.")}
    at = "embeddings."
    new = {at + "class_embedding": old[at + "cls_token"], at + "position_embedding": old[at + "position_embeddings"],
           at + "patch_embedding.weight": old[at + "patch_embeddings.projection.weight"],
           at + "patch_embedding.bias": old[at + "patch_embeddings.projection.bias"]}
    for end in ("weight", "bias"):
        new[f"post_layernorm.{end}"] = old[f"layernorm.{end}"]
        for i in range(5):
            a, b = f"encoder.layer.{i}.", f"encoder.layers.{i}."
            new[f"{b}self_attn.qkv.{end}"] = torch.cat([old[f"{a}attention.attention.{x}.{end}"] for x in ("query", "key", "value")])
            new[f"{b}self_attn.projection.{end}"] = old[f"{a}attention.output.dense.{end}"]
            new[f"{b}layer_norm1.{end}"], new[f"{b}layer_norm2.{end}"] = old[f"{a}layernorm_before.{end}"], old[f"{a}layernorm_after.{end}"]
            new[f"{b}mlp.fc1.{end}"], new[f"{b}mlp.fc2.{end}"] = old[f"{a}intermediate.dense.{end}"], old[f"{a}output.dense.{end}"]
    model.vision_model.load_state_dict(new)


def heads_of(x):
    return x.unflatten(-1, (HEADS, WIDTH // HEADS)).transpose(1, 2)


def look(q, k, v, mask=None):
    """By hand: torch's own is slower on a processor where it learns."""
    scores = heads_of(q) @ k.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e4)
    return (scores.softmax(-1).to(v.dtype) @ v).transpose(1, 2).flatten(2)


def layer(l, x, k, v, mask=None, seen=None):
    """One layer of BERT: @x (rows, words, width) looks at @k and @v, which several rows may share: the questions about a
    picture look at it together, so that its states need only be turned into keys and values once."""
    own, cross = l.attention.self, l.crossattention.self
    x = l.attention.output(look(own.query(x), heads_of(own.key(x)), heads_of(own.value(x)), mask), x)
    y = look(cross.query(x).reshape(len(k), -1, WIDTH), k, v, seen)
    x = l.crossattention.output(y.reshape(x.shape), x)
    return l.output(l.intermediate(x), x)


def shown(layers, states):
    return [(heads_of(l.crossattention.self.key(states)), heads_of(l.crossattention.self.value(states))) for l in layers]


def written(model, x, there, answers):
    """The logits of the words of @answers, which end with [SEP], after [DEC]."""
    body = model.text_decoder.bert
    before = torch.cat([torch.full_like(answers[:, :1], DEC), answers[:, :-1]], 1)
    back = torch.ones(answers.shape[1], answers.shape[1], dtype=torch.bool).tril()
    y = body.embeddings(input_ids=before)
    for l, seen in zip(body.encoder.layer, shown(body.encoder.layer, x)):
        y = layer(l, y, *seen, back, there)
    return model.text_decoder.cls(y)


def losses_of(model, states, parts):
    """(losses of words, how many, whether all are right, numbers) of each part: short questions and long ones, short answers
    and long ones apart, so that little is padded."""
    layers = model.text_encoder.encoder.layer
    seen, out = shown(layers, states), []
    for questions, answers, numbers in parts:
        there = (questions != PAD)[:, None, None]
        x = model.text_encoder.embeddings(input_ids=questions)
        for l, kv in zip(layers, seen):
            x = layer(l, x, *kv, there)
        short = (answers != PAD).sum(1) < 3
        for which in (short, ~short):
            if which.any():
                wanted = answers[which][:, :int((answers[which] != PAD).sum(1).max())]
                logits = written(model, x[which], there[which], wanted).float()
                loss = F.cross_entropy(logits.flatten(0, 1), wanted.flatten(), ignore_index=PAD, reduction="sum")
                out.append((loss, int((wanted != PAD).sum()), ((logits.argmax(-1) == wanted) | (wanted == PAD)).all(1), numbers[which.numpy()]))
    return out


# --- training ---

def spoiled(x):
    """Softer, noisier, brighter or darker, so that other pictures of these things are read as well."""
    n = len(x)
    soft = F.interpolate(F.avg_pool2d(x, 3), size=SIDE, mode="bilinear")
    x = x.lerp(soft, torch.rand(n, 1, 1, 1) * (torch.rand(n, 1, 1, 1) < 0.5))
    x = x * (1 + 0.3 * (torch.rand(n, 1, 1, 1) - 0.5)) + 0.2 * (torch.rand(n, 3, 1, 1) - 0.5)
    return (x + 0.12 * torch.rand(n, 1, 1, 1) * torch.randn_like(x)).clamp(-1, 1)


class Pool:
    """Pictures as the vision model's states. It grows while the training runs: what is new is looked at once and kept."""

    def __init__(self, model, art, specs):
        self.model, self.specs, self.rng = model, specs, np.random.default_rng(1)
        self.plain, self.jitter = Composer(art, specs), Composer(art, specs, jitter=True, seed=5)
        two, many = specs.labels[:, 2] > 0, specs.labels[:, 5] > 0
        kinds = [self.rng.permutation(np.flatnonzero(kind)) for kind in (two, many, ~two & ~many)]
        shares = [9, 3, 4]  # of sixteen
        number = min(len(kind) // share for kind, share in zip(kinds, shares))
        self.order = np.concatenate([np.concatenate([kind[i * n:(i + 1) * n] for kind, n in zip(kinds, shares)]) for i in range(number)])
        self.states = np.empty((len(self.order), PATCHES + 1, WIDTH), np.float16)
        self.known = 0

    def pixels(self, at, plain):
        """Half of them as they are drawn, half moved and turned; some of both spoiled."""
        if plain:
            return self.plain.compose(at)
        half = self.rng.permutation(len(at)) % 2 == 0
        x = torch.empty(len(at), 3, SIDE, SIDE)
        x[half], x[~half] = self.plain.compose(at[half]), self.jitter.compose(at[~half])
        worse = torch.from_numpy(self.rng.random(len(at)) < 0.35)
        if worse.any():
            x[worse] = spoiled(x[worse])
        return x

    @torch.no_grad()
    def add(self, n, plain=False):
        n = min(n, len(self.order) - self.known)
        if n:
            with torch.autocast("cpu", torch.bfloat16):
                states = self.model.vision_model(self.pixels(self.order[self.known:self.known + n], plain)).last_hidden_state
            self.states[self.known:self.known + n] = states.half().numpy()
            self.known += n
        return np.arange(self.known - n, self.known)

    def batch(self):
        fresh = self.add(FRESH)
        at = np.concatenate([fresh, self.rng.integers(0, self.known, PICTURES - len(fresh))])
        return torch.from_numpy(self.states[at]).float(), self.specs.labels[self.order[at]]


def asked(tokenizer, asker, labels):
    """(kinds, parts): of each picture the shorter half of the questions, then the longer one, with their answers."""
    kinds, said, answers = zip(*(asker.ask(picture) for picture in map(Picture, labels) for _ in range(QUESTIONS)))
    ids, ends = ([x.ids for x in tokenizer.encode_batch(list(texts), add_special_tokens=special)] for texts,
                 special in ((said, True), (answers, False)))
    order = [sorted(range(i, i + QUESTIONS), key=lambda k: len(ids[k])) for i in range(0, len(ids), QUESTIONS)]
    halves = [[k for row in order for k in row[half]] for half in (slice(0, QUESTIONS // 2), slice(QUESTIONS // 2, None))]
    return kinds, [(padded([ids[k] for k in half]), padded([ends[k] + [SEP] for k in half]), np.array(half)) for half in halves]


class Watched:
    """Held-out pictures with questions: those by which the training is watched, or others."""

    def __init__(self, model, art, tokenizer, number=120, seed=77):
        self.specs, asker = make_specs(args.art, number, seed, held=True), Asker(seed)
        self.composer = Composer(art, self.specs)
        with torch.no_grad():
            self.batches = [(model.vision_model(self.composer.compose(at)).last_hidden_state, *asked(tokenizer, asker, self.specs.labels[at]))
                            for at in np.array_split(np.arange(number), number // PICTURES)]

    @torch.no_grad()
    def look(self, model):
        """How many questions of each kind, and the share answered word for word: each word is the most probable one after those before."""
        found = collections.defaultdict(list)
        for states, kinds, parts in self.batches:
            for _, _, right, numbers in losses_of(model, states, parts):
                for ok, i in zip(right.tolist(), numbers):
                    found[kinds[i]].append(ok)
        found = {"all": [ok for kind in found.values() for ok in kind]} | dict(sorted(found.items()))
        return {kind: [len(ok), round(float(np.mean(ok)), 3)] for kind, ok in found.items()}


def swap(weights, average):
    with torch.no_grad():
        for weight, mean in zip(weights, average):
            kept = weight.clone()
            weight.copy_(mean)
            mean.copy_(kept)


def train(model, tokenizer, specs):
    art = Art(args.art, "cpu", 1)
    pool, asker, watched = Pool(model, art, specs), Asker(3 if args.go_on else 2), Watched(model, art, tokenizer)
    for at in range(0, args.begin, 40):
        pool.add(40, plain=True)
    if args.go_on:
        model.load_state_dict(torch.load(os.path.join(args.out, "ask.pt")))
    else:
        guess(model, tokenizer, pool)
    model.requires_grad_(False)
    for part in (model.text_encoder, model.text_decoder):
        part.requires_grad_(True)
    weights = [w for w in model.parameters() if w.requires_grad]
    best = torch.optim.AdamW([dict(params=[w for w in weights if w.dim() > 1], weight_decay=0.02),
                              dict(params=[w for w in weights if w.dim() < 2], weight_decay=0)],
                             lr=args.rate, betas=(0.9, 0.98), fused=True)
    average, begun, steps, done, mean = [w.detach().clone() for w in weights], time.time(), 0, 0.0, None
    print(f"{sum(w.numel() for w in weights)} weights learn, {pool.known} pictures at first", flush=True)
    while done < 1:
        for group in best.param_groups:
            group["lr"] = args.rate * min(1, (steps + 1) / 150) * max(0.01, 0.5 * (1 + math.cos(math.pi * done)))
        states, labels = pool.batch()
        with torch.autocast("cpu", torch.bfloat16):
            found = losses_of(model, states, asked(tokenizer, asker, labels)[1])
        loss = sum(x for x, *_ in found) / sum(n for _, n, *_ in found)
        best.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        best.step()
        steps, done = steps + 1, (time.time() - begun) / args.seconds
        with torch.no_grad():
            torch._foreach_lerp_(average, [w.detach() for w in weights], 1 - min(0.995, steps / (steps + 20)))
        now = np.array([loss.item(), torch.cat([right for *_, right, _ in found]).float().mean().item()])
        mean = now if mean is None else mean * 0.98 + now * 0.02
        if steps % 50 == 0:
            print(f"{time.time() - begun:.0f} s, {time.process_time():.0f} s of the processor, {steps} steps, {pool.known} pictures: {mean[0]:.3f}, "
                  f"right {mean[1]:.3f}", flush=True)
        if steps % 300 == 0 or done >= 1:
            swap(weights, average)
            print("held out:", json.dumps(watched.look(model)), flush=True)
            torch.save(model.state_dict(), os.path.join(args.out, "ask.pt"))
            if done < 1:
                swap(weights, average)


def save(model):
    model.eval().half().save_pretrained(args.out)
    os.chmod(os.path.join(args.out, "model.safetensors"), 0o644)
    with open(os.path.join(args.out, "preprocessor_config.json"), "w", encoding="utf-8") as file:
        json.dump(dict(image_processor_type="BlipImageProcessor", processor_class="BlipProcessor", do_resize=True,
                       size=dict(height=SIDE, width=SIDE), resample=2,
                       do_rescale=True, rescale_factor=1 / 255, do_normalize=True, do_convert_rgb=True, image_mean=[0.5] * 3, image_std=[0.5] * 3),
                       file, indent=1)


# --- how well it does ---

def examine(number):
    from judge import write_sheet
    from tokenizers import Tokenizer
    from transformers import BlipForQuestionAnswering
    model = BlipForQuestionAnswering.from_pretrained(args.out, dtype=torch.float32).eval()
    tokenizer = Tokenizer.from_file(os.path.join(args.out, "tokenizer.json"))
    watched = Watched(model, Art(args.art, "cpu", 1), tokenizer, number, 4711)
    print(json.dumps(watched.look(model), indent=1))
    pictures, asker, sheet = watched.composer.compose(np.arange(18)), Asker(4), []
    for x, labels in zip(pictures, watched.specs.labels):
        question = asker.ask(Picture(labels))[1].removesuffix(" ?") + "?"
        with torch.no_grad():
            said = model.generate(input_ids=torch.tensor([tokenizer.encode(question).ids]), pixel_values=x[None], max_new_tokens=12)[0]
        sheet.append(f"{question} {tokenizer.decode(said.tolist())}")
    write_sheet(pictures.permute(0, 2, 3, 1).numpy() / 2 + 0.5, sheet, os.path.join(args.out, "samples.png"))


def main():
    os.makedirs(args.out, exist_ok=True)
    torch.set_num_threads(1)
    if args.examine:
        return examine(args.examine)
    torch.manual_seed(2)
    specs = make_specs(args.art, args.specs, 9)
    tokenizer = make_tokenizer(specs.labels[:8000], args.out)
    model = make_model(tokenizer.get_vocab_size())
    take_eyes(model)
    train(model, tokenizer, specs)
    save(model)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("art")
    parser.add_argument("out")
    parser.add_argument("--seconds", type=float, default=2400)
    parser.add_argument("--specs", type=int, default=16000)
    parser.add_argument("--begin", type=int, default=2000, help="pictures at first")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--go-on", action="store_true")
    parser.add_argument("--examine", type=int)
    args = parser.parse_args()
    main()
