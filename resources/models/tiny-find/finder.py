#!/usr/bin/env python3
"""finder.py: trains a small network that finds the things in a drawing, and writes it as a folder of transformers.

    python3 finder.py ART.npz OUT [--seconds N]       trains, then writes OUT
    python3 finder.py ART.npz OUT --examine 300       how much it finds in held-out pictures, and how exactly

ART.npz is what tiny-draw's train.py has made of named emoji art. Needs torch, transformers, scipy, numpy, pillow.

The network is YOLOS: a vision transformer in which some tokens ask instead of showing a part of the picture, and each of
them answers with a name and a box. It begins with the eyes of tiny-caption, and with askers that are like patches
at sixteen places. While it learns, each patch too has to say with the same two heads what it belongs to and where the
whole of that lies; that is what makes the askers, which learn only from the few things that fall to them, quick.
The last layer is computed for the askers alone.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import json
import math
import os
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from scipy.optimize import linear_sum_assignment

from boxes import MOST, NAMES, SIDE, Painter, spoiled
from pictures import Art

NOTHING = len(NAMES)
WIDTH, LAYERS, PATCH = 256, 6, 8
ACROSS = SIDE // PATCH
ASKERS = 4  # across and down
BATCH = 16
SOME = 110  # patches of 196 that are looked at in the first part


# --- the network ---

def make_model():
    from transformers import YolosConfig, YolosForObjectDetection
    return YolosForObjectDetection(YolosConfig(
        hidden_size=WIDTH, num_hidden_layers=LAYERS, num_attention_heads=4, intermediate_size=4 * WIDTH, image_size=[SIDE, SIDE], patch_size=PATCH,
        num_detection_tokens=ASKERS ** 2, use_mid_position_embeddings=True, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
        id2label=dict(enumerate(NAMES)), label2id={name: i for i, name in enumerate(NAMES)}))


def grid(n):
    """The middles of n x n squares, (x, y) in 0…1."""
    at = (torch.arange(n) + 0.5) / n
    return torch.stack(torch.meshgrid(at, at, indexing="xy"), -1).flatten(0, 1)


@torch.no_grad()
def tell_places(model):
    """Adds to all positions, those between the layers too, what says plainly where something is: the captioner did not need to know."""
    at = torch.cat([grid(ACROSS), grid(ASKERS)])
    waves = [f(math.pi * k * at) for k in (1, 2, 4) for f in (torch.sin, torch.cos)]
    known = torch.cat([2 * (2 * at - 1), *waves], 1) @ torch.randn(14, WIDTH)
    known *= 1.5 / known.norm(dim=1).mean()
    model.vit.embeddings.position_embeddings[:, 1:] += known
    between = model.vit.encoder.interpolation.mid_position_embeddings
    between.zero_()
    between[:, :, 1:] = known


def take_layer(to, layer):
    inner = to.attention.attention
    pairs = ((inner.query, layer.attention.q_proj), (inner.key, layer.attention.k_proj), (inner.value, layer.attention.v_proj),
             (to.attention.output.dense, layer.attention.o_proj), (to.intermediate.dense, layer.mlp.fc1), (to.output.dense, layer.mlp.fc2),
             (to.layernorm_before, layer.layernorm_before), (to.layernorm_after, layer.layernorm_after))
    for a, b in pairs:
        a.load_state_dict(b.state_dict())


@torch.no_grad()
def take_eyes(model, folder, pictures):
    """Those of the captioner in @folder. The layer that it does not have changes nothing at first."""
    from transformers import VisionEncoderDecoderModel
    eyes = VisionEncoderDecoderModel.from_pretrained(folder, dtype=torch.float32).encoder
    to, old = model.vit.embeddings, eyes.embeddings
    to.cls_token.copy_(old.cls_token)
    to.patch_embeddings.projection.load_state_dict(old.patch_embeddings.projection.state_dict())
    places = old.position_embeddings[:, 1:].transpose(1, 2).unflatten(2, (12, 12))
    at = [F.interpolate(places, size=n, mode="bicubic", align_corners=False).flatten(2).transpose(1, 2) for n in (ACROSS, ASKERS)]
    to.position_embeddings.copy_(torch.cat([old.position_embeddings[:, :1], *at], 1))
    to.detection_tokens.copy_(to.patch_embeddings(pictures).mean((0, 1)) + 0.02 * torch.randn(1, 1, WIDTH))
    for i, layer in enumerate(model.vit.encoder.layer):
        take_layer(layer, eyes.layers[min(i, len(eyes.layers) - 1)])
    for last in (layer.attention.output.dense, layer.output.dense):
        last.weight.zero_()
        last.bias.zero_()
    model.vit.layernorm.load_state_dict(eyes.layernorm.state_dict())
    for head in (model.class_labels_classifier, model.bbox_predictor):
        for hidden in head.layers[:-1]:
            torch.nn.init.kaiming_normal_(hidden.weight)
    tell_places(model)


def attend(layer, h, askers):
    """A layer's work; for the last @askers alone if that is a number."""
    part = h if askers is None else h[:, -askers:]
    inner, normed = layer.attention.attention, layer.layernorm_before(h)
    split = lambda x: x.unflatten(2, (4, -1)).transpose(1, 2)
    q, k, v = inner.query(normed if askers is None else normed[:, -askers:]), inner.key(normed), inner.value(normed)
    seen = F.scaled_dot_product_attention(split(q), split(k), split(v)).transpose(1, 2).flatten(2)
    part = part + layer.attention.output.dense(seen)
    return part + layer.output.dense(F.gelu(layer.intermediate.dense(layer.layernorm_after(part))))


def look(model, x, kept):
    """(what the kept patches say, what the askers say one layer before the end, what they say): names and boxes of each."""
    e, n = model.vit.embeddings, ASKERS ** 2
    positions = e.position_embeddings
    patches = e.patch_embeddings(x) + positions[:, 1:-n]
    if kept is not None:
        patches = patches.gather(1, kept[..., None].expand(-1, -1, WIDTH))
        rows = torch.cat([torch.zeros(len(x), 1, dtype=torch.int64), kept + 1, torch.arange(1 + ACROSS ** 2, 1 + ACROSS ** 2 + n).expand(len(x), -1)], 1)
    first, asking = e.cls_token + positions[:, :1], e.detection_tokens + positions[:, -n:]
    h = torch.cat([first.expand(len(x), -1, -1), patches, asking.expand(len(x), -1, -1)], 1)
    for layer, between in zip(model.vit.encoder.layer[:-1], model.vit.encoder.interpolation.mid_position_embeddings):
        h = attend(layer, h, None) + (between if kept is None else between[0][rows])
    middle = model.vit.layernorm(h[:, 1:])
    last = model.vit.layernorm(attend(model.vit.encoder.layer[-1], h, n))
    all_three = torch.cat([middle, last], 1)
    names, boxes = model.class_labels_classifier(all_three).float(), model.bbox_predictor(all_three).float().sigmoid()
    sizes = (middle.shape[1] - n, n, n)
    return list(zip(names.split(sizes, 1), boxes.split(sizes, 1)))


# --- what it should have said ---

def corners(box):
    return torch.cat([box[..., :2] - box[..., 2:] / 2, box[..., :2] + box[..., 2:] / 2], -1)


def middles(box):
    return torch.cat([(box[..., :2] + box[..., 2:]) / 2, box[..., 2:] - box[..., :2]], -1)


def overlap(a, b):
    """(intersection over union, the same less what the hull of both wastes) of boxes given by corners."""
    low, high = torch.maximum(a[..., :2], b[..., :2]), torch.minimum(a[..., 2:], b[..., 2:])
    both = (high - low).clamp(min=0).prod(-1)
    union = (a[..., 2:] - a[..., :2]).clamp(min=0).prod(-1) + (b[..., 2:] - b[..., :2]).clamp(min=0).prod(-1) - both
    hull = (torch.maximum(a[..., 2:], b[..., 2:]) - torch.minimum(a[..., :2], b[..., :2])).prod(-1)
    iou = both / union.clamp(min=1e-6)
    return iou, iou - (hull - union) / hull.clamp(min=1e-6)


PLACES_OF_ASKERS = grid(ASKERS)


@torch.no_grad()
def assign(names, boxes, things, truth, near):
    """Which asker is to find which thing: (askers, things). The nearer to its place, and the better it does so already."""
    middle = middles(truth)
    far = torch.cdist(PLACES_OF_ASKERS, middle[:, :2])
    wrong = -names.softmax(-1)[:, things]
    apart = torch.cdist(boxes, middle, p=1)
    cost = near * far + wrong + 2 * apart - overlap(corners(boxes)[:, None], truth[None])[1]
    return linear_sum_assignment(cost.numpy())


def box_loss(boxes, truth):
    return (5 * (boxes - middles(truth)).abs().sum(-1) + 2 * (1 - overlap(corners(boxes), truth)[1])).sum()


def askers_loss(said, pictures, near, matches=None):
    """The names' and the boxes' loss, and who found what."""
    names, boxes = said
    wanted = torch.full(names.shape[:2], NOTHING)
    made = matches or [assign(a, b, things, truth, near) for a, b, (*_, things, truth) in zip(names, boxes, pictures)]
    found = sum(box_loss(boxes[i][who], pictures[i][3][what]) for i, (who, what) in enumerate(made))
    for i, (who, what) in enumerate(made):
        wanted[i, who] = pictures[i][2][what]
    weight = torch.ones(NOTHING + 1)
    weight[-1] = args.nothing
    number = max(1, sum(len(who) for who, _ in made))
    return F.cross_entropy(names.flatten(0, 1), wanted.flatten(), weight=weight), found / number, made


def patches_loss(said, pictures, kept):
    """Each patch belongs to what covers most of it; one that is covered by a quarter to a half says nothing of its name."""
    names, boxes = said
    wanted = torch.full((len(pictures), ACROSS ** 2), NOTHING)
    truth = torch.zeros(len(pictures), ACROSS ** 2, 4)
    for i, (_, owner, things, box) in enumerate(pictures):
        if not len(things):
            continue
        shares = F.one_hot(owner + 1, len(things) + 1)[..., 1:].unflatten(0, (ACROSS, PATCH)).unflatten(2, (ACROSS, PATCH)).float().mean((1, 3))
        most, which = shares.flatten(0, 1).max(-1)
        wanted[i] = torch.where(most > 0.5, things[which], torch.where(most > 0.25, -100, NOTHING))
        truth[i] = box[which]
    if kept is not None:
        wanted, truth = wanted.gather(1, kept), truth.gather(1, kept[..., None].expand(-1, -1, 4))
    on = (wanted != NOTHING) & (wanted >= 0)
    weight = torch.ones(NOTHING + 1)
    weight[-1] = 0.3
    return F.cross_entropy(names.flatten(0, 1), wanted.flatten(), weight=weight, ignore_index=-100), box_loss(boxes[on], truth[on]) / max(1, on.sum())


# --- training ---

def begin(model, painter):
    """The two heads alone, on what the eyes make of patches already."""
    heads = [*model.class_labels_classifier.parameters(), *model.bbox_predictor.parameters()]
    best = torch.optim.AdamW(heads, lr=1.5e-3, weight_decay=0.01, fused=True)
    model.vit.requires_grad_(False)
    for step in range(args.first):
        pictures = [painter.paint() for _ in range(BATCH)]
        with torch.autocast("cpu", torch.bfloat16):
            patches, *_ = look(model, torch.stack([p[0] for p in pictures]), None)
        name, box = patches_loss(patches, pictures, None)
        best.zero_grad()
        (name + 0.5 * box).backward()
        best.step()
        if step % 20 == 19:
            print(f"{time.strftime('%H:%M:%S')} cpu {time.process_time():.0f} first {step + 1}: {name.item():.2f} {box.item():.2f}", flush=True)
    model.vit.requires_grad_(True)


class Average:
    """The running average of weights."""

    def __init__(self, model):
        self.weights = list(model.parameters())
        self.mean = [w.detach().clone() for w in self.weights]

    @torch.no_grad()
    def add(self, step):
        torch._foreach_lerp_(self.mean, [w.detach() for w in self.weights], 1 - min(0.99, step / (step + 20)))

    @torch.no_grad()
    def swap(self):
        for weight, mean in zip(self.weights, self.mean):
            kept = weight.clone()
            weight.copy_(mean)
            mean.copy_(kept)


def groups(model):
    """The eyes learn more slowly than what is new."""
    new = [w for name, w in model.named_parameters() if "detection_tokens" in name or "classifier" in name or "predictor" in name
           or f"layer.{LAYERS - 1}." in name]
    ids = {id(w) for w in new}
    old = [w for w in model.parameters() if id(w) not in ids]
    return [dict(params=[w for w in part if (w.dim() == 2) == matrices], share=share, weight_decay=0.02 * matrices)
            for part, share in ((old, 0.6), (new, 1.5)) for matrices in (True, False)]


def step_loss(model, pictures, done):
    x = torch.stack([p[0] for p in pictures])
    x[:5] = spoiled(x[:5])
    kept = torch.rand(len(x), ACROSS ** 2).argsort(1)[:, :SOME] if done < args.part else None
    with torch.autocast("cpu", torch.bfloat16):
        patches, before, last = look(model, x, kept)
    near = 3 * (1 - done) + 0.5
    name, box, who = askers_loss(last, pictures, near)
    name2, box2, _ = askers_loss(before, pictures, near, who)
    name3, box3 = patches_loss(patches, pictures, kept)
    return 2 * name + box + name2 + 0.5 * box2 + (1 - 0.6 * done) * (name3 + 0.5 * box3), (name, box, name2, box2, name3, box3)


def train(model, painter, held):
    best, average = torch.optim.AdamW(groups(model), lr=args.rate, betas=(0.9, 0.99), fused=True), Average(model)
    begun, step, done, told, seen = time.time(), 0, 0.0, time.time(), None
    while done < 1:
        for group in best.param_groups:
            group["lr"] = group["share"] * args.rate * min(1, (step + 1) / 60) * max(0.01, 0.5 * (1 + math.cos(math.pi * done)))
        loss, parts = step_loss(model, [painter.paint() for _ in range(BATCH)], done)
        best.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        best.step()
        step, done = step + 1, (time.time() - begun) / args.seconds
        average.add(step)
        parts = np.array([p.item() for p in parts])
        seen = parts if seen is None else 0.97 * seen + 0.03 * parts
        if time.time() - told > 180 or step == 20:
            told = time.time()
            average.swap()
            torch.save(model.state_dict(), os.path.join(args.out, "find.pt"))
            print(f"{time.strftime('%H:%M:%S')} cpu {time.process_time():.0f} step {step}, {done:.2f}: {seen.round(2).tolist()} {measure(model, held)}", flush=True)
            average.swap()
    average.swap()
    torch.save(model.state_dict(), os.path.join(args.out, "find.pt"))


def save(model):
    model.eval().half().save_pretrained(args.out)
    os.chmod(os.path.join(args.out, "model.safetensors"), 0o644)
    with open(os.path.join(args.out, "preprocessor_config.json"), "w", encoding="utf-8") as file:
        json.dump(dict(image_processor_type="YolosImageProcessor", format="coco_detection", do_resize=True, size=dict(height=SIDE, width=SIDE), resample=2,
                       do_rescale=True, rescale_factor=1 / 255, do_normalize=True, image_mean=[0.5] * 3, image_std=[0.5] * 3, do_pad=False), file, indent=1)


# --- how well it does ---

@torch.no_grad()
def find(model, x, sure=0.5):
    """For each picture (score, name, corners) of what is found, best first."""
    said = model(pixel_values=x)
    score, name = said.logits.softmax(-1)[..., :-1].max(-1)
    found = []
    for s, n, b in zip(score, name, corners(said.pred_boxes)):
        order = s.argsort(descending=True)
        found.append([(s[i].item(), n[i].item(), b[i]) for i in order if s[i] > sure])
    return found


def compare(found, things, truth, named=True):
    """The overlaps of what was found with what it is, best answers first; and how many answers are wrong."""
    left, good, wrong = set(range(len(things))), [], 0
    for _, name, box in found:
        fit = max(((overlap(box, truth[i])[0].item(), i) for i in left if not named or things[i] == name), default=(0, 0))
        if fit[0] >= 0.5:
            good.append(fit[0])
            left.discard(fit[1])
        else:
            wrong += 1
    return good, wrong


def measure(model, pictures, sure=0.5):
    found = [f for part in torch.stack([p[0] for p in pictures]).split(50) for f in find(model, part, sure)]
    told = {}
    for key, named in (("", True), ("_any_name", False)):
        pairs = [compare(f, things, truth, named) for f, (*_, things, truth) in zip(found, pictures)]
        good, wrong = [x for g, _ in pairs for x in g], sum(w for _, w in pairs)
        all_things = sum(len(p[2]) for p in pictures)
        told |= {"found" + key: round(len(good) / all_things, 3), "wrong" + key: round(wrong / max(1, wrong + len(good)), 3)}
        if named:
            told["overlap"] = round(float(np.mean(good)) if good else 0, 3)
            told["whole"] = round(float(np.mean([w == 0 and len(g) == len(p[2]) for (g, w), p in zip(pairs, pictures)])), 3)
    return told


def sheet(model, pictures, path):
    """Pictures that nobody chose, with what was found."""
    from PIL import Image, ImageDraw
    big, across = 3 * SIDE, 6
    out = Image.new("RGB", (across * big, -(-len(pictures) // across) * big))
    for i, (found, p) in enumerate(zip(find(model, torch.stack([p[0] for p in pictures])), pictures)):
        image = Image.fromarray(((p[0].permute(1, 2, 0) / 2 + 0.5) * 255).round().byte().numpy()).resize((big, big), Image.LANCZOS)
        pen = ImageDraw.Draw(image)
        for score, name, box in found:
            x0, y0, x1, y1 = ((box * big).round().int().clamp(1, big - 2)).tolist()
            pen.rectangle((x0, y0, x1, y1), outline=(200, 30, 60), width=2)
            words = f"{NAMES[name]} {score:.0%}"
            pen.rectangle((x0, y0, x0 + pen.textlength(words) + 6, y0 + 13), fill=(200, 30, 60))
            pen.text((x0 + 3, y0 + 1), words, fill=(255, 255, 255))
        out.paste(image, (i % across * big, i // across * big))
    out.resize((out.width // 2, out.height // 2), Image.LANCZOS).save(path, optimize=True)


def examine(number):
    from transformers import YolosForObjectDetection
    model = YolosForObjectDetection.from_pretrained(args.out, dtype=torch.float32).eval()
    painter = Painter(Art(args.art, "cpu"), 4711, held=True, jitter=args.jitter)
    pictures = [painter.paint() for _ in range(number)]
    print(json.dumps(measure(model, pictures)))
    for n in range(1, MOST + 1):
        some = [p for p in pictures if len(p[2]) == n]
        print(n, "things in", len(some), json.dumps(measure(model, some)))
    for sure in (0.3, 0.7, 0.9):
        print("surer than", sure, json.dumps(measure(model, pictures, sure)))
    sheet(model, pictures[:18], os.path.join(args.out, "samples.png"))


def main():
    os.makedirs(args.out, exist_ok=True)
    torch.set_num_threads(1)
    if args.examine:
        return examine(args.examine)
    torch.manual_seed(23)
    art, model = Art(args.art, "cpu"), make_model()
    held = Painter(art, 77, held=True)
    held = [held.paint() for _ in range(100)]
    painter = Painter(art, int(time.time()))
    if args.go_on:
        model.load_state_dict(torch.load(args.go_on))
    else:
        take_eyes(model, args.eyes, torch.stack([painter.paint()[0] for _ in range(20)]))
        begin(model, painter)
    train(model, painter, held)
    save(model)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("art")
    parser.add_argument("out")
    parser.add_argument("--eyes", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tiny-caption"), help="the captioner's folder")
    parser.add_argument("--go-on", help="a find.pt to train on with")
    parser.add_argument("--seconds", type=float, default=2400)
    parser.add_argument("--first", type=int, default=120, help="steps of the heads alone")
    parser.add_argument("--part", type=float, default=0.5, help="how long only some patches are looked at")
    parser.add_argument("--nothing", type=float, default=0.5, help="how much it counts that an asker is to find nothing")
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--examine", type=int)
    parser.add_argument("--jitter", action="store_true", help="examine turned, stretched, mirrored things")
    args = parser.parse_args()
    main()
