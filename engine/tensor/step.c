/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tensor/step.h"

guint *
vt_steps_last_uses (VtGraph *graph)
{
  guint *last = g_new (guint, MAX (graph->nodes->len, 1));

  for (guint i = 0; i < graph->nodes->len; i++)
    last[i] = i;
  for (guint i = 0; i < graph->nodes->len; i++)
    {
      const VtTensor *t = g_ptr_array_index (graph->nodes, i);

      for (int s = 0; s < VT_MAX_SRCS; s++)
        if (t->src[s] != NULL)
          last[vt_tensor_root (t->src[s])->index] = i;
    }
  return last;
}

static guint
length_of (const VtFusion *fusion)
{
  guint n = 0;

  while (n < VT_FUSION_MOST && fusion->ops[n] != NULL)
    n++;
  return n;
}

/* Whether what @fusion keeps inside is read by nobody outside. */
static gboolean
stays_inside (const VtFusion *fusion, VtTensor *const *nodes, guint n, const guint *last)
{
  for (guint i = 0; i < n; i++)
    if ((fusion->kept >> i & 1) != 0 && (nodes[i]->output || last[nodes[i]->index] > nodes[n - 1]->index))
      return FALSE;
  return TRUE;
}

/* Whether @fusion takes the operations @nodes, of which there are @left. */
static gboolean
takes (const VtFusion *fusion, VtTensor *const *nodes, guint left, const guint *last)
{
  guint n = length_of (fusion);

  if (n > left)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (nodes[i]->op != fusion->ops[i] || vt_tensor_elements (nodes[i]) == 0)
      return FALSE;
  return stays_inside (fusion, nodes, n, last) && fusion->fits (nodes);
}

static const VtFusion *
find (VtTensor *const *nodes, guint left, const guint *last)
{
  for (guint i = 0; vt_fusions[i] != NULL; i++)
    if (takes (vt_fusions[i], nodes, left, last))
      return vt_fusions[i];
  return NULL;
}

static GPtrArray *
operations (VtGraph *graph)
{
  GPtrArray *ops = g_ptr_array_new ();

  for (guint i = 0; i < graph->nodes->len; i++)
    if (((VtTensor *) g_ptr_array_index (graph->nodes, i))->op != NULL)
      g_ptr_array_add (ops, g_ptr_array_index (graph->nodes, i));
  return ops;
}

GArray *
vt_steps_new (VtGraph *graph, gboolean fuse)
{
  g_autoptr(GPtrArray) ops = operations (graph);
  g_autofree guint *last = vt_steps_last_uses (graph);
  GArray *steps = g_array_new (FALSE, TRUE, sizeof (VtStep));

  for (guint i = 0; i < ops->len;)
    {
      VtTensor *const *nodes = (VtTensor *const *) ops->pdata + i;
      VtStep step = { fuse ? find (nodes, ops->len - i, last) : NULL, 1, { NULL } };

      if (step.fusion != NULL)
        step.n = length_of (step.fusion);
      for (guint k = 0; k < step.n; k++)
        step.nodes[k] = nodes[k];
      g_array_append_val (steps, step);
      i += step.n;
    }
  return steps;
}
