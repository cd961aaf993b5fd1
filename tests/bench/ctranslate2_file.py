"""Reads the variables of a CTranslate2 model.bin, for the scripts beside it.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import struct

INT8, FLOAT32, FLOAT16 = 1, 0, 4


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def number(self, form):
        value, = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return value

    def bytes(self, n):
        self.at += n
        return self.data[self.at - n:self.at]


def read(path):
    """What stands before the variables, the variables as (name, shape, type, data), and what stands behind them."""
    with open(path, "rb") as file:
        r = Reader(file.read())
    head = r.bytes(4) + (spec := r.bytes(2)) + r.bytes(struct.unpack("<H", spec)[0]) + r.bytes(4)
    variables = []
    for _ in range(r.number("I")):
        name = r.bytes(r.number("H"))
        shape = [r.number("I") for _ in range(r.number("B"))]
        kind = r.number("B")
        variables.append((name, shape, kind, r.bytes(r.number("I"))))
    return head, variables, r.data[r.at:]
