#!/usr/bin/env python3
"""Writes a copy of a CTranslate2 Whisper folder whose matrices are in 8 bits.

    quantise-ctranslate2.py FOLDER NEW_FOLDER

A row's scale is 127 over its largest value, as CTranslate2's converter has it;
convolutions, positions and vectors stay as they are.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import shutil
import struct
import sys

import numpy as np

from ctranslate2_file import FLOAT16, FLOAT32, INT8, read


def variable(name, shape, kind, data):
    return (struct.pack("<H", len(name)) + name + struct.pack(f"<B{len(shape)}I", len(shape), *shape) +
            struct.pack("<BI", kind, len(data)) + data)


def convert(name, shape, kind, data):
    plain = name.rstrip(b"\0")
    if kind != FLOAT16 or len(shape) != 2 or not plain.endswith(b"/weight"):
        return [variable(name, shape, kind, data)]
    values = np.frombuffer(data, dtype=np.float16).reshape(shape).astype(np.float32)
    scale = 127 / np.maximum(np.abs(values).max(axis=1), 1e-9).astype(np.float32)
    rounded = np.rint(values * scale[:, None]).astype(np.int8)
    return [variable(name, shape, INT8, rounded.tobytes()),
            variable(plain + b"_scale\0", shape[:1], FLOAT32, scale.tobytes())]


def main():
    folder, new = sys.argv[1:]
    os.makedirs(new, exist_ok=True)
    for name in os.listdir(folder):
        if name != "model.bin":
            shutil.copy(os.path.join(folder, name), os.path.join(new, name))
    head, given, aliases = read(os.path.join(folder, "model.bin"))
    variables = [piece for one in given for piece in convert(*one)]
    if b"decoder/projection/weight\0" in aliases:  # the other name of the embeddings; their scale needs it, too
        again = b"decoder/projection/weight_scale\0", b"decoder/embeddings/weight_scale\0"
        aliases = struct.pack("<I", struct.unpack_from("<I", aliases)[0] + 1) + aliases[4:]
        aliases += b"".join(struct.pack("<H", len(word)) + word for word in again)
    with open(os.path.join(new, "model.bin"), "wb") as file:
        file.write(head + struct.pack("<I", len(variables)) + b"".join(variables) + aliases)


main()
