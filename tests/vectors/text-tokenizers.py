#!/usr/bin/env python3
"""Trains small tokenizers of every kind with `tokenizers` (0.23) and stores
what it makes of the lines of text_lines.py, for tests/text/test-vectors.c.

    python3 -m pip install tokenizers==0.23.3 sentencepiece==0.2.3 protobuf
    tests/vectors/text-tokenizers.py                 writes tests/text/data
    tests/vectors/text-tokenizers.py --show NAME N   what line N should give

For each line and tokenizer four FNV-1a hashes are stored: of the ids without
and with special tokens, of the spans in bytes, and of the decoded text.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import base64
import gzip
import json
import os
import struct
import sys
import tempfile

from tokenizers import (AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers)

from text_lines import lines

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "text", "data")
LINES = lines()
CORPUS = [text for text in LINES[12:] if len(text) < 400] + LINES[12:60] * 6

SHORT = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
LLAMA3 = SHORT + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN2 = SHORT + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
BLOOM = r" ?[^(\s|[.,!?…。，、।۔،])]+"
GPT4O = (r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+" + SHORT + r"?|"
         r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*" + SHORT + r"?|"
         r"\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")
CLIP = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"


def byte_level(*steps, size=900, specials=("<|endoftext|>",), normalizer=None, **model):
    t = Tokenizer(models.BPE(**model))
    if normalizer:
        t.normalizer = normalizer
    t.pre_tokenizer = pre_tokenizers.Sequence(list(steps)) if len(steps) > 1 else steps[0]
    t.decoder = decoders.ByteLevel()
    t.train_from_iterator(CORPUS, trainers.BpeTrainer(vocab_size=size, special_tokens=list(specials), show_progress=False,
                                                      initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    return t


def split(regex, behavior="isolated", invert=False):
    return pre_tokenizers.Split(Regex(regex), behavior, invert)


LEVEL = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)


def gpt2():
    t = byte_level(pre_tokenizers.ByteLevel(add_prefix_space=False))
    t.post_processor = processors.ByteLevel(trim_offsets=False)
    return t


def roberta():
    t = byte_level(pre_tokenizers.ByteLevel(add_prefix_space=True), specials=["<s>", "<pad>", "</s>", "<unk>"])
    t.add_special_tokens([AddedToken("<mask>", lstrip=True)])
    t.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=False, add_prefix_space=True)
    return t


def llama3():
    t = byte_level(split(LLAMA3), LEVEL, ignore_merges=True, specials=["<|begin_of_text|>", "<|eot_id|>"])
    t.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False), processors.TemplateProcessing(
        single="<|begin_of_text|> $A", pair="<|begin_of_text|> $A <|begin_of_text|>:1 $B:1", special_tokens=[("<|begin_of_text|>", 0)])])
    return t


def qwen2():
    return byte_level(split(QWEN2), LEVEL, normalizer=normalizers.NFC(), specials=["<|endoftext|>", "<|im_start|>", "<|im_end|>"])


def bloom():
    t = byte_level(split(BLOOM), LEVEL, specials=["<unk>", "<s>", "</s>", "<pad>"])
    t.post_processor = processors.ByteLevel(trim_offsets=False)
    return t


def gpt4o():
    return byte_level(split(GPT4O), LEVEL)


def deepseek():
    return byte_level(split(r"\p{N}{1,3}"), split("[一-龥぀-ゟ゠-ヿ]+"), split(
        r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|"
        r"\s*[\r\n]+|\s+(?!\S)|\s+"), LEVEL, specials=["<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>"])


def starcoder():
    return byte_level(pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False))


def falcon():
    return byte_level(pre_tokenizers.Punctuation("contiguous"), pre_tokenizers.ByteLevel(add_prefix_space=False),
                      pre_tokenizers.Digits(individual_digits=False), split("[0-9][0-9][0-9]"))


def clip():
    t = Tokenizer(models.BPE(unk_token="<|endoftext|>", end_of_word_suffix="</w>"))
    t.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    t.pre_tokenizer = pre_tokenizers.Sequence([split(CLIP, "removed", True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    t.decoder = decoders.ByteLevel()
    t.train_from_iterator(CORPUS, trainers.BpeTrainer(
        vocab_size=1000, special_tokens=["<|startoftext|>", "<|endoftext|>"], end_of_word_suffix="</w>", show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    t.post_processor = processors.RobertaProcessing(("<|endoftext|>", 1), ("<|startoftext|>", 0), trim_offsets=False, add_prefix_space=False)
    return t


def sentencepiece_bpe(first, pre, normalizer, decoder, added=()):
    t = Tokenizer(models.BPE(unk_token="<unk>"))
    t.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always" if first else "never")
    raw = [f"<0x{i:02X}>" for i in range(256)]
    t.train_from_iterator(CORPUS, trainers.BpeTrainer(vocab_size=1500, special_tokens=["<unk>", "<s>", "</s>"] + raw,
                                                      limit_alphabet=500, show_progress=False))
    j = json.loads(t.to_str())
    j["added_tokens"] = j["added_tokens"][:3]
    j["model"].update(byte_fallback=True, fuse_unk=True, unk_token="<unk>")
    t = Tokenizer.from_str(json.dumps(j))
    t.normalizer, t.decoder = normalizer, decoder
    t.pre_tokenizer = pre
    if added:
        t.add_tokens(list(added))
    t.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s>:1 $B:1", special_tokens=[("<s>", 1)])
    return t


def clear_pre(t):
    j = json.loads(t.to_str())
    j["pre_tokenizer"] = None
    return Tokenizer.from_str(json.dumps(j))


def llama2():
    return clear_pre(sentencepiece_bpe(
        True, pre_tokenizers.Whitespace(), normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]),
        decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])))


def gemma():
    return sentencepiece_bpe(
        False, pre_tokenizers.Split(" ", "merged_with_previous"), normalizers.Replace(" ", "▁"),
        decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]),
        [AddedToken(x, normalized=False) for x in ("\n\n", "\n\n\n", "▁▁", "▁▁▁▁", "\t\t", "<extra>")])


def mistral():
    return sentencepiece_bpe(True, pre_tokenizers.Metaspace(prepend_scheme="first", split=False), normalizers.Sequence([]),
                             decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(),
                                                decoders.Strip(" ", 1, 0)]))


def charsmap(rule):
    """SentencePiece's own table, as it stands in a trained model."""
    import sentencepiece
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "m")
        with open(path + ".txt", "w", encoding="utf-8") as f:
            f.write("\n".join(LINES[12:50]) + "\nhello world\n" * 10)
        sentencepiece.SentencePieceTrainer.train(input=path + ".txt", model_prefix=path, vocab_size=600, model_type="unigram",
                                                 normalization_rule_name=rule, hard_vocab_limit=False, character_coverage=0.98,
                                                 minloglevel=2)
        from sentencepiece import sentencepiece_model_pb2 as pb
        m = pb.ModelProto()
        with open(path + ".model", "rb") as f:
            m.ParseFromString(f.read())
        return m.normalizer_spec.precompiled_charsmap


def unigram(pre, normalizer, size=1800, byte_fallback=False):
    t = Tokenizer(models.Unigram())
    t.normalizer, t.pre_tokenizer = normalizer, pre
    raw = [f"<0x{i:02X}>" for i in range(256)] if byte_fallback else []
    t.train_from_iterator(LINES[12:50] * 8, trainers.UnigramTrainer(vocab_size=size, special_tokens=["<pad>", "</s>", "<unk>"] + raw,
                                                          unk_token="<unk>", show_progress=False))
    if byte_fallback:
        j = json.loads(t.to_str())
        j["added_tokens"] = j["added_tokens"][:3]
        j["model"]["byte_fallback"] = True
        t = Tokenizer.from_str(json.dumps(j))
    t.decoder = decoders.Metaspace()
    t.post_processor = processors.TemplateProcessing(single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 1)])
    return t


CHARSMAP = charsmap("nmt_nfkc")


def t5():
    return unigram(pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]),
                   normalizers.Precompiled(CHARSMAP))


def xlmr():
    t = unigram(pre_tokenizers.Metaspace(), normalizers.Sequence(
        [normalizers.Precompiled(CHARSMAP), normalizers.Strip(left=False, right=True), normalizers.Replace(Regex(" {2,}"), "▁")]))
    t.add_special_tokens([AddedToken("<mask>", lstrip=True)])
    return t


def unigram_bytes():
    t = unigram(pre_tokenizers.Metaspace(prepend_scheme="never"), normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()]),
                byte_fallback=True)
    t.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Metaspace(prepend_scheme="never")])
    return t


def bert(lowercase):
    t = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    t.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    t.train_from_iterator(CORPUS, trainers.WordPieceTrainer(vocab_size=2000, special_tokens=specials, limit_alphabet=700,
                                                            show_progress=False))
    t.decoder = decoders.WordPiece()
    if lowercase:
        t.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
                                                         special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    else:
        t.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return t


def wordlevel():
    t = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    t.normalizer = normalizers.Sequence([normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase(), normalizers.Strip()])
    t.pre_tokenizer = pre_tokenizers.Whitespace()
    t.train_from_iterator(CORPUS, trainers.WordLevelTrainer(vocab_size=800, special_tokens=["[UNK]", "[PAD]"], show_progress=False))
    return t


def charbpe():
    t = Tokenizer(models.BPE(unk_token="<unk>", end_of_word_suffix="</w>"))
    t.normalizer = normalizers.BertNormalizer(lowercase=False)
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    t.train_from_iterator(CORPUS, trainers.BpeTrainer(vocab_size=1500, special_tokens=["<unk>"], end_of_word_suffix="</w>",
                                                      limit_alphabet=400, show_progress=False))
    t.decoder = decoders.BPEDecoder()
    return t


def prefixbpe():
    t = Tokenizer(models.BPE(unk_token="<unk>", continuing_subword_prefix="##", fuse_unk=True))
    t.normalizer = normalizers.NFD()
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.CharDelimiterSplit(" "), pre_tokenizers.Punctuation("merged_with_next")])
    t.train_from_iterator(CORPUS, trainers.BpeTrainer(vocab_size=1500, special_tokens=["<unk>"], continuing_subword_prefix="##",
                                                      limit_alphabet=300, show_progress=False))
    t.decoder = decoders.WordPiece(cleanup=False)
    return t


def added():
    """Added tokens of every shape."""
    t = byte_level(pre_tokenizers.ByteLevel(add_prefix_space=False), normalizer=normalizers.Lowercase())
    t.add_tokens([AddedToken("word", single_word=True), AddedToken("left", lstrip=True, normalized=False),
                  AddedToken("right", rstrip=True, normalized=True), AddedToken("<extra>", normalized=True),
                  AddedToken("<unk>", normalized=False), AddedToken("e", single_word=True, normalized=False), AddedToken("日本")])
    t.add_special_tokens([AddedToken("<s>", rstrip=True), AddedToken("[MASK]", lstrip=True, rstrip=True),
                          AddedToken("[CLS]", single_word=True)])
    return t


def splits(behavior):
    return byte_level(pre_tokenizers.Split(Regex(r"[aeiou]\w?|\d+|\W\s"), behavior), pre_tokenizers.Split("e", behavior, True), LEVEL,
                      size=500)


KINDS = {"gpt2": gpt2, "roberta": roberta, "llama3": llama3, "qwen2": qwen2, "bloom": bloom, "gpt4o": gpt4o, "deepseek": deepseek,
         "starcoder": starcoder, "falcon": falcon, "clip": clip, "llama2": llama2, "gemma": gemma, "mistral": mistral, "t5": t5,
         "xlmr": xlmr, "unigram-bytes": unigram_bytes, "bert-uncased": lambda: bert(True), "bert-cased": lambda: bert(False),
         "wordlevel": wordlevel, "charbpe": charbpe, "prefixbpe": prefixbpe, "added": added}
for name in ("removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous"):
    KINDS["split-" + name.replace("_", "-")] = lambda name=name: splits(name)


def fnv(data):
    h = 0x811c9dc5
    for byte in data:
        h = (h ^ byte) * 0x01000193 & 0xffffffff
    return h


def hash_ids(ids):
    return fnv(struct.pack(f"<{len(ids)}i", *ids))


def byte_spans(text, offsets):
    starts = [0]
    for c in text:
        starts.append(starts[-1] + len(c.encode("utf-8")))
    return [starts[i] for pair in offsets for i in pair]


def expect(t, text):
    plain = t.encode(text, add_special_tokens=False)
    whole = t.encode(text)
    decoded = t.decode(whole.ids)
    return plain, whole, decoded


def write(name, data):
    with open(os.path.join(DATA, name), "wb") as f:
        f.write(gzip.compress(data, 9, mtime=0))


def store(name, t):
    text = json.dumps(json.loads(t.to_str()), ensure_ascii=False, separators=(",", ":"))
    text = text.replace(base64.b64encode(CHARSMAP).decode(), "@charsmap@")
    expected = b""
    for line in LINES:
        plain, whole, decoded = expect(t, line)
        expected += struct.pack("<4I", hash_ids(plain.ids), hash_ids(whole.ids), hash_ids(byte_spans(line, plain.offsets)),
                                fnv(decoded.encode("utf-8")))
    write(name + ".json.gz", text.encode("utf-8"))
    write(name + ".expected.gz", expected)


def main():
    if len(sys.argv) > 3 and sys.argv[1] == "--show":
        with gzip.open(os.path.join(DATA, sys.argv[2] + ".json.gz")) as f:
            t = Tokenizer.from_str(f.read().decode("utf-8").replace("@charsmap@", base64.b64encode(CHARSMAP).decode()))
        text = LINES[int(sys.argv[3])]
        plain, whole, decoded = expect(t, text)
        print(ascii(text), plain.ids, plain.tokens, whole.ids, byte_spans(text, plain.offsets), ascii(decoded), sep="\n")
        return
    os.makedirs(DATA, exist_ok=True)
    write("lines.json.gz", json.dumps(LINES, ensure_ascii=False).encode("utf-8"))
    write("charsmap.gz", CHARSMAP)
    for name, make in KINDS.items():
        if len(sys.argv) < 2 or name in sys.argv[1:]:
            store(name, make())
            print(name, flush=True)


main()
