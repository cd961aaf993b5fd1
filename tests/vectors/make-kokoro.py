#!/usr/bin/env python3
"""Makes tests/vectors/kokoro: a tiny random Kokoro model, quantised as onnxruntime
does it, and what onnxruntime makes of its parts.

Needs torch, transformers, onnx, onnxruntime, and the files of the Python package
kokoro 0.9.4 (unpacked; it need not be installed), whose modules are the reference:

    python3 tests/vectors/make-kokoro.py FOLDER-OF-KOKORO [pytorch | MODEL.onnx VOICE.bin]

With “pytorch” it makes the model as PyTorch saves it (pytorch/, in 16 bits, so that
it is small) and what onnxruntime makes of that one; with a real model (inputs tokens, style and speed) it makes only what onnxruntime
makes of that one (real.*).

Activations of a quantised model are rounded to 8 bits, too, by onnxruntime. That
is not what is to be compared, so its graph is given floats in their place: the
weights stay what they are. The source's spectrogram, whose phases are noise where
nothing sounds, is an input here, made by a formula that the test knows.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import sys
import tempfile
import types

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn
from transformers import AlbertConfig, AlbertModel

onnxruntime.set_default_logger_severity(3)
HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "kokoro")
STEP = 8  # of the spectrum's columns that are kept

package = types.ModuleType("kokoro")
package.__path__ = [sys.argv[1]]
sys.modules["kokoro"] = package
sys.modules.setdefault("attr", types.SimpleNamespace(attr=None))  # imported there and not used
from kokoro import istftnet, modules  # noqa: E402

# One sequence at a time needs no packing, which the exporter would turn into loops.
nn.utils.rnn.pack_padded_sequence = lambda x, *_, **__: x
nn.utils.rnn.pad_packed_sequence = lambda x, *_, **__: (x, None)

TINY = {
    "n_token": 40, "hidden_dim": 32, "style_dim": 8, "n_layer": 2, "max_dur": 6, "text_encoder_kernel_size": 5, "dropout": 0,
    "plbert": {"hidden_size": 24, "num_attention_heads": 2, "intermediate_size": 32, "num_hidden_layers": 2,
               "max_position_embeddings": 24, "embedding_size": 12},
    "istftnet": {"upsample_rates": [3, 2], "upsample_kernel_sizes": [7, 4], "upsample_initial_channel": 32,
                 "resblock_kernel_sizes": [3, 5], "resblock_dilation_sizes": [[1, 3, 5], [1, 2, 4]],
                 "gen_istft_n_fft": 8, "gen_istft_hop_size": 2},
    "vocab": {c: i + 1 for i, c in enumerate(" .,!?abdefhijklmnopstuvwzæðŋəɛɡɪɹʃˈ")},
}
WIDE, RESIDUAL = 40, 6


class Source(nn.Module):
    def __init__(self):
        super().__init__()
        self.l_linear = nn.Linear(9, 1)

    def forward(self, harmonics):
        return self.l_linear(harmonics)


class Generator(istftnet.Generator):
    """Given the source's spectrogram instead of the pitch."""

    def forward(self, x, style, source):
        count = len(self.resblocks) // len(self.ups)
        for i, up in enumerate(self.ups):
            x = up(nn.functional.leaky_relu(x, 0.1))
            if i + 1 == len(self.ups):
                x = self.reflection_pad(x)
            x = x + self.noise_res[i](self.noise_convs[i](source), style)
            x = sum(block(x, style) for block in self.resblocks[i * count:(i + 1) * count]) / count
        # Not what it is for, but so its weights come into the file.
        merged = self.m_source(source[:, :9].transpose(1, 2))
        return self.conv_post(nn.functional.leaky_relu(x)), merged


class Decoder(nn.Module):
    """The package's, in other sizes."""

    def __init__(self, c):
        super().__init__()
        block, norm, n, style = istftnet.AdainResBlk1d, istftnet.weight_norm, c["hidden_dim"], c["style_dim"]
        again = WIDE + 2 + RESIDUAL
        self.encode = block(n + 2, WIDE, style)
        self.decode = nn.ModuleList([block(again, WIDE, style) for _ in range(3)]
                                    + [block(again, c["istftnet"]["upsample_initial_channel"], style, upsample=True)])
        self.F0_conv = norm(nn.Conv1d(1, 1, 3, 2, 1))
        self.N_conv = norm(nn.Conv1d(1, 1, 3, 2, 1))
        self.asr_res = nn.Sequential(norm(nn.Conv1d(n, RESIDUAL, 1)))
        self.generator = Generator(style, disable_complex=True, **c["istftnet"])
        self.generator.m_source = Source()

    def forward(self, text, pitch, loudness, style, source):
        curves = [self.F0_conv(pitch), self.N_conv(loudness)]
        x = self.encode(torch.cat([text, *curves], 1), style)
        again = self.asr_res(text)
        for block in self.decode:
            x = block(torch.cat([x, again, *curves], 1), style)
        return self.generator(x, style, source)


class Encoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.bert = AlbertModel(AlbertConfig(vocab_size=c["n_token"], **c["plbert"], attn_implementation="eager"))
        self.bert_encoder = nn.Linear(c["plbert"]["hidden_size"], c["hidden_dim"])
        self.predictor = modules.ProsodyPredictor(c["style_dim"], c["hidden_dim"], c["n_layer"], c["max_dur"], 0)
        self.text_encoder = modules.TextEncoder(c["hidden_dim"], c["text_encoder_kernel_size"], c["n_layer"], c["n_token"])

    def forward(self, ids, style, which):
        mask = torch.zeros_like(ids).bool()
        lengths = torch.tensor([1])
        x = self.bert_encoder(self.bert(ids, attention_mask=torch.ones_like(ids)).last_hidden_state).transpose(1, 2)
        states = self.predictor.text_encoder(x, style, lengths, mask)
        durations = self.predictor.duration_proj(self.predictor.lstm(states)[0])
        pitch, loudness = self.predictor.F0Ntrain(states.transpose(1, 2)[:, :, which], style)
        text = self.text_encoder(ids, lengths, mask)
        return states, durations, text, pitch[:, None], loudness[:, None]


class Outer(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.decoder = Decoder(c)

    def forward(self, *inputs):
        return self.decoder(*inputs)


class Whole(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.encoder, self.decoder, self.style = Encoder(c), Outer(c), c["style_dim"]

    def forward(self, tokens, style, which, source):
        states, durations, text, pitch, loudness = self.encoder(tokens, style[:, self.style:], which)
        spectrum, merged = self.decoder(text[:, :, which], pitch, loudness, style[:, :self.style], source)
        return states, durations, text, pitch, loudness, spectrum, merged


NAMES = ["states", "durations", "text", "pitch", "loudness", "spectrum"]


def randomise(model):
    g = torch.Generator().manual_seed(7)
    for name, p in model.named_parameters():
        if name.endswith((".weight_g", ".gamma")) or "LayerNorm.weight" in name or "layer_norm.weight" in name:
            p.data = 0.8 + 0.2 * torch.rand(p.shape, generator=g)
        elif ".norm.weight" in name:
            p.data = torch.ones(p.shape)
        elif ".norm.bias" in name:
            p.data = torch.zeros(p.shape)
        elif ".alpha" in name:
            p.data = 0.7 + 0.6 * torch.rand(p.shape, generator=g)
        elif p.dim() > 1:
            p.data = torch.randn(p.shape, generator=g) * 0.9 / max(p[0].numel(), 1) ** 0.5
        else:
            p.data = torch.randn(p.shape, generator=g) * 0.1
    model.encoder.predictor.F0_proj.bias.data += 200
    model.encoder.predictor.duration_proj.linear_layer.weight.data *= 4


def give_floats(model):
    """The graph without its roundings."""
    graph, made, nodes = model.graph, [], []
    known = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    rounded = {n.output[0] for n in graph.node if n.op_type == "Floor" and n.input[0].endswith("_tmp_quant:0")}

    def constant(name, values):
        made.append(numpy_helper.from_array(np.ascontiguousarray(values, np.float32), name + "_float"))
        return name + "_float"

    def weight(node):
        w = known[node.input[1]].astype(np.float32)
        zero = known[node.input[3]].astype(np.float32) if len(node.input) > 3 and node.input[3] else np.float32(0)
        return constant(node.input[1], w - (zero[:, None, None] if node.op_type == "ConvInteger" and zero.ndim else zero))

    def gates(values, scale, zero):
        values, scale, zero = (known[i].astype(np.float32) for i in (values, scale, zero))
        values = (values - zero.reshape(len(zero), 1, -1)) * scale.reshape(len(scale), 1, -1)
        return values.transpose(0, 2, 1)

    one = constant("one", 1)
    same = {n.output[0]: n.input[0] for n in graph.node if n.op_type == "Identity"}
    for node in graph.node:
        if node.op_type == "DynamicQuantizeLinear":
            nodes += [helper.make_node("Identity", [node.input[0]], [node.output[0]]),
                      helper.make_node("Identity", [one], [node.output[1]])]
            continue
        if node.op_type in ("ConvInteger", "MatMulInteger"):
            new = helper.make_node({"ConvInteger": "Conv", "MatMulInteger": "MatMul"}[node.op_type], [node.input[0], weight(node)], list(node.output))
        elif node.op_type == "DynamicQuantizeLSTM":
            i = node.input
            new = helper.make_node("LSTM", [i[0], constant(i[1], gates(i[1], i[8], i[9])), constant(i[2], gates(i[2], i[10], i[11])), *i[3:8]],
                                   list(node.output))
        elif node.op_type == "MatMul" and same.get(node.input[1], "") + "_quantized" in known:
            # The layers share their weights, of which the tool has quantised the first use only.
            name = same[node.input[1]]
            values = (known[name + "_quantized"].astype(np.float32) - known[name + "_zero_point"]) * known[name + "_scale"]
            new = helper.make_node("MatMul", [node.input[0], constant(node.input[1], values)], list(node.output))
        elif node.output[0] in rounded or (node.op_type == "Cast" and node.input[0] in rounded):
            nodes.append(helper.make_node("Identity", list(node.input), list(node.output)))
            continue
        else:
            nodes.append(node)
            continue
        new.attribute.extend(node.attribute)
        nodes.append(new)
    for field in (graph.node, graph.value_info):
        del field[:]
    graph.node.extend(nodes)
    graph.initializer.extend(made)


def source(bins, columns):
    k, t = np.arange(bins)[:, None], np.arange(columns)[None]
    return np.sin(0.3 * k + 0.7 * t * (1 + k % 5)).astype(np.float32)[None]


def spread(durations, speed=1.0):
    frames = np.clip(np.round((1 / (1 + np.exp(-durations[0].astype(np.float64)))).sum(-1) / speed), 1, None).astype(int)
    return frames, np.repeat(np.arange(len(frames)), frames)


def only(model, output):
    """A copy that makes nothing else."""
    part = onnx.ModelProto()
    part.CopyFrom(model)
    wanted, nodes = {output}, []
    for node in reversed(part.graph.node):
        if wanted & set(node.output):
            wanted |= set(node.input)
            nodes.insert(0, node)
    kept = [onnx.NodeProto.FromString(n.SerializeToString()) for n in nodes]
    for field, values in ((part.graph.node, kept), (part.graph.output, [o for o in part.graph.output if o.name == output])):
        values = [type(v).FromString(v.SerializeToString()) for v in values]
        del field[:]
        field.extend(values)
    return part


def keep(name, model, inputs, outputs, bins, rates):
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    spreads = "which" in [i.name for i in session.get_inputs()]
    first = onnxruntime.InferenceSession(only(model, outputs[1]).SerializeToString(), providers=["CPUExecutionProvider"])
    given = dict(inputs, source=source(bins, 2 * rates + 1), **({"which": np.zeros(1, np.int64)} if spreads else {}))
    # How long the rest is say the durations.
    counts, which = spread(first.run(None, {k: given[k] for k in given if k in [i.name for i in first.get_inputs()]})[0])
    given.update({"source": source(bins, 2 * len(which) * rates + 1)}, **({"which": which} if spreads else {}))
    made = session.run(outputs, given)
    rows = {k: np.asarray(v)[0] for k, v in zip(NAMES, made)}
    rows["text"], rows["spectrum"] = rows["text"].T, rows["spectrum"].T[::STEP]
    for k in ("pitch", "loudness"):
        rows[k] = rows[k].reshape(-1, 1)
    about = {"symbols": inputs["tokens"][0].tolist(), "frames": counts.tolist(), "sizes": {k: v.size for k, v in rows.items()}}
    with open(os.path.join(HERE, name + ".json"), "w") as f:
        json.dump(about, f)
        f.write("\n")
    np.concatenate([rows[k].astype(np.float32).reshape(-1) for k in NAMES]).tofile(os.path.join(HERE, name + ".f32"))
    print(name, about["frames"], {k: float(v.std()) for k, v in rows.items()})


def strip(path):
    """Only the weights, and the nodes that use them."""
    saved = onnx.load(path)
    weights = {t.name for t in saved.graph.initializer}
    nodes = [n for n in saved.graph.node if weights & set(n.input)]
    used = {name for n in nodes for name in n.input}
    used |= {name.replace("_quantized", "_scale") for name in used}
    tensors = [t for t in saved.graph.initializer if t.name in used and (np.prod(t.dims) > 1 or t.name.endswith(("_scale", "_zero_point", "bias")))]
    for node in nodes:
        node.doc_string = ""
    for field in (saved.graph.value_info, saved.graph.node, saved.graph.initializer):
        del field[:]
    saved.graph.node.extend(nodes)
    saved.graph.initializer.extend(tensors)
    onnx.save(saved, path)


def example_of(style, ids, rates, bins):
    return (torch.tensor([ids]), torch.from_numpy(style[8:9]), torch.tensor([0, 0, 1, 2]), torch.from_numpy(source(bins, 8 * rates + 1)))


def export(model, example, path):
    torch.onnx.export(model, example, path, opset_version=17, input_names=["tokens", "style", "which", "source"], output_names=NAMES + ["merged"],
                      dynamo=False, dynamic_axes={"tokens": {1: "n"}, "which": {0: "frames"}, "source": {2: "columns"}})


def make_tiny():
    torch.manual_seed(1)
    model = Whole(TINY).eval()
    randomise(model)
    folder = os.path.join(HERE, "tiny", "voices")
    os.makedirs(folder, exist_ok=True)
    g = np.random.default_rng(3)
    for voice in ("af_one", "bm_two", "jf_three"):
        (g.standard_normal((20, 2 * TINY["style_dim"])) * 0.5).astype(np.float32).tofile(os.path.join(folder, voice + ".bin"))
    style = np.fromfile(os.path.join(folder, "af_one.bin"), np.float32).reshape(20, -1)
    with open(os.path.join(HERE, "tiny", "config.json"), "w") as f:
        json.dump(TINY, f, ensure_ascii=False, indent=1)
        f.write("\n")
    path = os.path.join(HERE, "tiny", "model.onnx")
    rates = int(np.prod(TINY["istftnet"]["upsample_rates"]))
    bins = TINY["istftnet"]["gen_istft_n_fft"] + 2
    ids = [0] + g.integers(1, 36, 9).tolist() + [0]
    example = example_of(style, ids, rates, bins)
    with tempfile.TemporaryDirectory() as tmp, torch.no_grad():
        plain = os.path.join(tmp, "plain.onnx")
        export(model, example, plain)
        quantize_dynamic(plain, path, weight_type=QuantType.QInt8, extra_options={"WeightSymmetric": True},
                         op_types_to_quantize=["MatMul", "Gemm", "Gather", "LSTM"])
        # Convolutions have unsigned weights with a zero, as the real file has.
        quantize_dynamic(path, path, weight_type=QuantType.QUInt8, op_types_to_quantize=["Conv"])
    floats = onnx.load(path)
    give_floats(floats)
    keep("tiny", floats, {"tokens": np.array([ids], np.int64), "style": style[8:9]}, NAMES, bins, rates)
    strip(path)
    print(os.path.getsize(path), "bytes of onnx")


def make_pytorch():
    """As the model's authors save theirs: a dictionary for each network, as it was wrapped
    for training, without the norms that only exporting needs; voices are tensors."""
    torch.manual_seed(2)
    c = dict(TINY, hidden_dim=16, istftnet=dict(TINY["istftnet"], upsample_initial_channel=16))
    model = Whole(c).eval()
    randomise(model)
    networks = {"decoder": model.decoder.decoder} | {n: getattr(model.encoder, n) for n in ("bert", "bert_encoder", "predictor", "text_encoder")}
    saved = {}
    for name, network in networks.items():
        for p in network.parameters():
            p.data = p.data.half().float()
        saved[name] = {"module." + k: v.half() for k, v in network.state_dict().items() if ".norm." not in k and "position_ids" not in k}
    folder = os.path.join(HERE, "pytorch")
    os.makedirs(os.path.join(folder, "voices"), exist_ok=True)
    torch.save(saved, os.path.join(folder, "model.pth"))
    style = (np.random.default_rng(4).standard_normal((20, 2 * TINY["style_dim"])) * 0.5).astype(np.float32)
    torch.save(torch.from_numpy(style[:, None]), os.path.join(folder, "voices", "af_one.pt"))
    with open(os.path.join(folder, "config.json"), "w") as f:
        json.dump(c, f, ensure_ascii=False, indent=1)
        f.write("\n")
    rates = int(np.prod(TINY["istftnet"]["upsample_rates"]))
    bins = TINY["istftnet"]["gen_istft_n_fft"] + 2
    ids = [0] + np.random.default_rng(5).integers(1, 36, 9).tolist() + [0]
    with tempfile.TemporaryDirectory() as tmp, torch.no_grad():
        plain = os.path.join(tmp, "plain.onnx")
        export(model, example_of(style, ids, rates, bins), plain)
        keep("pytorch", onnx.load(plain), {"tokens": np.array([ids], np.int64), "style": style[8:9]}, NAMES, bins, rates)
    print(os.path.getsize(os.path.join(folder, "model.pth")), "bytes of pth")


def make_real(path, voice):
    model = onnx.load(path)
    give_floats(model)
    generator = "/decoder/decoder/generator/"
    nodes = [n for n in model.graph.node if generator + "Concat_3_output_0" not in n.output]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    for node in model.graph.node:
        for i, name in enumerate(node.input):
            if name == generator + "Concat_3_output_0":
                node.input[i] = "source"
    model.graph.input.append(helper.make_tensor_value_info("source", onnx.TensorProto.FLOAT, [1, 22, None]))
    encoder = "/encoder/"
    outputs = [encoder + "predictor/text_encoder/Concat_4_output_0", encoder + "predictor/duration_proj/linear_layer/Add_output_0",
               encoder + "text_encoder/Transpose_2_output_0", encoder + "F0_proj/Conv_output_0", encoder + "N_proj/Conv_output_0",
               generator + "conv_post/Conv_output_0"]
    for name in outputs:
        model.graph.output.append(helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    ids = [0, 50, 156, 43, 102, 4, 0]
    style = np.fromfile(voice, np.float32).reshape(-1, 256)[len(ids) - 3:len(ids) - 2]
    keep("real", model, {"tokens": np.array([ids], np.int64), "style": style, "speed": np.ones(1, np.float32)}, outputs, 22, 60)


os.makedirs(HERE, exist_ok=True)
if len(sys.argv) > 3:
    make_real(sys.argv[2], sys.argv[3])
elif sys.argv[2:] == ["pytorch"]:
    make_pytorch()
else:
    make_tiny()
