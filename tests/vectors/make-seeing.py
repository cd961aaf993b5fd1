#!/usr/bin/env python3
"""What PyTorch sees: vectors for networks that look at pictures.

    make-seeing.py OUT efficientnet-lite0 FILE.pth     with the package efficientnet_lite_pytorch
    make-seeing.py OUT pictures FILE.pth PICTURE...    its top five on pictures

    make-seeing.py OUT vit|deit|clip|vit-gpt2|blip|blip-vqa|yolos

Tiny random models come as a folder as save_pretrained() writes it, with
`states.safetensors`: the pixels (channels innermost) and the output of every
named layer. Needs torch, torchvision, transformers 5 and Pillow.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import sys

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file

SAMPLES = 256


def pixels(width, height):
    """Numbers of -1 … 1 that a test can make again: (1, 3, height, width)."""
    i = np.arange(3 * width * height, dtype=np.uint64)
    values = ((i * 2654435761 % 2**32 >> 8) % 2000).astype(np.float32) / 1000 - 1
    return torch.from_numpy(values.reshape(height, width, 3).transpose(2, 0, 1)[None].copy())


def channels_last(x):
    return (x.permute(0, 2, 3, 1) if x.ndim == 4 else x).contiguous().float().clone()


# --- EfficientNet-Lite0, which has real weights and so only samples of its states ---

def load_lite(path):
    from efficientnet_lite_pytorch import EfficientNet
    model = EfficientNet.from_name("efficientnet-lite0")
    model.load_state_dict(torch.load(path, weights_only=True))
    return model.eval()


def sample(x):
    """Every k-th number, some SAMPLES of them."""
    flat = channels_last(x).flatten()
    return flat[::max(1, flat.numel() // SAMPLES)].clone()


def make_lite(out, path):
    model, states = load_lite(path), {}
    for i, block in enumerate(model._blocks):
        block.register_forward_hook(lambda m, a, y, name=f"_blocks.{i}": states.__setitem__(name, sample(y)))
    with torch.no_grad():
        states["logits"] = sample(model(pixels(224, 224)))
    save_file(states, os.path.join(out, "efficientnet-lite0.safetensors"))


def prepare_lite(path):
    from torchvision import transforms
    picture = Image.open(path).convert("RGB")
    picture = transforms.CenterCrop(224)(transforms.Resize(256, interpolation=Image.BICUBIC)(picture))
    return ((torch.from_numpy(np.array(picture).astype(np.float32).transpose(2, 0, 1)) - 127) / 128)[None]


def make_pictures(out, path, *pictures):
    from torchvision.models._meta import _IMAGENET_CATEGORIES as names
    model, found = load_lite(path), {}
    for picture in sorted(pictures):
        with torch.no_grad():
            scores, order = torch.softmax(model(prepare_lite(picture))[0], 0).topk(5)
        found[os.path.basename(picture)] = {names[i]: round(s, 5) for s, i in zip(scores.tolist(), order.tolist())}
    with open(os.path.join(out, "pictures.json"), "w") as file:
        json.dump(found, file, indent=1)
        file.write("\n")


# --- tiny random models of transformers ---

def prepare_folder(out, name):
    folder = os.path.join(out, name)
    os.makedirs(folder, exist_ok=True)
    return folder


def watch(states, modules):
    """Records the output of each module under its name."""
    def keep(name):
        def hook(module, args, output):
            states[name] = channels_last(output[0] if isinstance(output, tuple) else output)
        return hook
    for name, module in modules.items():
        module.register_forward_hook(keep(name))


def rough(model):
    """transformers begins with weights near zero and norms of one, which hide mistakes."""
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(torch.randn_like(p) * (0.25 if p.ndim > 1 else 0.4) + (1 if p.ndim == 0 else 0))
    return model.eval()


def save(folder, model, states, width, height):
    model.save_pretrained(folder)
    save_file(states, os.path.join(folder, "states.safetensors"))
    for entry in os.listdir(folder):
        os.chmod(os.path.join(folder, entry), 0o644)
    print(folder, width, height, sorted(states))


def make_vit(out, name="vit"):
    from transformers import DeiTConfig, DeiTForImageClassificationWithTeacher, ViTConfig, ViTForImageClassification
    size = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48, image_size=30, patch_size=6, num_labels=5)
    model = rough(DeiTForImageClassificationWithTeacher(DeiTConfig(**size)) if name == "deit" else ViTForImageClassification(ViTConfig(**size)))
    states, root = {}, getattr(model, name)
    watch(states, {f"{name}.encoder.layer.{i}": layer for i, layer in enumerate(root.layers)} | {"embeddings": root.embeddings,
          "layernorm": root.layernorm})
    with torch.no_grad():
        states["logits"] = model(pixels(30, 30)).logits
    save(prepare_folder(out, name), model, states, 30, 30)


LABELS = ["red apple", "the table", "it's off"]


def make_clip(out):
    """With the tokenizer of the Stable Diffusion vectors, whose vocabulary is small."""
    import shutil
    from transformers import CLIPConfig, CLIPModel, CLIPTokenizer
    folder = prepare_folder(out, "clip")
    old = os.path.join(out, "..", "diffusion", "sd1", "tokenizer")
    for entry in os.listdir(old):
        shutil.copy(os.path.join(old, entry), folder)
    tokenizer = CLIPTokenizer.from_pretrained(folder)
    size = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48)
    model = rough(CLIPModel(CLIPConfig(
        text_config=dict(**size, vocab_size=len(tokenizer), max_position_embeddings=77, eos_token_id=tokenizer.eos_token_id),
        vision_config=dict(**size, image_size=24, patch_size=8), projection_dim=20)))
    states, vision, text = {}, model.vision_model, model.text_model
    watch(states, {f"vision_model.encoder.layers.{i}": layer for i, layer in enumerate(vision.encoder.layers)}
          | {"vision_model.pre_layrnorm": vision.pre_layrnorm})
    ids = tokenizer(["This is a photo of %s." % name for name in LABELS], padding=True, return_tensors="pt")
    with torch.no_grad():
        result = model(pixel_values=pixels(24, 24), **ids)
    states |= {"scores": result.logits_per_image.softmax(1), "image": result.image_embeds, "texts": result.text_embeds}
    save(folder, model, {k: v.contiguous().clone() for k, v in states.items()}, 24, 24)


ASKED = "red apple on the table"


def tokenizer_gpt2(folder):
    """Bytes and a few merges."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    merges = [("a", "p"), ("r", "e"), ("t", "h"), ("th", "e")]
    vocab = sorted(pre_tokenizers.ByteLevel.alphabet()) + ["".join(m) for m in merges] + ["<|endoftext|>"]
    t = Tokenizer(models.BPE({v: i for i, v in enumerate(vocab)}, merges))
    t.pre_tokenizer, t.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    t.add_special_tokens(["<|endoftext|>"])
    t.save(os.path.join(folder, "tokenizer.json"))
    return t


def tokenizer_bert(folder):
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[DEC]"] + ASKED.split() + list("abcdefghij") + ["##" + c for c in "abcdefghij"]
    vocab = {w: i for i, w in enumerate(dict.fromkeys(words))}
    t = Tokenizer(models.WordPiece(vocab, unk_token="[UNK]"))
    t.normalizer, t.pre_tokenizer, t.decoder = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer(), decoders.WordPiece()
    t.add_special_tokens(words[:5])
    t.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    t.save(os.path.join(folder, "tokenizer.json"))
    return t


VISION = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48, image_size=30, patch_size=6)
STEPS = 6


def write_on(states, start, logits_of):
    """Scores of each step while the most probable word is taken."""
    ids, scores = [start], []
    for _ in range(STEPS):
        scores.append(logits_of(torch.tensor([ids]))[0, -1])
        ids.append(int(scores[-1].argmax()))
    states["steps"], states["ids"] = torch.stack(scores), torch.tensor(ids, dtype=torch.int32)


def make_captioner(out, width=24, name="vit-gpt2"):
    from transformers import GPT2Config, VisionEncoderDecoderConfig, VisionEncoderDecoderModel, ViTConfig
    folder, states = prepare_folder(out, name), {}
    tokenizer = tokenizer_gpt2(folder)
    end = tokenizer.token_to_id("<|endoftext|>")
    decoder = GPT2Config(n_embd=width, n_layer=2, n_head=2, n_positions=64, vocab_size=tokenizer.get_vocab_size(), bos_token_id=end,
                         eos_token_id=end, add_cross_attention=True, attn_implementation="eager")
    config = VisionEncoderDecoderConfig.from_encoder_decoder_configs(ViTConfig(**VISION), decoder)
    config.decoder_start_token_id = end
    model = rough(VisionEncoderDecoderModel(config))
    watch(states, {f"encoder.encoder.layer.{i}": layer for i, layer in enumerate(model.encoder.layers)}
          | {"encoder.layernorm": model.encoder.layernorm})
    with torch.no_grad():
        write_on(states, end, lambda ids: model(pixel_values=pixels(30, 30), decoder_input_ids=ids).logits)
    save(folder, model, states, 30, 30)


def make_blip(out, name):
    from transformers import BlipConfig, BlipForConditionalGeneration, BlipForQuestionAnswering
    folder, states = prepare_folder(out, name), {}
    tokenizer = tokenizer_bert(folder)
    text = dict(hidden_size=32, encoder_hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=40,
                vocab_size=tokenizer.get_vocab_size(), bos_token_id=4, sep_token_id=3, eos_token_id=3, pad_token_id=0,
                max_position_embeddings=48)
    config = BlipConfig(text_config=text, vision_config=VISION)
    model = rough((BlipForQuestionAnswering if name == "blip-vqa" else BlipForConditionalGeneration)(config))
    watch(states, {f"vision_model.encoder.layers.{i}": layer for i, layer in enumerate(model.vision_model.encoder.layers)})
    with torch.no_grad():
        seen = states["vision_model.post_layernorm"] = model.vision_model(pixels(30, 30)).last_hidden_state
        if name == "blip-vqa":
            watch(states, {f"text_encoder.encoder.layer.{i}": layer for i, layer in enumerate(model.text_encoder.encoder.layer)})
            ids = torch.tensor([tokenizer.encode(ASKED).ids])
            seen = model.text_encoder(input_ids=ids, encoder_hidden_states=seen)[0]
        write_on(states, 4, lambda ids: model.text_decoder(input_ids=ids, encoder_hidden_states=seen).logits)
    states = {k: v.contiguous().clone() for k, v in states.items() if v.ndim < 3 or v.shape[-2] != STEPS}
    save(folder, model, states, 30, 30)


def make_yolos(out):
    """For a picture of another size than the one whose positions it has."""
    from transformers import YolosConfig, YolosForObjectDetection
    size = dict(VISION, image_size=[18, 36], num_detection_tokens=5, num_labels=3)
    states, model = {}, rough(YolosForObjectDetection(YolosConfig(**size)))
    watch(states, {"embeddings": model.vit.embeddings, "vit.encoder.layer.0": model.vit.encoder.layer[0],
                   "vit.encoder.layer.1": model.vit.encoder.layer[1]})
    with torch.no_grad():
        result = model(pixels(42, 30))
    states |= {"logits": result.logits[0].contiguous(), "boxes": result.pred_boxes[0].contiguous()}
    folder = prepare_folder(out, "yolos")
    with open(os.path.join(folder, "preprocessor_config.json"), "w") as file:
        json.dump({"size": {"shortest_edge": 33, "longest_edge": 50}}, file)
    save(folder, model, states, 42, 30)


MAKERS = {"efficientnet-lite0": make_lite, "pictures": make_pictures, "vit": make_vit, "deit": lambda out: make_vit(out, "deit"),
          "clip": make_clip, "vit-gpt2": make_captioner, "blip": lambda out: make_blip(out, "blip"),
          "yolos": make_yolos, "blip-vqa": lambda out: make_blip(out, "blip-vqa")}


def main():
    torch.manual_seed(1)
    MAKERS[sys.argv[2]](sys.argv[1], *sys.argv[3:])


main()
