/* task-inpainting.c: repaints the part of a picture that a mask shows.
 *
 * Models made for it see the mask and the rest of the picture beside the noise;
 * with others the rest is put back, with as much noise as there is, after each
 * step. In the end every pixel outside the mask is that of the given picture.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/base/error.h"
#include "engine/tasks/diffusion-draw.h"
#include "engine/tasks/diffusion-params.h"
#include "engine/tasks/diffusion-picture.h"

static const VtPort inputs[] = {
  { "text", VT_VALUE_TEXT, TRUE, 0, N_("What to paint there") },
  { "image", VT_VALUE_IMAGE, TRUE, 0, N_("Picture") },
  { "mask", VT_VALUE_IMAGE, TRUE, 0, N_("Part to repaint, in white") },
  { NULL }
};

static const VtParam params[] = { VT_PARAM_STRENGTH (1), VT_DIFFUSION_PARAMS, { NULL } };

/* What is put back after each step. */
typedef struct
{
  float *latents, *noise; /* of the picture, once; of the whole sample */
  float *mask;            /* (width, height) in latents: 1 to be painted */
  float *again;
} Rest;

static void
rest_clear (Rest *r)
{
  g_free (r->latents);
  g_free (r->noise);
  g_free (r->mask);
  g_free (r->again);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rest, rest_clear)

/* The mask's value at the first pixel of each latent, as diffusers takes it. */
static float *
shrink_mask (const VtDraw *draw, const guint8 *mask)
{
  guint factor = (guint) vt_diffusion_factor (draw->d);
  float *to = g_new (float, (gsize) draw->width * draw->height);

  for (gsize y = 0; y < draw->height; y++)
    for (gsize x = 0; x < draw->width; x++)
      to[y * draw->width + x] = mask[y * factor * draw->shown_width + x * factor];
  return to;
}

/* The picture with what is to be painted in grey. */
static void
hide (const VtDraw *draw, const guint8 *mask, float *pixels)
{
  gsize width = (gsize) (draw->width * vt_diffusion_factor (draw->d)), height = (gsize) (draw->height * vt_diffusion_factor (draw->d));

  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < width; x++)
      if (mask[MIN (y, draw->shown_height - 1) * draw->shown_width + MIN (x, draw->shown_width - 1)])
        memset (pixels + (y * width + x) * 3, 0, 3 * sizeof *pixels);
}

/* Mask and hidden picture stand beside the sample: (1 + latent channels). */
static gboolean
make_extra (VtDraw *draw, const Rest *r, const guint8 *mask, float *pixels, GError **error)
{
  gsize plane = (gsize) draw->width * draw->height, c = draw->channels;
  g_autofree float *latents = NULL;

  hide (draw, mask, pixels);
  latents = vt_draw_encode (draw, pixels, error);
  if (latents == NULL)
    return FALSE;
  draw->n_extra = (guint) c + 1;
  draw->extra = g_new (float, plane * (c + 1));
  for (gsize i = 0; i < plane; i++)
    {
      draw->extra[i * (c + 1)] = r->mask[i];
      memcpy (draw->extra + i * (c + 1) + 1, latents + i * c, c * sizeof (float));
    }
  return TRUE;
}

static void
put_back (VtDraw *draw, guint call)
{
  Rest *r = draw->data;
  gsize plane = (gsize) draw->width * draw->height, c = draw->channels, one = plane * c;

  for (guint k = 0; k < draw->n; k++)
    memcpy (r->again + k * one, r->latents, one * sizeof (float));
  if (call + 1 < vt_scheduler_n_timesteps (draw->scheduler))
    vt_scheduler_add_noise (draw->scheduler, call + 1, r->again, r->noise, draw->n_numbers);
  for (gsize i = 0; i < draw->n_numbers; i++)
    if (r->mask[i / c % plane] == 0)
      draw->sample[i] = r->again[i];
}

/* In diffusers' order of draws: the picture's latents, where they are needed; noise; the hidden picture's latents. */
static gboolean
start (VtDraw *draw, Rest *r, const guint8 *rgb, const guint8 *mask, GError **error)
{
  guint factor = (guint) vt_diffusion_factor (draw->d);
  g_autofree float *pixels = vt_picture_to_floats (rgb, draw->shown_width, draw->shown_height, draw->width * factor, draw->height * factor);
  gboolean made_for_it = draw->d->unet->body.in_channels > draw->channels;
  double strength = vt_task_run_number (draw->run, "strength"), sigma = vt_scheduler_init_noise_sigma (draw->scheduler);

  r->mask = shrink_mask (draw, mask);
  r->noise = g_new (float, draw->n_numbers);
  r->again = g_new (float, draw->n_numbers);
  if ((!made_for_it || strength < 1) && (r->latents = vt_draw_encode (draw, pixels, error)) == NULL)
    return FALSE;
  vt_draw_noise (draw, r->noise, draw->channels, draw->n);
  if (strength < 1)
    vt_draw_start_from (draw, r->latents, r->noise, strength);
  else
    for (gsize i = 0; i < draw->n_numbers; i++)
      draw->sample[i] = (float) (r->noise[i] * sigma);
  if (made_for_it)
    return make_extra (draw, r, mask, pixels, error);
  draw->after_step = put_back;
  draw->data = r;
  return TRUE;
}

/* The given picture where the mask is dark, @painted, in its size, elsewhere. */
static VtValue *
compose (const VtImage *image, const VtImage *mask, const VtImage *painted)
{
  g_autofree guint8 *rgb = vt_picture_rgb (painted, image->width, image->height), *chosen = vt_picture_mask (mask, image->width, image->height);
  gsize n = (gsize) image->width * image->height, c = image->channels;
  guint8 *to = g_memdup2 (image->pixels, n * c);

  for (gsize i = 0; i < n; i++)
    for (gsize k = 0; chosen[i] && k < c; k++)
      to[i * c + k] = c >= 3 ? (k < 3 ? rgb[3 * i + k] : 255) : (guint8) ((rgb[3 * i] + rgb[3 * i + 1] + rgb[3 * i + 2]) / 3);
  return vt_picture_take (to, image->width, image->height, image->channels);
}

static gboolean
check_chosen (const guint8 *chosen, gsize n, GError **error)
{
  if (memchr (chosen, 1, n) != NULL)
    return TRUE;
  g_set_error_literal (error, VT_ERROR, VT_ERROR_INVALID,
                       "Nothing of the picture is marked: paint over the part that shall be made new, and try again.");
  return FALSE;
}

static GPtrArray *
paint (VtDraw *draw, const VtImage *image, const VtImage *mask, GError **error)
{
  guint width = image->width, height = image->height;
  g_autofree guint8 *rgb = NULL, *chosen = NULL;
  g_autoptr(GPtrArray) pictures = NULL;
  g_auto(Rest) rest = { 0 };

  if (!vt_draw_read_picture_size (draw, &width, &height, error) || !vt_draw_read_words (draw, error))
    return NULL;
  vt_draw_set_size (draw, width, height);
  rgb = vt_picture_rgb (image, width, height);
  chosen = vt_picture_mask (mask, width, height);
  if (!check_chosen (chosen, (gsize) width * height, error) || !start (draw, &rest, rgb, chosen, error) || !vt_draw_run (draw, error))
    return NULL;
  pictures = vt_draw_finish (draw, error);
  for (guint i = 0; pictures != NULL && i < pictures->len; i++)
    {
      VtValue *painted = g_ptr_array_index (pictures, i);

      pictures->pdata[i] = compose (image, mask, vt_value_image (painted));
      vt_value_unref (painted);
    }
  return g_steal_pointer (&pictures);
}

static gboolean
run (VtTaskRun *task_run, GError **error)
{
  g_auto(VtDraw) draw = { 0 };
  VtValue *image = vt_task_run_input (task_run, "image"), *mask = vt_task_run_input (task_run, "mask");

  if (vt_value_type (image) != VT_VALUE_IMAGE || vt_value_type (mask) != VT_VALUE_IMAGE)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_INVALID, "Give one picture and one mask at a time.");
      return FALSE;
    }
  if (!vt_draw_init (&draw, task_run, error))
    return FALSE;
  if (vt_task_run_number (task_run, "strength") == 0)
    return vt_draw_give_back (&draw, image);
  return vt_draw_give (&draw, paint (&draw, vt_value_image (image), vt_value_image (mask), error), error);
}

const VtTaskClass vt_task_inpainting = {
  .name = "inpainting",
  .title = N_("Repaint a part"),
  .description = N_("Paints a part of a picture anew by what a text says and leaves the rest as it is"),
  .inputs = inputs,
  .outputs = vt_draw_outputs,
  .glass = vt_draw_glass,
  .params = params,
  .model = &vt_model_kind_diffusion,
  .run = run,
  .to_json = vt_draw_to_json,
};
