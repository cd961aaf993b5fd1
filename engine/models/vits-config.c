/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/vits-config.h"

#include <math.h>
#include <stdarg.h>

#include "engine/base/error.h"

/* Larger than any voice; keeps products of extents far from overflowing. */
#define LARGEST (1 << 20)

typedef struct
{
  VtVitsConfig *c;
  const VtWeights *w;
  GError **error;
} Reader;

static const VtTensorInfo *find (const VtWeights *w, const char *format, ...) G_GNUC_PRINTF (2, 3);

static const VtTensorInfo *
find (const VtWeights *w, const char *format, ...)
{
  g_autofree char *name = NULL;
  va_list args;

  va_start (args, format);
  name = g_strdup_vprintf (format, args);
  va_end (args);
  return vt_weights_find (w, name);
}

static gboolean
refuse (Reader *r, const char *what)
{
  g_autofree char *path = g_filename_display_name (vt_weights_path (r->w));

  g_set_error (r->error, VT_ERROR, VT_ERROR_UNSUPPORTED,
               "“%s” is no voice that this version can speak with: %s. Voices for Piper are.", path, what);
  return FALSE;
}

/* Element @index of the attribute "@stem.@name", or @fallback. */
static gint64
attribute (const VtWeights *w, const char *stem, const char *name, gint64 fallback)
{
  g_autofree char *key = g_strconcat (stem, ".", name, NULL);
  gint64 value = fallback;

  vt_meta_read_int_at (vt_weights_meta (w, key), 0, &value);
  return value;
}

static gboolean
in_range (gint64 value)
{
  return value > 0 && value <= LARGEST;
}

/* Only odd ones keep the length. */
static gboolean
is_kernel (gint64 value)
{
  return value > 0 && value < 256 && value % 2 == 1;
}

static gboolean
read_encoder (Reader *r)
{
  VtVitsConfig *c = r->c;
  const VtTensorInfo *emb = find (r->w, "enc_p.emb.weight"), *rel = find (r->w, "enc_p.encoder.attn_layers.0.emb_rel_k");
  const VtTensorInfo *proj = find (r->w, "enc_p.proj.weight"), *ffn = find (r->w, "enc_p.encoder.ffn_layers.0.conv_1.weight");

  if (emb == NULL || rel == NULL || proj == NULL || ffn == NULL)
    return refuse (r, "it has no text encoder");
  c->vocab = emb->ne[1];
  c->hidden = emb->ne[0];
  c->head_dim = rel->ne[0];
  c->window = (rel->ne[1] - 1) / 2;
  c->inter = proj->ne[2] / 2;
  c->filter = ffn->ne[2];
  c->ffn_kernel = ffn->ne[0];
  while (c->layers < LARGEST && find (r->w, "enc_p.encoder.attn_layers.%d.conv_q.weight", (int) c->layers) != NULL)
    c->layers++;
  if (!in_range (c->vocab) || !in_range (c->hidden) || !in_range (c->head_dim) || !in_range (c->inter)
      || c->hidden % c->head_dim != 0 || c->inter % 2 != 0 || !in_range (c->window) || !in_range (c->filter) || !is_kernel (c->ffn_kernel) || rel->ne[1] != 2 * c->window + 1
      || rel->ne[2] != 1)
    return refuse (r, "the sizes of its text encoder make no sense");
  c->heads = c->hidden / c->head_dim;
  return TRUE;
}

static gboolean
read_speakers (Reader *r)
{
  const VtTensorInfo *emb = find (r->w, "emb_g.weight");

  r->c->gin = emb != NULL ? emb->ne[0] : 0;
  r->c->speakers = emb != NULL ? emb->ne[1] : 1;
  return (emb == NULL || (in_range (r->c->gin) && in_range (r->c->speakers)))
         || refuse (r, "its table of speakers makes no sense");
}

/* Which of "@stem.0" … "@stem.31" have weights "@suffix", last one first. */
static guint
read_numbers (const VtWeights *w, const char *stem, const char *suffix, guint numbers[VT_VITS_MAX_STAGES])
{
  guint n = 0;

  for (int i = 31; i >= 0; i--)
    if (find (w, "%s.%d.%s", stem, i, suffix) != NULL && n < VT_VITS_MAX_STAGES)
      numbers[n++] = (guint) i;
  return n;
}

static gboolean
read_durations (Reader *r)
{
  VtVitsConfig *c = r->c;
  const VtTensorInfo *pre = find (r->w, "dp.pre.weight"), *sep = find (r->w, "dp.convs.convs_sep.0.weight"), *proj;

  c->n_duration_flows = read_numbers (r->w, "dp.flows", "pre.weight", c->duration_flows);
  /* Training's first flow is not used for speaking; exporters that keep it keep all. */
  if (c->n_duration_flows > 1 && c->duration_flows[c->n_duration_flows - 1] == 1)
    c->n_duration_flows--;
  if (pre == NULL || sep == NULL || c->n_duration_flows == 0)
    return refuse (r, "it has no duration predictor by flows");
  c->duration_hidden = pre->ne[2];
  c->duration_kernel = sep->ne[0];
  while (c->duration_layers < 32 && find (r->w, "dp.convs.convs_sep.%d.weight", (int) c->duration_layers) != NULL)
    c->duration_layers++;
  proj = find (r->w, "dp.flows.%u.proj.weight", c->duration_flows[0]);
  c->bins = proj != NULL ? (proj->ne[2] + 1) / 3 : 0;
  return (in_range (c->duration_hidden) && c->duration_layers > 0 && is_kernel (c->duration_kernel)
          && pow ((double) c->duration_kernel, (double) c->duration_layers) < LARGEST && c->bins >= 2 && c->bins <= 64)
         || refuse (r, "the sizes of its duration predictor make no sense");
}

static gboolean
read_flows (Reader *r)
{
  VtVitsConfig *c = r->c;
  const VtTensorInfo *pre;

  c->n_flows = read_numbers (r->w, "flow.flows", "pre.weight", c->flows);
  pre = c->n_flows > 0 ? find (r->w, "flow.flows.%u.pre.weight", c->flows[0]) : NULL;
  if (pre == NULL)
    return refuse (r, "it has no flow");
  c->flow_hidden = pre->ne[2];
  for (; c->flow_layers < VT_VITS_MAX_CONVS; c->flow_layers++)
    {
      g_autofree char *stem = g_strdup_printf ("flow.flows.%u.enc.in_layers.%d", c->flows[0], (int) c->flow_layers);

      const VtTensorInfo *w = find (r->w, "%s.weight", stem);

      if (w == NULL)
        break;
      c->flow_kernel = w->ne[0];
      c->flow_dilation[c->flow_layers] = attribute (r->w, stem, "dilations", 1);
      if (!in_range (c->flow_dilation[c->flow_layers]))
        return refuse (r, "its flow has an odd dilation");
    }
  return (in_range (c->flow_hidden) && c->flow_layers > 0 && is_kernel (c->flow_kernel)) || refuse (r, "the sizes of its flow make no sense");
}

static gboolean
read_stages (Reader *r)
{
  VtVitsConfig *c = r->c;

  c->hop = 1;
  for (; c->stages < VT_VITS_MAX_STAGES; c->stages++)
    {
      g_autofree char *stem = g_strdup_printf ("dec.ups.%u", c->stages);
      const VtTensorInfo *w = find (r->w, "%s.weight", stem);
      gint64 stride;

      if (w == NULL)
        break;
      stride = attribute (r->w, stem, "strides", w->ne[0] / 2);
      /* PyTorch's padding is then (kernel - stride) / 2 on both sides. */
      if (stride <= 0 || stride > 64 || w->ne[0] < stride || (w->ne[0] - stride) % 2 != 0 || w->ne[0] > 1024)
        return refuse (r, "its decoder goes up in odd steps");
      c->up_kernel[c->stages] = w->ne[0];
      c->up_stride[c->stages] = stride;
      c->channels[c->stages + 1] = w->ne[1];
      c->hop *= stride;
    }
  return (c->stages > 0 && c->hop <= 4096) || refuse (r, "it has no decoder");
}

/* Steps of block @block; both kinds name their convolutions differently. */
static gboolean
read_block (Reader *r, guint block)
{
  VtVitsConfig *c = r->c;
  guint n = 0;

  for (; n < VT_VITS_MAX_CONVS; n++)
    {
      g_autofree char *stem = g_strdup_printf ("dec.resblocks.%u.%s.%u", block, c->two ? "convs1" : "convs", n);
      const VtTensorInfo *w = find (r->w, "%s.weight", stem);

      if (w == NULL)
        break;
      c->kernel[block] = w->ne[0];
      c->dilation[block][n] = attribute (r->w, stem, "dilations", 1);
      if (!is_kernel (w->ne[0]) || c->dilation[block][n] < 1 || c->dilation[block][n] > 1024)
        return refuse (r, "its decoder has odd kernels");
    }
  if (block == 0)
    c->convs = n;
  return (n > 0 && n == c->convs) || refuse (r, "its decoder's blocks differ");
}

static gboolean
read_decoder (Reader *r)
{
  VtVitsConfig *c = r->c;
  const VtTensorInfo *pre = find (r->w, "dec.conv_pre.weight"), *post = find (r->w, "dec.conv_post.weight");
  guint n = 0;

  if (pre == NULL || post == NULL || !read_stages (r))
    return r->error != NULL && *r->error != NULL ? FALSE : refuse (r, "it has no decoder");
  c->pre_kernel = pre->ne[0];
  c->post_kernel = post->ne[0];
  c->channels[0] = pre->ne[2];
  c->two = find (r->w, "dec.resblocks.0.convs1.0.weight") != NULL;
  while (n <= VT_VITS_MAX_BLOCKS * VT_VITS_MAX_STAGES
         && find (r->w, "dec.resblocks.%u.%s.0.weight", n, c->two ? "convs1" : "convs") != NULL)
    n++;
  c->blocks = n / c->stages;
  if (c->blocks == 0 || n % c->stages != 0 || c->blocks > VT_VITS_MAX_BLOCKS || !is_kernel (c->pre_kernel)
      || !is_kernel (c->post_kernel))
    return refuse (r, "the sizes of its decoder make no sense");
  for (guint i = 0; i <= c->stages; i++)
    if (!in_range (c->channels[i]))
      return refuse (r, "the sizes of its decoder make no sense");
  for (guint i = 0; i < c->blocks; i++)
    if (!read_block (r, i))
      return FALSE;
  return TRUE;
}

gboolean
vt_vits_config_read (VtVitsConfig *config, const VtWeights *weights, GError **error)
{
  g_autoptr (GError) local = NULL;
  Reader r = { config, weights, &local };

  *config = (VtVitsConfig) { 0 };
  if (read_encoder (&r) && read_speakers (&r) && read_durations (&r) && read_flows (&r) && read_decoder (&r))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* The widest block of a stage, in steps of its rate. */
static gint64
block_reach (const VtVitsConfig *c)
{
  gint64 widest = 0;

  for (guint b = 0; b < c->blocks; b++)
    {
      gint64 half = (c->kernel[b] - 1) / 2, reach = 0;

      for (guint i = 0; i < c->convs; i++)
        reach += half * c->dilation[b][i] + (c->two ? half : 0);
      widest = MAX (widest, reach);
    }
  return widest;
}

guint
vt_vits_config_reach (const VtVitsConfig *c)
{
  double reach = (double) (c->pre_kernel - 1) / 2, rate = 1;

  for (guint i = 0; i < c->stages; i++)
    {
      reach += ceil ((double) c->up_kernel[i] / (double) c->up_stride[i]) / rate;
      rate *= (double) c->up_stride[i];
      reach += (double) block_reach (c) / rate;
    }
  return (guint) ceil (reach + (double) (c->post_kernel - 1) / 2 / rate);
}
