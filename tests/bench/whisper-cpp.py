#!/usr/bin/env python3
"""whisper.cpp's side of whisper-vulkan.py: greedy, with times, the model loaded; one JSON line.

    whisper-cpp.py LIBRARY MODEL THREADS WAV ROUNDS

LIBRARY is any shared library with whisper.cpp inside, for example index.node of
the npm package @fugood/node-whisper-linux-x64-vulkan: what it needs of Node is
never called. GGML_VK_VISIBLE_DEVICES=0 lets it take a device that is no card.
Parameters are blocks of bytes that the library's own defaults have filled, so
only the places of the few fields count that are set here.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import ctypes
import json
import os
import resource
import statistics
import sys
import time
import wave

import numpy as np

# whisper_full_params
N_THREADS, NO_CONTEXT = 4, 25
PRINT_PROGRESS, PRINT_TIMESTAMPS = 29, 31


class Params(ctypes.Structure):
    """Larger than the struct: the callee reads as much of it as it knows."""
    _fields_ = [("bytes", ctypes.c_uint8 * 1024)]


def load(path):
    """Names of Node stay open until they are called."""
    system = ctypes.CDLL(None)
    system.dlopen.restype, system.dlopen.argtypes = ctypes.c_void_p, [ctypes.c_char_p, ctypes.c_int]
    system.dlerror.restype = ctypes.c_char_p
    if not system.dlopen(path.encode(), os.RTLD_LAZY | os.RTLD_GLOBAL):
        sys.exit(system.dlerror().decode())
    lib = ctypes.CDLL(None)
    lib.whisper_context_default_params.restype = lib.whisper_full_default_params.restype = Params
    lib.whisper_init_from_file_with_params.argtypes = [ctypes.c_char_p, Params]
    lib.whisper_full.argtypes = [ctypes.c_void_p, Params, ctypes.c_void_p, ctypes.c_int]
    lib.whisper_full_get_segment_text.argtypes = lib.whisper_full_n_tokens.argtypes = [ctypes.c_void_p, ctypes.c_int]
    lib.whisper_full_n_segments.argtypes = [ctypes.c_void_p]
    lib.whisper_init_from_file_with_params.restype = ctypes.c_void_p
    lib.whisper_full_get_segment_text.restype = ctypes.c_char_p
    return lib


def read_samples(path):
    with wave.open(path) as file:
        return (np.frombuffer(file.readframes(file.getnframes()), np.int16) / 32768).astype(np.float32)


def make_params(lib, threads):
    params = lib.whisper_full_default_params(0)
    ctypes.c_int32.from_buffer(params, N_THREADS).value = threads
    params.bytes[NO_CONTEXT] = 1
    params.bytes[PRINT_PROGRESS] = params.bytes[PRINT_TIMESTAMPS] = 0
    return params


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main():
    library, model, threads, path, rounds = sys.argv[1:]
    lib, samples = load(library), read_samples(path)
    begun = time.monotonic()
    context = lib.whisper_init_from_file_with_params(model.encode(), lib.whisper_context_default_params())
    if not context:
        sys.exit("whisper.cpp cannot load " + model)
    load_ms, seconds, cpu = (time.monotonic() - begun) * 1000, [], []
    for _ in range(int(rounds)):  # the first compiles
        begun, cpu_begun = time.monotonic(), cpu_seconds()
        if lib.whisper_full(context, make_params(lib, int(threads)), samples.ctypes.data, len(samples)) != 0:
            sys.exit("whisper_full failed")
        seconds.append(time.monotonic() - begun)
        cpu.append(cpu_seconds() - cpu_begun)
    segments = range(lib.whisper_full_n_segments(context))
    seconds, cpu = seconds[1:], cpu[1:]
    print(json.dumps({"load_ms": load_ms, "seconds": statistics.median(seconds), "cpu_s": statistics.median(cpu),
                      "generated_tokens": sum(lib.whisper_full_n_tokens(context, i) for i in segments),
                      "text": "".join(lib.whisper_full_get_segment_text(context, i).decode() for i in segments)}))


main()
