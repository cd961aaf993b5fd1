#!/usr/bin/env python3
"""Vectors for the diffusion schedulers and for PyTorch's CPU generator.

Each case is a scheduler of diffusers with a configuration, run on sixteen
numbers with a fake model; kept are the timesteps, every sample and, for the
picture-to-picture way, the noised start. Needs torch and diffusers 0.42.

    make-schedulers.py OUT.safetensors

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import sys

import diffusers
import torch
from safetensors.torch import save_file

SD = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
V = {"prediction_type": "v_prediction"}
ZERO = {**V, "rescale_betas_zero_snr": True, "timestep_spacing": "trailing"}
COS = {"beta_schedule": "squaredcos_cap_v2"}
KARRAS = {"use_karras_sigmas": True}
# (our name, class, steps, configuration)
CASES = [
    ("ddpm", "DDPMScheduler", 10, {}),
    ("ddpm", "DDPMScheduler", 7, {**SD, **V, "timestep_spacing": "trailing", "variance_type": "fixed_large", "clip_sample": False}),
    ("ddpm", "DDPMScheduler", 9, {**COS, "prediction_type": "sample", "timestep_spacing": "linspace", "thresholding": True, "sample_max_value": 1.5}),
    ("ddpm", "DDPMScheduler", 5, {"beta_schedule": "sigmoid", "variance_type": "fixed_small_log", "clip_sample_range": 2.0}),
    ("ddpm", "DDPMScheduler", 4, {"num_train_timesteps": 5, "trained_betas": [0.1, 0.2, 0.3, 0.4, 0.5]}),
    ("ddim", "DDIMScheduler", 10, {**SD, "clip_sample": False, "set_alpha_to_one": False, "steps_offset": 1}),
    ("ddim", "DDIMScheduler", 6, {**ZERO, **SD, "clip_sample": False}),
    ("ddim", "DDIMScheduler", 11, {"timestep_spacing": "linspace", "prediction_type": "sample"}),
    ("pndm", "PNDMScheduler", 10, {**SD, "skip_prk_steps": True, "steps_offset": 1}),
    ("pndm", "PNDMScheduler", 10, {**V, "skip_prk_steps": True, "set_alpha_to_one": True, "timestep_spacing": "trailing"}),
    ("pndm", "PNDMScheduler", 6, {**SD}),
    ("lms", "LMSDiscreteScheduler", 10, SD),
    ("lms", "LMSDiscreteScheduler", 8, {**SD, **V, **KARRAS}),
    ("euler", "EulerDiscreteScheduler", 10, {**SD, "steps_offset": 1, "timestep_spacing": "leading"}),
    ("euler", "EulerDiscreteScheduler", 6, {**SD, **KARRAS}),
    ("euler", "EulerDiscreteScheduler", 4, {**SD, **ZERO}),
    ("euler", "EulerDiscreteScheduler", 5, {**SD, "use_exponential_sigmas": True, "final_sigmas_type": "sigma_min"}),
    ("euler", "EulerDiscreteScheduler", 5, {**SD, **V, "timestep_type": "continuous"}),
    ("euler", "EulerDiscreteScheduler", 1, {**SD, "timestep_spacing": "trailing"}),
    ("euler_ancestral", "EulerAncestralDiscreteScheduler", 10, SD),
    ("euler_ancestral", "EulerAncestralDiscreteScheduler", 7, {**SD, **ZERO}),
    ("heun", "HeunDiscreteScheduler", 10, {"beta_schedule": "scaled_linear"}),
    ("heun", "HeunDiscreteScheduler", 5, {**SD, **V, **KARRAS, "timestep_spacing": "leading"}),
    ("dpmsolver++", "DPMSolverMultistepScheduler", 10, SD),
    ("dpmsolver++", "DPMSolverMultistepScheduler", 20, {**SD, **V, "timestep_spacing": "leading", "steps_offset": 1}),
    ("dpmsolver++", "DPMSolverMultistepScheduler", 10, {**SD, "solver_order": 3, "solver_type": "heun"}),
    ("dpmsolver++", "DPMSolverMultistepScheduler", 18, {**SD, "solver_order": 3, "final_sigmas_type": "sigma_min"}),
    ("dpmsolver++", "DPMSolverMultistepScheduler", 6, {**SD, **ZERO, "solver_type": "heun", "thresholding": True}),
    ("dpmsolver++_karras", "DPMSolverMultistepScheduler", 10, {**SD, **KARRAS}),
    ("dpmsolver++_karras", "DPMSolverMultistepScheduler", 5, {**SD, **KARRAS, "euler_at_final": True, "beta_end": 0.02}),
    ("dpmsolver++_sde", "DPMSolverMultistepScheduler", 10, {**SD, "algorithm_type": "sde-dpmsolver++"}),
    ("dpmsolver++_sde", "DPMSolverMultistepScheduler", 6, {**SD, **KARRAS, "algorithm_type": "sde-dpmsolver++", "solver_type": "heun"}),
    ("unipc", "UniPCMultistepScheduler", 10, SD),
    ("unipc", "UniPCMultistepScheduler", 10, {**SD, **V, "solver_order": 3, "timestep_spacing": "trailing"}),
    ("unipc", "UniPCMultistepScheduler", 7, {**SD, **KARRAS, "solver_type": "bh1", "final_sigmas_type": "sigma_min"}),
    ("unipc", "UniPCMultistepScheduler", 7, {**SD, "predict_x0": False, "final_sigmas_type": "sigma_min", "lower_order_final": False}),
    ("lcm", "LCMScheduler", 4, {}),
    ("lcm", "LCMScheduler", 8, {**V, "original_inference_steps": 60, "clip_sample": True}),
]


def model(x, t):
    """Smooth, and no multiple of its input."""
    return torch.tanh(0.7 * x + torch.sin(torch.tensor(float(t) / 150.0)))


def run(scheduler, steps):
    generator = torch.Generator("cpu").manual_seed(7)
    x = torch.randn(1, 1, 4, 4, generator=generator) * scheduler.init_noise_sigma
    samples = [x]
    kwargs = {"generator": generator} if "generator" in scheduler.step.__code__.co_varnames else {}
    for t in scheduler.timesteps:
        out = model(scheduler.scale_model_input(x, t), t)
        x = scheduler.step(out, t, x, **kwargs).prev_sample
        samples.append(x)
    return torch.stack([s.flatten() for s in samples]).float().contiguous()


def main():
    tensors, meta = {}, {}
    for i, (name, cls, steps, config) in enumerate(CASES):
        scheduler = getattr(diffusers, cls)(**config)
        scheduler.set_timesteps(steps)
        tensors[f"{i}.timesteps"] = scheduler.timesteps.float().contiguous()
        tensors[f"{i}.samples"] = run(scheduler, steps)
        scheduler = getattr(diffusers, cls)(**config)
        scheduler.set_timesteps(steps)
        begin = len(scheduler.timesteps) // 2 // scheduler.order * scheduler.order
        if hasattr(scheduler, "set_begin_index"):
            scheduler.set_begin_index(begin)
        start = torch.linspace(-1, 1, 16).reshape(1, 1, 4, 4)
        noise = torch.linspace(2, -1, 16).reshape(1, 1, 4, 4)
        tensors[f"{i}.noised"] = scheduler.add_noise(start, noise, scheduler.timesteps[begin:begin + 1]).flatten().contiguous()
        meta[f"{i}"] = json.dumps({"name": name, "steps": steps, "begin": begin, "config": {"_class_name": cls, **config}})
    for n in (1, 5, 15, 16, 17, 31, 32, 100):
        tensors[f"randn.{n}"] = torch.randn(n, generator=torch.Generator("cpu").manual_seed(1234567890123))
    generator = torch.Generator("cpu").manual_seed(3)
    tensors["randn.chain"] = torch.cat([torch.randn(n, generator=generator) for n in (700, 3, 20)])
    save_file(tensors, sys.argv[1], meta)


main()
