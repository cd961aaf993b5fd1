/* upscaler-rrdb.c: RRDBNet, the network of ESRGAN and Real-ESRGAN.
 *
 *     first convolution, blocks, a convolution, all added to what came out of the first;
 *     twice: doubled by nearest neighbours, convolution; two convolutions
 *     block: three dense blocks, whose sum counts a fifth
 *     dense block: five convolutions, each of all that came before; counts a fifth
 *
 * Traps: models for twice and for the same size see 2 x 2 and 4 x 4 pixels as one,
 * and then enlarge four times like all others. Files of before 2021 number the layers.
 *
 * Sources: Wang et al. 2018 (ESRGAN), 2021 (Real-ESRGAN); BasicSR's rrdbnet_arch.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdio.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/models/upscaler.h"

#define SLOPE 0.2f
#define SHARE 0.2f /* of what a block adds */
#define CONVS 5
#define MOST 256   /* blocks */

/* The name in files of before 2021: "model.1.sub.0.RDB1.conv1.0.weight" for "body.0.rdb1.conv1.weight". */
static char *
old_name (const char *name, guint attempt, gpointer data)
{
  static const struct { const char *now, *before; } ends[] = {
    { "conv_first.", "model.0." }, { "conv_up1.", "model.3." }, { "conv_up2.", "model.6." }, { "conv_hr.", "model.8." },
    { "conv_last.", "model.10." },
  };
  const VtUpscaler *self = data;
  guint block, dense, conv;
  char kind[8];

  if (attempt > 0)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_has_prefix (name, ends[i].now))
      return g_strconcat (ends[i].before, name + strlen (ends[i].now), NULL);
  if (g_str_has_prefix (name, "conv_body."))
    return g_strdup_printf ("model.1.sub.%u.%s", self->depth, name + strlen ("conv_body."));
  if (sscanf (name, "body.%u.rdb%u.conv%u.%7s", &block, &dense, &conv, kind) != 4)
    return NULL;
  return g_strdup_printf ("model.1.sub.%u.RDB%u.conv%u.0.%s", block, dense, conv, kind);
}

static const VtTensorInfo *
first_of (const VtWeights *w)
{
  const VtTensorInfo *t = vt_weights_find (w, "conv_first.weight");

  return t != NULL ? t : vt_weights_find (w, "model.0.weight");
}

static gboolean
match (const VtWeights *w)
{
  return vt_weights_find (w, "body.0.rdb1.conv1.weight") != NULL || vt_weights_find (w, "model.1.sub.0.RDB1.conv1.0.weight") != NULL;
}

static guint
count_blocks (const VtWeights *w)
{
  guint n = 0;

  for (gboolean more = TRUE; more && n < MOST; n += more)
    {
      g_autofree char *now = g_strdup_printf ("body.%u.rdb1.conv1.weight", n);
      g_autofree char *before = g_strdup_printf ("model.1.sub.%u.RDB1.conv1.0.weight", n);

      more = vt_weights_find (w, now) != NULL || vt_weights_find (w, before) != NULL;
    }
  return n;
}

static gboolean
configure (VtUpscaler *self, const VtWeights *w, GError **error)
{
  const VtTensorInfo *first = first_of (w);
  guint fold;

  self->depth = count_blocks (w);
  if (first != NULL)
    for (fold = 1; fold <= 4; fold *= 2)
      if (first->ne[2] == 3 * fold * fold)
        {
          self->fold = fold;
          self->scale = 4 / fold;
          self->channels = first->ne[3];
          return TRUE;
        }
  g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "The model that enlarges pictures is not one for colours, or its file is incomplete.");
  return FALSE;
}

static VtTensor *
conv (const VtNnScope *s, const char *name, VtTensor *x, gint64 out, gboolean leaky)
{
  x = vt_nn_conv (s, name, x, out, 3, VT_NN_BIAS, NULL, NULL);
  return leaky ? vt_leaky_relu (s->g, x, SLOPE) : x;
}

/* So many channels each convolution of a dense block adds. */
static gint64
growth_of (const VtNnScope *s, gint64 channels)
{
  const VtTensorInfo *t = vt_nn_find (s, "conv1.bias");

  return t != NULL ? t->ne[0] : channels;
}

static VtTensor *
dense_block (const VtNnScope *s, VtTensor *x)
{
  gint64 growth = growth_of (s, x->ne[0]);
  VtTensor *all = x, *h = x;

  for (guint i = 1; i <= CONVS; i++)
    {
      g_autofree char *name = g_strdup_printf ("conv%u", i);

      h = conv (s, name, all, i < CONVS ? growth : x->ne[0], i < CONVS);
      if (i < CONVS)
        all = vt_concat (s->g, all, h, 0);
    }
  return vt_add (s->g, vt_scale (s->g, h, SHARE, 0), x);
}

static VtTensor *
block (const VtNnScope *s, VtTensor *x)
{
  VtTensor *h = x;

  for (guint i = 1; i <= 3; i++)
    {
      VtNnScope dense = vt_nn_child (s, "rdb%u", i);

      h = dense_block (&dense, h);
    }
  return vt_add (s->g, vt_scale (s->g, h, SHARE, 0), x);
}

static VtTensor *
twice (const VtNnScope *s, const char *name, VtTensor *x)
{
  return conv (s, name, vt_upsample (s->g, x, 2 * x->ne[1], 2 * x->ne[2], VT_UPSAMPLE_NEAREST), x->ne[0], TRUE);
}

static VtTensor *
build (const VtUpscaler *self, const VtNnScope *s, VtTensor *x)
{
  VtTensor *first = conv (s, "conv_first", x, self->channels, FALSE), *h = first;

  for (guint i = 0; i < self->depth; i++)
    {
      VtNnScope b = vt_nn_child (s, "body.%u", i);

      h = block (&b, h);
    }
  h = vt_nn_conv (s, "conv_body", h, self->channels, 3, VT_NN_BIAS, NULL, first);
  h = twice (s, "conv_up2", twice (s, "conv_up1", h));
  return conv (s, "conv_last", conv (s, "conv_hr", h, self->channels, TRUE), 3, FALSE);
}

const VtUpscalerClass vt_upscaler_rrdb = {
  .name = "ESRGAN",
  .match = match,
  .configure = configure,
  .rename = old_name,
  .build = build,
};
