/* diffusion-draw.h: drawing: from noise to pictures, step by step. What the four
 * diffusion tasks share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/torch-rng.h"
#include "engine/sampling/scheduler.h"
#include "engine/tasks/diffusion-prompt.h"
#include "engine/tasks/model-kind-diffusion.h"
#include "engine/tasks/task-run.h"

G_BEGIN_DECLS

/**
 * VtDrawLooks: at which words the picture looked.
 * @sum: (nullable): (words, width, height), of all steps so far
 */
typedef struct
{
  gint64 width, height;
  double *sum;
} VtDrawLooks;

/**
 * VtDraw: one run.
 * @width, @height: of the sample, which is latents or, without an autoencoder, pixels
 * @channels: of the sample; @n: pictures at once; @n_numbers: in the whole sample
 * @sample: (channels, width, height, n)
 * @extra, @n_extra: (n_extra, width, height): what an inpainting model sees beside it
 * @first: the first call, later than 0 where a picture is painted over
 * @shown_width, @shown_height: pixels of a result; the rest is filling
 * @rng: PyTorch's, seeded with the run's seed; the order of draws is diffusers'
 * @looks: what diffusion-looks.h gathers; @guidance: what diffusion-guidance.h keeps
 * @after_step: (nullable): may change the sample after each call
 */
typedef struct _VtDraw VtDraw;
struct _VtDraw
{
  VtTaskRun *run;
  VtDiffusionModel *model;
  VtDiffusion *d;
  VtScheduler *scheduler;
  VtTorchRng rng;
  guint width, height, channels, n;
  gsize n_numbers;
  float *sample;
  float *extra;
  guint n_extra;
  guint first;
  guint shown_width, shown_height;
  VtDiffusionWords words, negative;
  double guidance_scale;
  gboolean guided;
  GPtrArray *steps; /* (element-type VtValue) */
  VtDrawLooks looks;
  GPtrArray *guidance; /* (element-type VtValue) */
  void (*after_step) (VtDraw *draw, guint call);
  gpointer data;
};

/* Reads the parameters that all diffusion tasks have. VT_ERROR_INVALID. */
gboolean vt_draw_init (VtDraw *draw, VtTaskRun *run, GError **error);
void vt_draw_clear (VtDraw *draw);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VtDraw, vt_draw_clear)

/* Sets the size of the results in pixels and makes room for the sample. */
void vt_draw_set_size (VtDraw *draw, guint width, guint height);

/* The size that "width" and "height" ask for, or @width and @height where they are
 * 0. VT_ERROR_INVALID where it is no multiple of what the model's latents cover. */
gboolean vt_draw_read_size (VtDraw *draw, guint *width, guint *height, GError **error);

/* The size in which to paint over a picture of @width x @height: what the
 * parameters ask for, else its own, made smaller where it is far larger than what
 * the model was trained on. */
gboolean vt_draw_read_picture_size (VtDraw *draw, guint *width, guint *height, GError **error);

/* Encodes the input "text" and the parameter "negative_prompt", with the additions of "loras". */
gboolean vt_draw_read_words (VtDraw *draw, GError **error);

/* @n numbers of the sample's layout, @pictures of them, drawn as diffusers draws. */
void vt_draw_noise (VtDraw *draw, float *to, guint channels, guint pictures);

/* Begins with nothing but noise. */
void vt_draw_start_from_noise (VtDraw *draw);

/* The latents of @pixels (3, width factor, height factor), scaled, drawn from what
 * the encoder says; to be freed, or %NULL. */
float *vt_draw_encode (VtDraw *draw, const float *pixels, GError **error);

/* Repeats @latents for each picture and mixes them with @noise for a start at
 * call @first, which @strength (0 … 1) says. Sets draw->first. */
void vt_draw_start_from (VtDraw *draw, const float *latents, const float *noise, double strength);

/* All steps. Tells previews and figures. */
gboolean vt_draw_run (VtDraw *draw, GError **error);

/* (element-type VtValue) (transfer full): the pictures. */
GPtrArray *vt_draw_finish (VtDraw *draw, GError **error);

/* VtTaskClass.to_json of those tasks: what the Hub gives is the picture itself, so
 * this tells its size. */
char *vt_draw_to_json (GHashTable *inputs, GHashTable *outputs);

/* The outputs of those tasks: what vt_draw_give() gives; and which of them are shown behind glass. */
extern const VtPort vt_draw_outputs[];
extern const char *const vt_draw_glass[];

/* Puts @pictures (one, or a list), which it takes, into the run's outputs, and the steps, with the first
 * picture at their end; %FALSE where there are none, or where none may be shown. */
gboolean vt_draw_give (VtDraw *draw, GPtrArray *pictures, GError **error);

/* The same with nothing painted over: the picture @given. */
gboolean vt_draw_give_back (VtDraw *draw, VtValue *given);

G_END_DECLS
