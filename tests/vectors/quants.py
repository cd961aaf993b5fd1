#!/usr/bin/env python3
"""Random blocks of every quantised type and what ggml's own Python package
makes of them: tests/formats/data/quants.bin.

  pip install gguf==0.19.0 && python3 tests/vectors/quants.py

Each record: type (u32), blocks (u32), the blocks' bytes, and the SHA-256 of
the dequantised float32 values, little endian. A hash is enough, for the
values must be equal bit for bit.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import hashlib
import os
import struct

import numpy
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType as T
from gguf.quants import dequantize

TYPES = [T.Q4_0, T.Q4_1, T.Q5_0, T.Q5_1, T.Q8_0, T.Q2_K, T.Q3_K, T.Q4_K, T.Q5_K, T.Q6_K, T.IQ4_NL,
         T.BF16, T.F16]
# Where the binary16 fields of a block are: they must be finite.
HALVES = {T.Q4_0: [0], T.Q4_1: [0, 2], T.Q5_0: [0], T.Q5_1: [0, 2], T.Q8_0: [0], T.IQ4_NL: [0],
          T.Q2_K: [80, 82], T.Q3_K: [108], T.Q4_K: [0, 2], T.Q5_K: [0, 2], T.Q6_K: [208]}
OUT = os.path.join(os.path.dirname(__file__), "..", "formats", "data", "quants.bin")


def blocks_of(kind, random):
    block, size = GGML_QUANT_SIZES[kind]
    count = max(2, 1024 // block)
    if kind in (T.BF16, T.F16):
        values = random.normal(size=count).astype(numpy.float32)
        if kind == T.F16:
            return values.astype(numpy.float16).view(numpy.uint8).reshape(1, -1)
        return (values.view(numpy.uint32) >> 16).astype(numpy.uint16).view(numpy.uint8).reshape(1, -1)
    data = random.integers(0, 256, (count, size), numpy.uint8)
    for at in HALVES[kind]:
        data[:, at:at + 2] = random.normal(size=(count, 1)).astype(numpy.float16).view(numpy.uint8)
    return data.reshape(1, -1)


def main():
    random = numpy.random.default_rng(7)
    os.makedirs(os.path.dirname(OUT), exist_ok=True)
    with open(OUT, "wb") as out:
        for kind in TYPES:
            data = blocks_of(kind, random)
            values = dequantize(data, kind) if kind != T.F16 else data.view(numpy.float16).astype(numpy.float32)
            out.write(struct.pack("<II", kind, data.size // GGML_QUANT_SIZES[kind][1]))
            out.write(data.tobytes())
            out.write(hashlib.sha256(numpy.ascontiguousarray(values, "<f4").tobytes()).digest())


main()
