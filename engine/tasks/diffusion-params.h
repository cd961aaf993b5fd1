/* diffusion-params.h: the parameters of the diffusion tasks, each declared once,
 * with diffusers' names.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/error.h"
#include "engine/base/param.h"

#define VT_PARAM_INFERENCE_STEPS                                                                       \
  { .name = "num_inference_steps", .type = VT_PARAM_INTEGER, .minimum = 1, .maximum = 1000, .step = 1, \
    .number = 25, .title = N_("Steps"),                                                                \
    .help = N_("In how many steps noise becomes a picture. More take longer and get finer; turbo models need 1 to 4.") }

#define VT_PARAM_GUIDANCE_SCALE                                                                        \
  { .name = "guidance_scale", .type = VT_PARAM_NUMBER, .minimum = 0, .maximum = 30, .step = 0.5,       \
    .number = 7.5, .title = N_("Guidance"),                                                            \
    .help = N_("How closely the picture follows the words. At 1 and below the prompt is only looked at, not insisted on.") }

#define VT_PARAM_NEGATIVE_PROMPT                                                                       \
  { .name = "negative_prompt", .type = VT_PARAM_TEXT, .title = N_("Not in the picture"),               \
    .help = N_("What the picture should be kept away from.") }

#define VT_PARAM_STRENGTH(value)                                                                       \
  { .name = "strength", .type = VT_PARAM_NUMBER, .minimum = 0, .maximum = 1, .step = 0.05,             \
    .number = value, .title = N_("Strength"),                                                          \
    .help = N_("How much of the given picture is changed: 0 nothing, 1 everything.") }

#define VT_PARAM_SIZE                                                                                  \
  { .name = "width", .type = VT_PARAM_INTEGER, .minimum = 0, .maximum = 4096, .step = 8,               \
    .title = N_("Width"), .help = N_("Of the picture, in pixels. 0: the size that the model was trained on, or that of the given picture.") }, \
  { .name = "height", .type = VT_PARAM_INTEGER, .minimum = 0, .maximum = 4096, .step = 8,              \
    .title = N_("Height"), .help = N_("Of the picture, in pixels. 0: the size that the model was trained on, or that of the given picture.") }

#define VT_PARAM_SCHEDULER                                                                             \
  { .name = "scheduler", .type = VT_PARAM_CHOICE, .text = "default",                                   \
    .choices = (const char *const[]) { "default", "ddpm", "ddim", "pndm", "lms", "euler",              \
                                       "euler_ancestral", "heun", "dpmsolver++", "dpmsolver++_karras", \
                                       "dpmsolver++_sde", "unipc", "lcm", NULL },                      \
    .title = N_("Scheduler"), .advanced = TRUE,                                                        \
    .help = N_("The rule by which each step takes noise away. “default” is the one that comes with the model.") }

#define VT_PARAM_ETA                                                                                   \
  { .name = "eta", .type = VT_PARAM_NUMBER, .minimum = 0, .maximum = 1, .step = 0.1,                   \
    .title = N_("Fresh noise"), .advanced = TRUE,                                                      \
    .help = N_("How much new noise the scheduler DDIM adds at each step. Others do not look at it.") }

#define VT_PARAM_IMAGES_PER_PROMPT                                                                     \
  { .name = "num_images_per_prompt", .type = VT_PARAM_INTEGER, .minimum = 1, .maximum = 16, .step = 1, \
    .number = 1, .title = N_("Pictures"), .advanced = TRUE, .help = N_("How many pictures to draw at once.") }

#define VT_PARAM_CLIP_SKIP                                                                             \
  { .name = "clip_skip", .type = VT_PARAM_INTEGER, .minimum = 0, .maximum = 11, .step = 1,             \
    .title = N_("Skip layers of words"), .advanced = TRUE,                                             \
    .help = N_("How many of the last layers of the text encoder are left out. Some models were trained with 1.") }

#define VT_PARAM_VAE_TILING                                                                            \
  { .name = "vae_tiling", .type = VT_PARAM_BOOLEAN, .maximum = 1, .step = 1,                           \
    .title = N_("Decode in tiles"), .advanced = TRUE,                                                  \
    .help = N_("Needs less memory for large pictures, and takes a little longer.") }

#define VT_PARAM_LORAS                                                                                 \
  { .name = "loras", .type = VT_PARAM_TEXTS, .title = N_("LoRA files"), .advanced = TRUE,              \
    .help = N_("Files that add a style or a thing to the model. A colon and a number behind the name say how much: style.safetensors:0.7") }

#define VT_PARAM_TEXTUAL_INVERSION                                                                     \
  { .name = "textual_inversion", .type = VT_PARAM_TEXTS, .title = N_("Files of new words"), .advanced = TRUE, \
    .help = N_("Files that teach the model a word, for the prompt. The word stands in the file, or is its name; a colon and another one behind the name change it: cat.safetensors:mycat") }

#define VT_PARAM_SAFETY_CHECKER                                                                        \
  { .name = "safety_checker", .type = VT_PARAM_BOOLEAN, .number = 1, .maximum = 1, .step = 1,          \
    .title = N_("Safety checker"), .advanced = TRUE,                                                   \
    .help = N_("Pictures that the model's own safety checker takes for unfit for everybody are not shown. Only some models have one.") }

#define VT_PARAM_SEED                                                                                  \
  { .name = "seed", .type = VT_PARAM_INTEGER, .minimum = -1, .maximum = G_MAXUINT32, .step = 1,        \
    .number = -1, .title = N_("Seed"), .advanced = TRUE,                                               \
    .help = N_("The same number begins with the same noise, and so gives the same picture again. -1: another one each time.") }

/* Those of every task that draws from words. */
#define VT_DIFFUSION_PARAMS                                                                            \
  VT_PARAM_INFERENCE_STEPS, VT_PARAM_GUIDANCE_SCALE, VT_PARAM_NEGATIVE_PROMPT, VT_PARAM_SIZE,          \
      VT_PARAM_SCHEDULER, VT_PARAM_ETA, VT_PARAM_IMAGES_PER_PROMPT, VT_PARAM_CLIP_SKIP, VT_PARAM_LORAS, \
      VT_PARAM_TEXTUAL_INVERSION, VT_PARAM_VAE_TILING, VT_PARAM_SAFETY_CHECKER, VT_PARAM_SEED
