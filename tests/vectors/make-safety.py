#!/usr/bin/env python3
"""A tiny random safety checker for the tiny Stable Diffusion 1 of make-diffusion.py.

    make-safety.py OUT        OUT holds sd1

OUT/safety/safety_checker and OUT/safety/feature_extractor as save_pretrained()
writes them, and OUT/safety/states.safetensors: pixels (channels innermost), and how
far beyond its limit each concept is. The limits stand so that one concept is passed
by the first picture and none by the second. Needs torch, transformers 5, diffusers 0.42.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import sys

import torch
from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker, cosine_distance
from safetensors.torch import save_file
from transformers import CLIPConfig, CLIPImageProcessor

SIDE = 24


def main():
    out = os.path.join(sys.argv[1], "safety")
    torch.manual_seed(6)
    size = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48)
    model = StableDiffusionSafetyChecker(CLIPConfig(vision_config=dict(**size, image_size=SIDE, patch_size=8), text_config=dict(**size), projection_dim=20))
    pixels = torch.randn(2, 3, SIDE, SIDE)
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(torch.randn_like(p) * (0.25 if p.ndim > 1 else 0.4))
        model.eval()
        seen = model.visual_projection(model.vision_model(pixels)[1])
        near, care = cosine_distance(seen, model.concept_embeds), cosine_distance(seen, model.special_care_embeds)
        # All limits are far, but those of a few, which lie between the two pictures.
        model.concept_embeds_weights.fill_(1.5)
        model.special_care_embeds_weights.fill_(1.5)
        apart = int((near[0] - near[1]).argmax())
        model.concept_embeds_weights[apart] = float(near[0, apart]) + 0.005  # passed only because of the care
        wary = int((care[0] - care[1]).argmax())
        model.special_care_embeds_weights[wary] = float(care[0, wary] + care[1, wary]) / 2
        _, flagged = model(pixels, [torch.zeros(1), torch.zeros(1)])
    print("flagged:", flagged)
    assert flagged == [True, False]
    scores = near - model.concept_embeds_weights
    scores[0] += 0.01
    model.save_pretrained(os.path.join(out, "safety_checker"))
    CLIPImageProcessor(size={"shortest_edge": SIDE}, crop_size=SIDE).save_pretrained(os.path.join(out, "feature_extractor"))
    save_file({"pixels": pixels.permute(0, 2, 3, 1).contiguous(), "scores": scores.detach().contiguous()}, os.path.join(out, "states.safetensors"))
    for folder, _, names in os.walk(out):
        for name in names:
            os.chmod(os.path.join(folder, name), 0o644)


main()
