#!/usr/bin/env python3
"""stable-diffusion.cpp's figures: one step without guidance, and the decoding of it.

    tests/bench/stable-diffusion-cpp.py WHEEL MODEL cpu|vulkan SIZE THREADS [ROUNDS]

WHEEL is the folder into which the wheel of the package cyllama-vulkan was
unpacked: its extension module has stable-diffusion.cpp's functions, so any
Python does. Parameters are blocks of bytes that the library itself fills with
its defaults; the places of the fields are those of version 0.7.0, and what the
library says of a block that was written to is read, so that another version is
noticed and not misunderstood. MODEL is a folder of tests/bench/make-sd15.py. Prints the times
of the library's own log (the best of the rounds) as one JSON line.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import ctypes
import glob
import json
import os
import re
import resource
import sys
import time


def load(wheel, device):
    if device == "vulkan":  # or drivers that are software, such as lavapipe, are passed over
        os.environ.setdefault("GGML_VK_VISIBLE_DEVICES", "0")
    for name in ("libggml-base", "libggml-cpu", "libggml-vulkan", "libggml-2", "libllama", "libmtmd"):
        ctypes.CDLL(glob.glob(os.path.join(wheel, "*.libs", name + "*"))[0], mode=ctypes.RTLD_GLOBAL)
    # Not all of what the module wants of Python is in older ones, and none of it is needed.
    base = ctypes.CDLL(glob.glob(os.path.join(wheel, "*.libs", "libggml-2*"))[0])
    base.ggml_backend_load.restype = ctypes.c_void_p
    for kind in ("cpu",) + (("vulkan",) if device == "vulkan" else ()):
        base.ggml_backend_load(glob.glob(os.path.join(wheel, "*.libs", f"libggml-{kind}*"))[0].encode())
    return ctypes.CDLL(os.path.join(wheel, "cyllama", "sd", "stable_diffusion.abi3.so"), mode=os.RTLD_LAZY)


class Block:
    """Parameters, and the names of their fields as the library tells them."""

    def __init__(self, lib, name):
        self.bytes, self.kept = (ctypes.c_uint8 * 4096)(), []
        self.tell = getattr(lib, name + "_to_str")
        self.tell.restype = ctypes.c_char_p
        getattr(lib, name + "_init")(self.bytes)

    def says(self, key):
        found = re.search(r"\b" + key + r": ?([^,\n)]*)", self.tell(self.bytes).decode(errors="replace"))
        return found and found.group(1).strip()

    def put(self, key, value, offsets):
        """Writes @value to the first of @offsets at which the library sees it as @key."""
        if isinstance(value, str):
            text = ctypes.create_string_buffer(value.encode())
            self.kept.append(text)
            kind, raw = ctypes.c_uint64, ctypes.addressof(text)
        else:
            kind, raw = (ctypes.c_float if isinstance(value, float) else ctypes.c_int32), value
        for offset in offsets:
            field = kind.from_buffer(self.bytes, offset)
            old, before = field.value, self.says(key)
            field.value = raw
            seen = self.says(key)
            if seen != before or (seen is not None and same(seen, value)):
                return self
            field.value = old
        sys.exit(f"where is {key}? This version of stable-diffusion.cpp is another one.")


def same(seen, value):
    try:
        return seen == str(value) or float(seen) == float(value)
    except ValueError:
        return False


def listen(lib):
    lines = []
    kind = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)

    def note(_, text, __):
        lines.append((time.process_time(), text.decode(errors="replace").strip()))
        if os.environ.get("VERBOSE"):
            print(f"{lines[-1][0]:.3f} {lines[-1][1]}", file=sys.stderr, flush=True)

    callback = kind(note)
    lib.sd_set_log_callback(callback, None)
    return lines, callback


def seconds(lines, pattern):
    """What the log says that took so long."""
    for _, line in reversed(lines):
        found = re.search(pattern + r".*?([\d.]+) ?s\b", line)
        if found:
            return float(found.group(1))
    return None


def processor(lines, first, last):
    """Seconds of processor time between two lines of the log."""
    begin = [t for t, line in lines if first in line]
    end = [t for t, line in lines if last in line]
    return end[-1] - begin[-1] if begin and end else None


def main():
    wheel, model, device, size, threads = sys.argv[1:6]
    lib = load(wheel, device)
    lines, _keep = listen(lib)
    context = Block(lib, "sd_ctx_params").put("model_path", model, [0]).put("n_threads", int(threads), [184])
    if device == "cpu":
        context.put("backend", "cpu", range(224, 264, 8))
    image = Block(lib, "sd_img_gen_params").put("prompt", "a river in winter", [16])
    image.put("width", int(size), [112]).put("height", int(size), [116])
    image.put("txt_cfg", 1.0, [120]).put("sample_steps", 1, [176])
    image.put("sample_method", 0, [172]).put("scheduler", 0, [168])
    image.put("seed", 1, [224])
    lib.new_sd_ctx.restype = ctypes.c_void_p
    lib.generate_image.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
    started = time.perf_counter()
    sd = lib.new_sd_ctx(context.bytes)
    load_ms = (time.perf_counter() - started) * 1000
    best = {}
    for _ in range(int(sys.argv[6]) if len(sys.argv) > 6 else 1):
        del lines[:]
        pictures, count = ctypes.c_void_p(), ctypes.c_int()
        lib.generate_image(sd, image.bytes, ctypes.byref(pictures), ctypes.byref(count))
        figures = {"s_per_step": seconds(lines, "sampling completed"), "decode_s": seconds(lines, "decode_first_stage completed"),
                   "step_processor_s": processor(lines, "unet executing", "sampling completed"),
                   "decode_processor_s": processor(lines, "vae executing", "decode graph completed")}
        for key, value in figures.items():
            if value is None:
                sys.exit(f"the log says nothing of {key}; this version is another one")
            best[key] = min(best.get(key, value), value)
    print(json.dumps({"size": int(size), "load_ms": load_ms, **best,
                      "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))


main()
