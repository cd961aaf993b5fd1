#!/usr/bin/env python3
"""train.py: trains a small text-to-image model from nothing and writes it as a diffusers folder.

    python3 train.py ICONS.json OUT [--vae-minutes N] [--minutes N] [--decoder] [--processes N] [--device cpu|cuda]

ICONS.json is icons.json of npm's @iconify-json/fluent-emoji-flat. Needs torch, diffusers,
transformers, tokenizers, cairosvg, pillow, numpy. Three stages; one that is in OUT already is
not done again, and the last one goes on where it was:

  vae    AutoencoderKL, f=4, 12x12x6 latents: L1 on colours and edges, noise on the latents
  words  the text encoder learns to say thing, colour and place of a caption in three languages;
         after that it stays as it is
  unet   v-prediction with zero terminal SNR, unweighted loss, 10% of the captions left out, EMA

With --decoder, a run beside it goes on with the VAE's decoder alone, from the end of "vae" on:
latents stay what they are, and become sharper pictures.

Several processes of one thread each train copies whose weights are averaged every eighth step
(local SGD): on a busy computer that waits less than threads within one step do.

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
import torch.distributed as dist
import torch.nn.functional as F
from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from pictures import PLACES, SIDE, Composer, load_things
from things import COLORS, THINGS

WORDS = 20  # tokens in a caption at most
LATENTS = 6
WIDTH = 128  # of the text encoder
ROUND = 8  # steps between two averages
SCHEDULE = dict(num_train_timesteps=1000, beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear",
                prediction_type="v_prediction", rescale_betas_zero_snr=True, timestep_spacing="trailing",
                clip_sample=False, set_alpha_to_one=True, steps_offset=1)


def make_tokenizer(composer, out):
    """A BPE tokenizer in CLIP's format, made from captions."""
    captions = [composer.make()[1] for _ in range(8000)]
    bpe = Tokenizer(models.BPE(unk_token="<|endoftext|>", end_of_word_suffix="</w>"))
    bpe.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    bpe.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"),
                             behavior="removed", invert=True),
        pre_tokenizers.ByteLevel(add_prefix_space=False)])
    bpe.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    bpe.train_from_iterator(captions, trainers.BpeTrainer(
        vocab_size=1500, initial_alphabet=alphabet, end_of_word_suffix="</w>", show_progress=False))
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
    with open(os.path.join(folder, "tokenizer_config.json"), "w", encoding="utf-8") as file:
        json.dump(dict(tokenizer_class="CLIPTokenizer", model_max_length=WORDS, bos_token="<|startoftext|>",
                       eos_token="<|endoftext|>", unk_token="<|endoftext|>", pad_token="<|endoftext|>"), file)


def make_models(tokens):
    text = CLIPTextModel(CLIPTextConfig(
        vocab_size=tokens, hidden_size=WIDTH, intermediate_size=4 * WIDTH, num_hidden_layers=3, num_attention_heads=4,
        max_position_embeddings=WORDS, bos_token_id=tokens - 2, eos_token_id=tokens - 1, pad_token_id=tokens - 1))
    vae = AutoencoderKL(in_channels=3, out_channels=3, latent_channels=LATENTS, layers_per_block=1, sample_size=SIDE,
                        block_out_channels=(16, 32, 64), norm_num_groups=8, mid_block_add_attention=False,
                        down_block_types=("DownEncoderBlock2D",) * 3, up_block_types=("UpDecoderBlock2D",) * 3)
    unet = UNet2DConditionModel(
        sample_size=SIDE // 4, in_channels=LATENTS, out_channels=LATENTS, layers_per_block=1,
        block_out_channels=(64, 128, 128), down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=WIDTH, attention_head_dim=4, norm_num_groups=16)
    return [m.to(args.device, memory_format=torch.channels_last) for m in (text, vae, unet)]


def count(model):
    return sum(p.numel() for p in model.parameters())


def say(**figures):
    if args.rank:
        return
    line = {"time": round(time.time()), **{k: round(v, 5) if isinstance(v, float) else v for k, v in figures.items()}}
    print(json.dumps(line), flush=True)
    with open(os.path.join(args.out, "training.jsonl"), "a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def rate_at(done, peak, warm=0.03):
    """A cosine from @peak to a fiftieth of it, after a short rise; @done from 0 to 1."""
    return peak * min(1, done / warm + 0.02) * (0.02 + 0.98 * (1 + math.cos(math.pi * min(done, 1))) / 2)


@torch.no_grad()
def average(parameters, done):
    """The processes' weights become their mean; all go by the first one's clock, which is returned."""
    if args.processes == 1:
        return done
    flat = torch.cat([p.reshape(-1) for p in parameters] + [torch.tensor([0.0 if args.rank else done])])
    dist.all_reduce(flat)
    at = 0
    for p in parameters:
        p.copy_(flat[at:at + p.numel()].view(p.shape) / args.processes)
        at += p.numel()
    return float(flat[-1])


def train(parameters, minutes, peak, step, name, before=0.0, after_round=lambda rounds, seconds: None):
    """Calls @step, which gives a loss, until the minutes are over, of which @before seconds are over already."""
    optimizer = torch.optim.AdamW(parameters, lr=peak, betas=(0.9, 0.99), weight_decay=0.01)
    start, rounds, total, done = time.time() - before, 0, 0.0, before / (60 * minutes)
    if before:  # the moments of the gradients begin anew, so gently
        peak *= 0.9
    while done < 1:
        for group in optimizer.param_groups:
            group["lr"] = rate_at(done, peak, min(0.03, 2 / minutes))
        for _ in range(ROUND):
            loss = step()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1)
            optimizer.step()
            total += float(loss.detach()) / ROUND
        rounds += 1
        done = average(parameters, (time.time() - start) / (60 * minutes))
        after_round(rounds, done * 60 * minutes)
        if rounds % 10 == 0:
            say(stage=name, step=rounds * ROUND, minutes=done * minutes, loss=total / 10)
            total = 0.0


def to_tensor(pictures):
    x = torch.from_numpy(pictures).permute(0, 3, 1, 2) * 2 - 1
    return x.to(args.device, memory_format=torch.channels_last)


def lower():
    return torch.autocast(args.device, dtype=torch.bfloat16, enabled=args.device == "cuda")


def edges(x):
    return torch.cat([(x[..., 1:] - x[..., :-1]).flatten(1), (x[..., 1:, :] - x[..., :-1, :]).flatten(1)], 1)


def train_vae(vae, composer):
    def step():
        x = to_tensor(composer.batch(args.batch // 2)[0])
        with lower():
            z = vae.encode(x).latent_dist.mean
            y = vae.decode(z + 0.15 * torch.randn_like(z)).sample
        y = y.float()
        return F.l1_loss(y, x) + 0.5 * F.l1_loss(edges(y), edges(x)) + 0.003 * (z.float() ** 2).mean()

    vae.train()
    train(list(vae.parameters()), args.vae_minutes, 2e-3, step, "vae")
    vae.eval()
    center(vae, composer)
    with torch.no_grad():
        x = to_tensor(composer.batch(200)[0])
        y = vae.decode(vae.encode(x).latent_dist.mode()).sample.clamp(-1, 1)
        say(stage="vae", psnr=float(10 * torch.log10(4 / F.mse_loss(x, y))))


def train_decoder(vae, composer, keep):
    """The decoder alone; the latents get the errors of a U-Net that is not perfect."""
    parameters = [*vae.decoder.parameters(), *vae.post_quant_conv.parameters()]
    last = time.time()

    def step():
        x = to_tensor(composer.batch(args.batch // 2)[0])
        with torch.no_grad():
            z = vae.encode(x).latent_dist.mode()
        y = vae.decode(z + 0.1 * torch.randn_like(z)).sample
        return F.l1_loss(y, x) + 0.5 * F.l1_loss(edges(y), edges(x))

    def after_round(rounds, seconds):
        nonlocal last
        if time.time() - last > 240 and args.rank == 0:
            last = time.time()
            keep()

    train(parameters, args.minutes, 1e-3, step, "decoder", 0.0, after_round)
    keep()
    with torch.no_grad():
        x = to_tensor(composer.batch(200)[0])
        y = vae.decode(vae.encode(x).latent_dist.mode()).sample.clamp(-1, 1)
        say(stage="decoder", psnr=float(10 * torch.log10(4 / F.mse_loss(x, y))))


@torch.no_grad()
def center(vae, composer):
    """Gives latents a mean of 0 and a variance of 1 altogether, by the 1x1 convolutions around them."""
    z = vae.encode(to_tensor(Composer(composer.things, 5).batch(400)[0])).latent_dist.mean
    mean, spread = z.mean((0, 2, 3)), (z - z.mean((0, 2, 3), keepdim=True)).std()
    say(stage="vae", spread=[round(float(s), 3) for s in z.std((0, 2, 3)) / spread])
    weight, bias = vae.quant_conv.weight, vae.quant_conv.bias
    weight[:LATENTS] /= spread
    bias[:LATENTS] = (bias[:LATENTS] - mean) / spread
    # The spread of the sampled latents is not used: keep it small.
    weight[LATENTS:] = 0
    bias[LATENTS:] = -12
    weight, bias = vae.post_quant_conv.weight, vae.post_quant_conv.bias
    bias += torch.einsum("ojhw,j->o", weight, mean)
    weight *= spread


def ids_of(tokenizer, captions):
    return tokenizer(captions, padding="max_length", max_length=WORDS, truncation=True,
                     return_tensors="pt").input_ids.to(args.device)


def train_words(text, tokenizer, composer):
    """What is needed of a caption must be readable at its end mark and at the last filler."""
    sizes = (len(THINGS), len(COLORS) + 1, len(PLACES))
    heads = torch.nn.ModuleList(torch.nn.Linear(WIDTH, n) for n in sizes).to(args.device)

    def step():
        _, captions, known = composer.batch(64)
        known = torch.from_numpy(known).to(args.device)
        known[:, 2] = known[:, 2].where(known[:, 2] != 1, 0)  # white is white, said or not
        out = text(ids_of(tokenizer, captions))
        logits = [(head(out.pooler_output), head(out.last_hidden_state[:, -1])) for head in heads]
        right.append(float(sum((a.argmax(-1) == known[:, i]).float().mean() for i, (a, _) in enumerate(logits)) / 3))
        return sum(F.cross_entropy(x, known[:, i]) for i, pair in enumerate(logits) for x in pair) / 6

    right = []
    text.train()
    train([*text.parameters(), *heads.parameters()], args.words_minutes, 1e-3, step, "words")
    text.eval()
    say(stage="words", accuracy=sum(right[-20:]) / 20)


class Pool:
    """Pictures as latents and captions as the text encoder's output; new ones come, old ones go."""

    def __init__(self, size, vae, text, tokenizer, composer):
        self.size, self.at = size, 0
        self.vae, self.text, self.tokenizer, self.composer = vae, text, tokenizer, composer
        parts = [self.fresh(100) for _ in range(size // 100)]
        self.z, self.words = (torch.cat(list(x)) for x in zip(*parts))
        self.nothing = self.encode([""])

    @torch.no_grad()
    def encode(self, captions):
        return self.text(ids_of(self.tokenizer, captions)).last_hidden_state

    @torch.no_grad()
    def fresh(self, n):
        pictures, captions, _ = self.composer.batch(n)
        return self.vae.encode(to_tensor(pictures)).latent_dist.mode(), self.encode(captions)

    def renew(self, n=20):
        z, words = self.fresh(n)
        where = torch.arange(self.at, self.at + n) % self.size
        self.z[where], self.words[where] = z, words
        self.at = (self.at + n) % self.size

    def take(self, n):
        at = torch.randint(0, self.size, (n,))
        words = self.words[at]
        words[torch.rand(n) < 0.1] = self.nothing
        return self.z[at], words


def train_unet(unet, pool, keep, state):
    """@keep (unet, seconds) is called now and then with the averaged weights."""
    alphas = DDIMScheduler(**SCHEDULE).alphas_cumprod.to(args.device)
    kept = copy.deepcopy(unet)
    if state:
        unet.load_state_dict(state["unet"])
        kept.load_state_dict(state["kept"])
    kept.requires_grad_(False)
    last = time.time()

    def step():
        z, words = pool.take(args.batch)
        noise = torch.randn_like(z)
        t = ((torch.arange(args.batch) + torch.rand(args.batch)) * 1000 / args.batch).long().clamp(0, 999)
        a, s = alphas[t].sqrt()[:, None, None, None], (1 - alphas[t]).sqrt()[:, None, None, None]
        with lower():
            v = unet((a * z + s * noise).to(memory_format=torch.channels_last), t.to(args.device), words).sample
        return F.mse_loss(v.float(), a * noise - s * z)

    @torch.no_grad()
    def after_round(rounds, seconds):
        nonlocal last
        pool.renew()
        decay = 0.985 if state else min(0.985, (1 + rounds) / (10 + rounds))
        for p, q in zip(kept.parameters(), unet.parameters()):
            p.lerp_(q, 1 - decay)
        if time.time() - last > 240 and args.rank == 0:
            last = time.time()
            keep(unet, kept, seconds)

    unet.train()
    train(list(unet.parameters()), args.minutes, args.rate, step, "unet", state["seconds"] if state else 0, after_round)
    if args.rank == 0:
        keep(unet, kept, 60 * args.minutes)


def save(out, text, unet, vae, tokenizer):
    """The folder as diffusers reads it, weights as 16-bit floats; with the decoder that a run beside it has made."""
    if os.path.exists(kept_file("decoder")):
        vae = copy.deepcopy(vae)
        vae.load_state_dict(torch.load(kept_file("decoder")))
    parts = [copy.deepcopy(m).to(memory_format=torch.contiguous_format).half() for m in (vae, text, unet)]
    for part in parts:
        for p in part.parameters():
            p.data = p.data.contiguous()
    vae16, text16, unet16 = parts
    vae16.register_to_config(scaling_factor=1.0)
    StableDiffusionPipeline(vae=vae16, text_encoder=text16, tokenizer=tokenizer, unet=unet16,
                            scheduler=DDIMScheduler(**SCHEDULE), safety_checker=None, feature_extractor=None,
                            requires_safety_checker=False).save_pretrained(out)


def kept_file(name):
    return os.path.join(args.out, name + ".pt")


def meet_file():
    return os.path.join(args.out, "meet-decoder" if args.decoder else "meet")


def stage(name, model, work):
    """Does @work for @model unless an earlier run has; the first process writes it down."""
    if not os.path.exists(kept_file(name)):
        work()
        if args.rank == 0:
            torch.save(model.state_dict(), kept_file(name))
    else:
        model.load_state_dict(torch.load(kept_file(name)))


def work(rank, given):
    global args
    args = given
    args.rank = rank
    if args.processes > 1:
        dist.init_process_group("gloo", init_method="file://" + os.path.abspath(meet_file()), rank=rank,
                                world_size=args.processes)
    torch.set_num_threads(args.threads)
    tokenizer = CLIPTokenizer.from_pretrained(os.path.join(args.out, "tokenizer"))
    torch.manual_seed(1)
    text, vae, unet = make_models(len(tokenizer))
    torch.manual_seed(100 + rank)
    composer = Composer(load_things(args.icons), 100 + rank + int(time.time()) % 1000 * 10)
    say(stage="start", vae=count(vae), text=count(text), unet=count(unet), tokens=len(tokenizer))
    stage("vae", vae, lambda: train_vae(vae, composer))
    if args.decoder:
        def keep_vae():
            torch.save(vae.state_dict(), kept_file("decoder") + ".new")
            os.replace(kept_file("decoder") + ".new", kept_file("decoder"))

        return train_decoder(vae, composer, keep_vae)
    stage("words", text, lambda: train_words(text, tokenizer, composer))
    for model in (vae, text):
        model.eval().requires_grad_(False)
    state = torch.load(kept_file("unet")) if os.path.exists(kept_file("unet")) else None

    def keep(now, kept, seconds):
        torch.save(dict(unet=now.state_dict(), kept=kept.state_dict(), seconds=seconds), kept_file("unet") + ".new")
        os.replace(kept_file("unet") + ".new", kept_file("unet"))
        save(args.out, text, kept, vae, tokenizer)

    train_unet(unet, Pool(args.pool, vae, text, tokenizer, composer), keep, state)
    say(stage="end")


def main():
    os.makedirs(args.out, exist_ok=True)
    if args.rank is None and os.path.exists(meet_file()):
        os.remove(meet_file())
    if not os.path.exists(os.path.join(args.out, "tokenizer", "vocab.json")):
        make_tokenizer(Composer(load_things(args.icons), 1), args.out)
    if args.processes == 1 or args.rank is not None:
        return work(args.rank or 0, args)
    torch.multiprocessing.spawn(work, (args,), args.processes)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("icons")
    parser.add_argument("out")
    parser.add_argument("--vae-minutes", type=float, default=20)
    parser.add_argument("--words-minutes", type=float, default=4)
    parser.add_argument("--minutes", type=float, default=65, help="for the UNet")
    parser.add_argument("--decoder", action="store_true", help="train the decoder alone, for --minutes")
    parser.add_argument("--rate", type=float, default=8e-4, help="the UNet's learning rate at its highest")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--rank", type=int, help="be this one of the processes; the others are started by hand")
    parser.add_argument("--threads", type=int, default=1, help="in each process")
    parser.add_argument("--batch", type=int, default=16, help="in each process")
    parser.add_argument("--pool", type=int, default=4000, help="how many pictures each process keeps as latents")
    args = parser.parse_args()
    main()
