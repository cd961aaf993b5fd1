#!/usr/bin/env python3
"""What transformers' logits processors and beam search make of random rows:
tests/sampling/data/sampling.json and beams.json.

  pip install transformers==4.36.2 torch && python3 tests/vectors/sampling.py

min_p came to transformers later; its few lines are repeated here.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os

import torch
from transformers.generation.beam_search import BeamSearchScorer
from transformers.generation.logits_process import (
    RepetitionPenaltyLogitsProcessor, TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper,
    TypicalLogitsWarper)

OUT = os.path.join(os.path.dirname(__file__), "..", "sampling", "data")
VOCAB = 160


def min_p(scores, value):
    probs = torch.softmax(scores, dim=-1)
    return scores.masked_fill(probs < value * probs.amax(dim=-1, keepdim=True), -float("inf"))


def filtered(row, history, p):
    ids = torch.tensor([history], dtype=torch.long)
    scores = torch.tensor([row])
    if "repetition_penalty" in p and history:
        scores = RepetitionPenaltyLogitsProcessor(p["repetition_penalty"])(ids, scores)
    if "temperature" in p:
        scores = TemperatureLogitsWarper(p["temperature"])(ids, scores)
    if "top_k" in p:
        scores = TopKLogitsWarper(p["top_k"])(ids, scores)
    if "top_p" in p:
        scores = TopPLogitsWarper(p["top_p"])(ids, scores)
    if "min_p" in p:
        scores = min_p(scores, p["min_p"])
    if "typical_p" in p:
        scores = TypicalLogitsWarper(p["typical_p"])(ids, scores)
    probs = torch.softmax(scores.double(), dim=-1)[0]
    return [[i, round(float(probs[i]), 9)] for i in range(VOCAB) if scores[0, i] > -float("inf")]


PARAMS = [
    {}, {"temperature": 0.7}, {"temperature": 1.8}, {"top_k": 1}, {"top_k": 5}, {"top_k": 1000},
    {"top_p": 0.9}, {"top_p": 0.3}, {"top_p": 0.01}, {"top_p": 0.999}, {"min_p": 0.05}, {"min_p": 1.0},
    {"typical_p": 0.9}, {"typical_p": 0.2}, {"repetition_penalty": 1.3}, {"repetition_penalty": 0.8},
    {"temperature": 0.6, "top_k": 40, "top_p": 0.95}, {"temperature": 1.5, "top_p": 0.8, "min_p": 0.1},
    {"top_k": 20, "typical_p": 0.5}, {"temperature": 2.0, "min_p": 0.2},
    {"repetition_penalty": 1.2, "temperature": 0.9, "top_k": 30, "top_p": 0.9, "min_p": 0.02, "typical_p": 0.95},
]
TIES = [{}, {"top_k": 1}, {"top_k": 5}, {"min_p": 1.0}]


def sampling():
    torch.manual_seed(3)
    rows = [torch.randn(VOCAB) * s for s in (0.1, 2.0, 5.0)]
    rows.append(rows[1].clone())
    rows[3][7] = rows[3][9] = rows[3].max()  # a tie at the top: which one top_p keeps is torch's own affair
    rows = [[round(float(x), 6) for x in row] for row in rows]
    history = [3, 7, 7, 100, 12]
    cases = [{"row": i, "params": p, "kept": filtered(row, history, p)}
             for i, row in enumerate(rows) for p in PARAMS if i < 3 or p in TIES]
    return {"rows": rows, "history": history, "cases": cases}


def beam_search(table, beams, penalty, early, steps, eos, keep):
    scorer = BeamSearchScorer(1, beams, torch.device("cpu"), length_penalty=penalty,
                              do_early_stopping=early, num_beam_hyps_to_keep=keep, max_length=1 + steps)
    ids = torch.zeros((beams, 1), dtype=torch.long)
    scores = torch.full((beams,), -1e9)
    scores[0] = 0
    while True:
        logp = table[ids[:, -1]] + scores[:, None]
        top, tokens = torch.topk(logp.view(1, -1), (1 + len(eos)) * beams if len(eos) > 0 else 2 * beams)
        out = scorer.process(ids, top, tokens % table.shape[1], tokens // table.shape[1], pad_token_id=0,
                             eos_token_id=eos, decoder_prompt_len=1)
        scores = out["next_beam_scores"]
        ids = torch.cat([ids[out["next_beam_indices"]], out["next_beam_tokens"][:, None]], dim=-1)
        if scorer.is_done or ids.shape[1] >= 1 + steps:
            break
    scorer.finalize(ids, scores, None, None, max_length=1 + steps, pad_token_id=-1, eos_token_id=eos,
                    decoder_prompt_len=1)
    best = sorted(scorer._beam_hyps[0].beams, key=lambda hyp: -hyp[0])
    return [{"ids": hyp[1][1:].tolist(), "score": round(float(hyp[0]), 5)} for hyp in best]


def beams():
    torch.manual_seed(11)
    vocab = 13
    table = torch.log_softmax(torch.randn(vocab, vocab) * 1.5, dim=-1)
    table = torch.tensor([[round(float(x), 5) for x in row] for row in table])
    cases = []
    for n in (2, 3, 4):
        for penalty in (1.0, 0.0, 2.0, -1.0):
            for early in (True, False, "never"):
                for eos in ([12], [12, 5]):
                    got = beam_search(table, n, penalty, early, 8, eos, n)
                    cases.append({"beams": n, "length_penalty": penalty, "early_stopping": str(early).lower(),
                                  "steps": 8, "eos": eos, "best": got})
    return {"table": [[round(float(x), 5) for x in row] for row in table], "cases": cases}


def save(name, value):
    with open(os.path.join(OUT, name), "w", encoding="utf-8") as out:
        json.dump(value, out, separators=(",", ":"))
        out.write("\n")


os.makedirs(OUT, exist_ok=True)
save("sampling.json", sampling())
save("beams.json", beams())
