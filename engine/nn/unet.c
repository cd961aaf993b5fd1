/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/nn/unet.h"

#define MAX_SKIPS (VT_NN_UNET_MAX_BLOCKS * 8)

/* What is under way: the picture and the skips that wait to be met going up. */
typedef struct
{
  const VtNnUnet *u;
  const VtNnUnetInputs *in;
  VtNnResnet resnet;
  VtTensor *x;
  VtTensor *skips[MAX_SKIPS];
  guint n_skips;
} Pass;

static gboolean
uses (const VtNnUnet *u, guint level, VtNnUnetAttention kind)
{
  const VtNnUnetBlock *b = &u->blocks[level];

  return b->down == kind || b->up == kind || (level + 1 == u->n_blocks && u->has_mid && u->mid == kind);
}

static gint64
halved (gint64 extent, guint times)
{
  while (times-- > 0)
    extent = (extent + 1) / 2;
  return extent;
}

gboolean
vt_nn_unet_looks_size (const VtNnUnet *u, gint64 *width, gint64 *height)
{
  for (guint i = 0; i < u->n_blocks; i++)
    if (uses (u, i, VT_NN_UNET_CROSS))
      {
        *width = halved (*width, i);
        *height = halved (*height, i);
        return TRUE;
      }
  return FALSE;
}

void
vt_nn_unet_inputs (VtNnUnetInputs *in, VtGraph *g, const VtNnUnet *u, gint64 width, gint64 height, gint64 n, VtTensor *words)
{
  *in = (VtNnUnetInputs){ .words = words, .n_words = words != NULL ? words->ne[1] / n : 0 };
  for (guint i = 0; i < u->n_blocks; i++)
    {
      gint64 positions = halved (width, i) * halved (height, i) * n;

      if (uses (u, i, VT_NN_UNET_SELF) || uses (u, i, VT_NN_UNET_CROSS))
        in->self_spans[i] = vt_graph_input (g, "self_spans", VT_TYPE_I32, 2, positions, 1, 1);
      if (uses (u, i, VT_NN_UNET_CROSS))
        in->cross_spans[i] = vt_graph_input (g, "cross_spans", VT_TYPE_I32, 2, positions, 1, 1);
    }
}

gboolean
vt_nn_unet_write_spans (const VtNnUnetInputs *in, const VtNnUnet *u, VtPlan *plan, gint64 width, gint64 height, gint64 n, GError **error)
{
  for (guint i = 0; i < u->n_blocks; i++)
    {
      gint64 positions = halved (width, i) * halved (height, i);
      g_autofree gint32 *self = vt_nn_picture_spans (positions, positions, n);
      g_autofree gint32 *cross = vt_nn_picture_spans (positions, in->n_words, n);
      gsize size = (gsize) (2 * positions * n) * sizeof (gint32);

      if (in->self_spans[i] != NULL && !vt_plan_write (plan, in->self_spans[i], self, size, error))
        return FALSE;
      if (in->cross_spans[i] != NULL && !vt_plan_write (plan, in->cross_spans[i], cross, size, error))
        return FALSE;
    }
  return TRUE;
}

static void
keep (Pass *p)
{
  if (p->n_skips < MAX_SKIPS)
    p->skips[p->n_skips++] = p->x;
}

/* The attention behind residual block @j of the part @s, at resolution @level. */
static void
attention (Pass *p, const VtNnScope *s, guint j, guint level, VtNnUnetAttention kind, gint64 heads, guint layers, int groups, float scale)
{
  VtNnScope child = vt_nn_child (s, "attentions.%u", j);
  VtNnTransformer t = { layers, heads, groups, p->in->self_spans[level], p->in->cross_spans[level], p->in->words, p->in->looks };

  if (kind == VT_NN_UNET_CROSS)
    p->x = vt_nn_transformer (&child, p->x, &t);
  else if (kind == VT_NN_UNET_SELF)
    p->x = vt_nn_self_attention (&child, p->x, p->in->self_spans[level], heads, groups, p->u->resnet.eps, scale);
}

static void
go_down (Pass *p, const VtNnScope *s, guint level)
{
  const VtNnUnetBlock *b = &p->u->blocks[level];

  for (guint j = 0; j < b->layers; j++)
    {
      VtNnScope child = vt_nn_child (s, "resnets.%u", j);

      p->x = vt_nn_resnet (&child, p->x, b->channels, &p->resnet, VT_NN_KEEP);
      attention (p, s, j, level, b->down, b->heads, b->transformer_layers, p->u->resnet.groups, 1);
      keep (p);
    }
  if (level + 1 < p->u->n_blocks)
    {
      VtNnScope child = vt_nn_child (s, "downsamplers.0");

      p->x = b->resnet_down ? vt_nn_resnet (&child, p->x, b->channels, &p->resnet, VT_NN_HALVE)
                            : vt_nn_downsample (&child, p->x, p->u->downsample_pad);
      keep (p);
    }
}

static void
go_through (Pass *p, const VtNnScope *s)
{
  const VtNnUnet *u = p->u;
  guint level = u->n_blocks - 1;
  VtNnResnet resnet = p->resnet;

  resnet.output_scale = u->mid_scale;
  for (guint j = 0; j < 2; j++)
    {
      VtNnScope child = vt_nn_child (s, "resnets.%u", j);

      p->x = vt_nn_resnet (&child, p->x, u->blocks[level].channels, &resnet, VT_NN_KEEP);
      if (j == 0)
        attention (p, s, 0, level, u->mid, u->mid_heads, u->mid_layers, u->mid_groups, u->mid_scale);
    }
}

/* What is joined to the next residual block going up. */
static VtTensor *
take (Pass *p)
{
  return p->n_skips > 0 ? p->skips[--p->n_skips] : p->x;
}

static void
go_up (Pass *p, const VtNnScope *s, guint level)
{
  const VtNnUnetBlock *b = &p->u->blocks[level];
  VtNnScope child = vt_nn_child (s, "upsamplers.0");
  const VtTensor *next;

  for (guint j = 0; j <= b->layers; j++)
    {
      VtNnScope resnet = vt_nn_child (s, "resnets.%u", j);

      p->x = vt_concat (s->g, p->x, take (p), 0);
      p->x = vt_nn_resnet (&resnet, p->x, b->channels, &p->resnet, VT_NN_KEEP);
      attention (p, s, j, level, b->up, b->heads, b->transformer_layers, p->u->resnet.groups, 1);
    }
  if (level == 0)
    return;
  /* In the size of the skip that comes next, which odd extents make smaller than twice. */
  next = p->n_skips > 0 ? p->skips[p->n_skips - 1] : p->x;
  if (b->resnet_up)
    p->x = vt_nn_resnet (&child, p->x, b->channels, &p->resnet, VT_NN_DOUBLE);
  else
    p->x = vt_nn_upsample (&child, p->x, next->ne[1], next->ne[2]);
}

VtTensor *
vt_nn_unet (const VtNnScope *s, const VtNnUnet *u, VtTensor *x, VtTensor *temb, const VtNnUnetInputs *in)
{
  Pass p = { .u = u, .in = in, .resnet = u->resnet };
  VtNnScope mid = vt_nn_child (s, "mid_block");

  p.resnet.temb = temb;
  p.x = vt_nn_conv (s, "conv_in", x, u->blocks[0].channels, 3, VT_NN_BIAS, NULL, NULL);
  vt_graph_name (p.x, "conv_in");
  keep (&p);
  for (guint i = 0; i < u->n_blocks; i++)
    {
      VtNnScope block = vt_nn_child (s, "down_blocks.%u", i);

      go_down (&p, &block, i);
    }
  if (u->has_mid)
    go_through (&p, &mid);
  for (guint i = 0; i < u->n_blocks; i++)
    {
      VtNnScope block = vt_nn_child (s, "up_blocks.%u", i);

      go_up (&p, &block, u->n_blocks - 1 - i);
    }
  x = vt_nn_group_norm (s, "conv_norm_out", p.x, u->resnet.groups, u->resnet.eps, TRUE);
  return vt_nn_conv (s, "conv_out", x, u->out_channels, 3, VT_NN_BIAS, NULL, NULL);
}
