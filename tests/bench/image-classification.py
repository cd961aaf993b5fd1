#!/usr/bin/env python3
"""Runs Vitrine, PyTorch and onnxruntime in turn on EfficientNet-Lite0 and prints all.

Needs the Python packages torch, onnx, onnxruntime and efficientnet_lite_pytorch:

    python3 tests/bench/image-classification.py [--model FILE.pth] [--rounds N] [--threads N]

Figures are milliseconds of the network alone for one picture of 224 x 224, the
best of many: what else the machine does only makes them slower.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import glob
import json
import os
import subprocess
import tempfile
import time

import numpy as np
import onnxruntime
import torch
from efficientnet_lite_pytorch import EfficientNet

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
VITRINE = os.path.join(ROOT, "_build", "app", "vitrine")
STARTER = os.path.expanduser("~/.cache/huggingface/hub/models--ml-illustrated--efficientnet-lite0/snapshots/*/*.pth")
REPEAT = 30


def best(call):
    call()
    times = []
    for _ in range(REPEAT):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def vitrine(model, threads):
    out = subprocess.run([VITRINE, "bench", "image-classification", "--model", model, "--device", "cpu", "--size", "224",
                          "--repeat", str(REPEAT), "--threads", str(threads)], check=True, capture_output=True, text=True)
    return 1000 * json.loads(out.stdout)["network_s"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default=(glob.glob(STARTER) or [None])[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    o = parser.parse_args()
    torch.set_num_threads(o.threads)
    model = EfficientNet.from_name("efficientnet-lite0")
    model.load_state_dict(torch.load(o.model, weights_only=True))
    model.eval()
    x = torch.zeros(1, 3, 224, 224)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = o.threads
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        path = os.path.join(folder, "model.onnx")
        torch.onnx.export(model, x, path, dynamo=False)
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        feed = {session.get_inputs()[0].name: x.numpy().astype(np.float32)}
        for _ in range(o.rounds):
            print(json.dumps({"vitrine_ms": round(vitrine(o.model, o.threads), 2), "torch_ms": round(best(lambda: model(x)), 2),
                              "onnxruntime_ms": round(best(lambda: session.run(None, feed)), 2)}), flush=True)


main()
