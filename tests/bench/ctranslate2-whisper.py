#!/usr/bin/env python3
"""CTranslate2's side of automatic-speech-recognition.py: greedy, with times, the model loaded.

    ctranslate2-whisper.py FOLDER COMPUTE_TYPE THREADS WAV

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import resource
import statistics
import sys
import time
import wave

import ctranslate2
import numpy as np
from tokenizers import Tokenizer

from mel_filters import N_FFT, mel_filters

HOP, WINDOW = 160, 480000


def features(path, n_mels):
    with wave.open(path) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16).astype(np.float64) / 32768
    samples = np.pad(np.pad(samples[:WINDOW], (0, max(0, WINDOW - len(samples)))), N_FFT // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(samples, N_FFT)[::HOP][:WINDOW // HOP]
    power = np.abs(np.fft.rfft(frames * np.hanning(N_FFT + 1)[:-1])) ** 2
    logs = np.log10(np.maximum(mel_filters(n_mels) @ power.T, 1e-10))
    return ((np.maximum(logs, logs.max() - 8) + 4) / 4).astype(np.float32)[None]


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main():
    folder, compute, threads, path = sys.argv[1:]
    model = ctranslate2.models.Whisper(folder, device="cpu", compute_type=compute, intra_threads=int(threads), inter_threads=1)
    words = Tokenizer.from_file(folder + "/tokenizer.json")
    prompt = [words.token_to_id("<|startoftranscript|>")]
    if model.is_multilingual:
        prompt += [words.token_to_id("<|en|>"), words.token_to_id("<|transcribe|>")]
    mel = ctranslate2.StorageView.from_array(features(path, model.n_mels))
    seconds, cpu = [], []
    for _ in range(3):
        begun, cpu_begun = time.time(), cpu_seconds()
        result = model.generate(mel, [prompt], beam_size=1, max_initial_timestamp_index=50)[0]
        seconds.append(time.time() - begun)
        cpu.append(cpu_seconds() - cpu_begun)
    print(json.dumps({"seconds": statistics.median(seconds), "cpu_s": statistics.median(cpu),
                      "generated_tokens": len(result.sequences_ids[0])}))


if __name__ == "__main__":
    main()
