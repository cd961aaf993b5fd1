#!/usr/bin/env python3
"""Makes tests/fuzz/corpus/pytorch: small files as torch.save() writes them, and one
that wants to run a command. Needs torch.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import collections
import os
import pathlib
import pickle

import torch

folder = pathlib.Path(__file__).parents[1] / "fuzz/corpus/pytorch"
folder.mkdir(parents=True, exist_ok=True)

numbers = torch.arange(24, dtype=torch.float32)
state = collections.OrderedDict(
    {
        "whole.weight": numbers.reshape(2, 3, 4),
        "turned.weight": numbers.reshape(4, 6).t(),
        "part.weight": numbers[6:12].reshape(2, 3),
        "half.bias": torch.tensor([1.5, -2.0], dtype=torch.float16),
        "count": torch.tensor(7),
        "parameter": torch.nn.Parameter(torch.tensor([3.0, 4.0])),
    }
)
torch.save(state, folder / "zip.pth")
torch.save({"epoch": 3, "lr": 0.5, "state_dict": state}, folder / "row.pth", _use_new_zipfile_serialization=False)


class Hostile:
    def __reduce__(self):
        return os.system, ("touch /tmp/vitrine-was-here",)


torch.save({"a": torch.zeros(2), "b": Hostile()}, folder / "hostile.pth")
torch.save({"a": torch.zeros(2), "b": Hostile()}, folder / "hostile-row.pth", _use_new_zipfile_serialization=False)

# Dictionaries in a dictionary, one tensor alone, and two that ask for more than is there.
parts = {"net": {"module.weight": numbers[:4], "deeper": {"weight": numbers[:2]}}, "epoch": 3, "bias": numbers[4:6]}
torch.save(parts, folder / "parts.pth")
torch.save(numbers.reshape(6, 1, 4), folder / "alone.pt")
one = {f"w{i}": numbers[:2] for i in range(20)}
torch.save({f"n{i}": one for i in range(100)}, folder / "many.pth")
ring = {"weight": numbers[:2]}
ring["ring"] = ring
torch.save(ring, folder / "ring.pth")
