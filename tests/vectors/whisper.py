#!/usr/bin/env python3
"""Makes tests/vectors/whisper: a tiny random Whisper in every kind of file, its
hidden states by transformers, and log-mel spectrograms.

Needs torch, transformers and ctranslate2. Usage: tests/vectors/whisper.py

SPDX-License-Identifier: GPL-3.0-or-later
"""
import copy
import os
import shutil
import struct

import ctranslate2.converters.transformers as ct2
import numpy as np
import torch
from safetensors.torch import save_file
from transformers import WhisperConfig, WhisperFeatureExtractor, WhisperForConditionalGeneration

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "whisper")
TOKENS = [3, 70, 12, 5, 33, 90, 61, 8, 8, 40, 2, 17]
N_VOCAB = 96
# Byte tokens would make the vocabulary long; the texts only have to be there.
VOCABULARY = [f"t{i}" for i in range(N_VOCAB)]


def signal(n, rate=16000):
    """The test's sound: three tones under a swell and a little noise, from whole numbers alone."""
    t = np.arange(n, dtype=np.float64) / rate
    state, noise = 12345, np.empty(n)
    for i in range(n):
        state = (state * 1664525 + 1013904223) % 2**32
        noise[i] = state / 2**31 - 1
    swell = 0.5 - 0.5 * np.cos(2 * np.pi * t * 1.5)
    tones = 0.3 * np.sin(2 * np.pi * 220 * t) + 0.2 * np.sin(2 * np.pi * 1870 * t) + 0.1 * np.sin(2 * np.pi * 6100 * t)
    return (swell * tones + 0.003 * noise).astype(np.float32)


def mels():
    """The first 105 frames, which hold a second of sound and what follows it."""
    out = {}
    for bands in (80, 128):
        extract = WhisperFeatureExtractor(feature_size=bands)
        features = extract(signal(16000), sampling_rate=16000, return_tensors="np").input_features[0]
        out[f"mel.{bands}"] = torch.from_numpy(np.ascontiguousarray(features.T[:105]))
    save_file(out, os.path.join(HERE, "mel.safetensors"))


def tiny_model():
    torch.manual_seed(11)
    config = WhisperConfig(
        vocab_size=N_VOCAB, num_mel_bins=80, d_model=32, encoder_layers=2, decoder_layers=2,
        encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=64, decoder_ffn_dim=96,
        max_source_positions=30, max_target_positions=24, bos_token_id=0, eos_token_id=1, pad_token_id=1,
        decoder_start_token_id=3, suppress_tokens=[5], begin_suppress_tokens=[6])
    config._attn_implementation = "eager"  # the other kinds do not tell their weights
    model = WhisperForConditionalGeneration(config).eval()
    for name, parameter in model.named_parameters():
        torch.nn.init.normal_(parameter, std=0.25)
        if "layer_norm.weight" in name:
            parameter.data += 1
        # What a file in 16 bits holds exactly, so that all files hold the same numbers.
        parameter.data = parameter.data.half().float()
    return model


def keep(states, name):
    def hook(_module, _inputs, output):
        states[name] = (output[0] if isinstance(output, tuple) else output)[0].detach().contiguous()
    return hook


def states_of(model):
    states = {}
    encoder, decoder = model.model.encoder, model.model.decoder
    for i, layer in enumerate(encoder.layers):
        layer.register_forward_hook(keep(states, f"enc.{i}.out"))
    encoder.layer_norm.register_forward_hook(keep(states, "enc.norm"))
    for i, layer in enumerate(decoder.layers):
        layer.register_forward_hook(keep(states, f"dec.{i}.out"))
    decoder.layer_norm.register_forward_hook(keep(states, "dec.norm"))
    mel = torch.randn(1, 80, 60, generator=torch.Generator().manual_seed(5))
    with torch.no_grad():
        out = model(input_features=mel, decoder_input_ids=torch.tensor([TOKENS]), output_attentions=True)
    states["mel"] = mel[0].T.contiguous()
    states["logits"] = out.logits[0].contiguous()
    for i, attention in enumerate(out.cross_attentions):
        for head in range(attention.shape[1]):
            states[f"attention.{i}.{head}"] = attention[0, head].contiguous()
    states["tokens"] = torch.tensor(TOKENS, dtype=torch.int32)
    save_file(states, os.path.join(HERE, "states.safetensors"))


def write_ctranslate2(model, name, quantization):
    """What CTranslate2's own converter writes, without a tokenizer."""
    spec = ct2.WhisperLoader().get_model_spec(copy.deepcopy(model))  # quantising works in place
    spec.register_vocabulary(list(VOCABULARY))
    spec.config.alignment_heads = [(0, 1), (1, 0)]
    spec.config.lang_ids = []
    spec.config.suppress_ids = [5]
    spec.config.suppress_ids_begin = [6]
    spec.validate()
    spec.optimize(quantization=quantization)
    folder = os.path.join(HERE, "ctranslate2", name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    spec.save(folder)


def ggml_name(name):
    """transformers' names to OpenAI's, which whisper.cpp keeps."""
    for old, new in (("model.", ""), ("layers.", "blocks."), ("self_attn_layer_norm", "attn_ln"),
                     ("encoder_attn_layer_norm", "cross_attn_ln"), ("final_layer_norm", "mlp_ln"),
                     ("encoder_attn.", "cross_attn."), ("self_attn.", "attn."), ("q_proj", "query"),
                     ("k_proj", "key"), ("v_proj", "value"), ("out_proj", "out"), ("fc1", "mlp.0"), ("fc2", "mlp.2"),
                     ("embed_tokens", "token_embedding"), ("embed_positions.weight", "positional_embedding"),
                     ("encoder.layer_norm", "encoder.ln_post"), ("decoder.layer_norm", "decoder.ln")):
        name = name.replace(old, new)
    return name


def write_ggml(model, path, half):
    """whisper.cpp's file, after its convert script: magic, sizes, mel filters, tokens, tensors."""
    c = model.config
    with open(path, "wb") as f:
        f.write(struct.pack("<I11i", 0x67676d6c, c.vocab_size, c.max_source_positions, c.d_model,
                            c.encoder_attention_heads, c.encoder_layers, c.max_target_positions, c.d_model,
                            c.decoder_attention_heads, c.decoder_layers, c.num_mel_bins, int(half)))
        f.write(struct.pack("<2i", 80, 4) + bytes(4 * 80 * 4))
        f.write(struct.pack("<i", N_VOCAB))
        for token in VOCABULARY:
            f.write(struct.pack("<i", len(token)) + token.encode())
        for name, value in model.state_dict().items():
            if name == "proj_out.weight":
                continue
            data = value.numpy()
            if "conv" in name and name.endswith("bias"):
                data = data.reshape(-1, 1)
            as_half = half and data.ndim >= 2 and "positions" not in name and not name.endswith("bias")
            word = ggml_name(name).encode()
            f.write(struct.pack("<3i", data.ndim, len(word), int(as_half)))
            f.write(struct.pack(f"<{data.ndim}i", *reversed(data.shape)) + word)
            f.write(data.astype(np.float16 if as_half else np.float32).tobytes())


def main():
    os.makedirs(HERE, exist_ok=True)
    mels()
    model = tiny_model()
    states_of(model)
    folder = os.path.join(HERE, "transformers")
    model.half().save_pretrained(folder)
    model.float()
    for name, quantization in (("float32", None), ("float16", "float16"), ("int8", "int8")):
        write_ctranslate2(model, name, quantization)
    os.makedirs(os.path.join(HERE, "ggml"), exist_ok=True)
    write_ggml(model, os.path.join(HERE, "ggml", "ggml-tiny-random.bin"), True)


main()
