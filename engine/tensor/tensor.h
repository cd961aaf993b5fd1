/* tensor.h: a tensor is a node of a graph: a shape, a type, and either the
 * operation that computes it or the memory that it is bound to.
 *
 * Shapes are written (ne0, ne1, ne2, ne3) with ne0 innermost, as in GGUF: a
 * PyTorch weight of shape (out, in) is (in, out) here. Unused dimensions are 1.
 *
 * Tensors are made by the functions of graph.h and ops.h, belong to their
 * graph and live as long as it (after vt_plan_new(), as long as the plan).
 * Nothing here is thread-safe: one graph is built by one thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/type.h"

G_BEGIN_DECLS

#define VT_MAX_DIMS 4
#define VT_MAX_SRCS 6
#define VT_MAX_PARAMS 64

typedef struct _VtTensor VtTensor;
typedef struct _VtOpClass VtOpClass;
typedef struct _VtBuffer VtBuffer;

/**
 * VtTensorRole:
 * @VT_ROLE_VALUE: computed by its operation; the plan finds memory for it
 * @VT_ROLE_INPUT: written by the host before each run
 * @VT_ROLE_BOUND: a weight or a state (KV cache) in a buffer that outlives the graph
 * @VT_ROLE_VIEW: another look at the memory of @view_src; costs nothing
 */
typedef enum
{
  VT_ROLE_VALUE,
  VT_ROLE_INPUT,
  VT_ROLE_BOUND,
  VT_ROLE_VIEW,
} VtTensorRole;

/**
 * VtTensor:
 * @ne: elements in each dimension
 * @nb: bytes from one element to the next in each dimension; nb[0] is the size
 *   of a block, rows are dense, higher dimensions may be strided (views)
 * @params: the operation's own struct, see vt_tensor_params()
 * @buffer: where it lives; set from the start for bound tensors, by the plan for others
 * @offset: in bytes, within @buffer
 * @data: host address, %NULL where the host cannot see the memory; set by the plan
 * @address: device address for kernels (Vulkan: buffer device address); set by the plan
 */
struct _VtTensor
{
  VtType type;
  VtTensorRole role;
  gint64 ne[VT_MAX_DIMS];
  gint64 nb[VT_MAX_DIMS];
  const VtOpClass *op;
  VtTensor *src[VT_MAX_SRCS];
  guint64 params[VT_MAX_PARAMS / 8];
  VtTensor *view_src;
  gsize view_offset;
  gboolean output;
  VtBuffer *buffer;
  gsize offset;
  guint8 *data;
  guint64 address;
  guint index;
  char name[48];
};

/* The parameter struct of the operation of @t, as its builder stored it. */
#define vt_tensor_params(t, Type) ((const Type *) (const void *) (t)->params)

/* Number of elements. */
static inline gint64
vt_tensor_elements (const VtTensor *t)
{
  return t->ne[0] * t->ne[1] * t->ne[2] * t->ne[3];
}

/* Number of rows: everything but the innermost dimension. */
static inline gint64
vt_tensor_rows (const VtTensor *t)
{
  return t->ne[1] * t->ne[2] * t->ne[3];
}

/* Bytes from the first to behind the last element, strides included. */
gsize vt_tensor_bytes (const VtTensor *t);

/* Whether elements follow each other without a gap. */
gboolean vt_tensor_is_dense (const VtTensor *t);

/* Whether both have the same extent in every dimension. */
gboolean vt_tensor_same_shape (const VtTensor *a, const VtTensor *b);

/* The tensor whose memory @t really uses: itself, or what it is a view of. */
static inline const VtTensor *
vt_tensor_root (const VtTensor *t)
{
  while (t->view_src != NULL)
    t = t->view_src;
  return t;
}

/* "Q4_K (640, 2048)" for messages; transfer full. */
char *vt_tensor_describe (const VtTensor *t);

/* Sets the strides of @t as of a dense tensor of its type and extents. */
void vt_tensor_set_dense (VtTensor *t);

G_END_DECLS
