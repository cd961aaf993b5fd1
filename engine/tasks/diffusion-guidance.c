/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/diffusion-guidance.h"

#include <string.h>

#include "engine/tasks/diffusion-picture.h"
#include "engine/tasks/diffusion-preview.h"

#define N_SHOWN 3 /* without, with, and mixed */
#define GAP 32    /* of a picture's width, between two */

/* @from goes into @to, (4, @width, its height), from column @x on, opaque. */
static void
paste (const VtImage *from, guint8 *to, guint width, guint x)
{
  for (guint y = 0; y < from->height; y++)
    for (guint i = 0; i < from->width; i++)
      {
        const guint8 *pixel = from->pixels + ((gsize) y * from->width + i) * from->channels;
        guint8 *place = to + ((gsize) y * width + x + i) * 4;

        for (guint k = 0; k < 3; k++)
          place[k] = pixel[from->channels >= 3 ? k : 0];
        place[3] = 255;
      }
}

/* Side by side, with nothing between them. */
static VtValue *
join (VtValue *const pictures[N_SHOWN])
{
  const VtImage *first = vt_value_image (pictures[0]);
  guint gap = MAX (first->width / GAP, 1), width = N_SHOWN * first->width + (N_SHOWN - 1) * gap;
  guint8 *pixels = g_malloc0 ((gsize) width * first->height * 4);

  for (guint i = 0; i < N_SHOWN; i++)
    paste (vt_value_image (pictures[i]), pixels, width, i * (first->width + gap));
  return vt_picture_take (pixels, width, first->height, 4);
}

void
vt_draw_guidance_add (VtDraw *draw, const float *without, const float *with)
{
  g_autofree float *mixed = NULL, *end = NULL;
  VtValue *pictures[N_SHOWN] = { NULL };
  gboolean whole = TRUE;

  if (!draw->run->glass || !draw->guided)
    return;
  mixed = g_new (float, draw->n_numbers);
  end = g_new (float, draw->n_numbers);
  for (gsize i = 0; i < draw->n_numbers; i++)
    mixed[i] = (float) (without[i] + draw->guidance_scale * (with[i] - without[i]));
  for (guint i = 0; i < N_SHOWN; i++)
    {
      vt_scheduler_foresee (draw->scheduler, i == 0 ? without : i == 1 ? with : mixed, draw->sample, end);
      pictures[i] = vt_diffusion_preview (draw, end);
      whole = whole && pictures[i] != NULL;
    }
  if (whole)
    g_ptr_array_add (draw->guidance, join (pictures));
  for (guint i = 0; i < N_SHOWN; i++)
    g_clear_pointer (&pictures[i], vt_value_unref);
}

VtValue *
vt_draw_guidance_value (const VtDraw *draw)
{
  return draw->guidance->len > 0 ? vt_value_new_list ((VtValue *const *) draw->guidance->pdata, draw->guidance->len) : NULL;
}
