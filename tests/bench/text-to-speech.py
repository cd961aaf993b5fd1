#!/usr/bin/env python3
"""Runs Vitrine and onnxruntime in turn on one Piper voice and prints both.

Needs the Python package onnxruntime:

    python3 tests/bench/text-to-speech.py [--voice VOICE.onnx] [--rounds N] [--threads N]

Figures are seconds for a second of speech: by the clock, and of all processors
together, which other programs disturb less. onnxruntime speaks the sentences of
`vitrine bench text-to-speech` one after the other, without noise, and only its
runs are counted.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import ctypes
import json
import os
import re
import resource
import statistics
import subprocess
import time
import unicodedata

import numpy as np
import onnxruntime

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
VITRINE = os.path.join(ROOT, "_build", "app", "vitrine")
STARTER = "rhasspy/piper-voices:en/en_US/joe/medium/en_US-joe-medium.onnx"


def sentences():
    """The text that Vitrine's bench speaks, from its source."""
    with open(os.path.join(ROOT, "app", "cli-bench-voice.c"), encoding="utf-8") as f:
        source = f.read().split("text[]", 1)[1].split(";\n", 1)[0]
    text = "".join(re.findall(r'"([^"]*)"', source))
    return re.findall(r"[^.]*\.", text)


def to_phonemes(sentence, voice):
    library = ctypes.CDLL("libespeak-ng.so.1")
    library.espeak_Initialize(2, 0, None, 0x8000)
    library.espeak_SetVoiceByName(voice.encode())
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    text = ctypes.create_string_buffer(sentence.encode())
    at, clauses = ctypes.c_void_p(ctypes.addressof(text)), []
    while at.value:
        clauses.append(library.espeak_TextToPhonemes(ctypes.byref(at), 1, 2).decode())
    return unicodedata.normalize("NFD", ", ".join(clauses)) + (sentence[-1] if sentence[-1:] in ("?", "!") else ".")


def to_ids(sentence, about):
    phonemes = to_phonemes(sentence, about["espeak"]["voice"])
    table = about["phoneme_id_map"]
    ids = table["^"] + table["_"]
    for phoneme in phonemes:
        if phoneme in table:
            ids = ids + table[phoneme] + table["_"]
    return ids + table["$"]


class Peer:
    """@scales: noise, length and rhythm; None for those of the voice's description."""

    def __init__(self, voice, threads, scales=(0, 1, 0)):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(voice, options, providers=["CPUExecutionProvider"])
        with open(voice + ".json", encoding="utf-8") as f:
            self.about = json.load(f)
        own = self.about["inference"]
        self.scales = scales or (own["noise_scale"], own["length_scale"], own["noise_w"])
        self.rate = self.about["audio"]["sample_rate"]
        self.inputs = [self.make_input(s) for s in sentences()]

    def make_input(self, sentence):
        ids = to_ids(sentence, self.about)
        return {"input": np.array([ids], np.int64), "input_lengths": np.array([len(ids)], np.int64),
                "scales": np.array(self.scales, np.float32)}

    def speak(self, sentence):
        return self.session.run(None, self.make_input(sentence))[0].reshape(-1)

    def run(self):
        before, begun = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
        samples = sum(self.session.run(None, x)[0].size for x in self.inputs)
        took, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_SELF)
        seconds = samples / self.rate
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return {"real_time_factor": took / seconds, "processor_time_factor": used / seconds, "audio_s": seconds}


def ours(voice, threads):
    done = subprocess.run([VITRINE, "bench", "text-to-speech", "--model", voice, "--threads", str(threads),
                           "--device", "cpu", "--repeat", "1"], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--voice")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    path = options.voice or subprocess.run([VITRINE, "models", "path", STARTER], check=True, capture_output=True,
                                           text=True).stdout.strip()
    peer = Peer(path, options.threads)
    peer.run()
    rounds = [(ours(path, options.threads), peer.run()) for _ in range(options.rounds)]
    for key in ("audio_s", "real_time_factor", "processor_time_factor"):
        a, b = (statistics.median(r[i][key] for r in rounds) for i in range(2))
        print(f"{key:24} vitrine {a:8.4f}  onnxruntime {b:8.4f}  ratio {b / a:.2f}")
    print(f"{'first_sound_ms':24} vitrine {statistics.median(r[0]['first_sound_ms'] for r in rounds):8.1f}")


if __name__ == "__main__":
    main()
