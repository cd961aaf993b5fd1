#!/usr/bin/env python3
"""llama.cpp's figures by its library alone, where there is no Node: one JSON line.

    tests/bench/llama-cpp-ctypes.py LIBRARIES MODEL vulkan|cpu PROMPT_TOKENS NEW_TOKENS [ROUNDS]

LIBRARIES is the folder of prebuilt libraries of the npm package
@node-llama-cpp/linux-x64-vulkan. Parameters are passed as blocks of bytes that
llama.cpp's own defaults have filled, so only the places of two fields count:
n_gpu_layers (at 16) and n_ctx (at 0). Needs numpy.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import ctypes
import glob
import json
import os
import statistics
import sys
import time

import numpy as np


class Params(ctypes.Structure):
    """Larger than either struct: the callee reads as much of it as it knows."""
    _fields_ = [("bytes", ctypes.c_uint8 * 1024)]

    def put(self, offset, value):
        ctypes.c_int32.from_buffer(self, offset).value = value
        return self


class Batch(ctypes.Structure):
    _fields_ = [("n_tokens", ctypes.c_int32)] + [(name, ctypes.c_void_p) for name in ("token", "embd", "pos", "n_seq", "seq", "logits")]


def load(folder):
    for name in ("libggml-base.so", "libggml.vulkan*.so", "libllama.vulkan*.so"):
        lib = ctypes.CDLL(glob.glob(os.path.join(folder, name))[0], mode=ctypes.RTLD_GLOBAL)
    ctypes.CDLL(glob.glob(os.path.join(folder, "libggml.vulkan*.so"))[0]).ggml_backend_load_all_from_path(folder.encode())
    lib.llama_model_default_params.restype = Params
    lib.llama_context_default_params.restype = Params
    lib.llama_batch_get_one.restype = Batch
    lib.llama_batch_get_one.argtypes = [ctypes.c_void_p, ctypes.c_int32]
    lib.llama_model_load_from_file.argtypes = [ctypes.c_char_p, Params]
    lib.llama_init_from_model.argtypes = [ctypes.c_void_p, Params]
    lib.llama_decode.argtypes = [ctypes.c_void_p, Batch]
    lib.llama_get_logits_ith.argtypes = [ctypes.c_void_p, ctypes.c_int32]
    lib.llama_get_logits_ith.restype = ctypes.POINTER(ctypes.c_float)
    lib.llama_memory_clear.argtypes = [ctypes.c_void_p, ctypes.c_bool]
    for name in ("llama_model_load_from_file", "llama_init_from_model", "llama_get_memory", "llama_model_get_vocab"):
        getattr(lib, name).restype = ctypes.c_void_p
    for name in ("llama_get_memory", "llama_model_get_vocab", "llama_vocab_n_tokens", "llama_synchronize"):
        getattr(lib, name).argtypes = [ctypes.c_void_p]
    lib.llama_backend_init()
    return lib


class Peer:
    def __init__(self, folder, path, device):
        self.lib = load(folder)
        started = time.perf_counter()
        layers = 999 if device == "vulkan" else 0
        model = self.lib.llama_model_load_from_file(path.encode(), self.lib.llama_model_default_params().put(16, layers))
        self.context = self.lib.llama_init_from_model(model, self.lib.llama_context_default_params().put(0, 1024))
        self.load_ms = (time.perf_counter() - started) * 1000
        self.n_vocab = self.lib.llama_vocab_n_tokens(self.lib.llama_model_get_vocab(model))

    def read(self, tokens):
        ids = (ctypes.c_int32 * len(tokens))(*tokens)
        if self.lib.llama_decode(self.context, self.lib.llama_batch_get_one(ids, len(tokens))) != 0:
            sys.exit("llama_decode failed")
        logits = np.ctypeslib.as_array(self.lib.llama_get_logits_ith(self.context, -1), (self.n_vocab,))
        return int(logits.argmax())

    def forget(self):
        self.lib.llama_memory_clear(self.lib.llama_get_memory(self.context), True)


def main():
    folder, path, device, n_prompt, n_new = sys.argv[1:6]
    rounds = int(sys.argv[6]) if len(sys.argv) > 6 else 3
    peer = Peer(folder, path, device)
    tokens = [2] + [1000 + i * 37 % 5000 for i in range(int(n_prompt) - 1)]
    prefill, decode = [], []
    for i in range(rounds + 1):
        peer.forget()
        t = time.perf_counter()
        token = peer.read(tokens)
        mid = time.perf_counter()
        for _ in range(int(n_new)):
            token = peer.read([token])
        if i > 0:  # the first compiles
            prefill.append(int(n_prompt) / (mid - t))
            decode.append(int(n_new) / (time.perf_counter() - mid))
    print(json.dumps({"load_ms": peer.load_ms, "prompt_tokens": int(n_prompt), "prompt_tokens_per_s": statistics.median(prefill),
                      "generated_tokens": int(n_new), "tokens_per_s": statistics.median(decode)}))


main()
