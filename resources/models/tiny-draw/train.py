#!/usr/bin/env python3
"""train.py: trains a small text-to-image model from nothing and writes it as a diffusers folder.

    python3 train.py ICONS.json OUT [--minutes N] [--device cpu|cuda] [--resume]

ICONS.json is icons.json of npm's @iconify-json/fluent-emoji-flat. Needs torch, diffusers,
transformers, tokenizers, cairosvg, pillow, numpy. The stages share the minutes:

  vae      AutoencoderKL, f=4, 16x16x4 latents: L1 on colours and edges, a little KL
  words    the text encoder against a picture encoder, contrastively: what makes words bind
  unet     v-prediction with zero terminal SNR, unweighted loss, 10% of the captions left out, EMA

SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import copy
import json
import math
import os
import time

import numpy as np
import torch
import torch.nn.functional as F
from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel
from PIL import Image
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from pictures import Composer, Feed, load_things

WORDS = 24  # tokens in a caption at most
SCHEDULE = dict(num_train_timesteps=1000, beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear",
                prediction_type="v_prediction", rescale_betas_zero_snr=True, timestep_spacing="trailing",
                clip_sample=False, set_alpha_to_one=True)


def make_tokenizer(composer, out):
    """A BPE tokenizer in CLIP's format, made from captions."""
    captions = [composer.make()[1] for _ in range(6000)]
    bpe = Tokenizer(models.BPE(unk_token="<|endoftext|>", end_of_word_suffix="</w>"))
    bpe.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    bpe.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(__import__("tokenizers").Regex(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"),
                             behavior="removed", invert=True),
        pre_tokenizers.ByteLevel(add_prefix_space=False)])
    bpe.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    bpe.train_from_iterator(captions, trainers.BpeTrainer(
        vocab_size=1200, initial_alphabet=alphabet, end_of_word_suffix="</w>", show_progress=False))
    trained = json.loads(bpe.to_str())["model"]
    # CLIP's order: 256 bytes, the same with </w>, merges, and its two marks at the end.
    letters = sorted(alphabet)
    merges = [m if isinstance(m, str) else " ".join(m) for m in trained["merges"]]
    tokens = letters + [c + "</w>" for c in letters]
    tokens += [m.replace(" ", "") for m in merges if m.replace(" ", "") not in set(tokens)]
    vocab = {token: i for i, token in enumerate(dict.fromkeys(tokens + ["<|startoftext|>", "<|endoftext|>"]))}
    folder = os.path.join(out, "tokenizer")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "vocab.json"), "w", encoding="utf-8") as file:
        json.dump(vocab, file, ensure_ascii=False)
    with open(os.path.join(folder, "merges.txt"), "w", encoding="utf-8") as file:
        file.write("#version: 0.2\n" + "\n".join(merges) + "\n")
    tokenizer = CLIPTokenizer(os.path.join(folder, "vocab.json"), os.path.join(folder, "merges.txt"),
                              model_max_length=WORDS, pad_token="<|endoftext|>")
    tokenizer.save_pretrained(folder)
    return tokenizer


def make_models(tokenizer):
    n = len(tokenizer)
    text = CLIPTextModel(CLIPTextConfig(
        vocab_size=n, hidden_size=160, intermediate_size=640, num_hidden_layers=4, num_attention_heads=4,
        max_position_embeddings=WORDS, bos_token_id=n - 2, eos_token_id=n - 1, pad_token_id=n - 1))
    vae = AutoencoderKL(in_channels=3, out_channels=3, latent_channels=4, layers_per_block=1, sample_size=64,
                        block_out_channels=(24, 48, 96), norm_num_groups=8, mid_block_add_attention=False,
                        down_block_types=("DownEncoderBlock2D",) * 3, up_block_types=("UpDecoderBlock2D",) * 3)
    unet = UNet2DConditionModel(
        sample_size=16, in_channels=4, out_channels=4, layers_per_block=1, block_out_channels=(64, 128, 192),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=160, attention_head_dim=4, norm_num_groups=16)
    return text, vae, unet


def say(**figures):
    line = {"time": round(time.time()), **{k: round(v, 5) if isinstance(v, float) else v for k, v in figures.items()}}
    print(json.dumps(line), flush=True)
    with open(os.path.join(args.out, "training.jsonl"), "a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def rate_at(done, peak, warm=0.03):
    """A cosine from @peak to a fiftieth of it, after a short rise; @done from 0 to 1."""
    return peak * min(1, done / warm) * (0.02 + 0.98 * (1 + math.cos(math.pi * min(done, 1))) / 2)


def steps(minutes, optimizer, peak, name, every=100):
    """Yields step numbers until the minutes are over; says the loss that is sent back."""
    start, i, total = time.time(), 0, 0.0
    while (done := (time.time() - start) / (60 * minutes)) < 1:
        for group in optimizer.param_groups:
            group["lr"] = rate_at(done, peak)
        loss = yield i
        i += 1
        total += float(loss)
        if i % every == 0:
            say(stage=name, step=i, minutes=(time.time() - start) / 60, loss=total / every)
            total = 0.0


def to_tensor(pictures):
    return pictures.to(args.device).permute(0, 3, 1, 2).float() / 127.5 - 1


def lower():
    """16-bit floats where they are fast and safe."""
    return torch.autocast(args.device, dtype=torch.bfloat16)


def edges(x):
    return torch.cat([(x[..., 1:] - x[..., :-1]).flatten(1), (x[..., 1:, :] - x[..., :-1, :]).flatten(1)], 1)


def run(generator, step):
    """Drives steps(): each loss is sent back."""
    try:
        i = next(generator)
        while True:
            i = generator.send(step(i))
    except StopIteration:
        pass


def train_vae(vae, feed, minutes):
    optimizer = torch.optim.AdamW(vae.parameters(), lr=1e-3, betas=(0.9, 0.99), weight_decay=0)

    def step(_):
        x = to_tensor(feed.batch()[0])
        with lower():
            posterior = vae.encode(x).latent_dist
            y = vae.decode(posterior.sample()).sample
        y = y.float()
        loss = F.l1_loss(y, x) + 0.5 * F.l1_loss(edges(y), edges(x)) + 1e-5 * posterior.kl().float().mean() / 1024
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(vae.parameters(), 1)
        optimizer.step()
        return loss.detach()

    vae.train()
    run(steps(minutes, optimizer, 2e-3, "vae"), step)
    vae.eval()
    whiten(vae, feed)
    with torch.no_grad():
        x = to_tensor(feed.batch()[0])
        y = vae.decode(vae.encode(x).latent_dist.mode()).sample.clamp(-1, 1)
        say(stage="vae", psnr=float(10 * torch.log10(4 / F.mse_loss(x, y))))


@torch.no_grad()
def whiten(vae, feed):
    """Gives latents a mean of 0, a variance of 1 and no correlation, by the 1x1 convolutions around them."""
    pictures = [feed.batch()[0] for _ in range(1 + 512 // args.batch)]
    z = torch.cat([vae.encode(to_tensor(part)).latent_dist.mean for part in pictures]).permute(1, 0, 2, 3).flatten(1).double()
    mean = z.mean(1)
    values, vectors = torch.linalg.eigh(torch.cov(z))
    turn = (vectors / values.sqrt()) @ vectors.T
    back = (vectors * values.sqrt()) @ vectors.T
    weight, bias = vae.quant_conv.weight, vae.quant_conv.bias
    weight[:4] = torch.einsum("ij,jchw->ichw", turn.float(), weight[:4])
    bias[:4] = turn.float() @ (bias[:4] - mean.float())
    # The spread of the sampled latents is not used any more: keep it small.
    weight[4:] = 0
    bias[4:] = -12
    weight, bias = vae.post_quant_conv.weight, vae.post_quant_conv.bias
    bias += torch.einsum("ojhw,j->o", weight, mean.float())
    weight.copy_(torch.einsum("ojhw,jk->okhw", weight, back.float()))


class Eye(torch.nn.Module):
    """Looks at a picture for the text encoder's first lesson; not kept."""

    def __init__(self, width):
        super().__init__()
        layers, channels = [], 3
        for out in (32, 64, 96, 128):
            layers += [torch.nn.Conv2d(channels, out, 3, 2, 1), torch.nn.GroupNorm(8, out), torch.nn.SiLU()]
            channels = out
        self.layers = torch.nn.Sequential(*layers, torch.nn.Flatten(), torch.nn.Linear(128 * 16, width))

    def forward(self, x):
        return self.layers(x)


def encode(tokenizer, text, captions):
    ids = tokenizer(captions, padding="max_length", max_length=WORDS, truncation=True, return_tensors="pt").input_ids
    return text(ids.to(args.device))


def train_words(text, tokenizer, feed, minutes):
    eye = Eye(160).to(args.device)
    head = torch.nn.Linear(160, 160).to(args.device)
    parameters = [*text.parameters(), *eye.parameters(), *head.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=1e-3, weight_decay=0.01)

    def step(_):
        pictures, captions = feed.batch()
        a = F.normalize(eye(to_tensor(pictures)), dim=-1)
        b = F.normalize(head(encode(tokenizer, text, captions).pooler_output), dim=-1)
        logits = a @ b.T * 20
        same = torch.tensor([[x == y for y in captions] for x in captions], device=logits.device)
        logits = logits.masked_fill(same & ~torch.eye(len(captions), dtype=torch.bool, device=logits.device), -1e4)
        target = torch.arange(len(captions), device=logits.device)
        loss = (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1)
        optimizer.step()
        return loss.detach()

    text.train()
    run(steps(minutes, optimizer, 1.5e-3, "words", 25), step)


@torch.no_grad()
def latents_of(vae, feed, n):
    z, captions = [], []
    while len(captions) < n:
        pictures, words = feed.batch()
        with lower():
            z.append(vae.encode(to_tensor(pictures)).latent_dist.mode().float().cpu())
        captions += words
    return torch.cat(z)[:n], captions[:n]


def train_unet(unet, text, vae, tokenizer, feed, minutes):
    betas = DDIMScheduler(**SCHEDULE)
    alphas = betas.alphas_cumprod.to(args.device)
    parameters = [*unet.parameters(), *text.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=1e-3, betas=(0.9, 0.99), weight_decay=0.01)
    kept = [copy.deepcopy(unet), copy.deepcopy(text)]
    pool = latents_of(vae, feed, args.pool)
    last = time.time()
    rng = np.random.default_rng(7)

    def step(i):
        nonlocal last
        if time.time() - last > 300:
            last = time.time()
            save(args.out, *kept[::-1], vae, tokenizer)
        if i % 400 == 399:  # pictures never end: some of the pool are new
            z, captions = latents_of(vae, feed, args.pool // 40)
            at = rng.permutation(args.pool)[:len(captions)]
            pool[0][at] = z
            for j, caption in zip(at, captions):
                pool[1][j] = caption
        at = rng.integers(0, args.pool, args.batch)
        z = pool[0][at].to(args.device)
        captions = ["" if rng.random() < 0.1 else pool[1][j] for j in at]
        noise = torch.randn_like(z)
        t = torch.randint(0, 1000, (args.batch,), device=args.device)
        a, s = alphas[t].sqrt()[:, None, None, None], (1 - alphas[t]).sqrt()[:, None, None, None]
        with lower():
            v = unet(a * z + s * noise, t, encode(tokenizer, text, captions).last_hidden_state).sample
        loss = F.mse_loss(v.float(), a * noise - s * z)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1)
        optimizer.step()
        decay = min(0.9995, (1 + i) / (20 + i))
        with torch.no_grad():
            for old, new in zip(kept, (unet, text)):
                for p, q in zip(old.parameters(), new.parameters()):
                    p.lerp_(q, 1 - decay)
        return loss.detach()

    unet.train()
    run(steps(minutes, optimizer, 1.2e-3, "unet"), step)
    return kept


def save(out, text, unet, vae, tokenizer):
    """The folder as diffusers reads it, weights as 16-bit floats."""
    parts = [copy.deepcopy(m).half() for m in (vae, text, unet)]
    for part in parts:
        for p in part.parameters():
            p.data = p.data.contiguous()
    vae16, text16, unet16 = parts
    vae16.register_to_config(scaling_factor=1.0)
    StableDiffusionPipeline(vae=vae16, text_encoder=text16, tokenizer=tokenizer, unet=unet16,
                            scheduler=DDIMScheduler(**SCHEDULE), safety_checker=None, feature_extractor=None,
                            requires_safety_checker=False).save_pretrained(out)


def main():
    torch.manual_seed(1)
    torch.set_num_threads(args.threads)
    os.makedirs(args.out, exist_ok=True)
    tokenizer = make_tokenizer(Composer(load_things(args.icons), 1), args.out)
    feed = Feed(args.icons, args.batch, args.workers)
    text, vae, unet = (model.to(args.device) for model in make_models(tokenizer))
    say(stage="start", vae=sum(p.numel() for p in vae.parameters()), text=sum(p.numel() for p in text.parameters()),
        unet=sum(p.numel() for p in unet.parameters()), tokens=len(tokenizer))
    kept_vae = os.path.join(args.out, "vae.pt")
    if args.resume and os.path.exists(kept_vae):
        vae.load_state_dict(torch.load(kept_vae))
    else:
        train_vae(vae, feed, 0.27 * args.minutes)
        torch.save(vae.state_dict(), kept_vae)
    train_words(text, tokenizer, feed, 0.04 * args.minutes)
    unet, text = train_unet(unet, text, vae, tokenizer, feed, 0.69 * args.minutes)
    save(args.out, text.eval(), unet.eval(), vae, tokenizer)
    say(stage="end")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("icons")
    parser.add_argument("out")
    parser.add_argument("--minutes", type=float, default=180)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--workers", type=int, default=0, help="processes that make pictures; on a GPU, one a core")
    parser.add_argument("--batch", type=int, default=48)
    parser.add_argument("--pool", type=int, default=40000, help="how many pictures are kept as latents at a time")
    parser.add_argument("--resume", action="store_true", help="take the VAE of an earlier run")
    args = parser.parse_args()
    main()
