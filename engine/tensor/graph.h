/* graph.h: the forward pass of a model, written down as straight code.
 *
 *     VtGraph *g = vt_graph_new ();
 *     VtTensor *x = vt_graph_input (g, "x", VT_TYPE_F32, 640, 4, 1, 1);
 *     VtTensor *y = vt_mul_mat (g, w, vt_rms_norm (g, x, norm, 1e-6f, 0));
 *     vt_graph_output (g, y, "y");
 *     g_autoptr(VtPlan) plan = vt_plan_new (device, g, &error);
 *
 * Builders never fail on the spot: the first thing that is wrong (shapes that
 * do not fit, a type that an operation does not take) stays in the graph and
 * comes out of vt_plan_new() as its error, so that a model reads as its paper.
 *
 * Not thread-safe: one thread builds a graph.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tensor/op.h"

G_BEGIN_DECLS

/**
 * VtGraph:
 * @nodes: (element-type VtTensor): all tensors in the order of their making,
 *   which is the order of execution
 * @error: the first thing that went wrong, or %NULL
 */
typedef struct
{
  GPtrArray *nodes;
  GError *error;
} VtGraph;

VtGraph *vt_graph_new (void);
void vt_graph_free (VtGraph *graph);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtGraph, vt_graph_free)

/* A tensor that the host writes before each run, by vt_plan_write(). */
VtTensor *vt_graph_input (VtGraph *graph, const char *name, VtType type,
                          gint64 ne0, gint64 ne1, gint64 ne2, gint64 ne3);

/* A tensor in memory that outlives the graph: a weight or a state.
 * @like gives type and extents (dense); @buffer is borrowed and must outlive the plan. */
VtTensor *vt_graph_bound (VtGraph *graph, const VtTensor *like);

/* Marks @tensor as one that the host reads after a run, by vt_plan_read(), and names it. */
VtTensor *vt_graph_output (VtGraph *graph, VtTensor *tensor, const char *name);

/* Names @tensor, printf-style, for traces and for comparing layer by layer. Returns @tensor. */
VtTensor *vt_graph_name (VtTensor *tensor, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* The tensor named @name, or %NULL. */
VtTensor *vt_graph_find (VtGraph *graph, const char *name);

/* The same elements in other extents; @a must be dense. */
VtTensor *vt_reshape (VtGraph *graph, VtTensor *a, gint64 ne0, gint64 ne1, gint64 ne2, gint64 ne3);

/* A part of @a: @offset in bytes; nb1..nb3 are strides in bytes. */
VtTensor *vt_view (VtGraph *graph, VtTensor *a, gint64 ne0, gint64 ne1, gint64 ne2, gint64 ne3,
                   gsize nb1, gsize nb2, gsize nb3, gsize offset);

/* @n elements of each row of @a from element @start on; (ne0, …) -> (n, …). */
VtTensor *vt_view_columns (VtGraph *graph, VtTensor *a, gint64 start, gint64 n);

/* Rows @start … @start + @n - 1 in dimension 1. */
VtTensor *vt_view_rows (VtGraph *graph, VtTensor *a, gint64 start, gint64 n);

/*< for operations: >*/

/* A new value computed by @op. @params is copied (VT_MAX_PARAMS bytes at most);
 * sources follow, exactly @n_srcs, %NULL where an optional one is left out. */
VtTensor *vt_graph_op (VtGraph *graph, const VtOpClass *op, VtType type, const gint64 ne[VT_MAX_DIMS],
                       const void *params, gsize params_size, guint n_srcs, ...);

/* Notes that @op refuses its sources and returns a tensor that can be built upon. */
VtTensor *vt_graph_refuse (VtGraph *graph, const char *op, const char *format, ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
