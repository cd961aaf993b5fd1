"""guess.py: a first guess at the weights of what reads the question and of what answers, made in seconds.

What a patch shows can be told from its state by one matrix, nearly: the thing three times of four, the colour nearly always.
That matrix, and the places of words between which it tells, are where the training of the networks begins. 
SPDX-License-Identifier: GPL-3.0-or-later
"""
import numpy as np
import torch
import torch.nn.functional as F

from pictures import SIDE
from questions import ALL, ANSWERS, BEHIND, PLURALS
from things import COLOR_NAMES, PLACES

ACROSS = SIDE // 8  # patches
THING, COLOR, PLACE = 0, len(ANSWERS), len(ANSWERS) + len(COLOR_NAMES)  # where the classes begin
CLASSES = PLACE + len(PLACES)


class Spots:
    """What is at each patch of the first pictures, in classes: of things, of colours, of places; -100 where there is none."""

    def __init__(self, specs, at):
        middle = (np.arange(ACROSS) + 0.5) / ACROSS
        y, x = (part.ravel() for part in np.meshgrid(middle, middle, indexing="ij"))
        found = np.full((3, len(at), ACROSS ** 2), -100)
        for row, i in enumerate(at):
            thing, color, other, its, *_, place = specs.labels[i]
            ground = np.ones(ACROSS ** 2, bool)
            for slot in range(specs.count[i]):
                cx, cy, size = specs.box[i, slot]
                far = ((x - cx) ** 2 + (y - cy) ** 2) ** 0.5 / size
                found[0, row, far < 0.42] = specs.thing[i, slot]
                found[1, row, far < 0.42] = (its if other and slot else color) or -100
                ground &= far > 0.6
            found[2, row, ground] = place
        self.things, self.colors, self.places = torch.from_numpy(found)
        self.labels = torch.from_numpy(specs.labels[at])

    def loss(self, at, patch, logits, whole):
        """@logits at @patch of pictures @at; @whole of the state that stands for all of a picture."""
        parts = ((self.things, 1.0, THING, COLOR), (self.colors, 0.5, COLOR, PLACE), (self.places, 0.3, PLACE, CLASSES))
        loss = sum(share * F.cross_entropy(logits[:, begin:end], spots[at, patch]) for spots, share, begin, end in parts)
        thing, other = self.labels[at[:len(whole)], 0], self.labels[at[:len(whole)], 2] - 1
        shares = whole[:, :COLOR].log_softmax(-1)
        second = shares.gather(1, other.clamp(min=0)[:, None])[:, 0] * (other >= 0)
        return loss - shares.gather(1, thing[:, None]).mean() - second.mean()


def sense(pool, steps=1500):
    """One matrix from the states to where words lie, and where those lie, learned together in seconds: what is at a patch."""
    width, states, spots = pool.states.shape[-1], torch.from_numpy(pool.states[:pool.known]), Spots(pool.specs, pool.order[:pool.known])
    words, turn, more = (torch.nn.Parameter(torch.randn(*shape) * share) for shape,
                         share in (((CLASSES, width), 0.06), ((width, width), 0.06), ((width,), 0.0)))
    best = torch.optim.AdamW([words, turn, more], lr=5e-3, weight_decay=0.02)
    for step in range(steps):
        best.param_groups[0]["lr"] = 5e-3 * (1 - step / steps)
        at, patch = torch.randint(0, len(states), (512,)), torch.randint(0, ACROSS ** 2, (512,))
        logits = (torch.cat([states[at, patch + 1], states[at[:200], 0]]).float() @ turn + more) @ words.T
        loss = spots.loss(at, patch, logits[:512], logits[512:])
        best.zero_grad()
        loss.backward()
        best.step()
    print(f"the first guess: {loss.item():.2f}", flush=True)
    return words.detach(), turn.detach(), more.detach()


def place_words(table, words, tokenizer):
    """The embeddings of words begin where those lie that mean the same."""
    def put(text, row):
        ids = [i for i in tokenizer.encode(text, add_special_tokens=False).ids if i not in taken]
        if ids:
            taken.add(ids[0])
            table[ids[0]] = F.layer_norm(row, row.shape) * 0.04 + 0.008 * torch.randn_like(row)

    taken = set()
    for names in zip(*(ANSWERS, *([x[0] for x in texts] for texts in (ALL, PLURALS)))):
        for name in sorted(set(names), key=len):
            put(name, words[THING + ANSWERS.index(names[0])])
    for thing, (names, plurals) in enumerate(zip(ALL, PLURALS)):
        for name in names + plurals:
            put(name, words[THING + thing])
    for i, color in enumerate(COLOR_NAMES[1:], 1):
        put(color, words[COLOR + i])
    for i, place in enumerate(PLACES):
        if place in BEHIND:
            put(BEHIND[place].split()[-1], words[PLACE + i])


@torch.no_grad()
def guess(model, tokenizer, pool):
    """Words begin by looking where in the picture they are, and taking from there what is there; answers by repeating."""
    with torch.enable_grad():
        words, turn, more = sense(pool)
    encoder, body, same = model.text_encoder, model.text_decoder.bert, torch.eye(len(more))
    place_words(encoder.embeddings.word_embeddings.weight, words, tokenizer)
    body.embeddings.word_embeddings.weight.copy_(encoder.embeddings.word_embeddings.weight)
    for l in encoder.encoder.layer:
        for part in (l.crossattention.self.key, l.crossattention.self.value):
            part.weight.copy_(turn.T)
            part.bias.copy_(more)
        l.crossattention.self.query.weight.copy_(same)
        l.crossattention.output.dense.weight.copy_(same)
    for l in body.encoder.layer:
        l.crossattention.self.value.weight.copy_(same)
        l.crossattention.output.dense.weight.copy_(same)
    model.text_decoder.cls.predictions.transform.dense.weight.copy_(same)
