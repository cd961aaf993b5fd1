#!/usr/bin/env python3
"""The digest of all kernels, by which what a driver has made of them is known again.

    shader-digest.py OUTPUT.c INPUT.spv.c...

SPDX-License-Identifier: GPL-3.0-or-later
"""
import hashlib
import sys


def main(output, *inputs):
    digest = hashlib.sha256()
    for path in inputs:
        with open(path, "rb") as f:
            digest.update(hashlib.sha256(f.read()).digest())
    values = ", ".join(str(byte) for byte in digest.digest())
    with open(output, "w", encoding="utf-8") as out:
        out.write('/* Made by shader-digest.py. */\n#include "engine/vulkan/shader.h"\n\n')
        out.write(f"const guint8 vt_spv_digest[VT_VK_SHADER_DIGEST] = {{ {values} }};\n")


main(*sys.argv[1:])
