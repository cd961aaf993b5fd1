/* kokoro-decoder.c: from text, pitch and loudness to a spectrogram: a decoder of
 * residual blocks, and a generator of transposed convolutions up to the
 * spectrogram's rate, each joined by what the source says there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/kokoro-graph.h"

#define SLOPE 0.1f
#define LAST_SLOPE 0.01f /* PyTorch's default */
#define POST_KERNEL 7
#define SOURCE_KERNEL 7  /* of the source's block, but for the last stage */
#define LAST_SOURCE_KERNEL 11

/* x + sin²(a x) / a (Ziyin, Hartwig and Ueda 2020, "Snake"), a for each channel. */
static VtTensor *
snake (const VtKokoroGraph *b, const char *module, const char *part, VtTensor *x)
{
  VtTensor *alpha = vt_kokoro_vector (b, module, part, x->ne[0]);
  VtTensor *wave = vt_unary (b->s.g, vt_mul (b->s.g, x, alpha), VT_UNARY_SIN);

  return vt_add (b->s.g, vt_div (b->s.g, vt_mul (b->s.g, wave, wave), alpha), x);
}

/* One of a generator block's convolutions, with what stands before it. */
static VtTensor *
half (const VtKokoroGraph *b, const char *module, int half, guint i, VtTensor *x, gint64 kernel, gint64 dilation, VtTensor *residual)
{
  g_autofree char *norm = g_strdup_printf ("%s.adain%d.%u", module, half, i), *conv = g_strdup_printf ("%s.convs%d.%u", module, half, i);
  g_autofree char *alpha = g_strdup_printf ("alpha%d.%u", half, i);
  gint32 pad = (gint32) (dilation * (kernel - 1) / 2);
  const VtConv window = { .dilation = { (gint32) dilation, 1 }, .pad = { pad, pad } };

  x = snake (b, module, alpha, vt_kokoro_adain (b, norm, x));
  return vt_kokoro_conv (b, conv, x, x->ne[0], kernel, &window, residual);
}

static VtTensor *
wave_block (const VtKokoroGraph *b, const char *module, VtTensor *x, gint64 kernel, const gint64 *dilation)
{
  for (guint i = 0; i < VT_KOKORO_DILATIONS; i++)
    {
      VtTensor *y = half (b, module, 1, i, x, kernel, dilation[i], NULL);

      x = half (b, module, 2, i, y, kernel, 1, x);
    }
  return x;
}

/* What the source says to stage @i. */
static VtTensor *
join_source (const VtKokoroGraph *b, guint i, VtTensor *source)
{
  static const gint64 dilation[VT_KOKORO_DILATIONS] = { 1, 3, 5 };
  const VtKokoroConfig *c = b->c;
  g_autofree char *conv = g_strdup_printf ("decoder.generator.noise_convs.%u", i);
  g_autofree char *block = g_strdup_printf ("decoder.generator.noise_res.%u", i);
  gboolean last = i + 1 == c->stages;
  gint32 stride = 1;
  VtTensor *x;

  for (guint k = i + 1; k < c->stages; k++)
    stride *= (gint32) c->up_rate[k];
  x = vt_kokoro_conv (b, conv, source, c->channels[i + 1], last ? 1 : 2 * stride,
                      &(VtConv) { .stride = { stride, 1 }, .pad = { (stride + 1) / 2, (stride + 1) / 2 } }, NULL);
  return wave_block (b, block, x, last ? LAST_SOURCE_KERNEL : SOURCE_KERNEL, dilation);
}

static VtTensor *
stage (const VtKokoroGraph *b, guint i, VtTensor *x, VtTensor *source)
{
  const VtKokoroConfig *c = b->c;
  g_autofree char *up = g_strdup_printf ("decoder.generator.ups.%u", i);
  VtTensor *sum = NULL;

  x = vt_kokoro_up (b, up, vt_leaky_relu (b->s.g, x, SLOPE), c->channels[i + 1], c->up_kernel[i], c->up_rate[i]);
  /* A spectrogram has one column more than the rates make of the frames. */
  if (i + 1 == c->stages)
    x = vt_pad (b->s.g, x, (gint32[4]) { 0, 1 }, (gint32[4]) { 0 }, VT_PAD_REFLECT, 0);
  x = vt_add (b->s.g, x, join_source (b, i, source));
  for (guint k = 0; k < c->blocks; k++)
    {
      g_autofree char *block = g_strdup_printf ("decoder.generator.resblocks.%u", i * c->blocks + k);
      VtTensor *y = wave_block (b, block, x, c->block_kernel[k], c->dilation[k]);

      sum = sum != NULL ? vt_add (b->s.g, sum, y) : y;
    }
  return vt_graph_name (vt_scale (b->s.g, sum, 1 / (float) c->blocks, 0), "generator.%u", i);
}

static VtTensor *
generator (const VtKokoroGraph *b, VtTensor *x, VtTensor *source)
{
  const VtConv same = { .pad = { POST_KERNEL / 2, POST_KERNEL / 2 } };

  for (guint i = 0; i < b->c->stages; i++)
    x = stage (b, i, x, source);
  return vt_kokoro_conv (b, "decoder.generator.conv_post", vt_leaky_relu (b->s.g, x, LAST_SLOPE), b->c->n_fft + 2, POST_KERNEL, &same, NULL);
}

VtTensor *
vt_kokoro_decoder (const VtKokoroGraph *b, VtTensor *text, VtTensor *pitch, VtTensor *loudness, VtTensor *source)
{
  static const char *const blocks[] = { "decoder.decode.0", "decoder.decode.1", "decoder.decode.2", "decoder.decode.3" };
  const VtKokoroConfig *c = b->c;
  const VtConv every_second = { .stride = { 2, 1 }, .pad = { 1, 1 } };
  VtTensor *curves = vt_concat (b->s.g, vt_kokoro_conv (b, "decoder.F0_conv", pitch, 1, 3, &every_second, NULL),
                                vt_kokoro_conv (b, "decoder.N_conv", loudness, 1, 3, &every_second, NULL), 0);
  VtTensor *again = vt_kokoro_conv (b, "decoder.asr_res.0", text, c->residual, 1, NULL, NULL);
  VtTensor *x = vt_kokoro_block (b, "decoder.encode", vt_concat (b->s.g, text, curves, 0), c->wide, FALSE);

  again = vt_concat (b->s.g, again, curves, 0);
  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
    {
      gboolean last = i + 1 == G_N_ELEMENTS (blocks);

      x = vt_kokoro_block (b, blocks[i], vt_concat (b->s.g, x, again, 0), last ? c->channels[0] : c->wide, last);
    }
  return generator (b, x, source);
}
