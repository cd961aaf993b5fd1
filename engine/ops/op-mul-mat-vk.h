/* op-mul-mat-vk.h: the ways to multiply matrices on a Vulkan device.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/ops/op-vk.h"

/**
 * VtMulMatWay: one kernel of mul_mat
 * @gpu: it is for real GPUs, else for lavapipe
 * @fits: whether it takes @node
 */
typedef struct
{
  const char *name;
  gboolean gpu;
  gboolean (*fits) (const VtTensor *node, const VtVkRecorder *recorder);
  gboolean (*record) (const VtTensor *node, VtVkRecorder *recorder, GError **error);
} VtMulMatWay;

extern const VtMulMatWay vt_mul_mat_soft, vt_mul_mat_gemv, vt_mul_mat_tiled;

/* The push constants of vk-mul-mat.glsl. */
typedef struct
{
  guint64 w, x, y, bias, residual;
  guint32 k, m, ne1, ne2, n;
  guint32 repeat2, repeat3;
  guint32 nb_w[3], nb_x[3], nb_r[3];
} VtMulMatPush;

gboolean vt_mul_mat_push (const VtTensor *node, VtMulMatPush *push, GError **error);

/* op-mul-mat-gpu-vk.c: a product of one matrix by addresses, in tiles; @push->k is a
 * multiple of four, there is one matrix of columns, and the result is dense. */
gboolean vt_mul_mat_tiled_record (VtVkRecorder *recorder, VtType type, const VtMulMatPush *push, GError **error);

/* Multiplications. */
static inline guint64
vt_mul_mat_work (const VtTensor *node)
{
  return (guint64) vt_tensor_elements (node) * (guint64) node->src[0]->ne[0];
}

/**
 * VtMulMatSoft: a product for op-mul-mat-soft-vk.c, by addresses; strides in bytes.
 * @k, @m, @n: values of a row of weights, rows, columns
 * @bias, @residual: 0 for none
 */
typedef struct
{
  VtType type;
  gint64 k;
  guint32 m, n;
  guint64 w, x, y, bias, residual;
  guint32 nb_w, nb_x, nb_y, nb_residual;
} VtMulMatSoft;

/* How many rows of weights, of @k values of @type, a workgroup on lavapipe multiplies with one
 * column at once; 0 where K must be cut. */
guint vt_mul_mat_soft_column_rows (VtType type, gint64 k);

/* Whether the kernels for lavapipe can take such a product, and the recording of it. */
gboolean vt_mul_mat_soft_fits (VtType type, gint64 k, gint64 n);
gboolean vt_mul_mat_soft_record (VtVkRecorder *recorder, const VtMulMatSoft *product, GError **error);
