#!/usr/bin/env python3
"""Makes tests/vectors/lm: tiny random language models of every family, as
transformers folders and as GGUF, with transformers' hidden states and logits.

Needs torch, transformers, safetensors and gguf (any recent versions):

    python3 tests/vectors/make-lm.py

Weights are rounded to 16-bit floats before the reference runs, so that the
small files hold exactly what it computed with (in 32-bit floats).

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import shutil

import gguf
import numpy as np
import torch
import transformers as tf
from safetensors.torch import save_file

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lm")
VOCAB = 64
TOKENS = [1, 5, 17, 40, 3, 63, 22, 22, 9, 31, 2, 58]
SIZE = dict(vocab_size=VOCAB, hidden_size=32, intermediate_size=48, num_hidden_layers=3,
            num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=64,
            bos_token_id=1, eos_token_id=2, pad_token_id=0)
LLAMA3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
          "original_max_position_embeddings": 32}
YARN = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 16}

# name -> (model class, configuration, GGUF architecture or None)
MODELS = {
    "llama2": (tf.LlamaForCausalLM, tf.LlamaConfig(**{**SIZE, "num_key_value_heads": 4}), "llama"),
    "llama3": (tf.LlamaForCausalLM, tf.LlamaConfig(**SIZE, rope_theta=500000.0, rope_scaling=LLAMA3,
                                                   tie_word_embeddings=True), None),
    "linear": (tf.LlamaForCausalLM, tf.LlamaConfig(**SIZE, rope_scaling={"rope_type": "linear", "factor": 2.0}), None),
    "yarn": (tf.LlamaForCausalLM, tf.LlamaConfig(**SIZE, rope_scaling=YARN), None),
    "mistral": (tf.MistralForCausalLM, tf.MistralConfig(**SIZE, sliding_window=4), None),
    "qwen2": (tf.Qwen2ForCausalLM, tf.Qwen2Config(**SIZE), "qwen2"),
    "qwen3": (tf.Qwen3ForCausalLM, tf.Qwen3Config(**SIZE, head_dim=16), None),
    "gemma2": (tf.Gemma2ForCausalLM, tf.Gemma2Config(**SIZE, head_dim=16, sliding_window=4, query_pre_attn_scalar=24), None),
    "gemma3": (tf.Gemma3ForCausalLM, tf.Gemma3TextConfig(
        **{**SIZE, "num_hidden_layers": 6}, head_dim=16, sliding_window=4, query_pre_attn_scalar=16), "gemma3"),
    "gpt2": (tf.GPT2LMHeadModel, tf.GPT2Config(vocab_size=VOCAB, n_embd=32, n_layer=3, n_head=4, n_positions=64,
                                               n_inner=48, bos_token_id=1, eos_token_id=2), "gpt2"),
}


def randomise(model, seed):
    """Values large enough that every part matters, exact in 16 bits."""
    g = torch.Generator().manual_seed(seed)
    for name, p in model.named_parameters():
        scale = 0.25 if p.dim() > 1 else 0.1
        value = torch.randn(p.shape, generator=g) * scale
        if "norm" in name and name.endswith("weight") or "ln_" in name and name.endswith("weight"):
            value += 0.0 if "gemma" in type(model).__name__.lower() else 1.0
        p.data = value.half().float()


def reference(model):
    """Named hidden states (n, embd) and logits (n, vocab) of TOKENS."""
    states = {}

    def keep(name):
        def hook(_, __, output):
            value = output[0] if isinstance(output, tuple) else output
            states[name] = value.detach().reshape(len(TOKENS), -1).numpy().astype(np.float32)
        return hook

    base = model.transformer if hasattr(model, "transformer") else model.model
    layers = base.h if hasattr(base, "h") else base.layers
    for i, layer in enumerate(layers):
        layer.register_forward_hook(keep(f"blk.{i}.out"))
    (base.ln_f if hasattr(base, "ln_f") else base.norm).register_forward_hook(keep("norm"))
    with torch.no_grad():
        logits = model(torch.tensor([TOKENS]), use_cache=False).logits
    states["logits"] = logits[0].numpy().astype(np.float32)
    return states


def write_tokenizer(folder):
    vocab = {f"t{i}": i for i in range(VOCAB)}
    document = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None,
                "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": None, "decoder": None,
                "model": {"type": "WordLevel", "vocab": vocab, "unk_token": "t0"}}
    with open(os.path.join(folder, "tokenizer.json"), "w") as f:
        json.dump(document, f)


def write_folder(folder, model, config):
    os.makedirs(folder)
    tensors = {k: v.half().contiguous().clone() for k, v in model.state_dict().items()
               if not k.endswith((".attn.bias", ".masked_bias", "rotary_emb.inv_freq"))}
    if config.tie_word_embeddings:
        tensors.pop("lm_head.weight", None)
    save_file(tensors, os.path.join(folder, "model.safetensors"))
    with open(os.path.join(folder, "config.json"), "w") as f:
        json.dump({k: v for k, v in config.to_dict().items() if not k.startswith("_")}, f, indent=1, default=str)
    write_tokenizer(folder)


def interleave(weight, heads):
    """The order of rows that GGUF's llama wants for its rotary pairs."""
    return weight.reshape(heads, 2, weight.shape[0] // heads // 2, -1).swapaxes(1, 2).reshape(weight.shape)


def gguf_tensor(arch, name, value, config):
    if arch == "llama" and name.endswith("attn_q.weight"):
        return interleave(value, config.num_attention_heads)
    if arch == "llama" and name.endswith("attn_k.weight"):
        return interleave(value, config.num_key_value_heads)
    if arch == "gemma3" and name.endswith("norm.weight"):
        return value + 1
    if arch == "gpt2" and value.ndim == 2 and "embd" not in name and name != "output.weight":
        return np.ascontiguousarray(value.T)
    return value


def write_gguf(path, arch, model, config):
    w = gguf.GGUFWriter(path, arch)
    heads = config.num_attention_heads
    kv = getattr(config, "num_key_value_heads", heads)
    w.add_block_count(config.num_hidden_layers)
    w.add_context_length(config.max_position_embeddings)
    w.add_embedding_length(config.hidden_size)
    w.add_feed_forward_length(getattr(config, "intermediate_size", None) or config.n_inner)
    w.add_head_count(heads)
    w.add_head_count_kv(kv)
    if arch == "gpt2":
        w.add_layer_norm_eps(config.layer_norm_epsilon)
    else:
        w.add_layer_norm_rms_eps(config.rms_norm_eps)
        theta = getattr(config, "rope_theta", None) or (getattr(config, "rope_parameters", None) or {}).get("rope_theta")
        theta = theta or ((config.rope_parameters.get("full_attention") or {}).get("rope_theta") if arch == "gemma3" else None)
        w.add_rope_freq_base(float(theta or 10000.0))
    if arch == "gemma3":
        w.add_key_length(config.head_dim)
        w.add_value_length(config.head_dim)
        w.add_sliding_window(config.sliding_window)
    w.add_tokenizer_model("gpt2")
    w.add_tokenizer_pre("gpt-2")
    w.add_token_list([f"t{i}" for i in range(VOCAB)])
    w.add_token_types([1] * VOCAB)
    w.add_token_merges(["t 1"])
    w.add_bos_token_id(1)
    w.add_eos_token_id(2)
    names = gguf.get_tensor_name_map(getattr(gguf.MODEL_ARCH, arch.upper()), config.num_hidden_layers)
    for key, value in model.state_dict().items():
        name = names.get_name(key, try_suffixes=(".weight", ".bias"))
        if name is None or key == "lm_head.weight" and config.tie_word_embeddings:
            continue
        value = gguf_tensor(arch, name, value.numpy(), config)
        w.add_tensor(name, value.astype(np.float16 if value.ndim > 1 else np.float32))
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


def write_states(path, states):
    """Safetensors, like the weights: (n, width) each."""
    save_file({k: torch.from_numpy(np.ascontiguousarray(v)) for k, v in states.items()}, path)


def beams(model, folder):
    """What transformers' beam search writes after "t5 t6 t7", by number of beams and length penalty."""
    rows = []
    for n, penalty, early in ((2, 1.0, False), (4, 1.0, False), (4, -1.0, True), (5, 2.0, False)):
        with torch.no_grad():
            ids = model.generate(torch.tensor([[5, 6, 7]]), num_beams=n, length_penalty=penalty, early_stopping=early,
                                 do_sample=False, max_new_tokens=12, attention_mask=torch.ones(1, 3, dtype=torch.long))
        written = ids[0][3:].tolist()
        written = written[:written.index(2)] if 2 in written else written
        rows.append({"num_beams": n, "length_penalty": penalty, "early_stopping": early, "ids": written})
    with open(os.path.join(folder, "beams.json"), "w") as f:
        json.dump(rows, f)


def main():
    shutil.rmtree(HERE, ignore_errors=True)
    os.makedirs(os.path.join(HERE, "gguf"))
    os.makedirs(os.path.join(HERE, "states"))
    for seed, (name, (cls, config, arch)) in enumerate(MODELS.items()):
        config._attn_implementation = "eager"
        model = cls(config).eval()
        randomise(model, seed + 1)
        model.tie_weights()
        folder = os.path.join(HERE, name)
        write_folder(folder, model, config)
        if arch:
            write_gguf(os.path.join(HERE, "gguf", name + ".gguf"), arch, model, config)
        if name == "qwen2":
            beams(model, HERE)
        write_states(os.path.join(HERE, "states", name + ".safetensors"), reference(model))
        print(name, "done")


main()
