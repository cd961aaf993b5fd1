/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "harness.h"

#include <math.h>
#include <string.h>

#include "engine/base/half.h"
#include "engine/formats/quants.h"
#include "engine/vulkan/devices.h"

#define GUARD 0xa5

struct _VtOpTest
{
  VtGraph *graph;
  GRand *rand;
  GHashTable *bytes; /* input tensor -> GByteArray */
  const guint8 *block; /* the quantised block that was looked at last, and its values */
  float values[256];
};

VtGraph *
vt_test_graph (VtOpTest *test)
{
  return test->graph;
}

GRand *
vt_test_rand (VtOpTest *test)
{
  return test->rand;
}

/* The sum of twelve uniform numbers less six is as good as normal. */
static double
normal (GRand *rand)
{
  double sum = -6;

  for (int i = 0; i < 12; i++)
    sum += g_rand_double (rand);
  return sum;
}

static void
store (VtType type, guint8 *at, double value)
{
  float f = (float) value;
  guint16 half = type == VT_TYPE_BF16 ? vt_f32_to_bf16 (f) : vt_f32_to_f16 (f);
  gint32 i = (gint32) value;

  if (type == VT_TYPE_F32)
    memcpy (at, &f, 4);
  else if (type == VT_TYPE_I32)
    memcpy (at, &i, 4);
  else
    memcpy (at, &half, 2);
}

/* Where in a block of @type its 16-bit scales are; -1 ends. */
static void
scale_places (VtType type, int places[2])
{
  gsize bytes = vt_type_info (type)->bytes;

  places[0] = 0;
  places[1] = -1;
  if (type == VT_TYPE_Q4_1 || type == VT_TYPE_Q5_1 || type == VT_TYPE_Q4_K || type == VT_TYPE_Q5_K)
    places[1] = 2;
  else if (type == VT_TYPE_Q2_K)
    places[0] = (int) bytes - 4, places[1] = (int) bytes - 2;
  else if (type == VT_TYPE_Q3_K || type == VT_TYPE_Q6_K)
    places[0] = (int) bytes - 2;
}

static void
fill_blocks (GRand *rand, VtType type, guint8 *bytes, gsize size)
{
  gsize step = vt_type_info (type)->bytes;
  int places[2];

  scale_places (type, places);
  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) g_rand_int (rand);
  for (gsize at = 0; at < size; at += step)
    for (int k = 0; k < 2; k++)
      if (places[k] >= 0)
        store (VT_TYPE_F16, bytes + at + places[k], normal (rand) / 64);
}

/* Every element of @t, a view of the input whose bytes are given. */
static void
fill_elements (GRand *rand, const VtTensor *t, guint8 *bytes)
{
  for (gint64 r = 0; r < vt_tensor_rows (t); r++)
    {
      gint64 i1 = r % t->ne[1], i2 = r / t->ne[1] % t->ne[2], i3 = r / t->ne[1] / t->ne[2];

      for (gint64 i0 = 0; i0 < t->ne[0]; i0++)
        store (t->type, bytes + t->view_offset + i0 * t->nb[0] + i1 * t->nb[1] + i2 * t->nb[2] + i3 * t->nb[3],
               normal (rand));
    }
}

static guint8 *
remember (VtOpTest *test, VtTensor *input)
{
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_set_size (bytes, (guint) vt_tensor_bytes (input));
  if (bytes->len > 0)
    memset (bytes->data, 0xff, bytes->len); /* NaN in every float type */
  g_hash_table_insert (test->bytes, input, bytes);
  return bytes->data;
}

VtTensor *
vt_test_input (VtOpTest *test, VtType type, gint64 ne0, gint64 ne1, gint64 ne2, gint64 ne3, gboolean strided)
{
  VtTensor *whole, *t;

  if (vt_type_is_quantised (type))
    {
      t = vt_graph_input (test->graph, "input", type, ne0, ne1, ne2, ne3);
      fill_blocks (test->rand, type, remember (test, t), vt_tensor_bytes (t));
      return t;
    }
  whole = t = vt_graph_input (test->graph, "input", type, ne0 + 3 * strided, ne1 + strided, ne2 + strided, ne3);
  if (strided)
    t = vt_view (test->graph, whole, ne0, ne1, ne2, ne3, (gsize) whole->nb[1], (gsize) whole->nb[2],
                 (gsize) whole->nb[3], (gsize) whole->nb[0]);
  fill_elements (test->rand, t, remember (test, whole));
  return t;
}

VtTensor *
vt_test_ids (VtOpTest *test, gint64 n, gint32 low, gint32 high)
{
  VtTensor *t = vt_graph_input (test->graph, "ids", VT_TYPE_I32, n, 1, 1, 1);
  guint8 *bytes = remember (test, t);

  for (gint64 i = 0; i < n; i++)
    store (VT_TYPE_I32, bytes + 4 * i, g_rand_int_range (test->rand, low, high + 1));
  return t;
}

static guint8 *
bytes_of (VtOpTest *test, const VtTensor *root)
{
  GByteArray *bytes = g_hash_table_lookup (test->bytes, root);

  g_assert_nonnull (bytes);
  return bytes->data;
}

void
vt_test_set (VtOpTest *test, VtTensor *input, gint64 index, double value)
{
  store (input->type, bytes_of (test, input) + index * input->nb[0], value);
}

static double
load (VtType type, const guint8 *at)
{
  guint16 half;
  float f;
  gint32 i;

  memcpy (&half, at, 2);
  if (type == VT_TYPE_F16)
    return vt_f16_to_f32 (half);
  if (type == VT_TYPE_BF16)
    return vt_bf16_to_f32 (half);
  memcpy (&f, at, 4);
  memcpy (&i, at, 4);
  return type == VT_TYPE_F32 ? f : i;
}

double
vt_test_at (VtOpTest *test, const VtTensor *t, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  const VtTypeInfo *info = vt_type_info (t->type);
  gsize offset = (gsize) (i0 / info->block * t->nb[0] + i1 * t->nb[1] + i2 * t->nb[2] + i3 * t->nb[3]);
  const guint8 *at;

  for (const VtTensor *v = t; v->view_src != NULL; v = v->view_src)
    offset += v->view_offset;
  at = bytes_of (test, vt_tensor_root (t)) + offset;
  if (info->block == 1)
    return load (t->type, at);
  if (at != test->block)
    vt_dequantise (t->type, at, test->values, info->block);
  test->block = at;
  return test->values[i0 % info->block];
}

/* Fills the result's buffer, and what lies behind each input with NaN. */
static void
write_inputs (VtOpTest *test, VtPlan *plan)
{
  GHashTableIter iter;
  gpointer key, value;

  for (int m = 0; m < 3; m++)
    if (plan->memory[m] != NULL)
      {
        gsize size = plan->memory[m]->size;
        g_autofree guint8 *fill = g_malloc (size);

        memset (fill, m == VT_MEMORY_UPLOAD ? 0xff : GUARD, size);
        g_assert_true (vt_buffer_write (plan->memory[m], 0, fill, size, NULL));
      }
  g_hash_table_iter_init (&iter, test->bytes);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_assert_true (vt_plan_write (plan, key, ((GByteArray *) value)->data, ((GByteArray *) value)->len, NULL));
}

static gboolean
is_written (const VtPlan *plan, const VtTensor *input)
{
  for (guint i = 0; i < plan->graph->nodes->len; i++)
    {
      const VtTensor *t = g_ptr_array_index (plan->graph->nodes, i);

      if (t->op != NULL && t->op->writes >= 0 && vt_tensor_root (t) == input)
        return TRUE;
    }
  return FALSE;
}

/* Inputs must be as they were, except those that operations write into. */
static gboolean
inputs_are_untouched (VtOpTest *test, const VtPlan *plan)
{
  GHashTableIter iter;
  gpointer key, value;
  gboolean same = TRUE;

  g_hash_table_iter_init (&iter, test->bytes);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const GByteArray *bytes = value;
      g_autofree guint8 *now = g_malloc (bytes->len);

      g_assert_true (vt_buffer_read (((VtTensor *) key)->buffer, ((VtTensor *) key)->offset, now, bytes->len, NULL));
      same &= is_written (plan, key) || bytes->len == 0 || memcmp (now, bytes->data, bytes->len) == 0;
    }
  return same;
}

/* Nothing may be written behind the result. */
static gboolean
guards_stand (const VtTensor *node)
{
  gsize end = node->offset + vt_tensor_bytes (node), rest = node->buffer->size - end;
  g_autofree guint8 *bytes = g_malloc (rest + 1);

  if (node->op->writes >= 0)
    return TRUE;
  g_assert_true (vt_buffer_read (node->buffer, end, bytes, rest, NULL));
  for (gsize i = 0; i < rest; i++)
    if (bytes[i] != GUARD)
      return FALSE;
  return TRUE;
}

/* The result's normalised mean square error; infinite if anything is not finite. */
static double
error_of (VtOpTest *test, const VtOpCases *cases, const VtTensor *node)
{
  gsize size = vt_tensor_bytes (node);
  g_autofree guint8 *bytes = g_malloc (size + 1);
  double error = 0, power = 0;

  g_assert_true (vt_buffer_read (node->buffer, node->offset, bytes, size, NULL));
  for (gint64 r = 0; r < vt_tensor_rows (node); r++)
    for (gint64 i0 = 0; i0 < node->ne[0]; i0++)
      {
        gint64 i1 = r % node->ne[1], i2 = r / node->ne[1] % node->ne[2], i3 = r / node->ne[1] / node->ne[2];
        double expect = cases->reference (test, node, i0, i1, i2, i3);
        double got = load (node->type, bytes + i0 * node->nb[0] + i1 * node->nb[1] + i2 * node->nb[2] + i3 * node->nb[3]);

        if (!isfinite (got) || !isfinite (expect))
          return INFINITY;
        error += (got - expect) * (got - expect);
        power += expect * expect;
      }
  return power > 0 ? error / power : error;
}

/* Whether a device that should has done all at once. Lavapipe's kernels need eight lanes. */
static gboolean
is_as_fused_as_wanted (VtDevice *device, const VtPlan *plan, const VtOpCases *cases, const VtOpCase *c)
{
  if (!cases->fused || c->apart || !device->klass->fuses || vt_vulkan_device_lanes (device) != 8)
    return TRUE;
  return plan->steps->len == 1 && plan->n_dispatches == 1;
}

static char *
run_plan (VtOpTest *test, VtDevice *device, const VtOpCases *cases, const VtOpCase *c, VtTensor *node)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(VtPlan) plan = vt_plan_new (device, g_steal_pointer (&test->graph), &error);
  double tolerance = cases->tolerance != NULL ? cases->tolerance (c) : NMSE_F32, nmse;

  if (plan == NULL)
    return g_strdup (error->message);
  if (!is_as_fused_as_wanted (device, plan, cases, c))
    return g_strdup_printf ("%u steps, %u dispatches", plan->steps->len, plan->n_dispatches);
  write_inputs (test, plan);
  if (!vt_plan_run (plan, NULL, &error))
    return g_strdup (error->message);
  if (!inputs_are_untouched (test, plan))
    return g_strdup ("an input was changed");
  if (!guards_stand (node))
    return g_strdup ("something was written behind the result");
  nmse = error_of (test, cases, node);
  return nmse <= tolerance ? NULL : g_strdup_printf ("error %g, allowed %g", nmse, tolerance);
}

char *
vt_test_run (VtDevice *device, const VtOpCases *cases, const VtOpCase *c)
{
  VtOpTest test = { vt_graph_new (), g_rand_new_with_seed ((guint32) (c - cases->cases) + 1) };
  VtTensor *node;
  char *wrong;

  test.bytes = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_byte_array_unref);
  node = cases->build (&test, c);
  if (node->op != NULL)
    vt_graph_output (test.graph, node, "result");
  wrong = run_plan (&test, device, cases, c, node);
  g_clear_pointer (&test.graph, vt_graph_free);
  g_hash_table_unref (test.bytes);
  g_rand_free (test.rand);
  return wrong;
}
