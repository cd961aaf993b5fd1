/* fusion-products.c: products of few columns that share them: queries, keys and values,
 * and the two halves of a gated unit, whose results never reach memory.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/ops/fusions.h"
#include "engine/ops/op-mul-mat-vk.h"

extern const VtVkShader vt_spv_mul_mat_together[];

#define MOST_COLUMNS 8 /* more are better off in tiles, each product by itself */
#define GPU_ROWS 2
#define MAX_GROUPS 65535

enum { GATE_OR_UP, UP_OR_GATE, UNIT };

/* Whether @t is no more than a matrix times a few columns. */
static gboolean
is_plain (const VtTensor *t)
{
  const VtTensor *w = t->src[0], *x = t->src[1];

  return t->src[2] == NULL && t->src[3] == NULL && w->ne[2] * w->ne[3] == 1 && x->ne[2] * x->ne[3] == 1 &&
         x->ne[1] <= MOST_COLUMNS && (w->ne[1] == 1 || w->nb[1] <= G_MAXUINT32) && (x->ne[1] == 1 || x->nb[1] <= G_MAXUINT32);
}

/* Whether one kernel can multiply both weights with what both read, none of which is the
 * earlier product @a itself. */
static gboolean
share (const VtTensor *a, const VtTensor *b)
{
  return a->src[1] == b->src[1] && a->src[0]->type == b->src[0]->type && a->src[0]->nb[1] == b->src[0]->nb[1] &&
         vt_tensor_root (b->src[0]) != a && is_plain (a) && is_plain (b);
}

static gboolean
two_fit (VtTensor *const *nodes)
{
  return share (nodes[0], nodes[1]);
}

static gboolean
three_fit (VtTensor *const *nodes)
{
  return share (nodes[0], nodes[1]) && share (nodes[0], nodes[2]) && share (nodes[1], nodes[2]);
}

static gboolean
gated_fits (VtTensor *const *nodes)
{
  const VtTensor *unit = nodes[UNIT];
  gboolean reads_both = (unit->src[0] == nodes[GATE_OR_UP] && unit->src[1] == nodes[UP_OR_GATE]) ||
                        (unit->src[1] == nodes[GATE_OR_UP] && unit->src[0] == nodes[UP_OR_GATE]);

  return reads_both && share (nodes[GATE_OR_UP], nodes[UP_OR_GATE]);
}

/**
 * Products: what a dispatch does.
 * @nodes: @n products; the first two of a gated unit, the gate first
 * @unit: the gated unit, or %NULL
 */
typedef struct
{
  const VtTensor *nodes[3];
  guint n;
  const VtTensor *unit;
} Products;

static Products
gated_products (VtTensor *const *nodes)
{
  return (Products) { { nodes[UNIT]->src[0], nodes[UNIT]->src[1] }, 2, nodes[UNIT] };
}

/* How many rows of each product a workgroup takes; 0 where lavapipe cannot. */
static guint
rows_of (const Products *p, const VtVkRecorder *recorder)
{
  const VtTensor *w = p->nodes[0]->src[0];
  guint rows;

  if (vt_vk_recorder_is_gpu (recorder))
    return GPU_ROWS;
  if (!vt_vk_is_soft (recorder) || p->nodes[0]->ne[1] != 1)
    return 0;
  rows = vt_mul_mat_soft_column_rows (w->type, w->ne[0]) / (p->unit != NULL ? 2 : 1);
  for (guint i = 0; i < p->n; i++)
    while (rows > 0 && p->nodes[i]->ne[0] % rows != 0)
      rows /= 2;
  return rows;
}

static guint64
groups_of (const Products *p, guint rows)
{
  guint64 groups = 0;

  for (guint i = 0; i < (p->unit != NULL ? 1 : p->n); i++)
    groups += ((guint64) p->nodes[i]->ne[0] + rows - 1) / rows;
  return groups;
}

static gboolean
vk_fits (const Products *p, const VtVkRecorder *recorder)
{
  guint rows = rows_of (p, recorder);

  return rows > 0 && p->nodes[0]->src[0]->ne[0] % 4 == 0 && groups_of (p, rows) <= MAX_GROUPS;
}

static gboolean
two_vk_fit (VtTensor *const *nodes, const VtVkRecorder *recorder)
{
  return vk_fits (&(Products) { { nodes[0], nodes[1] }, 2, NULL }, recorder);
}

static gboolean
three_vk_fit (VtTensor *const *nodes, const VtVkRecorder *recorder)
{
  return vk_fits (&(Products) { { nodes[0], nodes[1], nodes[2] }, 3, NULL }, recorder);
}

static gboolean
gated_vk_fits (VtTensor *const *nodes, const VtVkRecorder *recorder)
{
  Products p = gated_products (nodes);

  return vk_fits (&p, recorder);
}

/* The push constants of op-mul-mat-together.comp. */
typedef struct
{
  guint64 w[3], x, y[3];
  guint32 row_bytes;
  union
  {
    struct
    {
      guint32 nb_x, m2;
    };
    guint32 digit[16];
  };
} Push;

static gboolean
is_wide (const Products *p)
{
  const VtTensor *w = p->nodes[0]->src[0], *x = p->nodes[0]->src[1];
  guint64 bytes = vt_type_is_quantised (w->type) ? 1 : 4 * (guint64) vt_type_info (w->type)->bytes;
  guint64 places = 0;

  for (guint i = 0; i < p->n; i++)
    places |= p->nodes[i]->src[0]->address;
  return x->address % 16 == 0 && (guint64) x->nb[1] % 16 == 0 && places % bytes == 0 && (guint64) w->nb[1] % bytes == 0;
}

/* As many as go through K in two turns of four values. */
static guint
lanes_of (gint64 k)
{
  return (guint) CLAMP ((k + 255) / 256, 1, 8) * 32;
}

static void
fill (Push *push, const Products *p, gboolean gpu)
{
  const VtTensor *x = p->nodes[0]->src[1];

  *push = (Push) { .x = x->address, .row_bytes = (guint32) p->nodes[0]->src[0]->nb[1], .digit = VT_VK_DIGITS };
  for (guint i = 0; i < p->n; i++)
    {
      push->w[i] = p->nodes[i]->src[0]->address;
      push->y[i] = p->nodes[i]->address;
    }
  if (p->unit != NULL)
    push->y[0] = p->unit->address;
  if (gpu)
    {
      push->nb_x = (guint32) x->nb[1];
      push->m2 = p->n > 2 ? (guint32) p->nodes[2]->ne[0] : 0;
    }
}

static gboolean
record (const Products *p, VtVkRecorder *recorder, GError **error)
{
  const VtTensor *first = p->nodes[0], *w = first->src[0];
  gboolean gpu = vt_vk_recorder_is_gpu (recorder);
  guint rows = rows_of (p, recorder);
  g_autofree char *variant = g_strconcat (gpu ? "" : "soft-", p->unit != NULL ? "gated-" : "", vt_type_info (w->type)->name, NULL);
  guint64 work = 0;
  Push push;

  fill (&push, p, gpu);
  for (guint i = 0; i < p->n; i++)
    work += vt_mul_mat_work (p->nodes[i]);
  return vt_vk_recorder_dispatch (recorder, &(VtVkDispatch) {
    .shader = vt_vk_shader (vt_spv_mul_mat_together, variant),
    .spec = { gpu ? lanes_of (w->ne[0]) : 8, (guint32) w->ne[0], rows, (guint32) first->ne[1], gpu && is_wide (p),
              (guint32) first->ne[0], (guint32) p->nodes[1]->ne[0],
              p->unit != NULL ? (guint32) vt_tensor_params (p->unit, VtUnaryParams)->function : 0 }, .n_spec = 8,
    .push = &push, .push_bytes = sizeof push, .groups = { (guint32) groups_of (p, rows), 1, 1 }, .work = work }, error);
}

static gboolean
two_record (VtTensor *const *nodes, VtVkRecorder *recorder, GError **error)
{
  return record (&(Products) { { nodes[0], nodes[1] }, 2, NULL }, recorder, error);
}

static gboolean
three_record (VtTensor *const *nodes, VtVkRecorder *recorder, GError **error)
{
  return record (&(Products) { { nodes[0], nodes[1], nodes[2] }, 3, NULL }, recorder, error);
}

static gboolean
gated_record (VtTensor *const *nodes, VtVkRecorder *recorder, GError **error)
{
  Products p = gated_products (nodes);

  return record (&p, recorder, error);
}

const VtFusion vt_fusion_gated_products = {
  .name = "gated_products", .ops = { &vt_op_mul_mat, &vt_op_mul_mat, &vt_op_glu },
  .kept = 1 << GATE_OR_UP | 1 << UP_OR_GATE,
  .fits = gated_fits, .vk_fits = gated_vk_fits, .vk_record = gated_record,
};

const VtFusion vt_fusion_three_products = {
  .name = "three_products", .ops = { &vt_op_mul_mat, &vt_op_mul_mat, &vt_op_mul_mat },
  .fits = three_fit, .vk_fits = three_vk_fit, .vk_record = three_record,
};

const VtFusion vt_fusion_two_products = {
  .name = "two_products", .ops = { &vt_op_mul_mat, &vt_op_mul_mat },
  .fits = two_fit, .vk_fits = two_vk_fit, .vk_record = two_record,
};
