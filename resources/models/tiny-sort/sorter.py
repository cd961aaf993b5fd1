#!/usr/bin/env python3
"""sorter.py: trains a small CLIP that sorts drawings into boxes with names, and writes it as a folder of transformers.

    python3 sorter.py ART.npz OUT                    looks, learns, writes OUT
    python3 sorter.py ART.npz OUT --examine 600      how much of what held-out pictures show it finds

ART.npz is what tiny-draw's train.py has made of named emoji art. Needs torch, transformers, tokenizers, numpy, pillow.
The picture side is the encoder of tiny-caption, which stays as it is, and a layer that adds the mean of all its tokens
to the class token: what it sees is kept in OUT/seen.npy, from which that layer's weights and the text side learn.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import copy
import json
import math
import os
import random
import shutil
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path += [os.path.join(HERE, "..", "tiny-draw"), os.path.join(HERE, "..", "tiny-caption")]

from captioner import spoiled
from judge import write_sheet
from pictures import SIDE, Art, Composer, make_specs
from things import COLORS, PLACES, SCENES, THINGS, an
from kinds import KIND_SETS
from texts import NO, PARTLY, YES, box_for, in_sentence, kind_box, sample, thing_box, truth
from train import Ids, make_tokenizer

WIDTH, LAYERS, TOKENS = 256, 5, 32  # LAYERS: those of the captioner
FAR = 128.0  # see from_captioner ()


# --- the network ---

def make_model(vocabulary=2, end=1):
    from transformers import CLIPConfig, CLIPModel
    vision = dict(hidden_size=WIDTH, num_hidden_layers=LAYERS + 1, num_attention_heads=4, intermediate_size=4 * WIDTH, image_size=SIDE,
                  patch_size=8, hidden_act="gelu", layer_norm_eps=1e-6, projection_dim=WIDTH)
    text = dict(hidden_size=192, num_hidden_layers=3, num_attention_heads=3, intermediate_size=768, max_position_embeddings=TOKENS,
                vocab_size=vocabulary, bos_token_id=end - 1, eos_token_id=end, pad_token_id=end, hidden_act="gelu", projection_dim=WIDTH)
    return CLIPModel(CLIPConfig(text_config=text, vision_config=vision, projection_dim=WIDTH))


NAMES = {"layernorm_before": "layer_norm1", "layernorm_after": "layer_norm2", "attention.q_proj": "self_attn.q_proj",
         "attention.k_proj": "self_attn.k_proj", "attention.v_proj": "self_attn.v_proj", "attention.o_proj": "self_attn.out_proj",
         "mlp.fc1": "mlp.fc1", "mlp.fc2": "mlp.fc2"}


def unused_direction(h):
    """Along which tokens (n, WIDTH) differ least, among those that a norm sees; and where they lie on it."""
    h = h.double() - h.double().mean(-1, keepdim=True)
    along = torch.linalg.eigh(torch.cov(h.T)).eigenvectors[:, 1].float()  # the first is the mean of channels
    return along, h.mean(0).float() @ along


def mean_of_all(layer):
    """A layer that looks at all tokens alike and, until it is trained, changes nothing."""
    torch.nn.init.normal_(layer.mlp.fc1.weight, std=WIDTH ** -0.5)
    for weight in (*layer.self_attn.parameters(), layer.mlp.fc1.bias, *layer.mlp.fc2.parameters()):
        weight.zero_()
    layer.self_attn.v_proj.weight.copy_(torch.eye(WIDTH))


@torch.no_grad()
def from_captioner(model, folder, x):
    """Gives the picture side the weights of a ViT. The bias of its patches goes into their positions. CLIP has a norm
    before the first layer, a ViT none: all tokens are moved FAR along a direction in which those of the pictures @x
    hardly differ. Nearly all of their variance is that move, so that the norm divides every token by the same number;
    its weight and bias undo that and the move."""
    from transformers import VisionEncoderDecoderModel
    encoder = VisionEncoderDecoderModel.from_pretrained(folder, dtype=torch.float32).encoder
    along, usual = unused_direction(encoder.embeddings(x).flatten(0, 1))
    vit, own = encoder.state_dict(), {}
    for i in range(LAYERS):
        own.update({f"encoder.layers.{i}.{b}.{kind}": vit[f"layers.{i}.{a}.{kind}"] for a, b in NAMES.items() for kind in ("weight", "bias")})
    own["embeddings.position_embedding.weight"] = vit["embeddings.position_embeddings"][0] + FAR * along
    own["embeddings.position_embedding.weight"][1:] += vit["embeddings.patch_embeddings.projection.bias"]
    own["embeddings.class_embedding"] = vit["embeddings.cls_token"].flatten()
    own["embeddings.patch_embedding.weight"] = vit["embeddings.patch_embeddings.projection.weight"]
    own["pre_layrnorm.weight"] = torch.full((WIDTH,), FAR / WIDTH ** 0.5)
    own["pre_layrnorm.bias"] = (usual - FAR) * along
    last = f"encoder.layers.{LAYERS}."
    for kind in ("weight", "bias"):
        own["post_layernorm." + kind] = own[last + "layer_norm1." + kind] = vit["layernorm." + kind]
    found = model.vision_model.load_state_dict({name: w.half().float() for name, w in own.items()}, strict=False)
    assert not found.unexpected_keys and all("position_ids" in name or name.startswith(last) for name in found.missing_keys), found
    mean_of_all(model.vision_model.encoder.layers[-1])


@torch.no_grad()
def seen(model, x):
    """Of pictures @x what the last layer works with: (pictures, 2, WIDTH), the class token and the mean of all, normed."""
    eyes = model.vision_model
    with torch.autocast("cpu", torch.bfloat16):
        h = eyes.pre_layrnorm(eyes.embeddings(x))
        for layer in eyes.encoder.layers[:-1]:
            h = layer(h, None)
            h = h[0] if isinstance(h, tuple) else h
        return torch.stack([h[:, 0].float(), eyes.encoder.layers[-1].layer_norm1(h).float().mean(1)], 1)


# --- looking ---

class Feed:
    """Three of eight pictures as they are drawn, the others moved and turned; some of both spoiled."""

    def __init__(self, art, specs):
        self.plain, self.jitter = Composer(art, specs), Composer(art, specs, jitter=True, seed=5)

    def __call__(self, at):
        plain = 3 * len(at) // 8
        x = torch.cat([self.plain.compose(at[:plain]), self.jitter.compose(at[plain:])])
        for part in (slice(0, plain // 4), slice(plain, plain + len(at) // 7)):
            x[part] = spoiled(x[part])
        return x


def look(model, specs, path, chunk=64):
    feed, out = Feed(Art(args.art, "cpu"), specs), []
    for start in range(0, len(specs), chunk):
        out.append(seen(model, feed(np.arange(start, min(start + chunk, len(specs))))).numpy())
        if start // chunk % 25 == 0:
            print(f"{start} pictures looked at", flush=True)
    np.save(path, np.concatenate(out))


# --- learning ---

def see(model, h):
    """The directions of pictures of which seen () is @h."""
    layer = model.vision_model.encoder.layers[-1]
    x = h[:, 0] + layer.self_attn.out_proj(h[:, 1])
    x = x + layer.mlp(layer.layer_norm2(x))
    return F.normalize(model.visual_projection(model.vision_model.post_layernorm(x)), dim=-1)


def read(model, ids, end):
    """The directions of texts; short and long ones apart, so that little is computed for nothing."""
    lengths = (ids != end).sum(1) + 1
    out = torch.empty(len(ids), WIDTH)
    for part in lengths.argsort().chunk(4):
        found = model.text_model(input_ids=ids[part, :int(lengths[part].max())]).pooler_output
        out[part] = F.normalize(model.text_projection(found).float(), dim=-1)
    return out


def apart(scores, level):
    """What is true must beat what is not, each by itself, and counts the more the fewer it is true of; what tells how
    many there are must beat what does not. @scores, @level: (pictures, texts)."""
    bottom = torch.tensor(-1e4)
    false = torch.where(level == NO, scores, bottom).logsumexp(1, keepdim=True)
    partly = torch.where((level == NO) | (level == PARTLY), scores, bottom).logsumexp(1, keepdim=True)
    loss = F.softplus(torch.where(level == YES, partly, false) - scores)
    true = (level >= PARTLY).float()
    weight = true / true.sum(0, keepdim=True).clamp(min=1) ** args.rare
    return ((loss * weight).sum(1) / weight.sum(1).clamp(min=1e-6)).sum() / (true.sum(1) > 0).sum().clamp(min=1)


class Shelf:
    """Pictures already looked at, in a new order each time round; and texts: some true of them, some of things, one of
    each kind, others."""

    def __init__(self, specs):
        self.labels, self.seen = specs.labels[:args.pictures], torch.from_numpy(np.load(os.path.join(args.out, "seen.npy")))
        self.rng, self.r, self.order = np.random.default_rng(1), random.Random(1), np.zeros(0, np.int64)
        self.ids = Ids(args.out)

    def boxes(self, labels):
        fitting = [box_for(self.r, one.tolist()) for one in labels[:args.fitting]]
        things = [in_sentence(self.r, thing_box(self.r, thing)) for thing in self.r.sample(range(len(THINGS)), args.things)]
        kinds = [in_sentence(self.r, kind_box(self.r, kind)) for kind in range(len(KIND_SETS))]
        return fitting + things + kinds + [box_for(self.r) for _ in range(args.others)]

    def __call__(self):
        if len(self.order) < args.batch:
            self.order = self.rng.permutation(len(self.labels))
        at, self.order = self.order[:args.batch], self.order[args.batch:]
        labels = self.labels[at]
        boxes = self.boxes(labels)
        ids = torch.from_numpy(self.ids([box.text for box in boxes]).astype(np.int64))
        return self.seen[at], ids, torch.from_numpy(truth(boxes, labels)).T


def train(model, shelf, tell):
    end = shelf.ids.size - 1
    model.requires_grad_(False)
    eyes = model.vision_model
    last = eyes.encoder.layers[-1]
    for part in (last.self_attn.out_proj, last.layer_norm2, last.mlp, eyes.post_layernorm, model.visual_projection, model.text_model,
                 model.text_projection):
        part.requires_grad_(True)
    model.logit_scale.requires_grad_(True)
    average = copy.deepcopy(model)
    averages = [dict(average.named_parameters())[name] for name, w in model.named_parameters() if w.requires_grad]
    weights = [w for w in model.parameters() if w.requires_grad]
    best = torch.optim.AdamW([dict(params=[w for w in weights if (w.dim() > 1) == matrices], weight_decay=0.05 * matrices)
                              for matrices in (True, False)],
                             betas=(0.9, 0.98), fused=True)
    begun, step, done, mean = time.time(), 0, 0.0, None
    while done < 1:
        for group in best.param_groups:
            group["lr"] = args.rate * min(1, (step + 1) / 60) * max(0.02, 0.5 * (1 + math.cos(math.pi * done)))
        h, ids, level = shelf()
        with torch.autocast("cpu", torch.bfloat16):
            texts = read(model, ids, end)
        scores = model.logit_scale.exp() * see(model, h) @ texts.T
        loss = apart(scores, level), apart(scores.T, level.T.clamp(max=PARTLY))
        best.zero_grad()
        (loss[0] + 0.4 * loss[1]).backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        best.step()
        step, done = step + 1, (time.time() - begun) / args.seconds
        with torch.no_grad():
            model.logit_scale.clamp_(max=math.log(100))
            torch._foreach_lerp_(averages, weights, 1 - min(0.995, step / (step + 20)))
        now = np.array([x.item() for x in loss])
        mean = now if mean is None else 0.97 * mean + 0.03 * now
        if step % 50 == 0:
            tell(step, mean, average)
    return average.requires_grad_(False)


# --- how well it does ---

TEMPLATE = "This is a photo of {}."
BOXES = ["an animal", "a vehicle", "something to eat or drink", "a plant", "something to wear", "a musical instrument", "something in the sky",
         "a building"]


def questions():
    """What is asked: names to choose from, and of a picture's labels which of them are right."""
    things = [an(names.split("|")[0].split("/")[0]) for _, names, *_ in THINGS]
    places = [SCENES[place][0][0] if place in SCENES else f"on {an(place)} background" for place in PLACES]
    boxes = [next(right for one, _, right, _ in KIND_SETS if box in one) for box in BOXES]
    sorted_by = [{k for k, right in enumerate(boxes) if thing in right} for thing in range(len(THINGS))]
    kinds = [{k for k, (_, _, right, _) in enumerate(KIND_SETS) if thing in right} for thing in range(len(THINGS))]
    return {"thing": (things, lambda x: {x[0], x[2] - 1}), "colour": (list(COLORS), lambda x: {x[1] - 1, x[3] - 1} - {-1}),
            "place": (places, lambda x: {x[6]}), "number": (["one thing", "two things", "three things"], lambda x: {1 if x[2] else x[5]}),
            "box": (BOXES, lambda x: sorted_by[x[0]] | (sorted_by[x[2] - 1] if x[2] else set())),
            "kind": ([one[0] for one, *_ in KIND_SETS], lambda x: kinds[x[0]] | (kinds[x[2] - 1] if x[2] else set()))}


def figures(pictures, read_texts, labels, template=TEMPLATE):
    """Of each question: how many pictures' first answers are right, of those of one kind of thing, of those of two."""
    out, two = {}, labels[:, 2] > 0
    for name, (names, right_of) in questions().items():
        found = (pictures @ read_texts([template.format(x) for x in names]).T).argmax(1).tolist()
        right = [right_of(x) for x in labels.tolist()]
        asked = np.array([len(x) > 0 for x in right])
        ok = np.array([a in b for a, b in zip(found, right)])
        out[name] = [round(float(ok[asked & part].mean()), 3) for part in (np.ones_like(two), ~two, two)]
    return out


def save(model):
    model.eval().half().save_pretrained(args.out)
    os.chmod(os.path.join(args.out, "model.safetensors"), 0o644)
    with open(os.path.join(args.out, "preprocessor_config.json"), "w", encoding="utf-8") as file:
        json.dump(dict(image_processor_type="CLIPImageProcessor", do_resize=True, size=dict(height=SIDE, width=SIDE), resample=2,
        do_center_crop=False,
                       do_convert_rgb=True, do_rescale=True, rescale_factor=1 / 255, do_normalize=True,
                       image_mean=[0.5] * 3, image_std=[0.5] * 3), file, indent=1)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(os.path.join(args.out, "tokenizer", name), args.out)


@torch.no_grad()
def examine(number):
    from transformers import AutoTokenizer, CLIPModel
    model = CLIPModel.from_pretrained(args.out, dtype=torch.float32).eval()
    tokenizer = AutoTokenizer.from_pretrained(args.out)
    specs = make_specs(args.art, number, 4711, held=True)
    composer = Composer(Art(args.art, "cpu"), specs)
    x = torch.cat([composer.compose(at) for at in np.array_split(np.arange(number), -(-number // 50))])

    def directions(found):
        return F.normalize(getattr(found, "pooler_output", found), dim=-1)

    def read_texts(texts):
        return directions(model.get_text_features(**tokenizer(texts, padding=True, return_tensors="pt")))

    pictures = torch.cat([directions(model.get_image_features(pixel_values=part)) for part in x.split(50)])
    print("of all, of those that show one kind of thing, of those that show two:")
    for template in (TEMPLATE, "{}"):
        print(json.dumps({template: figures(pictures, read_texts, specs.labels, template)}))
    boxes = ["an animal", "a vehicle", "something to eat or drink", "a plant", "something to wear", "a musical instrument",
    "something in the sky", "a building"]
    found = (pictures[:18] @ read_texts([TEMPLATE.format(box) for box in boxes]).T * model.logit_scale.exp()).softmax(1)
    said = [f"{BOXES[int(row.argmax())]} {float(row.max()):.0%}" for row in found]
    write_sheet(x[:18].permute(0, 2, 3, 1).numpy() / 2 + 0.5, said, os.path.join(args.out, "samples.png"))


def main():
    os.makedirs(args.out, exist_ok=True)
    if args.examine:
        return examine(args.examine)
    torch.set_num_threads(1)
    torch.manual_seed(3)
    if not os.path.exists(os.path.join(args.out, "tokenizer", "tokenizer.json")):
        make_tokenizer(sample(60000, 1), args.out)
    size, specs = Ids(args.out).size, make_specs(args.art, args.pictures, 31)
    model = make_model(size, size - 1)
    from_captioner(model, args.eyes_of, Composer(Art(args.art, "cpu"), specs).compose(np.arange(128)))
    if not os.path.exists(os.path.join(args.out, "seen.npy")):
        look(model, specs, os.path.join(args.out, "seen.npy"))
    save(train(model, Shelf(specs), lambda step, loss, _: print(step, loss.round(3), flush=True)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("art")
    parser.add_argument("out")
    parser.add_argument("--eyes-of", default=os.path.join(HERE, "..", "tiny-caption"))
    parser.add_argument("--pictures", type=int, default=20000)
    parser.add_argument("--seconds", type=float, default=2400)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--fitting", type=int, default=60, help="texts of a step that are true of one of its pictures at least")
    parser.add_argument("--things", type=int, default=80, help="names of things")
    parser.add_argument("--others", type=int, default=30, help="and whatever they are true of")
    parser.add_argument("--rare", type=float, default=0.25, help="how much more a text counts that is true of few pictures: 0 not at all")
    parser.add_argument("--examine", type=int)
    args = parser.parse_args()
    main()
