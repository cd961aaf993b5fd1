#!/usr/bin/env python3
"""Makes tests/vectors/vits: tiny random VITS voices as Piper has them, and what
onnxruntime makes of them without noise.

Needs torch, onnx and onnxruntime (any recent versions):

    python3 tests/vectors/make-vits.py [VOICE.onnx]

With a real voice it makes only what onnxruntime makes of that one (joe.*; the
repository has those of rhasspy/piper-voices en/en_US/joe/medium). The samples of
real voices are kept in 16 bits.

The networks are written after the VITS paper with the names that Piper's voices
have, and are exported as Piper exports them: weight normalisation becomes a
constant with a made-up name, the graph draws its own noise. Of the graph the
kept files have only the nodes that use weights, for we look at no others. Two
voices:

    plain       one speaker, residual blocks of the short kind (medium and low)
    speakers    three speakers, residual blocks of the long kind (high), an odd
                number of couplings

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import math
import os
import sys

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils import weight_norm

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "vits")
SYMBOLS = "_^$ !',-.:;?abdefhijklmnopqrstuvwxyzæðŋɐɑɔəɚɛɜɡɪɹʃʊʌʒˈˌːθᵻ"
HIDDEN, FILTER, HEADS, LAYERS, WINDOW = 16, 24, 2, 2, 4
BINS, BOUND, LEAST = 10, 5.0, 1e-3


class Norm(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(n))
        self.beta = nn.Parameter(torch.zeros(n))

    def forward(self, x):
        x = x.transpose(1, -1)
        mean = x.mean(-1, keepdim=True)
        x = (x - mean) / torch.sqrt(((x - mean) ** 2).mean(-1, keepdim=True) + 1e-5)
        return (x * self.gamma + self.beta).transpose(1, -1)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        for name in ("conv_q", "conv_k", "conv_v", "conv_o"):
            setattr(self, name, nn.Conv1d(HIDDEN, HIDDEN, 1))
        d = HIDDEN // HEADS
        self.emb_rel_k = nn.Parameter(torch.randn(1, 2 * WINDOW + 1, d) * d ** -0.5)
        self.emb_rel_v = nn.Parameter(torch.randn(1, 2 * WINDOW + 1, d) * d ** -0.5)

    def forward(self, x):
        n, d = x.shape[2], HIDDEN // HEADS
        q, k, v = (conv(x).view(1, HEADS, d, n).transpose(2, 3) for conv in (self.conv_q, self.conv_k, self.conv_v))
        q = q / math.sqrt(d)
        at = torch.arange(n)
        distance = at[None, :] - at[:, None]
        near = (distance.abs() <= WINDOW).float()
        index = (distance.clamp(-WINDOW, WINDOW) + WINDOW).expand(1, HEADS, n, n)
        # Einsum keeps the parameters' names where a transposition would be folded.
        by_distance = torch.einsum("bhid,kjd->bhij", q, self.emb_rel_k)
        p = (q @ k.transpose(2, 3) + by_distance.gather(3, index) * near).softmax(-1)
        there = at[:, None] + torch.arange(2 * WINDOW + 1)[None] - WINDOW
        inside = ((there >= 0) & (there < n)).float()
        by_distance = p.gather(3, there.clamp(min=0).minimum(at[-1]).expand(1, HEADS, n, 2 * WINDOW + 1)) * inside
        y = p @ v + torch.einsum("bhij,kjd->bhid", by_distance, self.emb_rel_v)
        return self.conv_o(y.transpose(2, 3).reshape(1, HIDDEN, n))


class FeedForward(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv_1 = nn.Conv1d(HIDDEN, FILTER, 3, padding=1)
        self.conv_2 = nn.Conv1d(FILTER, HIDDEN, 3, padding=1)

    def forward(self, x):
        return self.conv_2(self.conv_1(x).relu())


class Layers(nn.Module):
    def __init__(self):
        super().__init__()
        self.attn_layers = nn.ModuleList(Attention() for _ in range(LAYERS))
        self.norm_layers_1 = nn.ModuleList(Norm(HIDDEN) for _ in range(LAYERS))
        self.ffn_layers = nn.ModuleList(FeedForward() for _ in range(LAYERS))
        self.norm_layers_2 = nn.ModuleList(Norm(HIDDEN) for _ in range(LAYERS))

    def forward(self, x):
        for attention, norm_1, ffn, norm_2 in zip(self.attn_layers, self.norm_layers_1, self.ffn_layers, self.norm_layers_2):
            x = norm_1(x + attention(x))
            x = norm_2(x + ffn(x))
        return x


class TextEncoder(nn.Module):
    def __init__(self, vocab):
        super().__init__()
        self.emb = nn.Embedding(vocab, HIDDEN)
        self.encoder = Layers()
        self.proj = nn.Conv1d(HIDDEN, 2 * HIDDEN, 1)

    def forward(self, ids):
        x = self.encoder((self.emb(ids) * math.sqrt(HIDDEN)).transpose(1, 2))
        return x, *self.proj(x).split(HIDDEN, 1)


class Stack(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs_sep = nn.ModuleList(
            nn.Conv1d(HIDDEN, HIDDEN, 3, groups=HIDDEN, dilation=3 ** i, padding=3 ** i) for i in range(3))
        self.convs_1x1 = nn.ModuleList(nn.Conv1d(HIDDEN, HIDDEN, 1) for _ in range(3))
        self.norms_1 = nn.ModuleList(Norm(HIDDEN) for _ in range(3))
        self.norms_2 = nn.ModuleList(Norm(HIDDEN) for _ in range(3))

    def forward(self, x):
        for sep, one, norm_1, norm_2 in zip(self.convs_sep, self.convs_1x1, self.norms_1, self.norms_2):
            x = x + F.gelu(norm_2(one(F.gelu(norm_1(sep(x))))))
        return x


def knots(logits):
    part = LEAST + (1 - LEAST * BINS) * logits.softmax(-1)
    edge = F.pad(part.cumsum(-1), (1, 0)) * 2 * BOUND - BOUND
    edge = torch.cat([edge[..., :-1], torch.full_like(edge[..., :1], BOUND)], -1)
    return edge, edge[..., 1:] - edge[..., :-1]


def spline_inverse(y, shape):
    """y (1, 1, n), shape (1, 1, n, 3 BINS - 1)"""
    across, width = knots(shape[..., :BINS] / math.sqrt(HIDDEN))
    up, height = knots(shape[..., BINS:2 * BINS] / math.sqrt(HIDDEN))
    slope = LEAST + F.softplus(F.pad(shape[..., 2 * BINS:], (1, 1), value=math.log(math.exp(1 - LEAST) - 1)))
    inside = y.clamp(-BOUND, BOUND)
    i = ((inside[..., None] >= up[..., :-1]).sum(-1) - 1)[..., None]
    w, h, x0, y0 = (t.gather(-1, i)[..., 0] for t in (width, height, across, up))
    s0, s1 = slope[..., :-1].gather(-1, i)[..., 0], slope[..., 1:].gather(-1, i)[..., 0]
    delta, rest = h / w, inside - y0
    curve = s0 + s1 - 2 * delta
    a, b, c = rest * curve + h * (delta - s0), h * s0 - rest * curve, -delta * rest
    x = 2 * c / (-b - torch.sqrt(b * b - 4 * a * c)) * w + x0
    return torch.where(y.abs() <= BOUND, x, y)


class SplineFlow(nn.Module):
    def __init__(self):
        super().__init__()
        self.pre = nn.Conv1d(1, HIDDEN, 1)
        self.convs = Stack()
        self.proj = nn.Conv1d(HIDDEN, 3 * BINS - 1, 1)

    def forward(self, z, condition):
        keep, change = z.split(1, 1)
        shape = self.proj(self.convs(self.pre(keep) + condition))
        return torch.cat([keep, spline_inverse(change, shape.transpose(1, 2)[:, None])], 1)


class Flip(nn.Module):
    def forward(self, z, _=None):
        return z.flip(1)


class Affine(nn.Module):
    def __init__(self):
        super().__init__()
        self.m = nn.Parameter(torch.tensor([[-0.4], [0.1]]))
        self.logs = nn.Parameter(torch.tensor([[0.2], [0.1]]))

    def forward(self, z, _):
        return (z - self.m) * torch.exp(-self.logs)


class Durations(nn.Module):
    def __init__(self, gin):
        super().__init__()
        self.flows = nn.ModuleList([Affine(), nn.Identity(), Flip(), SplineFlow(), Flip(), SplineFlow(), Flip()])
        self.pre = nn.Conv1d(HIDDEN, HIDDEN, 1)
        self.proj = nn.Conv1d(HIDDEN, HIDDEN, 1)
        self.convs = Stack()
        if gin:
            self.cond = nn.Conv1d(gin, HIDDEN, 1)

    def forward(self, x, g, noise):
        x = self.pre(x)
        if g is not None:
            x = x + self.cond(g)
        x = self.proj(self.convs(x))
        z = torch.randn(1, 2, x.shape[2]) * noise
        for i in (6, 5, 4, 3, 2, 0):
            z = self.flows[i](z, x)
        return z[:, :1]


class WaveNet(nn.Module):
    def __init__(self, layers, dilation_rate, gin):
        super().__init__()
        self.in_layers = nn.ModuleList(
            weight_norm(nn.Conv1d(HIDDEN, 2 * HIDDEN, 5, dilation=dilation_rate ** i, padding=2 * dilation_rate ** i))
            for i in range(layers))
        self.res_skip_layers = nn.ModuleList(
            weight_norm(nn.Conv1d(HIDDEN, HIDDEN * (2 if i + 1 < layers else 1), 1)) for i in range(layers))
        if gin:
            self.cond_layer = weight_norm(nn.Conv1d(gin, 2 * HIDDEN * layers, 1))

    def forward(self, x, g):
        total = 0
        if g is not None:
            g = self.cond_layer(g)
        for i, (wide, both) in enumerate(zip(self.in_layers, self.res_skip_layers)):
            y = wide(x)
            if g is not None:
                y = y + g[:, 2 * HIDDEN * i:2 * HIDDEN * (i + 1)]
            y = both(y[:, :HIDDEN].tanh() * y[:, HIDDEN:].sigmoid())
            if i + 1 < len(self.in_layers):
                x, y = x + y[:, :HIDDEN], y[:, HIDDEN:]
            total = total + y
        return total


class Coupling(nn.Module):
    def __init__(self, layers, dilation_rate, gin):
        super().__init__()
        self.pre = nn.Conv1d(HIDDEN // 2, HIDDEN, 1)
        self.enc = WaveNet(layers, dilation_rate, gin)
        self.post = nn.Conv1d(HIDDEN, HIDDEN // 2, 1)

    def forward(self, z, g):
        keep, change = z.split(HIDDEN // 2, 1)
        return torch.cat([keep, change - self.post(self.enc(self.pre(keep), g))], 1)


class Flow(nn.Module):
    def __init__(self, couplings, layers, dilation_rate, gin):
        super().__init__()
        self.flows = nn.ModuleList()
        for _ in range(couplings):
            self.flows.extend([Coupling(layers, dilation_rate, gin), Flip()])

    def forward(self, z, g):
        for flow in reversed(self.flows):
            z = flow(z, g)
        return z


class ShortBlock(nn.Module):
    def __init__(self, n, kernel, dilations):
        super().__init__()
        self.convs = nn.ModuleList(nn.Conv1d(n, n, kernel, dilation=d, padding=d * (kernel - 1) // 2) for d in dilations)

    def forward(self, x):
        for conv in self.convs:
            x = x + conv(F.leaky_relu(x, 0.1))
        return x


class LongBlock(nn.Module):
    def __init__(self, n, kernel, dilations):
        super().__init__()
        self.convs1 = nn.ModuleList(nn.Conv1d(n, n, kernel, dilation=d, padding=d * (kernel - 1) // 2) for d in dilations)
        self.convs2 = nn.ModuleList(nn.Conv1d(n, n, kernel, padding=(kernel - 1) // 2) for _ in dilations)

    def forward(self, x):
        for first, second in zip(self.convs1, self.convs2):
            x = x + second(F.leaky_relu(first(F.leaky_relu(x, 0.1)), 0.1))
        return x


class Decoder(nn.Module):
    def __init__(self, block, strides, kernels, dilations, gin):
        super().__init__()
        n = 32
        self.conv_pre = nn.Conv1d(HIDDEN, n, 7, padding=3)
        self.ups, self.resblocks = nn.ModuleList(), nn.ModuleList()
        for stride in strides:
            self.ups.append(nn.ConvTranspose1d(n, n // 2, 2 * stride, stride, stride // 2))
            n //= 2
            self.resblocks.extend(block(n, k, d) for k, d in zip(kernels, dilations))
        self.conv_post = nn.Conv1d(n, 1, 7, padding=3, bias=False)
        if gin:
            self.cond = nn.Conv1d(gin, 32, 1)

    def forward(self, z, g):
        x = self.conv_pre(z)
        if g is not None:
            x = x + self.cond(g)
        n = len(self.resblocks) // len(self.ups)
        for i, up in enumerate(self.ups):
            x = up(F.leaky_relu(x, 0.1))
            x = sum(block(x) for block in self.resblocks[i * n:(i + 1) * n]) / n
        return self.conv_post(F.leaky_relu(x)).tanh()


class Voice(nn.Module):
    def __init__(self, vocab, speakers=1, gin=0, couplings=4, layers=3, dilation_rate=1, block=ShortBlock,
                 strides=(8, 4), kernels=(3, 5), dilations=((1, 2), (2, 6))):
        super().__init__()
        self.enc_p = TextEncoder(vocab)
        self.dp = Durations(gin)
        self.flow = Flow(couplings, layers, dilation_rate, gin)
        self.dec = Decoder(block, strides, kernels, dilations, gin)
        if gin:
            self.emb_g = nn.Embedding(speakers, gin)

    def forward(self, ids, lengths, scales, sid=None):
        noise, length, noise_w = scales[0], scales[1], scales[2]
        g = self.emb_g(sid)[..., None] if sid is not None else None
        x, mean, logs = self.enc_p(ids)
        frames = torch.ceil(torch.exp(self.dp(x, g, noise_w)) * length).sum(1).cumsum(-1)
        at = torch.arange(frames.max().long())
        whose = (at[None, :, None] >= frames[:, None, :]).long().sum(-1)[:, None].expand(-1, HIDDEN, -1)
        mean, logs = mean.gather(2, whose), logs.gather(2, whose)
        z = mean + torch.randn_like(mean) * logs.exp() * noise
        return self.dec(self.flow(z, g), g)[:, None]


def randomise(model, seed):
    """Values large enough that every part matters, exact in 16 bits."""
    g = torch.Generator().manual_seed(seed)
    for name, p in model.named_parameters():
        if p.dim() > 1 and not name.endswith(("weight_g", ".m", ".logs")):
            fan = p[0].numel() if "ups" not in name else p.shape[0] * 2
            p.data = torch.randn(p.shape, generator=g) * 0.9 / math.sqrt(max(fan, 1))
        elif name.endswith("weight_g"):
            p.data = 0.7 + 0.2 * torch.rand(p.shape, generator=g)
        elif not name.endswith((".m", ".logs")):
            # No two may be equal: the exporter would keep one of them and forget the other's name.
            p.data = torch.randn(p.shape, generator=g) * 0.1 + (1 if name.endswith("gamma") else 0)
        p.data = p.data.half().float()


def export(model, path, speakers):
    ids = torch.arange(1, 21)[None]
    inputs = (ids, torch.tensor([20]), torch.tensor([0.5, 1.0, 0.5])) + ((torch.tensor([1]),) if speakers > 1 else ())
    names = ["input", "input_lengths", "scales", "sid"][:len(inputs)]
    torch.onnx.export(model, inputs, path, opset_version=15, input_names=names, output_names=["output"], dynamo=False,
                      dynamic_axes={"input": {1: "phonemes"}, "output": {3: "time"}})


def strip(path):
    saved = onnx.load(path)
    weights = {t.name for t in saved.graph.initializer if np.prod(t.dims) > 1}
    nodes = [n for n in saved.graph.node if weights & set(n.input)]
    for node in nodes:
        node.doc_string = ""
    used = {name for n in nodes for name in n.input}
    tensors = [t for t in saved.graph.initializer if t.name in used]
    for field in (saved.graph.value_info, saved.graph.node, saved.graph.initializer):
        del field[:]
    saved.graph.node.extend(nodes)
    saved.graph.initializer.extend(tensors)
    onnx.save(saved, path)


def describe(path, speakers, hop):
    about = {"audio": {"sample_rate": 8000, "quality": "tiny"}, "espeak": {"voice": "en-us"}, "phoneme_type": "espeak",
             "inference": {"noise_scale": 0.3, "length_scale": 1.0, "noise_w": 0.4}, "phoneme_map": {},
             "phoneme_id_map": {s: [i] for i, s in enumerate(SYMBOLS)}, "num_symbols": len(SYMBOLS),
             "num_speakers": speakers, "speaker_id_map": {n: i for i, n in enumerate(["ann", "bob", "cat"][:speakers])} if speakers > 1 else {},
             "language": {"code": "en_US", "name_english": "English"}, "hop_length": hop}
    with open(path + ".json", "w") as f:
        json.dump(about, f, ensure_ascii=False, indent=1)
        f.write("\n")


def reference(path, cases):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    for n, (ids, length, sid) in enumerate(cases):
        inputs = {"input": np.array([ids], np.int64), "scales": np.array([0, length, 0], np.float32)}
        if sid is not None:
            inputs["sid"] = np.array([sid], np.int64)
        if "input_lengths" in [i.name for i in session.get_inputs()]:
            inputs["input_lengths"] = np.array([len(ids)], np.int64)
        sound = session.run(None, inputs)[0].reshape(-1).astype(np.float32)
        print(path, n, len(ids), sound.shape, float(np.sqrt((sound ** 2).mean())))
        yield {"ids": ids, "length_scale": length, "speaker": sid or 0}, sound


def ids(seed, n):
    """As vt_vits_voice_ids() makes them: begin, fillings between, end."""
    g = np.random.default_rng(seed)
    out = [1, 0]
    for p in g.integers(3, len(SYMBOLS), n):
        out += [int(p), 0]
    return out + [2]


VOICES = {
    "plain": (dict(), [(ids(1, 9), 1.0, None), (ids(2, 40), 1.0, None), (ids(3, 1), 1.0, None), (ids(4, 20), 1.7, None), (ids(8, 40), 4.0, None)]),
    "speakers": (dict(speakers=3, gin=8, couplings=3, dilation_rate=2, block=LongBlock, strides=(4, 4), kernels=(3, 7),
                      dilations=((1, 3), (1, 3))),
                 [(ids(5, 12), 1.0, 0), (ids(5, 12), 1.0, 2), (ids(6, 33), 0.8, 1)]),
}

def save(name, made, whole):
    with open(os.path.join(HERE, name + ".cases.json"), "w") as f:
        json.dump([case for case, _ in made], f)
        f.write("\n")
    sound = np.concatenate([sound for _, sound in made])
    if whole:
        sound.tofile(os.path.join(HERE, name + ".f32"))
    else:
        (sound * 32767).round().astype(np.int16).tofile(os.path.join(HERE, name + ".s16"))


# "Hello, world.", "Is the lamp on the bridge?" and "Yes!" in joe's ids.
JOE = [[1, 0, 20, 0, 59, 0, 24, 0, 120, 0, 27, 0, 100, 0, 8, 0, 3, 0, 35, 0, 120, 0, 62, 0, 122, 0, 24, 0, 17, 0, 10, 0, 2],
       [1, 0, 74, 0, 38, 0, 41, 0, 59, 0, 3, 0, 24, 0, 120, 0, 39, 0, 25, 0, 28, 0, 3, 0, 54, 0, 26, 0, 41, 0, 59, 0, 3, 0, 15,
        0, 88, 0, 120, 0, 74, 0, 17, 0, 108, 0, 13, 0, 2],
       [1, 0, 22, 0, 120, 0, 61, 0, 31, 0, 4, 0, 2]]

os.makedirs(HERE, exist_ok=True)
if len(sys.argv) > 1:
    save("joe", list(reference(sys.argv[1], [(ids, 1.0, None) for ids in JOE])), False)
    sys.exit()
for seed, (name, (sizes, cases)) in enumerate(VOICES.items()):
    voice = Voice(len(SYMBOLS), **sizes)
    randomise(voice, seed + 1)
    voice.eval()
    file = os.path.join(HERE, name + ".onnx")
    with torch.no_grad():
        export(voice, file, sizes.get("speakers", 1))
    describe(file, sizes.get("speakers", 1), int(np.prod(sizes.get("strides", (8, 4)))))
    made = list(reference(file, cases))
    strip(file)
    save(name, made, True)
    print(name, os.path.getsize(file), "bytes of onnx")
