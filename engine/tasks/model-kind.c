/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/model-kind.h"

void
vt_model_facts_count (VtModelFacts *facts, const VtWeights *weights)
{
  guint64 by_type[VT_TYPE_UNKNOWN + 1] = { 0 };
  guint best = 0;

  for (guint i = 0; i < vt_weights_n_tensors (weights); i++)
    {
      const VtTensorInfo *w = vt_weights_tensor (weights, i);

      by_type[w->type] += w->size;
      facts->file_bytes += w->size;
      facts->parameters += (guint64) (w->ne[0] * w->ne[1] * w->ne[2] * w->ne[3]);
    }
  for (guint i = 0; i < VT_TYPE_COUNT; i++)
    if (by_type[i] > by_type[best])
      best = i;
  facts->quantization = g_strdup (vt_type_info (best)->name);
}

void
vt_model_facts_clear (VtModelFacts *facts)
{
  g_clear_pointer (&facts->architecture, g_free);
  g_clear_pointer (&facts->quantization, g_free);
}
