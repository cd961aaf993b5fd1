/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/diffusion-draw.h"

#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/json-write.h"
#include "engine/tasks/diffusion-guidance.h"
#include "engine/tasks/diffusion-looks.h"
#include "engine/tasks/diffusion-picture.h"
#include "engine/tasks/diffusion-preview.h"
#include "engine/tasks/diffusion-safety.h"

/* So many positions go through the U-Net at once: small pictures together, large ones one by one. */
#define POSITIONS_AT_ONCE 2048

/* How much larger than what the model was trained on a given picture may be before it is made smaller. */
#define MOST_AREA 2.25

/* Pixels of a picture up to which a model draws well at no size but its own. */
#define ONE_SIZE (128 * 128)

/* --- parameters --- */

static VtScheduler *
make_scheduler (VtTaskRun *run, const VtDiffusion *d, GError **error)
{
  const char *name = vt_task_run_text (run, "scheduler");
  const VtSchedulerClass *klass = name != NULL && strcmp (name, "default") != 0 ? vt_scheduler_class_find (name) : NULL;
  g_autoptr(VtScheduler) s = NULL;

  s = vt_scheduler_new (klass, d->scheduler != NULL ? vt_json_root (d->scheduler) : NULL, error);
  if (s == NULL || !vt_scheduler_set_steps (s, (guint) vt_task_run_number (run, "num_inference_steps"), error))
    return NULL;
  vt_scheduler_set_eta (s, vt_task_run_number (run, "eta"));
  return g_steal_pointer (&s);
}

/* The parameter, where the document gives one, is meant for this step alone. */
static guint64
read_seed (VtTaskRun *run)
{
  double seed = vt_task_run_number (run, "seed");

  return seed >= 0 ? (guint64) seed : run->seed;
}

gboolean
vt_draw_init (VtDraw *draw, VtTaskRun *run, GError **error)
{
  *draw = (VtDraw){ .run = run, .model = run->model, .n = 1 };
  draw->d = draw->model->diffusion;
  draw->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_value_unref);
  draw->guidance = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_value_unref);
  draw->n = (guint) vt_task_run_number (run, "num_images_per_prompt");
  draw->scheduler = make_scheduler (run, draw->d, error);
  vt_torch_rng_init (&draw->rng, read_seed (run));
  return draw->scheduler != NULL;
}

void
vt_draw_clear (VtDraw *draw)
{
  g_clear_pointer (&draw->scheduler, vt_scheduler_free);
  g_clear_pointer (&draw->sample, g_free);
  g_clear_pointer (&draw->extra, g_free);
  g_clear_pointer (&draw->steps, g_ptr_array_unref);
  g_clear_pointer (&draw->guidance, g_ptr_array_unref);
  g_clear_pointer (&draw->looks.sum, g_free);
  vt_diffusion_words_clear (&draw->words);
  vt_diffusion_words_clear (&draw->negative);
}

void
vt_draw_set_size (VtDraw *draw, guint width, guint height)
{
  guint factor = (guint) vt_diffusion_factor (draw->d);

  draw->shown_width = width;
  draw->shown_height = height;
  draw->width = (width + factor - 1) / factor;
  draw->height = (height + factor - 1) / factor;
  draw->channels = (guint) (draw->d->vae != NULL ? draw->d->vae->latent : draw->d->unet->body.in_channels);
  draw->n_numbers = (gsize) draw->width * draw->height * draw->channels * draw->n;
  g_free (draw->sample);
  draw->sample = g_new0 (float, draw->n_numbers);
}

static gboolean
check_multiple (const char *name, guint value, guint factor, GError **error)
{
  guint below = value / factor * factor;

  if (value > 0 && value % factor == 0)
    return TRUE;
  if (below > 0)
    g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "The %s must be a multiple of %u for this model, which %u is not; %u and %u are the nearest.",
                 name, factor, value, below, below + factor);
  else
    g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "The %s must be a multiple of %u for this model, and %u is too small.", name, factor, value);
  return FALSE;
}

gboolean
vt_draw_read_size (VtDraw *draw, guint *width, guint *height, GError **error)
{
  guint asked_width = (guint) vt_task_run_number (draw->run, "width"), asked_height = (guint) vt_task_run_number (draw->run, "height");
  guint factor = (guint) vt_diffusion_factor (draw->d);

  if (asked_width > 0)
    *width = asked_width;
  if (asked_height > 0)
    *height = asked_height;
  return (asked_width == 0 || check_multiple ("width", *width, factor, error)) &&
         (asked_height == 0 || check_multiple ("height", *height, factor, error));
}

gboolean
vt_draw_read_picture_size (VtDraw *draw, guint *width, guint *height, GError **error)
{
  const VtUnet *unet = draw->d->unet;
  gint64 factor = vt_diffusion_factor (draw->d);
  double own = (double) (unet->sample_width * unet->sample_height * factor * factor);
  double area = (double) *width * *height;
  double shrink = sqrt ((own > ONE_SIZE ? own * MOST_AREA : own) / area);

  if (area > own * MOST_AREA)
    {
      *width = (guint) MAX (*width * shrink, factor);
      *height = (guint) MAX (*height * shrink, factor);
    }
  return vt_draw_read_size (draw, width, height, error);
}

typedef gboolean (*SetFiles) (VtDiffusion *d, const char *const *files, GError **error);

/* Gives @set what the parameter @name has: a JSON array of texts, or one. */
static gboolean
set_files (VtDraw *draw, const char *name, SetFiles set, GError **error)
{
  const char *text = vt_task_run_text (draw->run, name);
  g_autoptr(VtJson) json = text != NULL ? vt_json_parse (text, strlen (text), NULL) : NULL;
  VtJsonIter iter = VT_JSON_ITER (json != NULL ? vt_json_root (json) : NULL);
  g_autoptr(GPtrArray) files = g_ptr_array_new ();

  while (vt_json_iter_next (&iter))
    if (vt_json_type (iter.value) == VT_JSON_STRING)
      g_ptr_array_add (files, (char *) vt_json_string (iter.value, NULL));
  if (json != NULL && vt_json_type (vt_json_root (json)) == VT_JSON_STRING)
    g_ptr_array_add (files, (char *) vt_json_string (vt_json_root (json), NULL));
  g_ptr_array_add (files, NULL);
  return set (draw->d, (const char *const *) files->pdata, error);
}

gboolean
vt_draw_read_words (VtDraw *draw, GError **error)
{
  VtTaskRun *run = draw->run;
  VtValue *text = vt_task_run_input (run, "text");
  const char *prompt = text != NULL && vt_value_type (text) == VT_VALUE_TEXT ? vt_value_text (text) : "";
  const char *negative = vt_task_run_text (run, "negative_prompt");
  guint pieces, skip = (guint) vt_task_run_number (run, "clip_skip");

  if (text != NULL && vt_value_type (text) == VT_VALUE_LIST)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_INVALID, "Give one text at a time; for several pictures of it there is num_images_per_prompt.");
      return FALSE;
    }
  if (!set_files (draw, "loras", vt_diffusion_set_loras, error) || !set_files (draw, "textual_inversion", vt_diffusion_set_inversions, error))
    return FALSE;
  pieces = vt_diffusion_prompt_pieces (draw->d, prompt);
  draw->guidance_scale = vt_task_run_number (run, "guidance_scale");
  /* A model that was taught what guidance does needs no second look. */
  draw->guided = draw->guidance_scale > 1 && draw->d->unet->guidance == 0;
  if (negative != NULL && draw->guided)
    pieces = MAX (pieces, vt_diffusion_prompt_pieces (draw->d, negative));
  if (!vt_diffusion_prompt_encode (draw->d, prompt, pieces, skip, &draw->words, error))
    return FALSE;
  if (negative == NULL && !(draw->d->xl && draw->d->zero_negative))
    negative = "";
  return !draw->guided || vt_diffusion_prompt_encode (draw->d, negative, pieces, skip, &draw->negative, error);
}

/* --- noise --- */

void
vt_draw_noise (VtDraw *draw, float *to, guint channels, guint pictures)
{
  gsize plane = (gsize) draw->width * draw->height, n = plane * channels * pictures;
  g_autofree float *drawn = g_new (float, n);

  /* PyTorch's order is channels outermost within each picture. */
  vt_torch_rng_normal (&draw->rng, drawn, n);
  for (gsize p = 0; p < pictures; p++)
    for (gsize i = 0; i < plane; i++)
      for (gsize c = 0; c < channels; c++)
        to[(p * plane + i) * channels + c] = drawn[(p * channels + c) * plane + i];
}

static void
scheduler_noise (float *to, gsize n, gpointer data)
{
  VtDraw *draw = data;

  vt_draw_noise (draw, to, draw->channels, draw->n);
}

void
vt_draw_start_from_noise (VtDraw *draw)
{
  double sigma = vt_scheduler_init_noise_sigma (draw->scheduler);

  vt_draw_noise (draw, draw->sample, draw->channels, draw->n);
  for (gsize i = 0; i < draw->n_numbers; i++)
    draw->sample[i] = (float) (draw->sample[i] * sigma);
}

float *
vt_draw_encode (VtDraw *draw, const float *pixels, GError **error)
{
  VtVae *vae = draw->d->vae;
  gsize n = draw->n_numbers / draw->n;
  g_autofree float *mean = g_new (float, n), *deviation = g_new (float, n), *noise = g_new (float, n);

  if (!vt_vae_encode (vae, pixels, draw->width * vae->factor, draw->height * vae->factor, mean, deviation,
                      draw->run->cancellable, NULL, NULL, error))
    return NULL;
  if (vae->klass->moments)
    vt_draw_noise (draw, noise, draw->channels, 1);
  else
    memset (noise, 0, n * sizeof *noise);
  for (gsize i = 0; i < n; i++)
    mean[i] = (float) ((mean[i] + deviation[i] * noise[i] - vae->shift) * vae->scale);
  return g_steal_pointer (&mean);
}

void
vt_draw_start_from (VtDraw *draw, const float *latents, const float *noise, double strength)
{
  guint order = vt_scheduler_order (draw->scheduler);
  guint steps = (guint) vt_task_run_number (draw->run, "num_inference_steps");
  guint taken = MIN (MAX ((guint) floor (steps * strength), 1), steps);
  gsize one = draw->n_numbers / draw->n;

  for (guint i = 0; i < draw->n; i++)
    memcpy (draw->sample + i * one, latents, one * sizeof *latents);
  draw->first = (steps - taken) * order;
  vt_scheduler_add_noise (draw->scheduler, draw->first, draw->sample, noise, draw->n_numbers);
}

/* --- steps --- */

/* What the U-Net sees of each picture, and of which words. */
typedef struct
{
  float *in, *out;        /* (in_channels, …, batch), (out_channels, …, batch) */
  float *words, *pooled, *ids;
  guint batch, at_once;
} Batch;

static void
batch_clear (Batch *b)
{
  g_free (b->in);
  g_free (b->out);
  g_free (b->words);
  g_free (b->pooled);
  g_free (b->ids);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Batch, batch_clear)

/* XL is told the sizes of the original, of the crop's corner and of what is wanted. */
static void
fill_ids (const VtDraw *draw, float *ids)
{
  float width = (float) draw->shown_width, height = (float) draw->shown_height;

  memcpy (ids, (float[VT_UNET_ADDED_IDS]){ height, width, 0, 0, height, width }, VT_UNET_ADDED_IDS * sizeof *ids);
}

/* The words do not change between steps: without the prompt first, as diffusers has it. */
static void
fill_words (const VtDraw *draw, Batch *b)
{
  gsize n = draw->words.n * draw->words.width, pooled = draw->words.n_pooled;

  b->words = g_new (float, MAX (n * b->batch, 1));
  b->pooled = g_new (float, MAX (pooled * b->batch, 1));
  b->ids = g_new (float, VT_UNET_ADDED_IDS * b->batch);
  for (guint i = 0; i < b->batch; i++)
    {
      const VtDiffusionWords *from = draw->guided && i < draw->n ? &draw->negative : &draw->words;

      if (n > 0)
        memcpy (b->words + i * n, from->words, n * sizeof (float));
      if (pooled > 0)
        memcpy (b->pooled + i * pooled, from->pooled, pooled * sizeof (float));
      fill_ids (draw, b->ids + i * VT_UNET_ADDED_IDS);
    }
}

static Batch
make_batch (const VtDraw *draw)
{
  const VtNnUnet *body = &draw->d->unet->body;
  gsize plane = (gsize) draw->width * draw->height;
  Batch b = { .batch = draw->n * (draw->guided ? 2 : 1) };

  b.in = g_new0 (float, plane * (gsize) body->in_channels * b.batch);
  b.out = g_new0 (float, plane * (gsize) body->out_channels * b.batch);
  b.at_once = (guint) CLAMP (POSITIONS_AT_ONCE / plane, 1, b.batch);
  while (b.batch % b.at_once != 0)
    b.at_once--;
  fill_words (draw, &b);
  return b;
}

/* The sample as the scheduler scales it, with what stands beside it, for each entry. */
static void
fill_in (const VtDraw *draw, Batch *b, const float *scaled)
{
  gsize plane = (gsize) draw->width * draw->height, c = draw->channels, all = c + draw->n_extra;

  for (gsize k = 0; k < b->batch; k++)
    for (gsize i = 0; i < plane; i++)
      {
        float *to = b->in + (k * plane + i) * all;

        memcpy (to, scaled + (k % draw->n * plane + i) * c, c * sizeof *to);
        if (draw->n_extra > 0)
          memcpy (to + c, draw->extra + i * draw->n_extra, draw->n_extra * sizeof *to);
      }
}

static gboolean
ask (VtDraw *draw, Batch *b, double time, GError **error)
{
  VtUnet *unet = draw->d->unet;
  gsize plane = (gsize) draw->width * draw->height, n_words = draw->words.n * draw->words.width;
  g_autofree float *looks = vt_draw_looks_new (draw, b->at_once);

  for (guint k = 0; k < b->batch; k += b->at_once)
    {
      VtUnetCall call = {
        .width = draw->width, .height = draw->height, .n = b->at_once, .time = time,
        .sample = b->in + k * plane * (gsize) unet->body.in_channels,
        .words = b->words + k * n_words, .n_words = (gint64) draw->words.n, .guidance_scale = draw->guidance_scale,
        .pooled = b->pooled + k * draw->words.n_pooled, .ids = b->ids + k * VT_UNET_ADDED_IDS,
        .looks = looks,
      };

      if (!vt_unet_run (unet, &call, b->out + k * plane * (gsize) unet->body.out_channels, draw->run->cancellable, NULL, NULL, error))
        return FALSE;
      vt_draw_looks_add (draw, looks, k, b->at_once);
    }
  return TRUE;
}

/* Away from what comes without the prompt (Ho and Salimans 2022), into the first half. */
static void
guide (const VtDraw *draw, Batch *b)
{
  gsize n = draw->n_numbers;

  for (gsize i = 0; draw->guided && i < n; i++)
    b->out[i] = (float) (b->out[i] + draw->guidance_scale * (b->out[n + i] - b->out[i]));
}

static void
tell_step (VtDraw *draw, guint call, const float *scaled)
{
  guint order = vt_scheduler_order (draw->scheduler), calls = vt_scheduler_n_timesteps (draw->scheduler);
  g_autoptr(VtValue) steps = NULL, picture = NULL;

  draw->run->progress (draw->run, (double) (call + 1 - draw->first) / (calls - draw->first), N_("Drawing"));
  if ((call + 1 - draw->first) % order != 0 && call + 1 != calls)
    return;
  picture = vt_diffusion_preview (draw, scaled);
  if (picture == NULL)
    return;
  g_ptr_array_add (draw->steps, vt_value_ref (picture));
  /* What will be looked at is not shown before, as soon as something can be seen in it. */
  if (2 * (call + 1 - draw->first) > calls - draw->first && vt_draw_is_checked (draw))
    return;
  steps = vt_value_new_list ((VtValue *const *) draw->steps->pdata, draw->steps->len);
  draw->run->partial (draw->run, "steps", steps);
  draw->run->partial (draw->run, "image", picture);
}

static gboolean
step (VtDraw *draw, Batch *b, float *scaled, guint call, GError **error)
{
  vt_scheduler_scale_input (draw->scheduler, draw->sample, scaled);
  fill_in (draw, b, scaled);
  if (!ask (draw, b, vt_scheduler_timestep (draw->scheduler, call), error))
    return FALSE;
  vt_draw_guidance_add (draw, b->out, b->out + draw->n_numbers);
  guide (draw, b);
  vt_scheduler_step (draw->scheduler, b->out, draw->sample);
  if (draw->after_step != NULL)
    draw->after_step (draw, call);
  tell_step (draw, call, scaled);
  return TRUE;
}

static gboolean
check_channels (const VtDraw *draw, GError **error)
{
  gint64 in = draw->d->unet->body.in_channels, out = draw->d->unet->body.out_channels;

  if (in == draw->channels + draw->n_extra && out == draw->channels)
    return TRUE;
  if (in > draw->channels && draw->n_extra == 0)
    g_set_error_literal (error, VT_ERROR, VT_ERROR_INVALID, "This model was made for repainting parts of pictures; use it for the task inpainting.");
  else
    g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
                 "The parts of the model do not fit together: the picture model takes %" G_GINT64_FORMAT " and gives %" G_GINT64_FORMAT
                 " channels, but a sample has %u.", in, out, draw->channels);
  return FALSE;
}

gboolean
vt_draw_run (VtDraw *draw, GError **error)
{
  g_autofree float *scaled = g_new (float, draw->n_numbers);
  guint calls = vt_scheduler_n_timesteps (draw->scheduler);
  gint64 start;
  g_auto(Batch) b = { 0 };

  if (!check_channels (draw, error))
    return FALSE;
  b = make_batch (draw);
  vt_draw_looks_begin (draw);
  vt_scheduler_begin (draw->scheduler, draw->first, draw->n_numbers, scheduler_noise, draw);
  start = g_get_monotonic_time ();
  for (guint call = draw->first; call < calls; call++)
    if (!step (draw, &b, scaled, call, error))
      return FALSE;
  draw->run->stat (draw->run, "steps", (double) (calls - draw->first) / vt_scheduler_order (draw->scheduler));
  draw->run->stat (draw->run, "s_per_step", (double) (g_get_monotonic_time () - start) / 1e6 / MAX (calls - draw->first, 1) * vt_scheduler_order (draw->scheduler));
  return TRUE;
}

/* --- the end --- */

/* The whole of picture @index: (channels, width factor, height factor), -1 … 1. */
static float *
decode (VtDraw *draw, guint index, GError **error)
{
  VtVae *vae = draw->d->vae;
  gsize n = draw->n_numbers / draw->n;
  const float *sample = draw->sample + index * n;
  g_autofree float *z = NULL, *pixels = NULL;

  if (vae == NULL)
    return g_memdup2 (sample, n * sizeof *sample);
  z = g_new (float, n);
  pixels = g_new (float, (gsize) (draw->width * draw->height * vae->factor * vae->factor * vae->channels));
  for (gsize i = 0; i < n; i++)
    z[i] = (float) (sample[i] / vae->scale + vae->shift);
  return vt_vae_decode (vae, z, draw->width, draw->height, vt_task_run_boolean (draw->run, "vae_tiling"), pixels,
                        draw->run->cancellable, NULL, NULL, error) ? g_steal_pointer (&pixels) : NULL;
}

GPtrArray *
vt_draw_finish (VtDraw *draw, GError **error)
{
  g_autoptr(GPtrArray) pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_value_unref);
  guint channels = (guint) (draw->d->vae != NULL ? draw->d->vae->channels : draw->channels);
  guint factor = (guint) vt_diffusion_factor (draw->d);
  gint64 start = g_get_monotonic_time ();

  draw->run->progress (draw->run, -1, N_("Finishing the picture"));
  vt_unet_make_room (draw->d->unet);
  for (guint i = 0; i < draw->n; i++)
    {
      g_autofree float *pixels = decode (draw, i, error);

      if (pixels == NULL)
        return NULL;
      g_ptr_array_add (pictures, vt_picture_from_floats (pixels, channels, draw->width * factor, draw->shown_width, draw->shown_height));
    }
  if (draw->d->vae != NULL)
    vt_vae_make_room (draw->d->vae);
  draw->run->stat (draw->run, "decode_s", (double) (g_get_monotonic_time () - start) / 1e6);
  return g_steal_pointer (&pictures);
}

static void
write_size (VtJsonWriter *json, VtValue *value)
{
  const VtImage *image = vt_value_image (value);

  vt_json_write_begin (json, '{');
  vt_json_write_key (json, "width");
  vt_json_write_int (json, image->width);
  vt_json_write_key (json, "height");
  vt_json_write_int (json, image->height);
  vt_json_write_end (json, '}');
}

char *
vt_draw_to_json (GHashTable *inputs, GHashTable *outputs)
{
  VtValue *image = g_hash_table_lookup (outputs, "image"), *const *items = &image;
  VtJsonWriter json = { .text = g_string_new (NULL) };
  guint n = 1;

  if (vt_value_type (image) == VT_VALUE_LIST)
    items = vt_value_list (image, &n);
  vt_json_write_begin (&json, '[');
  for (guint i = 0; i < n; i++)
    write_size (&json, items[i]);
  vt_json_write_end (&json, ']');
  return g_string_free (json.text, FALSE);
}

const VtPort vt_draw_outputs[] = {
  { "image", VT_VALUE_IMAGE, TRUE, 0, N_("Picture") },
  { "steps", VT_VALUE_LIST, FALSE, 0, N_("Steps"), .shown_by = "filmstrip" },
  { "words", VT_VALUE_LIST, FALSE, 0, N_("Where each word counts"), .shown_by = "heatmap" },
  { "guidance", VT_VALUE_LIST, FALSE, 0, N_("Without the words, with them, and with them in earnest"), .shown_by = "filmstrip" },
  { NULL }
};

const char *const vt_draw_glass[] = { "words", "guidance", NULL };

static void
give (VtDraw *draw, GPtrArray *pictures)
{
  VtValue *words = vt_draw_looks_value (draw, g_ptr_array_index (pictures, 0)), *guidance = vt_draw_guidance_value (draw);
  VtValue *image = pictures->len == 1 ? vt_value_ref (g_ptr_array_index (pictures, 0))
                                      : vt_value_new_list ((VtValue *const *) pictures->pdata, pictures->len);

  g_hash_table_replace (draw->run->outputs, g_strdup ("image"), image);
  if (words != NULL)
    g_hash_table_replace (draw->run->outputs, g_strdup ("words"), words);
  if (guidance != NULL)
    g_hash_table_replace (draw->run->outputs, g_strdup ("guidance"), guidance);
  /* The strip ends with what came of it. */
  g_ptr_array_add (draw->steps, vt_value_ref (g_ptr_array_index (pictures, 0)));
  g_hash_table_replace (draw->run->outputs, g_strdup ("steps"),
                        vt_value_new_list ((VtValue *const *) draw->steps->pdata, draw->steps->len));
}

gboolean
vt_draw_give (VtDraw *draw, GPtrArray *made, GError **error)
{
  g_autoptr(GPtrArray) pictures = made;

  if (pictures == NULL || !vt_draw_check (draw, pictures, error))
    return FALSE;
  give (draw, pictures);
  return TRUE;
}

gboolean
vt_draw_give_back (VtDraw *draw, VtValue *given)
{
  g_autoptr(GPtrArray) pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_value_unref);

  g_ptr_array_add (pictures, vt_value_ref (given));
  give (draw, pictures);
  return TRUE;
}
