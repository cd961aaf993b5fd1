#!/usr/bin/env python3
"""A tiny random SmolVLM and what transformers makes of a picture and a question.

    make-talking.py OUT

OUT/smolvlm as save_pretrained() writes it, with the states of one picture (channels
innermost) and, for one prompt, the scores of some steps in which the most probable
word is taken; and with a picture seen in squares (tiles.safetensors) its pixels, which
are those of the Pillow image processor, and the probabilities of the first word. Needs torch, transformers 5 and tokenizers.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import sys

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, SmolVLMConfig, SmolVLMForConditionalGeneration
from transformers.models.smolvlm.image_processing_pil_smolvlm import SmolVLMImageProcessorPil
from transformers.models.smolvlm.processing_smolvlm import get_image_prompt_string
from transformers.models.smolvlm.configuration_smolvlm import SmolVLMVisionConfig

QUESTION = "What is there?"
SPECIAL = ["<|im_start|>", "<end_of_utterance>", "<fake_token_around_image>", "<global-img>", "<image>", "<pad>"]
STEPS = 8
SIDE = 24


def make_tokenizer(folder):
    merges = [("a", "t"), ("h", "at"), ("W", "hat"), ("t", "h"), ("e", "r"), ("th", "er"), ("ther", "e"), ("i", "s")]
    vocab = sorted(pre_tokenizers.ByteLevel.alphabet()) + ["".join(m) for m in merges]
    t = Tokenizer(models.BPE({v: i for i, v in enumerate(vocab)}, merges))
    t.pre_tokenizer, t.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    t.add_special_tokens(SPECIAL)
    t.save(os.path.join(folder, "tokenizer.json"))
    return t


def rough(model):
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(torch.randn_like(p) * (0.3 if p.ndim > 1 else 0.4))
    return model.eval()


def pixels():
    """As the other tests make them: (1, 1, 3, SIDE, SIDE)."""
    i = np.arange(3 * SIDE * SIDE, dtype=np.uint64)
    values = ((i * 2654435761 % 2**32 >> 8) % 2000).astype(np.float32) / 1000 - 1
    return torch.from_numpy(values.reshape(SIDE, SIDE, 3).transpose(2, 0, 1)[None, None].copy())


def keep(states, name):
    def hook(module, args, output):
        states[name] = (output[0] if isinstance(output, tuple) else output).detach().contiguous().float().clone()
    return hook


def photo():
    y, x = np.mgrid[0:30, 0:40]
    return Image.fromarray(np.stack([x * 6, y * 8, (x // 5 + y // 4) % 2 * 200], -1).astype(np.uint8))


def tiles(model, tokenizer, folder):
    """The picture in squares, and how probable each token is behind it."""
    processor = SmolVLMImageProcessorPil(size={"longest_edge": 60}, max_image_size={"longest_edge": SIDE})
    made = processor(photo(), return_row_col_info=True)
    rows, cols = made["rows"][0][0], made["cols"][0][0]
    squares = torch.tensor(np.asarray(made["pixel_values"][0]), dtype=torch.float32)
    prompt = "<|im_start|>User:" + get_image_prompt_string(rows, cols, 4, "<fake_token_around_image>", "<image>", "<global-img>") + \
        f"{QUESTION}<end_of_utterance>\nAssistant:"
    with torch.no_grad():
        shares = model(input_ids=torch.tensor([tokenizer.encode(prompt).ids]), pixel_values=squares[None]).logits[0, -1].softmax(-1)
    print(rows, "x", cols, tuple(squares.shape), shares.topk(5))
    save_file({"pixels": squares.permute(0, 2, 3, 1).contiguous(), "grid": torch.tensor([cols, rows], dtype=torch.int32),
               "shares": shares.contiguous()}, os.path.join(folder, "tiles.safetensors"))
    with open(os.path.join(folder, "preprocessor_config.json"), "w", encoding="utf-8") as f:
        json.dump({"size": {"longest_edge": 60}, "max_image_size": {"longest_edge": SIDE}, "resample": 1}, f)


def main():
    folder = os.path.join(sys.argv[1], "smolvlm")
    os.makedirs(folder, exist_ok=True)
    torch.manual_seed(3)
    tokenizer = make_tokenizer(folder)
    end = tokenizer.token_to_id("<end_of_utterance>")
    text = LlamaConfig(vocab_size=tokenizer.get_vocab_size(), hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
                       num_key_value_heads=2, max_position_embeddings=256, bos_token_id=tokenizer.token_to_id("<|im_start|>"), eos_token_id=end,
                       pad_token_id=tokenizer.token_to_id("<pad>"))
    vision = SmolVLMVisionConfig(hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4, image_size=SIDE, patch_size=6)
    model = rough(SmolVLMForConditionalGeneration(SmolVLMConfig(
        text_config=text, vision_config=vision, image_token_id=tokenizer.token_to_id("<image>"), scale_factor=2, pad_token_id=text.pad_token_id)))
    states, tower = {}, model.model.vision_model
    tower.embeddings.register_forward_hook(keep(states, "vision_model.embeddings"))
    for i, layer in enumerate(tower.encoder.layers):
        layer.register_forward_hook(keep(states, f"vision_model.encoder.layers.{i}"))
    model.model.connector.register_forward_hook(keep(states, "connector"))
    prompt = "<|im_start|>User:<fake_token_around_image><global-img>" + "<image>" * 4 + \
        f"<fake_token_around_image>{QUESTION}<end_of_utterance>\nAssistant:"
    ids, scores = tokenizer.encode(prompt).ids, []
    states["prompt"] = torch.tensor(ids, dtype=torch.int32)
    with torch.no_grad():
        for _ in range(STEPS):
            scores.append(model(input_ids=torch.tensor([ids]), pixel_values=pixels()).logits[0, -1])
            ids = ids + [int(scores[-1].argmax())]
    states["steps"], states["written"] = torch.stack(scores), torch.tensor(ids[-STEPS:], dtype=torch.int32)
    print(ids[-STEPS:], tokenizer.decode(ids[-STEPS:]))
    tiles(model, tokenizer, folder)
    model.save_pretrained(folder)
    save_file({k: v.contiguous() for k, v in states.items()}, os.path.join(folder, "states.safetensors"))
    for name in os.listdir(folder):
        os.chmod(os.path.join(folder, name), 0o644)


main()
