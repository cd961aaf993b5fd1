/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/nn/probe.h"

/* Values and views of values, but of no weight or input. */
static gboolean
is_state (const VtTensor *t)
{
  return t->name[0] != '\0' && vt_tensor_root (t)->role == VT_ROLE_VALUE && vt_tensor_is_dense (t);
}

void
vt_nn_probe_expose (VtGraph *g)
{
  for (guint i = 0; i < g->nodes->len; i++)
    {
      VtTensor *t = g_ptr_array_index (g->nodes, i);

      if (is_state (t))
        ((VtTensor *) vt_tensor_root (t))->output = TRUE;
    }
}

gboolean
vt_nn_probe_tell (VtPlan *plan, VtNnProbe probe, gpointer data, GError **error)
{
  for (guint i = 0; i < plan->graph->nodes->len; i++)
    {
      VtTensor *t = g_ptr_array_index (plan->graph->nodes, i);
      g_autofree float *values = NULL;

      if (!is_state (t))
        continue;
      values = g_malloc (vt_tensor_bytes (t));
      if (!vt_plan_read (plan, t, values, vt_tensor_bytes (t), error))
        return FALSE;
      probe (t->name, values, t->ne[0], vt_tensor_rows (t), data);
    }
  return TRUE;
}
