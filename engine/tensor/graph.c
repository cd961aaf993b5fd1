/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tensor/graph.h"

#include <stdarg.h>
#include <string.h>

#include "engine/base/error.h"

VtGraph *
vt_graph_new (void)
{
  VtGraph *graph = g_new0 (VtGraph, 1);

  graph->nodes = g_ptr_array_new_with_free_func (g_free);
  return graph;
}

void
vt_graph_free (VtGraph *graph)
{
  g_ptr_array_unref (graph->nodes);
  g_clear_error (&graph->error);
  g_free (graph);
}

static VtTensor *
add_tensor (VtGraph *graph, VtTensorRole role, VtType type, const gint64 ne[VT_MAX_DIMS])
{
  VtTensor *t = g_new0 (VtTensor, 1);

  t->role = role;
  t->type = type;
  memcpy (t->ne, ne, sizeof t->ne);
  vt_tensor_set_dense (t);
  t->index = graph->nodes->len;
  g_ptr_array_add (graph->nodes, t);
  return t;
}

VtTensor *
vt_graph_input (VtGraph *graph, const char *name, VtType type,
                gint64 ne0, gint64 ne1, gint64 ne2, gint64 ne3)
{
  VtTensor *t = add_tensor (graph, VT_ROLE_INPUT, type, (gint64[]) { ne0, ne1, ne2, ne3 });

  g_strlcpy (t->name, name, sizeof t->name);
  return t;
}

VtTensor *
vt_graph_bound (VtGraph *graph, const VtTensor *like)
{
  VtTensor *t = add_tensor (graph, VT_ROLE_BOUND, like->type, like->ne);

  t->buffer = like->buffer;
  t->offset = like->offset;
  memcpy (t->nb, like->nb, sizeof t->nb);
  memcpy (t->name, like->name, sizeof t->name);
  return t;
}

VtTensor *
vt_graph_output (VtGraph *graph, VtTensor *tensor, const char *name)
{
  ((VtTensor *) vt_tensor_root (tensor))->output = TRUE;
  g_strlcpy (tensor->name, name, sizeof tensor->name);
  return tensor;
}

VtTensor *
vt_graph_name (VtTensor *tensor, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_vsnprintf (tensor->name, sizeof tensor->name, format, args);
  va_end (args);
  return tensor;
}

VtTensor *
vt_graph_find (VtGraph *graph, const char *name)
{
  for (guint i = 0; i < graph->nodes->len; i++)
    {
      VtTensor *t = g_ptr_array_index (graph->nodes, i);

      if (strcmp (t->name, name) == 0)
        return t;
    }
  return NULL;
}

VtTensor *
vt_graph_refuse (VtGraph *graph, const char *op, const char *format, ...)
{
  if (graph->error == NULL)
    {
      g_autofree char *why = NULL;
      va_list args;

      va_start (args, format);
      why = g_strdup_vprintf (format, args);
      va_end (args);
      g_set_error (&graph->error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                   "This model cannot be computed: the operation %s cannot work with %s.", op, why);
    }
  return add_tensor (graph, VT_ROLE_INPUT, VT_TYPE_F32, (gint64[]) { 1, 1, 1, 1 });
}

VtTensor *
vt_graph_op (VtGraph *graph, const VtOpClass *op, VtType type, const gint64 ne[VT_MAX_DIMS],
             const void *params, gsize params_size, guint n_srcs, ...)
{
  VtTensor *t = add_tensor (graph, VT_ROLE_VALUE, type, ne);
  va_list args;

  g_assert (n_srcs <= VT_MAX_SRCS && params_size <= VT_MAX_PARAMS);
  t->op = op;
  if (params_size > 0)
    memcpy (t->params, params, params_size);
  va_start (args, n_srcs);
  for (guint i = 0; i < n_srcs; i++)
    t->src[i] = va_arg (args, VtTensor *);
  va_end (args);
  if (op->writes >= 0)
    {
      t->view_src = t->src[op->writes];
      memcpy (t->nb, t->view_src->nb, sizeof t->nb);
    }
  return t;
}

VtTensor *
vt_view (VtGraph *graph, VtTensor *a, gint64 ne0, gint64 ne1, gint64 ne2, gint64 ne3,
         gsize nb1, gsize nb2, gsize nb3, gsize offset)
{
  gint64 ne[VT_MAX_DIMS] = { ne0, ne1, ne2, ne3 };
  VtTensor *t;

  for (int i = 0; i < VT_MAX_DIMS; i++)
    if (ne[i] < 0 || (i == 0 && ne[i] % vt_type_info (a->type)->block != 0))
      return vt_graph_refuse (graph, "view", "an extent of %" G_GINT64_FORMAT, ne[i]);
  t = add_tensor (graph, VT_ROLE_VIEW, a->type, ne);
  t->nb[1] = (gint64) nb1;
  t->nb[2] = (gint64) nb2;
  t->nb[3] = (gint64) nb3;
  t->view_src = a;
  t->view_offset = offset;
  if (offset + vt_tensor_bytes (t) > vt_tensor_bytes (a))
    return vt_graph_refuse (graph, "view", "a part that reaches beyond its tensor");
  return t;
}

VtTensor *
vt_reshape (VtGraph *graph, VtTensor *a, gint64 ne0, gint64 ne1, gint64 ne2, gint64 ne3)
{
  gsize row = vt_type_row_bytes (a->type, ne0);

  if (!vt_tensor_is_dense (a) || ne0 * ne1 * ne2 * ne3 != vt_tensor_elements (a))
    {
      g_autofree char *shape = vt_tensor_describe (a);
      return vt_graph_refuse (graph, "reshape", "%s", shape);
    }
  return vt_view (graph, a, ne0, ne1, ne2, ne3, row, row * ne1, row * ne1 * ne2, 0);
}

VtTensor *
vt_view_columns (VtGraph *graph, VtTensor *a, gint64 start, gint64 n)
{
  return vt_view (graph, a, n, a->ne[1], a->ne[2], a->ne[3], a->nb[1], a->nb[2], a->nb[3],
                  vt_type_row_bytes (a->type, start));
}

VtTensor *
vt_view_rows (VtGraph *graph, VtTensor *a, gint64 start, gint64 n)
{
  return vt_view (graph, a, a->ne[0], n, a->ne[2], a->ne[3], a->nb[1], a->nb[2], a->nb[3],
                  (gsize) (start * a->nb[1]));
}
