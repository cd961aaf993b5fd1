#!/usr/bin/env python3
"""What PyTorch hears: vectors for networks that tell what is in a sound.

    make-hearing.py [ast] [whisper-classes] [fbank]        all without arguments

Tiny random models come as a folder as save_pretrained() writes it, with
`states.safetensors`: what the feature extractor makes of signal() (bands
innermost), the output of every named layer, and the scores that the pipeline
gives. Needs torch and transformers 5, and no torchaudio: its absence makes the
feature extractors use their NumPy code, which is what their files describe.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import sys

import numpy as np
import torch
from safetensors.torch import save_file
from transformers import (ASTConfig, ASTFeatureExtractor, ASTForAudioClassification, AudioClassificationPipeline,
                          WhisperConfig, WhisperFeatureExtractor, WhisperForAudioClassification)

from whisper import signal

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "hearing")
NAMES = ["bell", "rain", "speech", "thunder", "wind"]
LABELS = dict(num_labels=len(NAMES), id2label=dict(enumerate(NAMES)), label2id={n: i for i, n in enumerate(NAMES)})


def rough(model):
    """transformers begins with weights near zero and norms of one, which hide mistakes."""
    torch.manual_seed(5)
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(torch.randn_like(p) * (0.25 if p.ndim > 1 else 0.4))
    return model.eval()


def watch(states, modules):
    """Records the output of each module under its name."""
    def keep(name):
        def hook(_module, _args, output):
            states[name] = (output[0] if isinstance(output, tuple) else output).detach()
        return hook
    for name, module in modules.items():
        module.register_forward_hook(keep(name))


def make(name, model, extractor, modules, sound, features):
    folder, states = os.path.join(HERE, name), {}
    watch(states, modules)
    with torch.no_grad():
        given = extractor(sound, sampling_rate=16000, return_tensors="pt")
        states["logits"] = model(**given).logits
    states["features"] = features(given)
    pipeline = AudioClassificationPipeline(model=model, feature_extractor=extractor, top_k=None)
    for function in ("softmax", "sigmoid"):
        scores = {r["label"]: r["score"] for r in pipeline(sound.copy(), function_to_apply=function, top_k=len(NAMES))}
        states[function] = torch.tensor([scores[n] for n in NAMES])
    model.save_pretrained(folder)
    extractor.save_pretrained(folder)
    save_file({k: v.contiguous().float().clone() for k, v in states.items()}, os.path.join(folder, "states.safetensors"))
    for entry in os.listdir(folder):
        os.chmod(os.path.join(folder, entry), 0o644)
    print(folder, {k: tuple(v.shape) for k, v in states.items()})


def make_ast():
    """A second of sound and silence up to its 107 frames."""
    size = dict(num_mel_bins=24, max_length=107)
    model = rough(ASTForAudioClassification(ASTConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48, patch_size=6, frequency_stride=4,
        time_stride=5, **size, **LABELS)))
    root = model.audio_spectrogram_transformer
    modules = {"embeddings": root.embeddings, "layernorm": root.layernorm}
    modules |= {f"audio_spectrogram_transformer.encoder.layer.{i}": l for i, l in enumerate(root.layers)}
    make("ast", model, ASTFeatureExtractor(**size, mean=-3.5, std=4.25), modules, signal(16000), lambda given: given.input_values[0])


def make_whisper():
    model = rough(WhisperForAudioClassification(WhisperConfig(
        num_mel_bins=80, d_model=32, encoder_layers=3, decoder_layers=3, encoder_attention_heads=2, decoder_attention_heads=2,
        encoder_ffn_dim=48, decoder_ffn_dim=48, max_source_positions=50, vocab_size=60, pad_token_id=1, bos_token_id=0,
        eos_token_id=1, decoder_start_token_id=3, classifier_proj_size=20, use_weighted_layer_sum=True, **LABELS)))
    modules = {"layer_norm": model.encoder.layer_norm} | {f"encoder.layers.{i}": l for i, l in enumerate(model.encoder.layers)}
    extractor = WhisperFeatureExtractor(feature_size=80, chunk_length=1)
    make("whisper-classes", model, extractor, modules, signal(12000), lambda given: given.input_features[0].T)


def make_fbank():
    """The filterbank alone, without mean and deviation."""
    extract = ASTFeatureExtractor(num_mel_bins=128, max_length=98, do_normalize=False)
    features = extract(signal(16000), sampling_rate=16000, return_tensors="pt").input_values[0]
    save_file({"fbank.128": features.float().contiguous()}, os.path.join(HERE, "fbank.safetensors"))


PARTS = {"ast": make_ast, "whisper-classes": make_whisper, "fbank": make_fbank}

if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
