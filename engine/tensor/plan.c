/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tensor/plan.h"

#include "engine/tensor/plan-memory.h"
#include "engine/tensor/plan-times.h"

#define LARGE (64 << 20) /* bytes that are not kept for a next run */

/* After the buffers exist: where every tensor is, for host and kernels. */
static void
bind_tensor (VtPlan *plan, VtTensor *t)
{
  if (t->view_src != NULL)
    {
      t->buffer = t->view_src->buffer;
      t->offset = t->view_src->offset + t->view_offset;
    }
  else if (t->role != VT_ROLE_BOUND)
    t->buffer = plan->memory[vt_plan_memory_of (t)];
  if (t->buffer == NULL)
    return; /* nothing in it */
  t->data = t->buffer->data != NULL ? t->buffer->data + t->offset : NULL;
  t->address = t->buffer->address + t->offset;
}

static gboolean
allocate (VtPlan *plan, GError **error)
{
  gsize sizes[3] = { 0 };

  vt_plan_memory_layout (plan->graph, plan->steps, sizes);
  for (int m = 0; m < 3; m++)
    if (sizes[m] > 0)
      {
        plan->memory[m] = vt_buffer_new (plan->device, sizes[m], (VtMemory) m, error);
        if (plan->memory[m] == NULL)
          return FALSE;
      }
  for (guint i = 0; i < plan->graph->nodes->len; i++)
    bind_tensor (plan, g_ptr_array_index (plan->graph->nodes, i));
  return TRUE;
}

VtPlan *
vt_plan_new (VtDevice *device, VtGraph *graph, GError **error)
{
  g_autoptr(VtPlan) plan = g_new0 (VtPlan, 1);

  plan->device = vt_device_ref (device);
  plan->graph = graph;
  if (graph->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&graph->error));
      return NULL;
    }
  plan->steps = vt_steps_new (graph, device->klass->fuses);
  if (!allocate (plan, error))
    return NULL;
  plan->prepared = device->klass->plan_prepare (device, plan, error);
  vt_plan_set_timing (plan, vt_plan_times_wanted ());
  return plan->prepared != NULL ? g_steal_pointer (&plan) : NULL;
}

void
vt_plan_free (VtPlan *plan)
{
  if (plan->sum_us != NULL)
    vt_plan_times_print (plan, plan->sum_us, plan->n_runs);
  if (plan->prepared != NULL)
    plan->device->klass->plan_release (plan->device, plan->prepared);
  for (int m = 0; m < 3; m++)
    g_clear_pointer (&plan->memory[m], vt_buffer_free);
  vt_graph_free (plan->graph);
  g_clear_pointer (&plan->steps, g_array_unref);
  vt_device_unref (plan->device);
  g_free (plan->node_us);
  g_free (plan->sum_us);
  g_free (plan);
}

gboolean
vt_plan_write (VtPlan *plan, VtTensor *input, const void *data, gsize size, GError **error)
{
  g_assert (size == vt_tensor_bytes (input));
  return size == 0 || vt_buffer_write (input->buffer, input->offset, data, size, error);
}

gboolean
vt_plan_run (VtPlan *plan, GCancellable *cancellable, GError **error)
{
  if (!plan->device->klass->plan_run (plan->device, plan, plan->prepared, cancellable, error))
    return FALSE;
  if (plan->node_us != NULL && vt_plan_times_wanted ())
    {
      vt_plan_times_add (plan, &plan->sum_us);
      if (++plan->n_runs % VT_PLAN_TIMES_RUNS == 0)
        vt_plan_times_print (plan, plan->sum_us, plan->n_runs);
    }
  return TRUE;
}

gboolean
vt_plan_read (VtPlan *plan, VtTensor *output, void *data, gsize size, GError **error)
{
  g_assert (size <= vt_tensor_bytes (output));
  return vt_buffer_read (output->buffer, output->offset, data, size, error);
}

void
vt_plan_set_timing (VtPlan *plan, gboolean on)
{
  g_clear_pointer (&plan->node_us, g_free);
  if (on)
    plan->node_us = g_new0 (double, plan->graph->nodes->len);
}

gsize
vt_plan_bytes (const VtPlan *plan)
{
  gsize bytes = 0;

  for (int m = 0; m < 3; m++)
    bytes += plan->memory[m] != NULL ? plan->memory[m]->size : 0;
  return bytes;
}

gboolean
vt_plan_is_large (const VtPlan *plan)
{
  return vt_plan_bytes (plan) > LARGE;
}
