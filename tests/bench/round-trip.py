#!/usr/bin/env python3
"""Text to voice to text: how many words come back wrong, with Vitrine and with its peers.

    tests/bench/round-trip.py [--sentences N] [--recogniser Systran/faster-whisper-base] [--quiet]

Vitrine speaks and hears the sentences of sentences.txt; then onnxruntime speaks
them with the same voice and CTranslate2 hears them. Needs the Python packages
onnxruntime, ctranslate2, tokenizers and numpy. With --quiet the voices speak
without noise, so that both say the same and chance has no part in it. Prints one JSON object: word
errors of each, and the sentences that came back differently.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
import wave

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)


def load(name):
    spec = importlib.util.spec_from_file_location(name.replace("-", "_"), os.path.join(HERE, name + ".py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def words(text):
    return re.findall(r"[a-z']+", text.lower())


def errors(said, heard):
    """Words to change, leave out or put in (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for i, a in enumerate(said, 1):
        last, row[0] = row[0], i
        for k, b in enumerate(heard, 1):
            last, row[k] = row[k], min(row[k] + 1, row[k - 1] + 1, last + (a != b))
    return row[-1]


def save(path, samples, rate):
    with wave.open(path, "wb") as f:
        f.setnchannels(1)
        f.setsampwidth(2)
        f.setframerate(rate)
        f.writeframes((np.clip(samples, -1, 1) * 32767).astype(np.int16).tobytes())


def resample(samples, rate, to):
    """By Fourier transform, which is exact for sound without anything above both rates' halves."""
    n = len(samples) * to // rate
    spectrum = np.fft.rfft(samples)[:n // 2 + 1]
    return np.fft.irfft(np.pad(spectrum, (0, n // 2 + 1 - len(spectrum))), n) * n / len(samples)


class Ours:
    def __init__(self, vitrine, recogniser, folder, quiet):
        self.vitrine, self.recogniser, self.folder = vitrine, recogniser, folder
        self.noise = ["--set", "noise_scale=0", "--set", "noise_w=0"] if quiet else []

    def run(self, *line):
        return subprocess.run([self.vitrine, *line], check=True, capture_output=True, text=True).stdout

    def there_and_back(self, sentence, number):
        path = os.path.join(self.folder, f"ours-{number}.wav")
        self.run("pipeline", "text-to-speech", "--input", "text=" + sentence, "--seed", str(number), "--output", path,
                 "--device", "cpu", *self.noise)
        return self.run("pipeline", "automatic-speech-recognition", "--model", self.recogniser, "--input", "audio=@" + path,
                        "--device", "cpu")


class Peers:
    def __init__(self, voice, recogniser, folder, quiet):
        import ctranslate2
        from tokenizers import Tokenizer
        self.speech, self.whisper = load("text-to-speech"), load("ctranslate2-whisper")
        self.peer = self.speech.Peer(voice, 2, scales=(0, 1, 0) if quiet else None)
        self.model = ctranslate2.models.Whisper(recogniser, device="cpu", compute_type="float32", intra_threads=2)
        self.words = Tokenizer.from_file(os.path.join(recogniser, "tokenizer.json"))
        self.folder = folder

    def there_and_back(self, sentence, number):
        import ctranslate2
        path = os.path.join(self.folder, f"peer-{number}.wav")
        save(path, resample(self.peer.speak(sentence), self.peer.rate, 16000), 16000)
        prompt = [self.words.token_to_id("<|startoftranscript|>")]
        if self.model.is_multilingual:
            prompt += [self.words.token_to_id("<|en|>"), self.words.token_to_id("<|transcribe|>")]
        prompt.append(self.words.token_to_id("<|notimestamps|>"))
        mel = ctranslate2.StorageView.from_array(self.whisper.features(path, self.model.n_mels))
        return self.words.decode(self.model.generate(mel, [prompt], beam_size=1)[0].sequences_ids[0])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sentences", type=int, default=50)
    parser.add_argument("--recogniser", default="Systran/faster-whisper-base")
    parser.add_argument("--quiet", action="store_true")
    options = parser.parse_args()
    speech = load("text-to-speech")
    where = lambda model: subprocess.run([speech.VITRINE, "models", "path", model], check=True, capture_output=True,
                                         text=True).stdout.strip()
    with open(os.path.join(HERE, "sentences.txt"), encoding="utf-8") as f:
        sentences = f.read().splitlines()[:options.sentences]
    total, wrong, differ = 0, [0, 0], []
    with tempfile.TemporaryDirectory() as folder:
        ways = [Ours(speech.VITRINE, options.recogniser, folder, options.quiet),
                Peers(where(speech.STARTER), where(options.recogniser), folder, options.quiet)]
        for number, sentence in enumerate(sentences):
            heard = [way.there_and_back(sentence, number).strip() for way in ways]
            counts = [errors(words(sentence), words(text)) for text in heard]
            wrong = [a + b for a, b in zip(wrong, counts)]
            total += len(words(sentence))
            if any(counts):
                differ.append([sentence, *heard])
    print(json.dumps({"sentences": len(sentences), "words": total, "vitrine_errors": wrong[0], "peer_errors": wrong[1],
                      "vitrine_rate": wrong[0] / total, "peer_rate": wrong[1] / total, "differ": differ}, indent=1))


main()
