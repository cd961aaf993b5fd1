/* plan.c: records a plan once and replays it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/tensor/plan.h"

#include "engine/vulkan/pipeline.h"
#include "engine/vulkan/recording.h"
#include "engine/vulkan/result.h"

/**
 * Prepared:
 * @plain: what runs usually
 * @timed: the same with timestamps, recorded when first wanted
 */
typedef struct
{
  VtVkRecorder *plain;
  VtVkRecorder *timed;
} Prepared;

static gboolean
is_work (const VtStep *step)
{
  return step->n > 1 || vt_tensor_elements (step->nodes[0]) > 0;
}

static VtVkRecorder *
record (VtVkDevice *device, VtPlan *plan, gboolean timed, GError **error)
{
  g_autoptr(VtVkRecorder) recorder = vt_vk_recorder_new (device, timed ? plan->steps->len + 1 : 0, error);

  if (recorder == NULL)
    return NULL;
  for (guint i = 0; i < plan->steps->len; i++)
    {
      const VtStep *step = &g_array_index (plan->steps, VtStep, i);

      if (is_work (step) && !vt_vk_recorder_step (recorder, step, error))
        return NULL;
    }
  if (plan->memory[VT_MEMORY_READBACK] != NULL)
    vt_vk_recorder_mirror (recorder, plan->memory[VT_MEMORY_READBACK]);
  return vt_vk_recorder_end (recorder, error) ? g_steal_pointer (&recorder) : NULL;
}

gpointer
vt_vk_plan_prepare (VtDevice *base, VtPlan *plan, GError **error)
{
  VtVkRecorder *plain = record ((VtVkDevice *) base, plan, FALSE, error);
  Prepared *prepared;

  if (plain == NULL)
    return NULL;
  vt_vk_pipelines_keep (((VtVkDevice *) base)->pipelines);
  prepared = g_new0 (Prepared, 1);
  prepared->plain = plain;
  plan->n_dispatches = plain->n_dispatches;
  plan->n_barriers = plain->n_barriers;
  return prepared;
}

void
vt_vk_plan_release (VtDevice *device, gpointer p)
{
  Prepared *prepared = p;

  g_clear_pointer (&prepared->plain, vt_vk_recorder_free);
  g_clear_pointer (&prepared->timed, vt_vk_recorder_free);
  g_free (prepared);
}

static gboolean
replay (VtVkDevice *device, VtVkRecorder *recorder, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < recorder->commands->len; i++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !vt_vk_submit (device, g_array_index (recorder->commands, VkCommandBuffer, i), error))
      return FALSE;
  return TRUE;
}

/* Each step's time is that since the step before it. */
static gboolean
read_timers (VtVkDevice *device, VtPlan *plan, VtVkRecorder *recorder, GError **error)
{
  guint n = recorder->n_queries;
  g_autofree guint64 *ticks = g_new0 (guint64, n);
  guint k = 0;

  if (!vt_vk_check (vkGetQueryPoolResults (device->handle, recorder->queries, 0, n, n * 8, ticks, 8,
                                           VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WAIT_BIT),
                    "measure time", error))
    return FALSE;
  for (guint i = 0; i < plan->steps->len; i++)
    {
      const VtStep *step = &g_array_index (plan->steps, VtStep, i);

      if (!is_work (step))
        continue;
      k++;
      plan->node_us[step->nodes[step->n - 1]->index] = (double) (ticks[k] - ticks[k - 1]) * device->traits.tick_ns / 1000;
    }
  return TRUE;
}

static gboolean
run_timed (VtVkDevice *device, VtPlan *plan, Prepared *prepared, GCancellable *cancellable, GError **error)
{
  if (prepared->timed == NULL)
    prepared->timed = record (device, plan, TRUE, error);
  return prepared->timed != NULL && replay (device, prepared->timed, cancellable, error) &&
         read_timers (device, plan, prepared->timed, error);
}

gboolean
vt_vk_plan_run (VtDevice *base, VtPlan *plan, gpointer p, GCancellable *cancellable, GError **error)
{
  VtVkDevice *device = (VtVkDevice *) base;
  Prepared *prepared = p;

  if (plan->node_us != NULL && device->traits.tick_ns > 0)
    return run_timed (device, plan, prepared, cancellable, error);
  return replay (device, prepared->plain, cancellable, error);
}
