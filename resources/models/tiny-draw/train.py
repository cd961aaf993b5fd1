#!/usr/bin/env python3
"""train.py: trains a small text-to-image model from nothing and writes it as a diffusers folder.

    python3 train.py OUT [--icons ICONS.json …] [--stages vae,words,unet] [--seconds N] …

ICONS.json is icons.json of npm's @iconify-json/fluent-emoji-flat, then that of @iconify-json/noto; they are needed
once, for OUT/art.npz. Needs torch, diffusers, transformers, tokenizers, numpy, pillow, and cairosvg for the icons.
Made for a graphics card; without one everything works and takes a day. Stages:

  vae    AutoencoderKL, f=4, 24x24x4 latents: L1 on colours and edges, noise on the latents
  words  the text encoder learns to say what a caption says, in three languages; after that it stays as it is
  unet   v-prediction with zero terminal SNR, unweighted loss, 10% of the captions left out, averaged weights
  decoder (beside unet) goes on with the autoencoder's decoder alone: latents stay what they are, and become sharper
  save   writes the folder out of what the others have left in OUT

A stage waits for the file of one that runs beside it in another process, and each stops when its seconds are over,
so a whole training can be fitted into a rented hour, or into seven minutes.

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
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

from pictures import SIDE, SIZES, Art, Composer, make_art, make_specs

WORDS = 32  # tokens in a caption at most
LATENTS = 4
WIDTH = 192  # of the text encoder
SCHEDULE = dict(num_train_timesteps=1000, beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear",
                prediction_type="v_prediction", rescale_betas_zero_snr=True, timestep_spacing="trailing",
                clip_sample=False, set_alpha_to_one=True, steps_offset=1)


# --- words as numbers ---

def make_tokenizer(captions, out):
    """A BPE tokenizer in CLIP's format, made from captions."""
    from transformers import CLIPTokenizer
    bpe = Tokenizer(models.BPE(unk_token="<|endoftext|>", end_of_word_suffix="</w>"))
    bpe.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    bpe.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"),
                             behavior="removed", invert=True),
        pre_tokenizers.ByteLevel(add_prefix_space=False)])
    bpe.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    bpe.train_from_iterator(captions, trainers.BpeTrainer(
        vocab_size=2400, initial_alphabet=alphabet, end_of_word_suffix="</w>", show_progress=False))
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
    CLIPTokenizer.from_pretrained(folder).save_pretrained(folder)


class Ids:
    """Captions as numbers, as CLIP wants them."""

    def __init__(self, folder):
        self.tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer", "tokenizer.json"))
        self.tokenizer.enable_truncation(WORDS)
        self.tokenizer.no_padding()
        self.size = self.tokenizer.get_vocab_size()

    def __call__(self, captions):
        out = np.full((len(captions), WORDS), self.size - 1, np.int16)
        for row, found in zip(out, self.tokenizer.encode_batch(captions)):
            row[:len(found.ids)] = found.ids
        return out


class IdsOf:
    def __init__(self, folder):
        self.folder = folder

    def __call__(self, specs):
        return Ids(self.folder)(specs.captions)


# --- the networks ---

def make_text(tokens):
    from transformers import CLIPTextConfig, CLIPTextModel
    return CLIPTextModel(CLIPTextConfig(
        vocab_size=tokens, hidden_size=WIDTH, intermediate_size=4 * WIDTH, num_hidden_layers=3, num_attention_heads=4,
        max_position_embeddings=WORDS, bos_token_id=tokens - 2, eos_token_id=tokens - 1, pad_token_id=tokens - 1))


def make_vae():
    from diffusers import AutoencoderKL
    return AutoencoderKL(in_channels=3, out_channels=3, latent_channels=LATENTS, layers_per_block=1, sample_size=SIDE,
                         block_out_channels=(24, 48, 96), norm_num_groups=8, mid_block_add_attention=False,
                         down_block_types=("DownEncoderBlock2D",) * 3, up_block_types=("UpDecoderBlock2D",) * 3)


def make_unet():
    from diffusers import UNet2DConditionModel
    return UNet2DConditionModel(
        sample_size=SIDE // 4, in_channels=LATENTS, out_channels=LATENTS, layers_per_block=1,
        block_out_channels=(64, 128, 192), down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=WIDTH, attention_head_dim=4, norm_num_groups=16)


def count(model):
    return sum(p.numel() for p in model.parameters())


# --- training ---

def say(out, **figures):
    line = {"time": round(time.time()), **{k: round(v, 5) if isinstance(v, float) else v for k, v in figures.items()}}
    print(json.dumps(line), flush=True)
    with open(os.path.join(out, "training.jsonl"), "a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def rate_at(done, peak, warm):
    """A cosine from @peak to a hundredth of it, after a short rise; @done from 0 to 1."""
    return peak * min(1, done / warm + 0.02) * (0.01 + 0.99 * (1 + math.cos(math.pi * min(done, 1))) / 2)


class Training:
    """Steps until the seconds are over. @step gives a loss from what @feed gives; on a graphics card a step is
    recorded once and then replayed, so that the processor only feeds."""

    def __init__(self, out, name, parameters, peak, step, feed, seconds, warm=0.04, decay=0.01, record=True):
        self.out, self.name, self.parameters, self.peak, self.step, self.feed = out, name, parameters, peak, step, feed
        self.seconds, self.warm = seconds, warm
        self.cuda = parameters[0].is_cuda
        self.record = record and self.cuda
        self.rate = torch.tensor(peak / 50, device=parameters[0].device) if self.cuda else peak
        self.optimizer = torch.optim.AdamW(parameters, lr=self.rate, betas=(0.9, 0.99), weight_decay=decay, fused=self.cuda,
                                           capturable=self.cuda)
        self.total = torch.zeros((), device=parameters[0].device)
        self.given = None

    def one(self):
        with torch.autocast("cuda", dtype=torch.bfloat16, cache_enabled=False, enabled=self.cuda):
            loss = self.step(*self.given)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, 1)
        self.optimizer.step()
        self.total += loss.detach()

    def set_rate(self, rate):
        for group in self.optimizer.param_groups:
            if self.cuda:
                group["lr"].fill_(rate)
            else:
                group["lr"] = rate

    def capture(self):
        """Some steps as they are on a stream beside the main one, then one that is recorded."""
        self.set_rate(self.peak / 50)
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(4):
                self.optimizer.zero_grad(set_to_none=True)
                self.one()
        torch.cuda.current_stream().wait_stream(side)
        self.optimizer.zero_grad(set_to_none=True)
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph):
            self.one()

    def ready(self, example):
        """Makes the first steps, on @example: all that is slow once."""
        self.given = [x.clone() for x in example]
        if self.record:
            self.capture()

    def put(self, fresh):
        for old, new in zip(self.given, fresh):
            old.copy_(new, non_blocking=True)

    def run(self, after=lambda steps, done: None):
        if self.given is None:
            self.ready(self.feed())
        seconds = self.seconds() if callable(self.seconds) else self.seconds
        start, steps, said = time.time(), 0, 0
        self.total.zero_()
        while (done := (time.time() - start) / seconds) < 1:
            self.set_rate(rate_at(done, self.peak, self.warm) * min(1, (steps + 1) / 100))
            self.put(self.feed())
            if self.record:
                self.graph.replay()
            else:
                self.optimizer.zero_grad(set_to_none=True)
                self.one()
            steps += 1
            after(steps, done)
            if steps % 50 == 0 or steps == 5:
                say(self.out, stage=self.name, step=steps, minutes=(time.time() - start) / 60, loss=float(self.total) / (steps - said))
                self.total.zero_()
                said = steps
        if self.cuda:
            torch.cuda.synchronize()
        say(self.out, stage=self.name, step=steps, minutes=(time.time() - start) / 60, end=True)
        return steps


def file_of(out, name):
    return os.path.join(out, name + ".pt")


def keep(out, name, model):
    """As 16-bit floats, and never half a file."""
    state = {k: v.detach().to("cpu", torch.float16 if v.is_floating_point() else v.dtype).contiguous()
             for k, v in model.state_dict().items()}
    torch.save(state, file_of(out, name) + ".new")
    os.replace(file_of(out, name) + ".new", file_of(out, name))


def wait_for(out, name, model, device):
    while not os.path.exists(file_of(out, name)):
        time.sleep(0.2)
    model.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in torch.load(file_of(out, name)).items()})
    return model.to(device, memory_format=torch.channels_last).eval().requires_grad_(False)


def edges(x):
    return (x[..., 1:] - x[..., :-1]), (x[..., 1:, :] - x[..., :-1, :])


@torch.no_grad()
def center(vae, composer):
    """Gives latents a mean of 0 and a variance of 1 altogether, by the 1x1 convolutions around them."""
    z = torch.cat([vae.encode(composer.batch(100)[1]).latent_dist.mean for _ in range(4)])
    mean, spread = z.mean((0, 2, 3)), (z - z.mean((0, 2, 3), keepdim=True)).std()
    say(args.out, stage="vae", spread=[round(float(s), 3) for s in z.std((0, 2, 3)) / spread])
    weight, bias = vae.quant_conv.weight, vae.quant_conv.bias
    weight[:LATENTS] /= spread
    bias[:LATENTS] = (bias[:LATENTS] - mean) / spread
    # The spread of the sampled latents is not used: keep it small.
    weight[LATENTS:] = 0
    bias[LATENTS:] = -12
    weight, bias = vae.post_quant_conv.weight, vae.post_quant_conv.bias
    bias += torch.einsum("ojhw,j->o", weight, mean)
    weight *= spread


@torch.no_grad()
def loss_of_pictures(vae, composer, name):
    x = torch.cat([composer.batch(100)[1] for _ in range(3)])
    y = torch.cat([vae.decode(vae.encode(part).latent_dist.mode()).sample.clamp(-1, 1) for part in x.split(100)])
    say(args.out, stage=name, psnr=float(10 * torch.log10(4 / F.mse_loss(x, y))))


def train_vae(composer):
    vae = make_vae().to(args.device, memory_format=torch.channels_last).train()
    say(args.out, stage="vae", weights=count(vae))

    def step(x):
        z = vae.encode(x).latent_dist.mean
        y = vae.decode(z + 0.12 * torch.randn_like(z)).sample.float()
        return F.l1_loss(y, x) + 0.5 * sum(F.l1_loss(a, b) for a, b in zip(edges(y), edges(x))) + 0.003 * (z.float() ** 2).mean()

    def feed():
        return [composer.batch(args.vae_batch)[1].contiguous(memory_format=torch.channels_last)]

    Training(args.out, "vae", list(vae.parameters()), 1.5e-3, step, feed, args.vae_seconds, record=not args.eager).run()
    center(vae.eval(), composer)
    keep(args.out, "vae", vae)
    loss_of_pictures(vae, composer, "vae")


def train_decoder(composer):
    """The latents get the errors of a U-Net that is not perfect."""
    vae = wait_for(args.out, "vae", make_vae(), args.device)
    trained = [*vae.decoder.parameters(), *vae.post_quant_conv.parameters()]
    for p in trained:
        p.requires_grad_(True)
    last = time.time()

    def step(x):
        with torch.no_grad():
            z = vae.encode(x).latent_dist.mode()
        y = vae.decode(z + 0.08 * torch.randn_like(z)).sample.float()
        return F.l1_loss(y, x) + 0.5 * sum(F.l1_loss(a, b) for a, b in zip(edges(y), edges(x)))

    def feed():
        return [composer.batch(args.vae_batch)[1].contiguous(memory_format=torch.channels_last)]

    def after(steps, done):
        nonlocal last
        if time.time() - last > args.keep_seconds:
            last = time.time()
            keep(args.out, "decoder", vae)

    Training(args.out, "decoder", trained, 1e-3, step, feed, lambda: seconds_of(args.decoder_seconds), record=not args.eager).run(after)
    loss_of_pictures(vae, composer, "decoder")
    keep(args.out, "decoder", vae)


def seconds_of(given):
    return max(5, args.until - time.time()) if args.until else given


def train_words(specs):
    """What is needed of a caption must be readable at its end mark and at the last filler."""
    device = args.device
    text = make_text(Ids(args.out).size).to(device).train()
    heads = torch.nn.ModuleList(torch.nn.Linear(WIDTH, n) for n in SIZES).to(device)
    ids, known = torch.from_numpy(specs.ids.astype(np.int64)).to(device), torch.from_numpy(specs.labels).to(device)
    say(args.out, stage="words", weights=count(text), tokens=Ids(args.out).size)
    right = torch.zeros(len(SIZES), device=device)

    def step(ids, known):
        states = text(ids).last_hidden_state
        end = states[torch.arange(len(ids), device=device), (ids == ids[0, -1]).int().argmax(-1)]
        loss = 0
        for i, head in enumerate(heads):
            for x in (head(end), head(states[:, -1])):
                loss = loss + F.cross_entropy(x.float(), known[:, i])
                right[i].lerp_((x.argmax(-1) == known[:, i]).float().mean(), 0.02)
        return loss / (2 * len(SIZES))

    def feed():
        at = torch.randint(0, len(ids), (args.words_batch,), device=device)
        return [ids[at], known[at]]

    Training(args.out, "words", [*text.parameters(), *heads.parameters()], 1.5e-3, step, feed, args.words_seconds,
             record=not args.eager).run()
    say(args.out, stage="words", right=[round(x, 4) for x in right.tolist()])
    keep(args.out, "words", text.eval())


class Pool:
    """Pictures as latents and captions as the text encoder's output; new pictures come, old ones go."""

    def __init__(self, size, vae, text, composer):
        self.size, self.at, self.next = size, 0, 0
        self.vae, self.text, self.composer = vae, text, composer
        device = composer.device
        self.ids = torch.from_numpy(composer.specs.ids.astype(np.int64)).to(device)
        self.z = torch.zeros(size, LATENTS, SIDE // 4, SIDE // 4, device=device, dtype=torch.float16 if device != "cpu" else torch.float32)
        self.of = torch.zeros(size, dtype=torch.int64, device=device)
        self.words = torch.cat([self.read(part) for part in self.ids.split(4000)])
        self.nothing = self.read(torch.from_numpy(Ids(args.out)([""]).astype(np.int64)).to(device))
        for _ in range(size // 500):
            self.renew(500)

    @torch.no_grad()
    def read(self, ids):
        return self.text(ids).last_hidden_state.to(self.z.dtype)

    @torch.no_grad()
    def renew(self, n):
        at = np.arange(self.next, self.next + n) % len(self.composer.specs)
        x = self.composer.compose(at).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cuda", dtype=torch.bfloat16, enabled=x.is_cuda):
            z = self.vae.encode(x).latent_dist.mode()
        where = torch.arange(self.at, self.at + n, device=x.device) % self.size
        self.z[where], self.of[where] = z.to(self.z.dtype), torch.from_numpy(at).to(x.device)
        self.at, self.next = (self.at + n) % self.size, (self.next + n) % len(self.composer.specs)

    def take(self, n):
        at = torch.randint(0, self.size, (n,), device=self.z.device)
        words = self.words[self.of[at]]
        words = torch.where(torch.rand(n, 1, 1, device=words.device) < 0.1, self.nothing, words)
        return [self.z[at].float(), words.float()]


def alphas_of(device):
    from diffusers import DDIMScheduler
    return DDIMScheduler(**SCHEDULE).alphas_cumprod.to(device)


def train_unet(composer):
    device, n = args.device, args.batch
    unet = make_unet().to(device, memory_format=torch.channels_last).train()
    kept, alphas = copy.deepcopy(unet).requires_grad_(False), alphas_of(device)
    ours, mean = list(unet.parameters()), list(kept.parameters())
    last = time.time()

    def step(z, words):
        noise = torch.randn_like(z)
        t = ((torch.arange(n, device=device) + torch.rand(n, device=device)) * 1000 / n).long().clamp(0, 999)
        a, s = alphas[t].sqrt()[:, None, None, None], (1 - alphas[t]).sqrt()[:, None, None, None]
        v = unet((a * z + s * noise).to(memory_format=torch.channels_last), t, words).sample
        return F.mse_loss(v.float(), a * noise - s * z)

    def after(steps, done):
        nonlocal last
        if steps % 4 == 0:
            pool.renew(args.renew)
            with torch.no_grad():
                torch._foreach_lerp_(mean, ours, 1 - min(0.996, (1 + steps / 4) / (10 + steps / 4)))
        if time.time() - last > args.keep_seconds:
            last = time.time()
            keep(args.out, "unet", kept)

    training = Training(args.out, "unet", ours, args.rate, step, lambda: pool.take(n), lambda: seconds_of(args.seconds),
                        record=not args.eager)
    training.ready([torch.randn(n, LATENTS, SIDE // 4, SIDE // 4, device=device), torch.randn(n, WORDS, WIDTH, device=device)])
    say(args.out, stage="unet", ready=True)
    vae, text = (wait_for(args.out, name, model, device) for name, model in (("vae", make_vae()), ("words", make_text(Ids(args.out).size))))
    start = time.time()
    pool = Pool(args.pool, vae, text, composer)
    say(args.out, stage="unet", weights=count(unet), pool=args.pool, pool_seconds=time.time() - start)
    steps = training.run(after)
    say(args.out, stage="unet", pictures=steps * n, memory=torch.cuda.max_memory_allocated() / 1e9 if torch.cuda.is_available() else 0.0)
    keep(args.out, "unet", kept)


def save():
    """The folder as diffusers reads it, weights as 16-bit floats."""
    from diffusers import DDIMScheduler, StableDiffusionPipeline
    from transformers import CLIPTokenizer
    tokenizer = CLIPTokenizer.from_pretrained(os.path.join(args.out, "tokenizer"))
    drawn = "decoder" if os.path.exists(file_of(args.out, "decoder")) else "vae"
    parts = [wait_for(args.out, name, model, "cpu").to(memory_format=torch.contiguous_format).half()
             for name, model in ((drawn, make_vae()), ("words", make_text(len(tokenizer))), ("unet", make_unet()))]
    for part in parts:
        for p in part.parameters():
            p.data = p.data.contiguous()
    vae, text, unet = parts
    vae.register_to_config(scaling_factor=1.0)
    StableDiffusionPipeline(vae=vae, text_encoder=text, tokenizer=tokenizer, unet=unet, scheduler=DDIMScheduler(**SCHEDULE),
                            safety_checker=None, feature_extractor=None, requires_safety_checker=False).save_pretrained(args.out)
    for part in ("text_encoder/model", "unet/diffusion_pytorch_model", "vae/diffusion_pytorch_model"):
        os.chmod(os.path.join(args.out, part + ".safetensors"), 0o644)


def main():
    os.makedirs(args.out, exist_ok=True)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = torch.backends.cudnn.benchmark = True
    art = os.path.join(args.out, "art.npz")
    if not os.path.exists(art):
        make_art(args.icons, art)
    if not os.path.exists(os.path.join(args.out, "tokenizer", "tokenizer.json")):
        make_tokenizer(make_specs(art, 60000, 1).captions, args.out)
    stages = args.stages.split(",")
    specs = make_specs(art, args.specs, 7, IdsOf(args.out)) if stages != ["save"] else None
    torch.manual_seed(1)
    composer = Composer(Art(art, args.device), specs) if {"vae", "unet", "decoder"} & set(stages) else None
    say(args.out, stage="start", stages=args.stages)
    if "words" in stages:
        train_words(specs)
    if "vae" in stages:
        train_vae(composer)
    if "unet" in stages:
        train_unet(composer)
    if "decoder" in stages:
        train_decoder(composer)
    if "save" in stages:
        save()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--icons", nargs="+", help="icons.json files, where OUT/art.npz is not there yet")
    parser.add_argument("--stages", default="words,vae,unet,save")
    parser.add_argument("--words-seconds", type=float, default=20)
    parser.add_argument("--vae-seconds", type=float, default=90)
    parser.add_argument("--seconds", type=float, default=250, help="for the UNet")
    parser.add_argument("--decoder-seconds", type=float, default=120)
    parser.add_argument("--until", type=float, help="for unet and decoder: seconds since 1970 at which they shall stop, instead")
    parser.add_argument("--specs", type=int, default=400000, help="how many different pictures")
    parser.add_argument("--words-batch", type=int, default=512)
    parser.add_argument("--vae-batch", type=int, default=96)
    parser.add_argument("--batch", type=int, default=384, help="of the UNet")
    parser.add_argument("--pool", type=int, default=150000, help="how many pictures are kept as latents")
    parser.add_argument("--renew", type=int, default=250, help="how many of them are new every fourth step")
    parser.add_argument("--rate", type=float, default=1e-3, help="the UNet's learning rate at its highest")
    parser.add_argument("--keep-seconds", type=float, default=45)
    parser.add_argument("--eager", action="store_true", help="do not record steps")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    args = parser.parse_args()
    main()
