/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/api/bench-ops.h"

#include <math.h>
#include <string.h>

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
#define ATTENTION(type, d, heads, tokens, rows) \
  { "attention", build_attention, { d, heads, tokens, rows }, type, attention_flops, \
    "%" G_GINT64_FORMAT " x %" G_GINT64_FORMAT " heads, %" G_GINT64_FORMAT " tokens, %" G_GINT64_FORMAT " rows" }

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

/* Microseconds of the fastest run, negative on failure. */
static double
fastest_run (VtPlan *plan, GCancellable *cancellable, GError **error)
{
  gint64 begin = g_get_monotonic_time (), before = begin;
  double best = G_MAXDOUBLE;

  for (int i = 0; i < REPEATS_AT_LEAST || before - begin < REPEAT_US; i++)
    {
      gint64 after;

      if (!vt_plan_run (plan, cancellable, error))
        return -1;
      after = g_get_monotonic_time ();
      best = MIN (best, (double) (after - before));
      before = after;
    }
  return best;
}

static VtBenchOp *
describe (const BenchCase *c, const VtTensor *node, double us)
{
  VtBenchOp *result = g_new0 (VtBenchOp, 1);
  g_autofree char *extents = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  extents = g_strdup_printf (c->format, c->n[0], c->n[1], c->n[2], c->n[3]);
#pragma GCC diagnostic pop
  result->op = c->op;
  result->what = g_strdup_printf ("%s %s", vt_type_info (c->type)->name, extents);
  result->us = us;
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
  double us;

  if (plan == NULL || !fill_inputs (plan, error))
    return NULL;
  us = fastest_run (plan, cancellable, error);
  return us >= 0 ? describe (c, node, us) : NULL;
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

  return g_strdup_printf ("%-10s %-40s %10.1f us %8.2f GB/s %s", result->op, result->what, result->us,
                          result->bytes / result->us / 1e3, flops != NULL ? flops : "");
}

char *
vt_bench_ops_to_json (GPtrArray *results)
{
  GString *json = g_string_new ("[");

  for (guint i = 0; i < results->len; i++)
    {
      const VtBenchOp *r = g_ptr_array_index (results, i);
      char us[32], bytes[32], flops[32];

      g_ascii_formatd (us, sizeof us, "%.1f", r->us);
      g_ascii_formatd (bytes, sizeof bytes, "%.3f", r->bytes / r->us / 1e3);
      g_ascii_formatd (flops, sizeof flops, "%.2f", r->flops / r->us / 1e3);
      g_string_append_printf (json, "%s\n{\"op\": \"%s\", \"what\": \"%s\", \"us\": %s, \"gb_per_s\": %s, \"gflops\": %s}",
                              i > 0 ? "," : "", r->op, r->what, us, bytes, flops);
    }
  return g_string_free (g_string_append (json, "\n]\n"), FALSE);
}
