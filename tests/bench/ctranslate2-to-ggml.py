#!/usr/bin/env python3
"""Writes a CTranslate2 Whisper folder with 16-bit weights as one file of whisper.cpp's.

    ctranslate2-to-ggml.py FOLDER FILE

Matrices stay in 16 bits and vectors in 32, as in the files that whisper.cpp's
own converter makes. Names are OpenAI's. Needs numpy.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import re
import struct
import sys

import numpy as np

from ctranslate2_file import FLOAT16, FLOAT32, read
from mel_filters import mel_filters

PARTS = {
    "self_attention/layer_norm": ["attn_ln"], "self_attention/linear_0": ["attn.query", "attn.key", "attn.value"],
    "self_attention/linear_1": ["attn.out"], "attention/layer_norm": ["cross_attn_ln"],
    "attention/linear_0": ["cross_attn.query"], "attention/linear_1": ["cross_attn.key", "cross_attn.value"],
    "attention/linear_2": ["cross_attn.out"], "ffn/layer_norm": ["mlp_ln"], "ffn/linear_0": ["mlp.0"], "ffn/linear_1": ["mlp.2"],
}
WHOLES = {
    "encoder/conv1/weight": "encoder.conv1.weight", "encoder/conv1/bias": "encoder.conv1.bias",
    "encoder/conv2/weight": "encoder.conv2.weight", "encoder/conv2/bias": "encoder.conv2.bias",
    "encoder/position_encodings/encodings": "encoder.positional_embedding",
    "encoder/layer_norm/gamma": "encoder.ln_post.weight", "encoder/layer_norm/beta": "encoder.ln_post.bias",
    "decoder/embeddings/weight": "decoder.token_embedding.weight",
    "decoder/position_encodings/encodings": "decoder.positional_embedding",
    "decoder/layer_norm/gamma": "decoder.ln.weight", "decoder/layer_norm/beta": "decoder.ln.bias",
}
ENDINGS = {"weight": "weight", "bias": "bias", "gamma": "weight", "beta": "bias"}


def rename(name, values):
    """OpenAI's names for one of CTranslate2's, with the part of the values that is each one's."""
    if name in WHOLES:
        return [(WHOLES[name], values)]
    found = re.fullmatch(r"(encoder|decoder)/layer_(\d+)/(.*)/(\w+)", name)
    if found is None or found[3] not in PARTS:
        return []
    parts = PARTS[found[3]]
    pieces = np.split(values, len(parts))
    names = [f"{found[1]}.blocks.{found[2]}.{part}.{ENDINGS[found[4]]}" for part in parts]
    return [pair for pair in zip(names, pieces) if not pair[0].endswith("attn.key.bias")]  # it is zeros


def load_weights(path):
    weights = {}
    for name, shape, kind, data in read(path)[1]:
        if kind in (FLOAT16, FLOAT32):
            values = np.frombuffer(data, np.float16 if kind == FLOAT16 else np.float32).reshape(shape)
            weights.update(rename(name.rstrip(b"\0").decode(), values))
    return weights


def token_bytes(folder):
    """The words as bytes. Those between <| and |> are not in such files."""
    plain = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    other = [b for b in range(256) if b not in plain]
    to_byte = {chr(b): b for b in plain} | {chr(256 + i): b for i, b in enumerate(other)}
    with open(os.path.join(folder, "tokenizer.json"), encoding="utf-8") as file:
        words = sorted(json.load(file)["model"]["vocab"].items(), key=lambda pair: pair[1])
    return [bytes(to_byte[c] for c in word) for word, _ in words if not word.startswith("<|")]


def tensor(name, values):
    if name.endswith(("conv1.bias", "conv2.bias")):
        values = values.reshape(-1, 1)
    half = values.ndim > 1 and not name.endswith((".bias", "positional_embedding"))
    values = values.astype(np.float16 if half else np.float32)
    return (struct.pack("<iii", values.ndim, len(name), int(half)) + struct.pack(f"<{values.ndim}i", *values.shape[::-1]) +
            name.encode() + values.tobytes())


def main():
    folder, path = sys.argv[1:]
    weights, words = load_weights(os.path.join(folder, "model.bin")), token_bytes(folder)
    layers = lambda half: len({name.split(".")[2] for name in weights if name.startswith(half + ".blocks.")})
    table = weights["decoder.token_embedding.weight"]
    state, n_mels = table.shape[1], weights["encoder.conv1.weight"].shape[1]
    sizes = [table.shape[0], len(weights["encoder.positional_embedding"]), state, state // 64, layers("encoder"),
             len(weights["decoder.positional_embedding"]), state, state // 64, layers("decoder"), n_mels, 1]
    with open(path, "wb") as file:
        file.write(struct.pack("<12i", 0x67676d6c, *sizes))
        filters = mel_filters(n_mels).astype(np.float32)
        file.write(struct.pack("<ii", *filters.shape) + filters.tobytes())
        file.write(struct.pack("<i", len(words)))
        for word in words:
            file.write(struct.pack("<i", len(word)) + word)
        for name, values in weights.items():
            file.write(tensor(name, values))


main()
