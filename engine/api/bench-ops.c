/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/api/bench-ops.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "engine/base/error.h"
#include "engine/formats/quants.h"
#include "engine/ops/ops.h"
#include "engine/tensor/plan.h"

#define REPEAT_US 200000
#define REPEATS_AT_LEAST 3

/* Extents mean what the case's builder takes them for. */
typedef struct
{
  const char *op;
  VtTensor *(*build) (VtGraph *g, const gint64 n[4], VtType type);
  gint64 n[4];
  VtType type;
  double (*flops) (const gint64 n[4]);
  const char *format; /* of up to four extents, after the type's name */
} BenchCase;

static VtTensor *
input (VtGraph *g, VtType type, gint64 ne0, gint64 ne1, gint64 ne2)
{
  return vt_graph_input (g, "input", type, ne0, ne1, ne2, 1);
}

/* (k, m) times (k, n) */
static VtTensor *
build_mul_mat (VtGraph *g, const gint64 n[4], VtType type)
{
  return vt_mul_mat (g, input (g, type, n[0], n[1], 1), input (g, VT_TYPE_F32, n[0], n[2], 1));
}

static double
mul_mat_flops (const gint64 n[4])
{
  return 2.0 * (double) n[0] * (double) n[1] * (double) n[2];
}

/* head size, heads (a quarter of them for keys), tokens, rows; all see all */
static VtTensor *
build_attention (VtGraph *g, const gint64 n[4], VtType type)
{
  gint64 kv_heads = MAX (n[1] / 4, 1);
  VtTensor *q = input (g, VT_TYPE_F32, n[0], n[1], n[2]);

  return vt_attention (g, q, input (g, type, n[0], kv_heads, n[3]), input (g, type, n[0], kv_heads, n[3]),
                       input (g, VT_TYPE_I32, 2, n[2], 1), 1.0f / sqrtf ((float) n[0]), 0);
}

static double
attention_flops (const gint64 n[4])
{
  return 4.0 * (double) n[0] * (double) n[1] * (double) n[2] * (double) n[3];
}

/* channels, channels of the result, extent of the picture, extent of the kernel */
static VtTensor *
build_conv_2d (VtGraph *g, const gint64 n[4], VtType type)
{
  gint32 pad = (gint32) n[3] / 2;

  return vt_conv_2d (g, vt_graph_input (g, "w", type, n[0], n[3], n[3], n[1]), input (g, VT_TYPE_F32, n[0], n[2], n[2]),
                     NULL, NULL, &(VtConv) { .pad = { pad, pad, pad, pad } });
}

static double
conv_2d_flops (const gint64 n[4])
{
  return 2.0 * (double) (n[0] * n[1]) * (double) (n[2] * n[2] * n[3] * n[3]);
}

/* The same for sound. */
static VtTensor *
build_conv_1d (VtGraph *g, const gint64 n[4], VtType type)
{
  gint32 pad = (gint32) n[3] / 2;

  return vt_conv_2d (g, vt_graph_input (g, "w", type, n[0], n[3], 1, n[1]), input (g, VT_TYPE_F32, n[0], n[2], 1),
                     NULL, NULL, &(VtConv) { .pad = { pad, pad, 0, 0 } });
}

static double
conv_1d_flops (const gint64 n[4])
{
  return 2.0 * (double) (n[0] * n[1]) * (double) (n[2] * n[3]);
}

/* channels, extent of the picture, extent of the kernel */
static VtTensor *
build_depthwise (VtGraph *g, const gint64 n[4], VtType type)
{
  gint32 pad = (gint32) n[2] / 2;

  return vt_conv_2d (g, vt_graph_input (g, "w", type, 1, n[2], n[2], n[0]), input (g, VT_TYPE_F32, n[0], n[1], n[1]),
                     NULL, NULL, &(VtConv) { .pad = { pad, pad, pad, pad }, .groups = (gint32) n[0] });
}

static double
depthwise_flops (const gint64 n[4])
{
  return 2.0 * (double) n[0] * (double) (n[1] * n[1] * n[2] * n[2]);
}

/* channels, channels of the result, length, stride; the kernel has two strides */
static VtTensor *
build_conv_transpose (VtGraph *g, const gint64 n[4], VtType type)
{
  return vt_conv_transpose (g, vt_graph_input (g, "w", type, n[0], 2 * n[3], 1, n[1]), input (g, VT_TYPE_F32, n[0], n[2], 1),
                            NULL, &(VtConvTranspose) { .stride = { (gint32) n[3] } });
}

static double
conv_transpose_flops (const gint64 n[4])
{
  return 4.0 * (double) (n[0] * n[1]) * (double) (n[2] * n[3]);
}

/* head size, heads, tokens, rows; no spans */
static VtTensor *
build_self_attention (VtGraph *g, const gint64 n[4], VtType type)
{
  return vt_attention (g, input (g, VT_TYPE_F32, n[0], n[1], n[2]), input (g, type, n[0], n[1], n[3]),
                       input (g, type, n[0], n[1], n[3]), NULL, 1.0f / sqrtf ((float) n[0]), 0);
}

static VtTensor *
build_group_norm (VtGraph *g, const gint64 n[4], VtType type)
{
  return vt_group_norm (g, input (g, VT_TYPE_F32, n[0], n[1], n[1]), input (g, VT_TYPE_F32, n[0], 1, 1),
                        input (g, VT_TYPE_F32, n[0], 1, 1), (int) n[2], 1e-5f, TRUE);
}

static VtTensor *
build_add (VtGraph *g, const gint64 n[4], VtType type)
{
  return vt_add (g, input (g, VT_TYPE_F32, n[0], n[1], 1), input (g, VT_TYPE_F32, n[0], n[1], 1));
}

static VtTensor *
build_rms_norm (VtGraph *g, const gint64 n[4], VtType type)
{
  return vt_rms_norm (g, input (g, VT_TYPE_F32, n[0], n[1], 1), input (g, VT_TYPE_F32, n[0], 1, 1), 1e-6f, 0);
}

static VtTensor *
build_norm (VtGraph *g, const gint64 n[4], VtType type)
{
  return vt_norm (g, input (g, VT_TYPE_F32, n[0], n[1], 1), input (g, VT_TYPE_F32, n[0], 1, 1), NULL, 1e-5f);
}

static VtTensor *
build_glu (VtGraph *g, const gint64 n[4], VtType type)
{
  return vt_glu (g, input (g, VT_TYPE_F32, n[0], n[1], 1), input (g, VT_TYPE_F32, n[0], n[1], 1), VT_UNARY_GELU_TANH);
}

static VtTensor *
build_unary (VtGraph *g, const gint64 n[4], VtType type)
{
  return vt_unary (g, input (g, VT_TYPE_F32, n[0], n[1], 1), VT_UNARY_GELU);
}

static VtTensor *
build_rope (VtGraph *g, const gint64 n[4], VtType type)
{
  VtRope rope = { (gint32) n[0], 0, 10000, 1, 0, 1, 32, 1, 4096 };

  return vt_rope (g, input (g, VT_TYPE_F32, n[0], n[1], n[2]), input (g, VT_TYPE_I32, n[2], 1, 1), NULL, &rope);
}

static VtTensor *
build_get_rows (VtGraph *g, const gint64 n[4], VtType type)
{
  return vt_get_rows (g, input (g, type, n[0], n[1], 1), input (g, VT_TYPE_I32, n[2], 1, 1));
}

static VtTensor *
build_cast (VtGraph *g, const gint64 n[4], VtType type)
{
  return vt_cast (g, input (g, VT_TYPE_F32, n[0], n[1], 1), VT_TYPE_F16);
}

#define MUL_MAT(type, k, m, n) \
  { "mul_mat", build_mul_mat, { k, m, n, 1 }, type, mul_mat_flops, "%" G_GINT64_FORMAT " x %" G_GINT64_FORMAT " times %" G_GINT64_FORMAT }
#define BOTH(type, k, m) MUL_MAT (type, k, m, 1), MUL_MAT (type, k, m, 256)
#define SMALL(name, a, b, c) \
  { #name, build_##name, { a, b, c, 1 }, VT_TYPE_F32, NULL, "%" G_GINT64_FORMAT " x %" G_GINT64_FORMAT " x %" G_GINT64_FORMAT }
#define I G_GINT64_FORMAT
#define HEADS "%" I " x %" I " heads, %" I " tokens, %" I " rows"
#define PICTURE "%" I " channels, extent %" I ", kernel %" I
#define SOUND "%" I " to %" I " channels, length %" I ", %" I
#define CONV(type, cin, cout, extent, kernel) \
  { "conv_2d", build_conv_2d, { cin, cout, extent, kernel }, type, conv_2d_flops, \
    "%" I " to %" I " channels, extent %" I ", kernel %" I }
#define CONV1(type, cin, cout, length, kernel) \
  { "conv_1d", build_conv_1d, { cin, cout, length, kernel }, type, conv_1d_flops, SOUND }
#define ATTENTION(type, d, heads, tokens, rows) \
  { "attention", build_attention, { d, heads, tokens, rows }, type, attention_flops, \
    HEADS }

static const BenchCase cases[] = {
  BOTH (VT_TYPE_F32, 2048, 2048),
  BOTH (VT_TYPE_F16, 2048, 2048),
  BOTH (VT_TYPE_BF16, 2048, 2048),
  BOTH (VT_TYPE_Q8_0, 2048, 2048),
  BOTH (VT_TYPE_Q4_0, 2048, 2048),
  BOTH (VT_TYPE_Q4_1, 2048, 2048),
  BOTH (VT_TYPE_Q5_0, 2048, 2048),
  BOTH (VT_TYPE_Q5_1, 2048, 2048),
  BOTH (VT_TYPE_Q2_K, 2048, 2048),
  BOTH (VT_TYPE_Q3_K, 2048, 2048),
  BOTH (VT_TYPE_Q4_K, 2048, 2048),
  BOTH (VT_TYPE_Q5_K, 2048, 2048),
  BOTH (VT_TYPE_Q6_K, 2048, 2048),
  BOTH (VT_TYPE_IQ4_NL, 2048, 2048),
  MUL_MAT (VT_TYPE_Q8_0, 640, 262144, 1),
  MUL_MAT (VT_TYPE_Q6_K, 1024, 151936, 1),
  MUL_MAT (VT_TYPE_Q5_0, 640, 2048, 1),
  MUL_MAT (VT_TYPE_Q5_0, 640, 2048, 253),
  MUL_MAT (VT_TYPE_Q4_K, 2048, 640, 1),
  MUL_MAT (VT_TYPE_Q4_K, 2048, 640, 253),
  MUL_MAT (VT_TYPE_Q8_0, 2048, 2048, 4),
  MUL_MAT (VT_TYPE_Q8_0, 2048, 2048, 16),
  ATTENTION (VT_TYPE_F16, 256, 4, 1, 256),
  ATTENTION (VT_TYPE_F16, 256, 4, 1, 4096),
  ATTENTION (VT_TYPE_F16, 256, 4, 256, 256),
  ATTENTION (VT_TYPE_F32, 64, 12, 1024, 1024),
  { "attention", build_self_attention, { 40, 8, 4096, 4096 }, VT_TYPE_F32, attention_flops, HEADS },
  { "attention", build_self_attention, { 40, 8, 1024, 1024 }, VT_TYPE_F32, attention_flops, HEADS },
  { "attention", build_self_attention, { 80, 8, 1024, 1024 }, VT_TYPE_F32, attention_flops, HEADS },
  { "attention", build_self_attention, { 40, 8, 4096, 77 }, VT_TYPE_F32, attention_flops, HEADS },
  { "attention", build_self_attention, { 64, 8, 1500, 1500 }, VT_TYPE_F32, attention_flops, HEADS },
  CONV (VT_TYPE_F16, 4, 320, 32, 3),
  CONV (VT_TYPE_F16, 320, 320, 32, 3),
  CONV (VT_TYPE_F16, 640, 640, 16, 3),
  CONV (VT_TYPE_F16, 1280, 1280, 8, 3),
  CONV (VT_TYPE_F16, 2560, 1280, 4, 3),
  CONV (VT_TYPE_F16, 320, 320, 64, 3),
  CONV (VT_TYPE_F16, 128, 128, 256, 3),
  CONV (VT_TYPE_F16, 128, 3, 256, 3),
  CONV1 (VT_TYPE_F32, 80, 384, 3000, 3),
  CONV1 (VT_TYPE_F32, 128, 128, 2048, 7),
  CONV1 (VT_TYPE_F32, 64, 64, 8192, 7),
  CONV1 (VT_TYPE_F32, 32, 32, 32768, 11),
  CONV1 (VT_TYPE_F32, 32, 32, 32768, 3),
  CONV1 (VT_TYPE_F32, 32, 1, 32768, 7),
  { "depthwise", build_depthwise, { 192, 56, 3, 1 }, VT_TYPE_F32, depthwise_flops, PICTURE },
  { "depthwise", build_depthwise, { 672, 14, 5, 1 }, VT_TYPE_F32, depthwise_flops, PICTURE },
  { "conv_transp", build_conv_transpose, { 256, 128, 256, 8 }, VT_TYPE_F32, conv_transpose_flops, SOUND },
  { "conv_transp", build_conv_transpose, { 64, 32, 8192, 2 }, VT_TYPE_F32, conv_transpose_flops, SOUND },
  SMALL (group_norm, 320, 32, 32),
  SMALL (group_norm, 320, 64, 32),
  SMALL (group_norm, 128, 256, 32),
  SMALL (rms_norm, 640, 1, 1),
  SMALL (rms_norm, 640, 256, 1),
  SMALL (norm, 768, 256, 1),
  SMALL (add, 640, 256, 1),
  SMALL (glu, 2048, 1, 1),
  SMALL (glu, 2048, 256, 1),
  SMALL (unary, 3072, 256, 1),
  SMALL (rope, 256, 4, 1),
  SMALL (rope, 256, 4, 256),
  SMALL (cast, 640, 256, 1),
  { "get_rows", build_get_rows, { 640, 4096, 256, 1 }, VT_TYPE_Q8_0, NULL,
    "%" G_GINT64_FORMAT " x %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT " rows" },
};

void
vt_bench_op_free (VtBenchOp *result)
{
  g_free (result->what);
  g_free (result);
}

/* Smooth numbers between -1 and 1; spans see everything, other ids count up. */
static gboolean
fill_input (VtPlan *plan, VtTensor *t, GError **error)
{
  gsize size = vt_tensor_bytes (t);
  g_autofree guint8 *bytes = g_malloc (size);
  g_autofree float *row = g_new (float, t->ne[0]);

  for (gint64 i = 0; i < t->ne[0]; i++)
    row[i] = sinf ((float) (i * i % 1013));
  for (gint64 r = 0; r < vt_tensor_rows (t); r++)
    {
      if (t->type == VT_TYPE_I32)
        for (gint64 i = 0; i < t->ne[0]; i++)
          ((gint32 *) bytes)[r * t->ne[0] + i] = t->ne[0] == 2 ? (i == 0 ? 0 : G_MAXINT32) : (gint32) i % 1000;
      else
        vt_quantise (t->type, row, bytes + r * t->nb[1], t->ne[0]);
    }
  return vt_plan_write (plan, t, bytes, size, error);
}

static gboolean
fill_inputs (VtPlan *plan, GError **error)
{
  for (guint i = 0; i < plan->graph->nodes->len; i++)
    {
      VtTensor *t = g_ptr_array_index (plan->graph->nodes, i);

      if (t->role == VT_ROLE_INPUT && !fill_input (plan, t, error))
        return FALSE;
    }
  return TRUE;
}

/* Microseconds of processor time of this program so far. */
static double
processor_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e6 + (double) now.tv_nsec / 1e3;
}

/* The fastest run's times to @result; %FALSE on failure. */
static gboolean
find_fastest (VtPlan *plan, VtBenchOp *result, GCancellable *cancellable, GError **error)
{
  gint64 begin = g_get_monotonic_time (), before = begin;
  double cpu_before = processor_time ();

  result->us = result->cpu_us = G_MAXDOUBLE;
  for (int i = 0; i < REPEATS_AT_LEAST || before - begin < REPEAT_US; i++)
    {
      gint64 after;
      double cpu_after;

      if (!vt_plan_run (plan, cancellable, error))
        return FALSE;
      after = g_get_monotonic_time ();
      cpu_after = processor_time ();
      result->us = MIN (result->us, (double) (after - before));
      result->cpu_us = MIN (result->cpu_us, cpu_after - cpu_before);
      before = after;
      cpu_before = cpu_after;
    }
  return TRUE;
}

static VtBenchOp *
describe (const BenchCase *c, const VtTensor *node)
{
  VtBenchOp *result = g_new0 (VtBenchOp, 1);
  g_autofree char *extents = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  extents = g_strdup_printf (c->format, c->n[0], c->n[1], c->n[2], c->n[3]);
#pragma GCC diagnostic pop
  result->op = c->op;
  result->what = g_strdup_printf ("%s %s", vt_type_info (c->type)->name, extents);
  result->bytes = (double) vt_tensor_bytes (node);
  for (int i = 0; i < VT_MAX_SRCS; i++)
    if (node->src[i] != NULL && node->op->writes != i && strcmp (c->op, "get_rows") != 0)
      result->bytes += (double) vt_tensor_bytes (node->src[i]);
  result->flops = c->flops != NULL ? c->flops (c->n) : 0;
  return result;
}

static VtBenchOp *
measure (VtDevice *device, const BenchCase *c, GCancellable *cancellable, GError **error)
{
  VtGraph *g = vt_graph_new ();
  VtTensor *node = vt_graph_output (g, c->build (g, c->n, c->type), "result");
  g_autoptr(VtPlan) plan = vt_plan_new (device, g, error);
  g_autoptr(VtBenchOp) result = NULL;

  if (plan == NULL || !fill_inputs (plan, error))
    return NULL;
  result = describe (c, node);
  return find_fastest (plan, result, cancellable, error) ? g_steal_pointer (&result) : NULL;
}

GPtrArray *
vt_bench_ops (VtDevice *device, const char *filter, VtBenchOpFunc each, gpointer data,
              GCancellable *cancellable, GError **error)
{
  g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_bench_op_free);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      VtBenchOp *result;

      if (filter != NULL && strcmp (filter, cases[i].op) != 0)
        continue;
      result = measure (device, &cases[i], cancellable, error);
      if (result == NULL)
        return NULL;
      g_ptr_array_add (results, result);
      if (each != NULL)
        each (result, data);
    }
  if (results->len == 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND, "No operation to measure is called “%s”.", filter);
      return NULL;
    }
  return g_steal_pointer (&results);
}

char *
vt_bench_op_to_text (const VtBenchOp *result)
{
  g_autofree char *flops = result->flops > 0 ? g_strdup_printf ("%8.1f GFLOP/s", result->flops / result->us / 1e3) : NULL;

  return g_strdup_printf ("%-12s %-44s %10.1f us %10.1f us of processor %8.2f GB/s %s", result->op, result->what,
                          result->us, result->cpu_us, result->bytes / result->us / 1e3, flops != NULL ? flops : "");
}

char *
vt_bench_ops_to_json (GPtrArray *results)
{
  GString *json = g_string_new ("[");

  for (guint i = 0; i < results->len; i++)
    {
      const VtBenchOp *r = g_ptr_array_index (results, i);
      char us[32], cpu[32], bytes[32], flops[32];

      g_ascii_formatd (us, sizeof us, "%.1f", r->us);
      g_ascii_formatd (cpu, sizeof cpu, "%.1f", r->cpu_us);
      g_ascii_formatd (bytes, sizeof bytes, "%.3f", r->bytes / r->us / 1e3);
      g_ascii_formatd (flops, sizeof flops, "%.2f", r->flops / r->us / 1e3);
      g_string_append_printf (json, "%s\n{\"op\": \"%s\", \"what\": \"%s\", \"us\": %s, \"cpu_us\": %s, \"gb_per_s\": %s, \"gflops\": %s}",
                              i > 0 ? "," : "", r->op, r->what, us, cpu, bytes, flops);
    }
  return g_string_free (g_string_append (json, "\n]\n"), FALSE);
}
