#!/usr/bin/env python3
"""A pipeline of Stable Diffusion 1.5's shapes with random weights in 16 bits.

    tests/bench/make-sd15.py FOLDER        about 2.1 GB

What it draws is nothing, but it takes as long and as much memory as the real
one. In diffusers' layout, which stable-diffusion.cpp reads as well. Needs numpy.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import struct
import sys

import numpy as np

CHANNELS, WORDS, TIME = (320, 640, 1280, 1280), 768, 1280


class File:
    """Names and shapes first, numbers when it is written."""

    def __init__(self):
        self.tensors = {}

    def add(self, name, *shape):
        self.tensors[name] = shape

    def linear(self, name, n_in, n_out, bias=True):
        self.add(name + ".weight", n_out, n_in)
        if bias:
            self.add(name + ".bias", n_out)

    def conv(self, name, n_in, n_out, kernel=3):
        self.add(name + ".weight", n_out, n_in, kernel, kernel)
        self.add(name + ".bias", n_out)

    def norm(self, name, n):
        self.add(name + ".weight", n)
        self.add(name + ".bias", n)

    def resnet(self, name, n_in, n_out, time=True):
        self.norm(name + ".norm1", n_in)
        self.conv(name + ".conv1", n_in, n_out)
        if time:
            self.linear(name + ".time_emb_proj", TIME, n_out)
        self.norm(name + ".norm2", n_out)
        self.conv(name + ".conv2", n_out, n_out)
        if n_in != n_out:
            self.conv(name + ".conv_shortcut", n_in, n_out, 1)

    def transformer(self, name, n):
        self.norm(name + ".norm", n)
        self.conv(name + ".proj_in", n, n, 1)
        block = name + ".transformer_blocks.0"
        for i, words in ((1, n), (2, WORDS)):
            self.norm(f"{block}.norm{i}", n)
            self.linear(f"{block}.attn{i}.to_q", n, n, False)
            self.linear(f"{block}.attn{i}.to_k", words, n, False)
            self.linear(f"{block}.attn{i}.to_v", words, n, False)
            self.linear(f"{block}.attn{i}.to_out.0", n, n)
        self.norm(block + ".norm3", n)
        self.linear(block + ".ff.net.0.proj", n, 8 * n)
        self.linear(block + ".ff.net.2", 4 * n, n)
        self.conv(name + ".proj_out", n, n, 1)

    def attention(self, name, n):
        self.norm(name + ".group_norm", n)
        for part in ("to_q", "to_k", "to_v", "to_out.0"):
            self.linear(f"{name}.{part}", n, n)

    def write(self, path, rng):
        header, offset = {"__metadata__": {"format": "pt"}}, 0
        for name, shape in self.tensors.items():
            size = 2 * int(np.prod(shape))
            header[name] = {"dtype": "F16", "shape": shape, "data_offsets": [offset, offset + size]}
            offset += size
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 64)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(struct.pack("<Q", len(text)) + text)
            for name, shape in self.tensors.items():
                f.write(values(name, shape, rng).tobytes())


def values(name, shape, rng):
    if "norm" in name:
        return np.full(shape, 1 if name.endswith("weight") else 0, np.float16)
    if len(shape) == 1:
        return np.zeros(shape, np.float16)
    fan = np.prod(shape[1:]) if "embedding" not in name else 1e4
    return (rng.standard_normal(shape, np.float32) / np.sqrt(fan)).astype(np.float16)


def unet():
    f = File()
    f.conv("conv_in", 4, CHANNELS[0])
    f.linear("time_embedding.linear_1", CHANNELS[0], TIME)
    f.linear("time_embedding.linear_2", TIME, TIME)
    skips, n = [CHANNELS[0]], CHANNELS[0]
    for i, out in enumerate(CHANNELS):
        for j in range(2):
            f.resnet(f"down_blocks.{i}.resnets.{j}", n, out)
            n = out
            if i < 3:
                f.transformer(f"down_blocks.{i}.attentions.{j}", n)
            skips.append(n)
        if i < 3:
            f.conv(f"down_blocks.{i}.downsamplers.0.conv", n, n)
            skips.append(n)
    f.resnet("mid_block.resnets.0", n, n)
    f.transformer("mid_block.attentions.0", n)
    f.resnet("mid_block.resnets.1", n, n)
    for i, out in enumerate(reversed(CHANNELS)):
        for j in range(3):
            f.resnet(f"up_blocks.{i}.resnets.{j}", n + skips.pop(), out)
            n = out
            if i > 0:
                f.transformer(f"up_blocks.{i}.attentions.{j}", n)
        if i < 3:
            f.conv(f"up_blocks.{i}.upsamplers.0.conv", n, n)
    f.norm("conv_norm_out", n)
    f.conv("conv_out", n, 4)
    return f


def vae():
    f, widths = File(), (128, 256, 512, 512)
    f.conv("encoder.conv_in", 3, widths[0])
    n = widths[0]
    for i, out in enumerate(widths):
        for j in range(2):
            f.resnet(f"encoder.down_blocks.{i}.resnets.{j}", n, out, False)
            n = out
        if i < 3:
            f.conv(f"encoder.down_blocks.{i}.downsamplers.0.conv", n, n)
    for side in ("encoder", "decoder"):
        f.resnet(f"{side}.mid_block.resnets.0", n, n, False)
        f.attention(f"{side}.mid_block.attentions.0", n)
        f.resnet(f"{side}.mid_block.resnets.1", n, n, False)
    f.norm("encoder.conv_norm_out", n)
    f.conv("encoder.conv_out", n, 8)
    f.conv("quant_conv", 8, 8, 1)
    f.conv("post_quant_conv", 4, 4, 1)
    f.conv("decoder.conv_in", 4, n)
    for i, out in enumerate(reversed(widths)):
        for j in range(3):
            f.resnet(f"decoder.up_blocks.{i}.resnets.{j}", n, out, False)
            n = out
        if i < 3:
            f.conv(f"decoder.up_blocks.{i}.upsamplers.0.conv", n, n)
    f.norm("decoder.conv_norm_out", n)
    f.conv("decoder.conv_out", n, 3)
    return f


def text_encoder():
    f = File()
    f.add("text_model.embeddings.token_embedding.weight", 49408, WORDS)
    f.add("text_model.embeddings.position_embedding.weight", 77, WORDS)
    for i in range(12):
        layer = f"text_model.encoder.layers.{i}"
        for part in ("q", "k", "v", "out"):
            f.linear(f"{layer}.self_attn.{part}_proj", WORDS, WORDS)
        f.norm(layer + ".layer_norm1", WORDS)
        f.linear(layer + ".mlp.fc1", WORDS, 4 * WORDS)
        f.linear(layer + ".mlp.fc2", 4 * WORDS, WORDS)
        f.norm(layer + ".layer_norm2", WORDS)
    f.norm("text_model.final_layer_norm", WORDS)
    return f


def vocabulary():
    """Bytes alone, with fillers up to CLIP's number of tokens."""
    chars = [chr(c) for c in list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))]
    chars += [chr(256 + i) for i in range(256 - len(chars))]
    tokens = chars + [c + "</w>" for c in chars]
    tokens += [f"<filler{i}>" for i in range(49406 - len(tokens))] + ["<|startoftext|>", "<|endoftext|>"]
    return {t: i for i, t in enumerate(tokens)}


CONFIGS = {
    "model_index.json": {"_class_name": "StableDiffusionPipeline", "scheduler": ["diffusers", "PNDMScheduler"],
                         "text_encoder": ["transformers", "CLIPTextModel"], "tokenizer": ["transformers", "CLIPTokenizer"],
                         "unet": ["diffusers", "UNet2DConditionModel"], "vae": ["diffusers", "AutoencoderKL"]},
    "scheduler/scheduler_config.json": {"_class_name": "PNDMScheduler", "beta_start": 0.00085, "beta_end": 0.012,
                                        "beta_schedule": "scaled_linear", "skip_prk_steps": True, "steps_offset": 1},
    "unet/config.json": {"_class_name": "UNet2DConditionModel", "block_out_channels": CHANNELS, "layers_per_block": 2,
                         "attention_head_dim": 8, "cross_attention_dim": WORDS, "sample_size": 64, "in_channels": 4, "out_channels": 4,
                         "down_block_types": ["CrossAttnDownBlock2D"] * 3 + ["DownBlock2D"],
                         "up_block_types": ["UpBlock2D"] + ["CrossAttnUpBlock2D"] * 3},
    "vae/config.json": {"_class_name": "AutoencoderKL", "block_out_channels": (128, 256, 512, 512), "layers_per_block": 2,
                        "latent_channels": 4, "sample_size": 512},
    "text_encoder/config.json": {"model_type": "clip_text_model", "hidden_size": WORDS, "num_hidden_layers": 12,
                                 "num_attention_heads": 12, "intermediate_size": 4 * WORDS, "vocab_size": 49408,
                                 "max_position_embeddings": 77, "hidden_act": "quick_gelu", "eos_token_id": 2},
    "tokenizer/vocab.json": vocabulary(),
    "tokenizer/tokenizer_config.json": {"tokenizer_class": "CLIPTokenizer", "pad_token": "<|endoftext|>"},
}


def main():
    out, rng = sys.argv[1], np.random.default_rng(1)
    for name, config in CONFIGS.items():
        path = os.path.join(out, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            json.dump(config, f)
    with open(os.path.join(out, "tokenizer", "merges.txt"), "w", encoding="utf-8") as f:
        f.write("#version: 0.2\n")
    unet().write(os.path.join(out, "unet", "diffusion_pytorch_model.safetensors"), rng)
    vae().write(os.path.join(out, "vae", "diffusion_pytorch_model.safetensors"), rng)
    text_encoder().write(os.path.join(out, "text_encoder", "model.safetensors"), rng)


main()
