#!/usr/bin/env python3
"""Tiny random pipelines of diffusers, and what diffusers makes with them.

For each pipeline a folder as save_pretrained() writes it (weights of a few
thousand numbers), `states.safetensors` with the output of every named layer
for one call of each part, channels innermost, and `pictures.safetensors` with
the pictures of one prompt and seed by each scheduler (bytes minus 128, so that
they are I8). Needs torch, transformers 5 and diffusers 0.42.

    make-diffusion.py OUT [PIPELINE...]

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import shutil
import sys

import diffusers
import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

PROMPT = "A red Apple, on the table's edge: it's 25% off!"
NEGATIVE = "blurry"
SEED = 42
STEPS = 10
SD = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "steps_offset": 1, "clip_sample": False}
SCHEDULERS = {
    "ddpm": ("DDPMScheduler", {}), "ddim": ("DDIMScheduler", {}), "pndm": ("PNDMScheduler", {}),
    "lms": ("LMSDiscreteScheduler", {}), "euler": ("EulerDiscreteScheduler", {}),
    "euler_ancestral": ("EulerAncestralDiscreteScheduler", {}), "heun": ("HeunDiscreteScheduler", {}),
    "dpmsolver++": ("DPMSolverMultistepScheduler", {}),
    "dpmsolver++_karras": ("DPMSolverMultistepScheduler", {"use_karras_sigmas": True}),
    "dpmsolver++_sde": ("DPMSolverMultistepScheduler", {"algorithm_type": "sde-dpmsolver++"}),
    "unipc": ("UniPCMultistepScheduler", {}), "lcm": ("LCMScheduler", {}),
}


def byte_chars():
    """GPT-2's printable stand-ins for the 256 bytes."""
    keep = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    chars, extra = {b: chr(b) for b in keep}, 0
    for b in range(256):
        if b not in chars:
            chars[b] = chr(256 + extra)
            extra += 1
    return [chars[b] for b in keep] + [chars[b] for b in range(256) if b not in keep]


def make_tokenizer(folder, pad, old):
    """CLIP's byte pairs with a few merges; as vocab.json and merges.txt where @old."""
    merges = [("a", "p"), ("ap", "p"), ("l", "e</w>"), ("app", "le</w>"), ("r", "e"), ("re", "d</w>"), ("t", "h"), ("th", "e</w>"),
              ("o", "n</w>"), ("'", "s</w>"), ("a", "b"), ("t", "ab"), ("tab", "le</w>"), ("i", "t</w>"), ("o", "f"), ("of", "f</w>"),
              ("b", "l"), ("bl", "u"), ("r", "r"), ("blu", "rr"), ("blurr", "y</w>")]
    vocab = byte_chars()
    vocab += [c + "</w>" for c in vocab] + ["".join(m) for m in merges] + ["<|startoftext|>", "<|endoftext|>"]
    vocab = {token: i for i, token in enumerate(dict.fromkeys(vocab))}
    tokenizer = CLIPTokenizer(vocab=vocab, merges=merges, pad_token=pad, model_max_length=77)
    os.makedirs(folder, exist_ok=True)
    tokenizer.save_pretrained(folder)
    if old:
        os.remove(os.path.join(folder, "tokenizer.json"))
        with open(os.path.join(folder, "vocab.json"), "w", encoding="utf-8") as f:
            json.dump(vocab, f, ensure_ascii=False)
        with open(os.path.join(folder, "merges.txt"), "w", encoding="utf-8") as f:
            f.write("#version: 0.2\n" + "".join(" ".join(m) + "\n" for m in merges))
    return tokenizer


def text_encoder(tokenizer, width, projection=None, act="quick_gelu", legacy=False):
    end = tokenizer.convert_tokens_to_ids("<|endoftext|>")
    config = CLIPTextConfig(vocab_size=len(tokenizer), hidden_size=width, intermediate_size=2 * width, num_hidden_layers=3,
                            num_attention_heads=2, max_position_embeddings=77, hidden_act=act, projection_dim=projection or width,
                            bos_token_id=end - 1, eos_token_id=2 if legacy else end, pad_token_id=1)
    model = (CLIPTextModelWithProjection if projection else CLIPTextModel)(config)
    return loud(model, 4.0, "embedding")


def loud(model, factor, only):
    """Random weights of the usual size make pictures of one grey: some get larger."""
    with torch.no_grad():
        for name, p in model.named_parameters():
            if only in name:
                p *= factor
            if "norm" in name:
                p += 0.3 * torch.randn_like(p)
    return model.eval()


def unet(words, **kwargs):
    config = dict(sample_size=16, in_channels=4, out_channels=4, block_out_channels=(8, 16), layers_per_block=1,
                  down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"), up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
                  cross_attention_dim=words, attention_head_dim=2, norm_num_groups=4)
    return loud(diffusers.UNet2DConditionModel(**{**config, **kwargs}), 3.0, "attn2")


def vae(**kwargs):
    config = dict(block_out_channels=(8, 16), layers_per_block=1, latent_channels=4, norm_num_groups=4, sample_size=32,
                  down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2)
    return loud(diffusers.AutoencoderKL(**{**config, **kwargs}), 3.0, "decoder.conv_out")


def sd1(out):
    tokenizer = make_tokenizer(out + "/tokenizer", "<|endoftext|>", True)
    return diffusers.StableDiffusionPipeline(
        vae=vae(), text_encoder=text_encoder(tokenizer, 16, legacy=True), tokenizer=tokenizer, unet=unet(16),
        scheduler=diffusers.PNDMScheduler(**{k: v for k, v in SD.items() if k != "clip_sample"}, skip_prk_steps=True),
        safety_checker=None, feature_extractor=None, requires_safety_checker=False)


def sd2(out):
    tokenizer = make_tokenizer(out + "/tokenizer", "!", False)
    return diffusers.StableDiffusionPipeline(
        vae=vae(), text_encoder=text_encoder(tokenizer, 16, act="gelu"), tokenizer=tokenizer,
        unet=unet(16, attention_head_dim=(1, 2, 4), use_linear_projection=True, block_out_channels=(8, 8, 16),
                  down_block_types=("CrossAttnDownBlock2D", "DownBlock2D", "CrossAttnDownBlock2D"),
                  up_block_types=("CrossAttnUpBlock2D", "UpBlock2D", "CrossAttnUpBlock2D"), time_cond_proj_dim=None),
        scheduler=diffusers.DDIMScheduler(**SD, prediction_type="v_prediction", set_alpha_to_one=False),
        safety_checker=None, feature_extractor=None, requires_safety_checker=False)


def sdxl(out):
    one, two = make_tokenizer(out + "/tokenizer", "<|endoftext|>", True), make_tokenizer(out + "/tokenizer_2", "!", True)
    return diffusers.StableDiffusionXLPipeline(
        vae=vae(scaling_factor=0.13025, force_upcast=True), text_encoder=text_encoder(one, 8),
        text_encoder_2=text_encoder(two, 16, projection=12, act="gelu"), tokenizer=one, tokenizer_2=two,
        unet=unet(24, addition_embed_type="text_time", addition_time_embed_dim=4, projection_class_embeddings_input_dim=12 + 6 * 4,
                  transformer_layers_per_block=(1, 2), use_linear_projection=True, attention_head_dim=(2, 4),
                  down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D")),
        scheduler=diffusers.EulerDiscreteScheduler(**{k: v for k, v in SD.items() if k != "clip_sample"}, timestep_spacing="leading"),
        force_zeros_for_empty_prompt=True)


def lcm(out):
    tokenizer = make_tokenizer(out + "/tokenizer", "<|endoftext|>", True)
    return diffusers.StableDiffusionPipeline(
        vae=vae(block_out_channels=(8, 8)), text_encoder=text_encoder(tokenizer, 16, legacy=True), tokenizer=tokenizer,
        unet=unet(16, time_cond_proj_dim=8, block_out_channels=(8, 8)),
        scheduler=diffusers.LCMScheduler(), safety_checker=None, feature_extractor=None, requires_safety_checker=False)


def inpaint(out):
    tokenizer = make_tokenizer(out + "/tokenizer", "<|endoftext|>", True)
    return diffusers.StableDiffusionInpaintPipeline(
        vae=vae(), text_encoder=text_encoder(tokenizer, 16, legacy=True), tokenizer=tokenizer, unet=unet(16, in_channels=9),
        scheduler=diffusers.PNDMScheduler(**{k: v for k, v in SD.items() if k != "clip_sample"}, skip_prk_steps=True),
        safety_checker=None, feature_extractor=None, requires_safety_checker=False)


def ddpm(out):
    model = diffusers.UNet2DModel(
        sample_size=16, block_out_channels=(8, 16, 16), layers_per_block=1, norm_num_groups=4, attention_head_dim=8,
        down_block_types=("DownBlock2D", "AttnDownBlock2D", "DownBlock2D"), up_block_types=("UpBlock2D", "AttnUpBlock2D", "UpBlock2D"))
    return diffusers.DDPMPipeline(loud(model, 2.0, "conv_out"), diffusers.DDPMScheduler())


def ddpm_old(out):
    """As google/ddpm-*: one-sided padding, shifted frequencies, one head; and blocks that halve by residual blocks."""
    model = diffusers.UNet2DModel(
        sample_size=16, block_out_channels=(8, 16), layers_per_block=1, norm_num_groups=4, attention_head_dim=None, freq_shift=1,
        flip_sin_to_cos=False, downsample_padding=0, norm_eps=1e-6, resnet_time_scale_shift="scale_shift", center_input_sample=True,
        down_block_types=("ResnetDownsampleBlock2D", "AttnDownBlock2D"), up_block_types=("AttnUpBlock2D", "ResnetUpsampleBlock2D"))
    return diffusers.DDPMPipeline(loud(model, 2.0, "conv_out"), diffusers.DDIMScheduler())


STORED = {"sd1": torch.float16, "sd2": torch.float16, "sdxl": torch.bfloat16, "inpaint": torch.float16}
PIPELINES = {"sd1": sd1, "sd2": sd2, "sdxl": sdxl, "lcm": lcm, "inpaint": inpaint, "ddpm": ddpm, "ddpm-old": ddpm_old}


class Hooks:
    """Keeps the output of every layer worth comparing, channels innermost."""

    def __init__(self, module, states, prefix):
        self.states, self.handles = states, []
        for name, child in module.named_modules():
            kind = type(child).__name__
            if kind in ("ResnetBlock2D", "Transformer2DModel", "BasicTransformerBlock", "Attention", "Upsample2D", "Downsample2D",
                        "CLIPEncoderLayer", "TimestepEmbedding") or name in ("conv_in", "conv_out", "decoder.conv_out", "quant_conv"):
                if kind == "Attention" and "transformer_blocks" in name or name.endswith(("sample",)):
                    continue
                if name == "conv_out" and isinstance(module, diffusers.AutoencoderKL):
                    continue
                name = name.replace("text_model.", "")
                self.handles.append(child.register_forward_hook(lambda m, i, o, n=name: self.keep(prefix + n, o)))

    def keep(self, name, value):
        value = value[0] if isinstance(value, tuple) else getattr(value, "sample", value)
        if value.dim() == 4:
            value = value.permute(0, 2, 3, 1)
        self.states[name] = value.detach().float().contiguous().clone()

    def remove(self):
        for h in self.handles:
            h.remove()


def record(module, states, prefix, call):
    hooks = Hooks(module, states, prefix)
    with torch.no_grad():
        result = call()
    hooks.remove()
    return result


def text_states(pipe, states):
    for suffix in ("", "_2"):
        encoder, tokenizer = getattr(pipe, "text_encoder" + suffix, None), getattr(pipe, "tokenizer" + suffix, None)
        if encoder is None:
            continue
        ids = tokenizer(PROMPT, padding="max_length", max_length=77, truncation=True, return_tensors="pt").input_ids
        result = record(encoder, states, f"text_encoder{suffix}:", lambda: encoder(ids))
        states[f"text_encoder{suffix}:ids"] = ids.flatten().to(torch.int32)
        states[f"text_encoder{suffix}:final_layer_norm"] = result.last_hidden_state.detach().contiguous()
        if suffix:
            states[f"text_encoder{suffix}:pooled"] = result.text_embeds.detach().contiguous()


def unet_states(pipe, states):
    """One call for two pictures of 8 x 4 with different words."""
    torch.manual_seed(5)
    model = pipe.unet
    x, kwargs = torch.randn(2, model.config.in_channels, 4, 8), {}
    states["unet:sample"] = x.permute(0, 2, 3, 1).contiguous()
    if hasattr(model.config, "cross_attention_dim"):
        words = torch.randn(2, 5, model.config.cross_attention_dim)
        states["unet:words"] = words
        kwargs["encoder_hidden_states"] = words
        if model.config.addition_embed_type:
            kwargs["added_cond_kwargs"] = {"text_embeds": torch.randn(2, 12), "time_ids": torch.tensor([[32., 48, 0, 0, 32, 48]] * 2)}
            states["unet:text_embeds"] = kwargs["added_cond_kwargs"]["text_embeds"]
            states["unet:time_ids"] = kwargs["added_cond_kwargs"]["time_ids"]
        if model.config.time_cond_proj_dim:
            kwargs["timestep_cond"] = pipe.get_guidance_scale_embedding(torch.tensor([6.5, 6.5]), embedding_dim=model.config.time_cond_proj_dim)
    record(model, states, "unet:", lambda: model(x, torch.tensor(321), **kwargs))


def vae_states(pipe, states):
    torch.manual_seed(6)
    z, picture = torch.randn(1, 4, 3, 4), torch.rand(1, 3, 8, 6) * 2 - 1
    states["vae:z"] = z.permute(0, 2, 3, 1).contiguous()
    states["vae:picture"] = picture.permute(0, 2, 3, 1).contiguous()
    record(pipe.vae, states, "vae:", lambda: (pipe.vae.decode(z), pipe.vae.encode(picture)))


def gradient():
    y, x = np.mgrid[0:32, 0:40]
    return Image.fromarray(np.stack([x * 6, y * 7, 255 - x * 3 - y * 3], -1).astype(np.uint8))


def square():
    mask = np.zeros((32, 40), np.uint8)
    mask[8:22, 10:30] = 255
    return Image.fromarray(mask)


def keep_picture(pictures, name, image):
    array = np.asarray(image).astype(np.int16) - 128
    assert array.std() > 3, f"{name} is nearly one colour"
    pictures[name] = torch.from_numpy(array.astype(np.int8))


def draw(pipe, pictures, name, steps=STEPS, **kwargs):
    with torch.no_grad():
        images = pipe(num_inference_steps=steps, generator=torch.Generator("cpu").manual_seed(SEED), **kwargs).images
    for i, image in enumerate(images):
        keep_picture(pictures, name + (f".{i}" if len(images) > 1 else ""), image)


def with_scheduler(pipe, folder, name):
    """Another scheduler with the configuration as it stands in the file, where every key is given."""
    cls, extra = SCHEDULERS[name]
    with open(os.path.join(folder, "scheduler", "scheduler_config.json"), encoding="utf-8") as f:
        pipe.scheduler = getattr(diffusers, cls).from_config({**json.load(f), **extra})
    return pipe


def draw_words(pipe, kind, folder, pictures):
    base = pipe.scheduler
    words = {"prompt": PROMPT, "negative_prompt": NEGATIVE, "guidance_scale": 7.5}
    if kind == "lcm":
        draw(pipe, pictures, "default", steps=4, prompt=PROMPT, guidance_scale=7.5)
        return
    draw(pipe, pictures, "default", **words)
    for name in SCHEDULERS if kind in ("sd1", "sd2") else ("dpmsolver++", "euler_ancestral"):
        draw(with_scheduler(pipe, folder, name), pictures, name, **words)
    pipe.scheduler = base
    draw(pipe, pictures, "plain", prompt="the apple", width=40, height=24, guidance_scale=1.0 if kind != "sdxl" else 3.0)
    if kind == "sd1":
        draw(pipe, pictures, "two", num_images_per_prompt=2, **words)
        again = diffusers.StableDiffusionImg2ImgPipeline(**pipe.components, requires_safety_checker=False)
        repaint = diffusers.StableDiffusionInpaintPipeline(**pipe.components, requires_safety_checker=False)
        for p in (again, repaint):
            p.set_progress_bar_config(disable=True)
        for name in ("pndm", "ddim", "euler", "euler_ancestral", "heun", "dpmsolver++"):
            again.scheduler = with_scheduler(pipe, folder, name).scheduler
            draw(again, pictures, "again." + name, image=gradient(), strength=0.6, **words)
        repaint.scheduler = base
        draw(repaint, pictures, "repaint", image=gradient(), mask_image=square(), width=40, height=32, strength=0.8, **words)


def addition(module, names, prefix, dots, halves, alpha):
    """Random thin matrices for some weights under @names, and what they add up to."""
    tensors, sums = {}, {}
    for name in names:
        weight = module.get_parameter(name + ".weight")
        down = torch.randn(2, *weight.shape[1:])
        up = torch.randn(weight.shape[0], 2, *([1, 1] if weight.dim() == 4 else [])) * 0.5
        base = prefix + (name if dots else name.replace(".", "_"))
        tensors[base + halves[0]], tensors[base + halves[1]] = down.contiguous(), up.contiguous()
        if alpha:
            tensors[base + ".alpha"] = torch.tensor(float(alpha))
        product = up.reshape(-1, 2) @ down.reshape(2, -1) * ((alpha or 2) / 2)
        sums[module, name] = product.reshape(weight.shape)
    return tensors, sums


def loras(out):
    """Two additions to the pipeline sd1, in diffusers' and in kohya's names, and the pictures with one and with both."""
    folder = os.path.join(out, "lora")
    os.makedirs(folder, exist_ok=True)
    pipe = diffusers.StableDiffusionPipeline.from_pretrained(os.path.join(out, "sd1"), torch_dtype=torch.float32)
    pipe.set_progress_bar_config(disable=True)
    block = "down_blocks.0.attentions.0.transformer_blocks.0."
    one, add = addition(pipe.unet, [block + "attn1.to_q", block + "attn2.to_out.0", block + "ff.net.0.proj"], "unet.", True,
                        (".lora_A.weight", ".lora_B.weight"), None)
    two, add_two = addition(pipe.unet, ["mid_block.resnets.0.conv1", "mid_block.attentions.0.proj_in"], "lora_unet_", False,
                            (".lora_down.weight", ".lora_up.weight"), 1)
    words, add_words = addition(pipe.text_encoder, ["encoder.layers.1.self_attn.q_proj", "encoder.layers.0.mlp.fc1"],
                                "lora_te_text_model_", False, (".lora_down.weight", ".lora_up.weight"), 3)
    save_file(one, os.path.join(folder, "one.safetensors"))
    save_file({**two, **words}, os.path.join(folder, "two.safetensors"))
    pictures = {}
    for name, sums, scale in (("one", add, 0.7), ("both", {**add_two, **add_words}, 1.0)):
        with torch.no_grad():
            for (module, weight), product in sums.items():
                module.get_parameter(weight + ".weight").add_(product, alpha=scale)
        draw(pipe, pictures, name, prompt=PROMPT, negative_prompt=NEGATIVE)
    save_file(pictures, os.path.join(folder, "pictures.safetensors"))


def main():
    out = sys.argv[1]
    for kind in sys.argv[2:] or [*PIPELINES, "lora"]:
        if kind == "lora":
            torch.manual_seed(9)
            loras(out)
            continue
        torch.manual_seed(1)
        folder = os.path.join(out, kind)
        shutil.rmtree(folder, ignore_errors=True)
        pipe = PIPELINES[kind](folder)
        pipe.set_progress_bar_config(disable=True)
        if kind in STORED:  # computed with in 32 bits
            pipe.to(STORED[kind])
        tokenizers = {n: getattr(pipe, n) for n in ("tokenizer", "tokenizer_2") if getattr(pipe, n, None) is not None}
        kept = {n: [(f, open(os.path.join(folder, n, f), "rb").read()) for f in os.listdir(os.path.join(folder, n))] for n in tokenizers}
        pipe.save_pretrained(folder)
        for n, files in kept.items():
            shutil.rmtree(os.path.join(folder, n))
            os.makedirs(os.path.join(folder, n))
            for f, data in files:
                open(os.path.join(folder, n, f), "wb").write(data)
        pipe.to(torch.float32)
        states, pictures = {}, {}
        if tokenizers:
            text_states(pipe, states)
            vae_states(pipe, states)
        unet_states(pipe, states)
        if kind == "inpaint":
            draw(pipe, pictures, "default", prompt=PROMPT, negative_prompt=NEGATIVE, image=gradient(), mask_image=square(), width=40, height=32, strength=1.0)
            draw(pipe, pictures, "part", prompt=PROMPT, image=gradient(), mask_image=square(), width=40, height=32, strength=0.7)
        elif tokenizers:
            draw_words(pipe, kind, folder, pictures)
        else:
            draw(pipe, pictures, "default")
            if kind == "ddpm":
                other = diffusers.DDIMPipeline(pipe.unet, diffusers.DDIMScheduler.from_config(pipe.scheduler.config))
                other.set_progress_bar_config(disable=True)
                draw(other, pictures, "ddim")
        save_file(states, os.path.join(folder, "states.safetensors"))
        save_file(pictures, os.path.join(folder, "pictures.safetensors"))
        print(kind, sum(os.path.getsize(os.path.join(d, f)) for d, _, fs in os.walk(folder) for f in fs), "bytes")


main()
