#!/usr/bin/env python3
"""What PyTorch sees: vectors for networks that look at pictures.

    make-seeing.py OUT efficientnet-lite0 FILE.pth     with the package efficientnet_lite_pytorch
    make-seeing.py OUT pictures FILE.pth PICTURE...    its top five on pictures

    make-seeing.py OUT vit|deit|clip|vit-gpt2|blip|blip-vqa|yolos|depth-anything|segformer
    make-seeing.py OUT planes                           after the last two

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


def make_depth(out):
    """For a picture of another size than the one whose positions it has."""
    from transformers import DepthAnythingConfig, DepthAnythingForDepthEstimation, Dinov2Config
    backbone = Dinov2Config(hidden_size=32, num_hidden_layers=4, num_attention_heads=4, mlp_ratio=2, image_size=30, patch_size=6,
                            out_indices=[1, 2, 3, 4], apply_layernorm=True, reshape_hidden_states=False)
    config = DepthAnythingConfig(backbone_config=backbone, patch_size=6, reassemble_hidden_size=32, neck_hidden_sizes=[8, 8, 12, 16],
                                 fusion_hidden_size=8, head_hidden_size=6)
    states, model = {}, rough(DepthAnythingForDepthEstimation(config))
    watch(states, {f"backbone.encoder.layer.{i}": layer for i, layer in enumerate(model.backbone.encoder.layer)}
          | {"embeddings": model.backbone.embeddings}
          | {f"neck.reassemble_stage.layers.{i}": layer for i, layer in enumerate(model.neck.reassemble_stage.layers)}
          | {f"neck.fusion_stage.layers.{i}": layer for i, layer in enumerate(model.neck.fusion_stage.layers)})
    with torch.no_grad():
        model.head.conv3.bias.fill_(3)  # or the last ReLU hides half of it
        states["depth"] = model(pixels(42, 30)).predicted_depth[0].contiguous()
    folder = prepare_folder(out, "depth-anything")
    with open(os.path.join(folder, "preprocessor_config.json"), "w") as file:
        json.dump({"size": {"height": 30, "width": 30}, "keep_aspect_ratio": True, "ensure_multiple_of": 6, "resample": 3,
                   "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}, file)
    save(folder, model, states, 42, 30)


def make_segformer(out):
    from transformers import SegformerConfig, SegformerForSemanticSegmentation, SegformerImageProcessor
    config = SegformerConfig(hidden_sizes=[8, 16, 24, 32], depths=[1, 2, 1, 1], num_attention_heads=[1, 2, 3, 4], decoder_hidden_size=12,
                             sr_ratios=[8, 4, 2, 1], num_labels=4, id2label={0: "sky", 1: "tree", 2: "house", 3: "road"},
                             label2id={"sky": 0, "tree": 1, "house": 2, "road": 3})
    states, model = {}, rough(SegformerForSemanticSegmentation(config))
    with torch.no_grad():
        model.decode_head.batch_norm.running_mean.normal_()
        model.decode_head.batch_norm.running_var.uniform_(0.5, 2)
        seen = SegformerImageProcessor(size={"height": 64, "width": 96})(plane(70, 50), return_tensors="pt")
        model.decode_head.classifier.bias -= model(**seen).logits.mean((0, 2, 3))  # so that each label is somewhere
    names = [(i, j, block) for i, stage in enumerate(model.segformer.stages) for j, block in enumerate(stage.blocks)]
    watch(states, {f"segformer.encoder.block.{i}.{j}": block for i, j, block in names})
    with torch.no_grad():
        states["logits"] = channels_last(model(pixels(96, 64)).logits)[0].contiguous()
    folder = prepare_folder(out, "segformer")
    with open(os.path.join(folder, "preprocessor_config.json"), "w") as file:
        json.dump({"size": {"height": 64, "width": 96}, "do_reduce_labels": False}, file)
    save(folder, model, states, 96, 64)


def plane(width, height):
    """A picture that a test can make again."""
    i = np.arange(3 * width * height)
    x, y, c = i // 3 % width, i // 3 // width, i % 3
    return Image.fromarray(((x * 5 + y * 3 + c * 70 + (x // 9 + y // 7) % 2 * 90) % 256).astype(np.uint8).reshape(height, width, 3))


def make_planes(out):
    """What transformers' pipelines make of a picture: greys of depth, and the label of each pixel."""
    from transformers import DepthAnythingForDepthEstimation, DPTImageProcessor, SegformerForSemanticSegmentation, SegformerImageProcessor, pipeline
    depth, parts = (os.path.join(out, n) for n in ("depth-anything", "segformer"))
    picture, states = plane(70, 50), {}
    made = pipeline("depth-estimation", model=DepthAnythingForDepthEstimation.from_pretrained(depth),
                    image_processor=DPTImageProcessor.from_pretrained(depth))(picture)
    states["depth"] = torch.from_numpy(np.array(made["depth"]).astype(np.int16) - 128).to(torch.int8)
    made = pipeline("image-segmentation", model=SegformerForSemanticSegmentation.from_pretrained(parts),
                    image_processor=SegformerImageProcessor.from_pretrained(parts))(picture)
    labels = np.full((50, 70), -1, np.int8)
    for segment in made:
        labels[np.array(segment["mask"]) > 0] = ["sky", "tree", "house", "road"].index(segment["label"])
    states["labels"] = torch.from_numpy(labels)
    print({s["label"]: int((np.array(s["mask"]) > 0).sum()) for s in made}, np.array(made[0]["mask"]).shape)
    save_file(states, os.path.join(out, "planes.safetensors"))
    os.chmod(os.path.join(out, "planes.safetensors"), 0o644)


MAKERS = {"planes": make_planes, "depth-anything": make_depth, "segformer": make_segformer, "efficientnet-lite0": make_lite, "pictures": make_pictures, "vit": make_vit, "deit": lambda out: make_vit(out, "deit"),
          "clip": make_clip, "vit-gpt2": make_captioner, "blip": lambda out: make_blip(out, "blip"),
          "yolos": make_yolos, "blip-vqa": lambda out: make_blip(out, "blip-vqa")}


def main():
    torch.manual_seed(1)
    MAKERS[sys.argv[2]](sys.argv[1], *sys.argv[3:])


main()
