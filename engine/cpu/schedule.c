/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/cpu/schedule.h"

/* Elements below which an operation costs less than a barrier saves: a few microseconds. */
#define SMALL 8192

/* Scratch of different steps does not share cache lines. */
#define SCRATCH_ALIGN 256

/* Memory that a step since the last barrier reads or writes. */
typedef struct
{
  const guint8 *begin, *end;
  gboolean writes;
  gboolean alone;
} Access;

static void
add_access (GArray *accesses, const VtTensor *t, gboolean writes, gboolean alone)
{
  Access access = { t->data, t->data + vt_tensor_bytes (t), writes, alone };

  g_array_append_val (accesses, access);
}

static void
add_accesses (GArray *accesses, const VtCpuStep *step)
{
  for (int s = 0; s < VT_MAX_SRCS; s++)
    if (step->node->src[s] != NULL)
      add_access (accesses, step->node->src[s], FALSE, step->alone);
  add_access (accesses, step->node, TRUE, step->alone);
}

/* Whether two accesses may meet in different threads, one of them a write. */
static gboolean
clash (const Access *a, const Access *b)
{
  return (a->writes || b->writes) && !(a->alone && b->alone) && a->begin < b->end && b->begin < a->end;
}

static gboolean
must_wait (GArray *since, const VtCpuStep *step)
{
  g_autoptr(GArray) mine = g_array_new (FALSE, FALSE, sizeof (Access));

  add_accesses (mine, step);
  for (guint i = 0; i < mine->len; i++)
    for (guint k = 0; k < since->len; k++)
      if (clash (&g_array_index (mine, Access, i), &g_array_index (since, Access, k)))
        return TRUE;
  return FALSE;
}

/* Operations with scratch are the heavy ones. */
static gboolean
is_small (const VtTensor *node)
{
  const VtTensor *work = node->op->writes >= 0 ? node->src[1] : node;

  return node->op->cpu_scratch == NULL && vt_tensor_elements (work) <= SMALL;
}

GArray *
vt_cpu_schedule (VtPlan *plan, const VtCpuKernels *kernels, guint n_threads, gsize *scratch_bytes)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (VtCpuStep));
  g_autoptr(GArray) since = g_array_new (FALSE, FALSE, sizeof (Access));
  gsize used = 0;

  *scratch_bytes = 0;
  for (guint i = 0; i < plan->graph->nodes->len; i++)
    {
      const VtTensor *node = g_ptr_array_index (plan->graph->nodes, i);
      VtCpuStep step = { node };

      if (node->op == NULL || vt_tensor_elements (node) == 0)
        continue;
      step.alone = is_small (node);
      step.wait = must_wait (since, &step);
      if (step.wait)
        {
          g_array_set_size (since, 0);
          used = 0;
        }
      add_accesses (since, &step);
      step.scratch = used; /* threads may be in different steps until the next barrier */
      if (node->op->cpu_scratch != NULL)
        used += (node->op->cpu_scratch (node, kernels, n_threads) + SCRATCH_ALIGN - 1) / SCRATCH_ALIGN * SCRATCH_ALIGN;
      *scratch_bytes = MAX (*scratch_bytes, used);
      g_array_append_val (steps, step);
    }
  return steps;
}
