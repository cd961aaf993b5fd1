#!/usr/bin/env python3
"""The tiny pipelines of make-diffusion.py as checkpoints of one file, in the names
and layout of the first Stable Diffusion files, and the headers of real ones.

    make-single-file.py OUT        OUT holds sd1, sdxl

sd1/single.gguf as stable-diffusion.cpp names it, with 8-bit blocks where rows have
room for them, and single/pictures.safetensors what diffusers draws with those; sdxl/single.safetensors, with OpenCLIP's text encoder as the second and
some of what only training needs. single/NAME.header.gz: the header of a safetensors file with the names and
shapes of a real model (nothing but shapes: made without weights), and the
configurations that diffusers has for it. Needs torch, transformers 5, diffusers 0.42, gguf.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import gzip
import json
import os
import re
import sys

import diffusers
import gguf
import numpy as np
import torch
from safetensors.torch import load_file, save_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

RESNET = {"norm1": "in_layers.0", "conv1": "in_layers.2", "time_emb_proj": "emb_layers.1", "norm2": "out_layers.0",
          "conv2": "out_layers.3", "conv_shortcut": "skip_connection"}
ENDS = {"time_embedding.linear_1": "time_embed.0", "time_embedding.linear_2": "time_embed.2", "conv_in": "input_blocks.0.0",
        "conv_norm_out": "out.0", "conv_out": "out.2", "add_embedding.linear_1": "label_emb.0.0", "add_embedding.linear_2": "label_emb.0.2"}


def unet_names(names):
    """{diffusers' name: the checkpoint's}, found by walking through both networks in their order."""
    blocks = 1 + max(int(m.group(1)) for m in (re.match(r"down_blocks\.(\d+)", n) for n in names) if m)
    layers = 1 + max(int(m.group(1)) for m in (re.match(r"down_blocks\.0\.resnets\.(\d+)", n) for n in names) if m)
    places, at = dict(ENDS), 1
    for i in range(blocks):
        for j in range(layers):
            places[f"down_blocks.{i}.resnets.{j}"], places[f"down_blocks.{i}.attentions.{j}"] = f"input_blocks.{at}.0", f"input_blocks.{at}.1"
            at += 1
        if i + 1 < blocks:
            places[f"down_blocks.{i}.downsamplers.0.conv"] = f"input_blocks.{at}.0.op"
            at += 1
    at = 0
    for i in range(blocks):
        for j in range(layers + 1):
            places[f"up_blocks.{i}.resnets.{j}"], places[f"up_blocks.{i}.attentions.{j}"] = f"output_blocks.{at}.0", f"output_blocks.{at}.1"
            if j == layers:
                has = any(n.startswith(f"up_blocks.{i}.attentions.") for n in names)
                places[f"up_blocks.{i}.upsamplers.0"] = f"output_blocks.{at}.{2 if has else 1}"
            at += 1
    places |= {"mid_block.resnets.0": "middle_block.0", "mid_block.attentions.0": "middle_block.1", "mid_block.resnets.1": "middle_block.2"}
    return {n: "model.diffusion_model." + translate(n, places, RESNET) for n in names}


def translate(name, places, inner):
    place = max((p for p in places if name.startswith(p + ".")), key=len)
    rest = name[len(place) + 1:]
    for ours, theirs in inner.items():
        if "resnets" in place and rest.startswith(ours + "."):
            rest = theirs + rest[len(ours):]
    return places[place] + "." + rest


def vae_names(names):
    levels = 1 + max(int(m.group(1)) for m in (re.match(r"encoder\.down_blocks\.(\d+)", n) for n in names) if m)
    attention = {"group_norm": "norm", "to_q": "q", "to_k": "k", "to_v": "v", "to_out.0": "proj_out"}
    found = {}
    for n in names:
        to = n.replace("conv_norm_out", "norm_out").replace("conv_shortcut", "nin_shortcut")
        to = re.sub(r"encoder\.down_blocks\.(\d+)\.resnets\.", r"encoder.down.\1.block.", to)
        to = re.sub(r"encoder\.down_blocks\.(\d+)\.downsamplers\.0\.", r"encoder.down.\1.downsample.", to)
        to = re.sub(r"decoder\.up_blocks\.(\d+)\.resnets\.", lambda m: f"decoder.up.{levels - 1 - int(m.group(1))}.block.", to)
        to = re.sub(r"decoder\.up_blocks\.(\d+)\.upsamplers\.0\.", lambda m: f"decoder.up.{levels - 1 - int(m.group(1))}.upsample.", to)
        to = re.sub(r"mid_block\.resnets\.(\d)", lambda m: f"mid.block_{int(m.group(1)) + 1}", to)
        if "mid_block.attentions.0." in to:
            to = to.replace("mid_block.attentions.0.", "mid.attn_1.")
            for ours, theirs in attention.items():
                to = to.replace(f"attn_1.{ours}.", f"attn_1.{theirs}.")
        found[n] = "first_stage_model." + to
    return found


def open_clip(state, prefix):
    """Query, key and value in one, the projection turned."""
    renames = {"layer_norm1": "ln_1", "layer_norm2": "ln_2", "self_attn.out_proj": "attn.out_proj", "mlp.fc1": "mlp.c_fc", "mlp.fc2": "mlp.c_proj"}
    ends = {"embeddings.token_embedding.weight": "token_embedding.weight", "embeddings.position_embedding.weight": "positional_embedding",
            "final_layer_norm.weight": "ln_final.weight", "final_layer_norm.bias": "ln_final.bias"}
    found = {}
    for name, value in state.items():
        name = name.removeprefix("text_model.")
        if name in ends:
            found[prefix + ends[name]] = value
        elif name == "text_projection.weight":
            found[prefix + "text_projection"] = value.T.contiguous()
        elif ".q_proj." in name:
            at, kind = name.replace("encoder.layers", "transformer.resblocks").split(".self_attn.q_proj.")
            three = [state.get("text_model." + name.replace("q_proj", p), state.get(name.replace("q_proj", p))) for p in ("q_proj", "k_proj", "v_proj")]
            found[f"{prefix}{at}.attn.in_proj_{kind}"] = torch.cat(three)
        elif "k_proj" not in name and "v_proj" not in name:
            for ours, theirs in renames.items():
                name = name.replace(ours, theirs)
            found[prefix + name.replace("encoder.layers", "transformer.resblocks")] = value
    return found


def hugging_face(state, prefix):
    return {prefix + (n if n.startswith(("text_model.", "text_projection")) else "text_model." + n): v for n, v in state.items()}


def whole(unet, vae, texts):
    """@vae with convolutions where it has matrices: its attention."""
    found = {to: unet[n] for n, to in unet_names(list(unet)).items()}
    for n, to in vae_names(list(vae)).items():
        value = vae[n]
        found[to] = value[:, :, None, None] if "attn_1" in to and value.ndim == 2 else value
    for text in texts:
        found |= text
    return {n: v.contiguous() for n, v in found.items()}


def part(folder, name):
    folder = os.path.join(folder, name)
    return load_file(os.path.join(folder, next(f for f in os.listdir(folder) if f.endswith(".safetensors"))))


def write_gguf(path, tensors):
    """Returns the tensors whose values changed."""
    changed = {}
    writer = gguf.GGUFWriter(path, "sd1")
    for name, value in tensors.items():
        data = value.float().numpy()
        if value.ndim == 2 and value.shape[1] % 32 == 0 and "embedding" not in name:
            kind = gguf.GGMLQuantizationType.Q8_0
            blocks = gguf.quantize(data, kind)
            writer.add_tensor(name, blocks, raw_dtype=kind)
            changed[name] = torch.from_numpy(gguf.dequantize(blocks, kind))
        else:
            writer.add_tensor(name, data.astype(np.float16 if value.ndim > 1 else np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return changed


def draw_changed(folder, changed):
    """make-diffusion.py's "default" with other weights."""
    pipe = diffusers.StableDiffusionPipeline.from_pretrained(folder, torch_dtype=torch.float32, safety_checker=None)
    pipe.set_progress_bar_config(disable=True)
    for module, names in ((pipe.unet, unet_names), (pipe.vae, vae_names), (pipe.text_encoder, None)):
        state = module.state_dict()
        theirs = names(list(state)) if names else {n: "cond_stage_model.transformer." + ("" if n.startswith("text_model.") else "text_model.") + n for n in state}
        module.load_state_dict(state | {n: changed[to] for n, to in theirs.items() if to in changed})
    with torch.no_grad():
        image = pipe("A red Apple, on the table's edge: it's 25% off!", negative_prompt="blurry", guidance_scale=7.5,
                     num_inference_steps=10, generator=torch.Generator("cpu").manual_seed(42)).images[0]
    pixels = torch.from_numpy(np.array(image).astype(np.int16) - 128).to(torch.int8)
    os.makedirs(os.path.join(folder, "..", "single"), exist_ok=True)
    path = os.path.join(folder, "..", "single", "pictures.safetensors")
    save_file({"gguf": pixels}, path)
    os.chmod(path, 0o644)


def tiny(out):
    sd1, sdxl = (os.path.join(out, n) for n in ("sd1", "sdxl"))
    tensors = whole(part(sd1, "unet"), part(sd1, "vae"), [hugging_face(part(sd1, "text_encoder"), "cond_stage_model.transformer.")])
    draw_changed(sd1, write_gguf(os.path.join(sd1, "single.gguf"), tensors))
    tensors = whole(part(sdxl, "unet"), part(sdxl, "vae"), [
        hugging_face(part(sdxl, "text_encoder"), "conditioner.embedders.0.transformer."),
        open_clip(part(sdxl, "text_encoder_2"), "conditioner.embedders.1.model.")])
    idle = ("model_ema.decay", "betas", "conditioner.embedders.1.model.logit_scale")
    save_file(tensors | {name: torch.ones(1) for name in idle}, os.path.join(sdxl, "single.safetensors"))
    os.chmod(os.path.join(sdxl, "single.safetensors"), 0o644)


VAE = dict(block_out_channels=(128, 256, 512, 512), layers_per_block=2, latent_channels=4, in_channels=3, out_channels=3,
           down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4)
UNET = dict(in_channels=4, out_channels=4, layers_per_block=2)
CROSS3 = dict(block_out_channels=(320, 640, 1280, 1280), down_block_types=("CrossAttnDownBlock2D",) * 3 + ("DownBlock2D",),
              up_block_types=("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3, transformer_layers_per_block=(1,) * 4)
CLIP_L = dict(hidden_size=768, num_hidden_layers=12, num_attention_heads=12, intermediate_size=3072, vocab_size=49408,
              max_position_embeddings=77, hidden_act="quick_gelu")
CLIP_H = CLIP_L | dict(hidden_size=1024, num_hidden_layers=23, num_attention_heads=16, intermediate_size=4096, hidden_act="gelu")
CLIP_G = CLIP_L | dict(hidden_size=1280, num_hidden_layers=32, num_attention_heads=20, intermediate_size=5120, hidden_act="gelu")
XL = dict(block_out_channels=(320, 640, 1280), down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
          up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"), transformer_layers_per_block=(1, 2, 10),
          attention_head_dim=(5, 10, 20), cross_attention_dim=2048, sample_size=128, addition_embed_type="text_time",
          addition_time_embed_dim=256, projection_class_embeddings_input_dim=2816)
REAL = {
    "sd15": ("StableDiffusionPipeline", UNET | CROSS3 | dict(attention_head_dim=(8,) * 4, cross_attention_dim=768, sample_size=64), 0.18215, [CLIP_L]),
    "sd2-inpainting": ("StableDiffusionInpaintPipeline", UNET | CROSS3 | dict(
        in_channels=9, attention_head_dim=(5, 10, 20, 20), cross_attention_dim=1024, sample_size=96), 0.18215, [CLIP_H]),
    "sdxl": ("StableDiffusionXLPipeline", UNET | XL, 0.13025, [CLIP_L, CLIP_G]),
}


def real(out, name):
    pipeline, unet, scale, texts = REAL[name]
    with torch.device("meta"):
        u = diffusers.UNet2DConditionModel(**unet, use_linear_projection=name != "sd15").half().state_dict()
        v = diffusers.AutoencoderKL(**VAE).half().state_dict()
        # The file has the last layer of Stable Diffusion 2 as well.
        layers = [dict(t, num_hidden_layers=t["num_hidden_layers"] + (len(texts) == 1 and t is CLIP_H)) for t in texts]
        t = [(CLIPTextModelWithProjection if i == 1 else CLIPTextModel)(CLIPTextConfig(**c, projection_dim=1280)).half().state_dict()
             for i, c in enumerate(layers)]
        if name == "sd15":
            parts = [hugging_face(t[0], "cond_stage_model.transformer.")]
        elif len(t) == 1:
            parts = [open_clip(t[0], "cond_stage_model.model.")]
        else:
            parts = [hugging_face(t[0], "conditioner.embedders.0.transformer."), open_clip(t[1], "conditioner.embedders.1.model.")]
        tensors = whole(u, v, parts)
    header, at = {}, 0
    for key, value in sorted(tensors.items()):
        size = 2 * value.numel()
        header[key], at = {"dtype": "F16", "shape": list(value.shape), "data_offsets": [at, at + size]}, at + size
    with open(os.path.join(out, f"{name}.header.gz"), "wb") as file:
        file.write(gzip.compress(json.dumps(header, separators=(",", ":")).encode(), 9, mtime=0))
    keep = ("block_out_channels", "layers_per_block", "in_channels", "out_channels", "latent_channels")
    return {"pipeline": pipeline, "unet": unet, "vae": {k: VAE[k] for k in keep} | {"scaling_factor": scale},
            "text_encoder": texts[0]} | ({"text_encoder_2": texts[1]} if len(texts) > 1 else {})


def main():
    out = sys.argv[1]
    tiny(out)
    folder = os.path.join(out, "single")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "configs.json"), "w", encoding="utf-8") as file:
        json.dump({name: real(folder, name) for name in REAL}, file, indent=1)
        file.write("\n")


main()
