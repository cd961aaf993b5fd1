#!/usr/bin/env python3
"""Compiles the variants of one kernel and embeds their SPIR-V in a C file.

    shader-embed.py GLSLC SOURCE.comp OUTPUT.c DEPFILE

The variants are listed in the source itself, a line each:
    //! NAME [-DMACRO[=VALUE]]...
where "//! WEIGHTS [PREFIX] [-D...]" stands for one variant for each type of
weights, PREFIX and the type's name together naming it, with -DW_TYPE.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import subprocess
import sys
import tempfile

WEIGHTS = ["F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0",
           "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL"]


def variants(source):
    with open(source, encoding="utf-8") as f:
        lines = [line[3:].split() for line in f if line.startswith("//!")]
    for name, *macros in lines:
        if name != "WEIGHTS":
            yield name, macros
            continue
        prefix = macros.pop(0) if macros and not macros[0].startswith("-") else ""
        for kind in WEIGHTS:
            yield prefix + kind, macros + ["-DW_" + kind]


def compile_one(glslc, source, macros, folder):
    spv, dep = os.path.join(folder, "spv"), os.path.join(folder, "dep")
    # Never -O: the optimiser needs gigabytes for unrolled kernels.
    subprocess.run([glslc, "--target-env=vulkan1.2", "-fshader-stage=compute", "-MD", "-MF", dep,
                    *macros, "-o", spv, source], check=True)
    with open(spv, "rb") as f:
        code = f.read()
    with open(dep, encoding="utf-8") as f:
        needs = f.read().split(":", 1)[1].split()
    return code, needs


def write_c(out, table, kernel, codes):
    out.write('/* Made by shader-embed.py. */\n#include "engine/vulkan/shader.h"\n\n')
    for i, (_, code) in enumerate(codes):
        words = [str(int.from_bytes(code[k:k + 4], "little")) for k in range(0, len(code), 4)]
        out.write(f"static const guint32 code_{i}[] = {{\n" + ",\n".join(
            ",".join(words[k:k + 16]) for k in range(0, len(words), 16)) + "};\n")
    out.write(f"\nextern const VtVkShader {table}[];\nconst VtVkShader {table}[] = {{\n")
    for i, (name, code) in enumerate(codes):
        out.write(f'  {{ "{kernel}.{name}", code_{i}, {len(code)} }},\n')
    out.write("  { NULL, NULL, 0 },\n};\n")


def main(glslc, source, output, depfile):
    kernel = os.path.basename(source)[len("op-"):-len(".comp")].replace("-", "_")
    codes, needed = [], set()
    with tempfile.TemporaryDirectory() as folder:
        for name, macros in variants(source):
            code, needs = compile_one(glslc, source, macros, folder)
            codes.append((name, code))
            needed.update(needs)
    with open(output, "w", encoding="utf-8") as out:
        write_c(out, "vt_spv_" + kernel, kernel, codes)
    with open(depfile, "w", encoding="utf-8") as out:
        out.write(f"{output}: {' '.join(sorted(needed))}\n")


main(*sys.argv[1:])
