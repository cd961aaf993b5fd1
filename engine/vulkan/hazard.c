/* hazard.c: which nodes must wait for which.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/vulkan/recording.h"

typedef struct
{
  guint64 begin;
  guint64 end;
} Range;

static Range
range_of (const VtTensor *t)
{
  return (Range) { t->address, t->address + vt_tensor_bytes (t) };
}

static gboolean
meets (const GArray *ranges, Range r)
{
  for (guint i = 0; i < ranges->len; i++)
    {
      const Range *other = &g_array_index (ranges, Range, i);

      if (other->begin < r.end && r.begin < other->end)
        return TRUE;
    }
  return FALSE;
}

void
vt_vk_hazard_clear (VtVkRecorder *recorder)
{
  g_array_set_size (recorder->reads, 0);
  g_array_set_size (recorder->writes, 0);
}

static gboolean
must_wait (const VtVkRecorder *recorder, const VtTensor *node)
{
  Range write = range_of (node);
  gboolean waits = meets (recorder->writes, write) || meets (recorder->reads, write);

  for (int i = 0; i < VT_MAX_SRCS; i++)
    waits |= node->src[i] != NULL && meets (recorder->writes, range_of (node->src[i]));
  return waits;
}

static void
note (VtVkRecorder *recorder, const VtTensor *node)
{
  Range write = range_of (node);

  for (int i = 0; i < VT_MAX_SRCS; i++)
    if (node->src[i] != NULL)
      {
        Range read = range_of (node->src[i]);
        g_array_append_val (recorder->reads, read);
      }
  g_array_append_val (recorder->writes, write);
}

gboolean
vt_vk_hazard (VtVkRecorder *recorder, VtTensor *const *nodes, guint n)
{
  gboolean waits = FALSE;

  for (guint i = 0; i < n; i++)
    waits |= must_wait (recorder, nodes[i]);
  if (waits)
    vt_vk_hazard_clear (recorder);
  for (guint i = 0; i < n; i++)
    note (recorder, nodes[i]);
  return waits;
}
