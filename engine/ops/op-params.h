/* op-params.h: the parameter structs that builders store in nodes, shared with
 * the CPU and Vulkan implementations of the same operation, and the small
 * helpers that builders share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/ops/ops.h"

typedef struct
{
  float scale;
  float shift;
} VtScaleParams;

typedef struct
{
  gint32 function; /* VtUnary; of unary and glu */
} VtUnaryParams;

typedef struct
{
  float eps;
  float weight_shift; /* of rms_norm */
} VtNormParams;

typedef struct
{
  float scale;
  float softcap;
} VtAttentionParams;

typedef struct
{
  gint32 dims[VT_MAX_DIMS];
} VtPermuteParams;

typedef struct
{
  gint32 dim;
} VtConcatParams;

typedef struct
{
  float eps;
  gint32 groups;
  gint32 silu;
} VtGroupNormParams;

typedef struct
{
  gint32 mode; /* VtUpsample */
} VtUpsampleParams;

typedef struct
{
  gint32 before[VT_MAX_DIMS];
  gint32 mode; /* VtPad */
  float value;
} VtPadParams;

typedef struct
{
  gint32 directions;
} VtLstmParams;

/* Refuses with "OP: shapes of the sources" in the message. */
static inline VtTensor *
vt_op_refuse (VtGraph *g, const VtOpClass *op, VtTensor *a, VtTensor *b, VtTensor *c)
{
  g_autofree char *sa = a ? vt_tensor_describe (a) : g_strdup ("nothing");
  g_autofree char *sb = b ? vt_tensor_describe (b) : NULL;
  g_autofree char *sc = c ? vt_tensor_describe (c) : NULL;

  return vt_graph_refuse (g, op->name, "%s%s%s%s%s", sa, sb ? " and " : "", sb ? sb : "",
                          sc ? " and " : "", sc ? sc : "");
}

static inline gboolean
vt_is_f32_rows (const VtTensor *t)
{
  return t->type == VT_TYPE_F32 && t->nb[0] == 4;
}

/* A vector of @n F32 numbers, or %NULL. */
static inline gboolean
vt_is_vector_or_null (const VtTensor *t, gint64 n)
{
  return t == NULL || (t->type == VT_TYPE_F32 && t->ne[0] == n && vt_tensor_elements (t) == n);
}

/* A dense list of @n I32 numbers. */
static inline gboolean
vt_is_ids (const VtTensor *t, gint64 n)
{
  return t->type == VT_TYPE_I32 && vt_tensor_elements (t) == n && vt_tensor_is_dense (t);
}

/* Whether matrices of @type can be multiplied with: floats and quantised blocks. */
static inline gboolean
vt_is_weight_type (VtType type)
{
  return type == VT_TYPE_F32 || type == VT_TYPE_F16 || type == VT_TYPE_BF16 || vt_type_is_quantised (type);
}
