/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/vulkan/recording.h"

#include "engine/base/error.h"
#include "engine/vulkan/pipeline.h"
#include "engine/vulkan/result.h"

/* Multiply-adds in one submission: well below 100 ms on either class. */
#define WORK_SOFTWARE (G_GUINT64_CONSTANT (1) << 28)
#define WORK_GPU (G_GUINT64_CONSTANT (1) << 36)

#define ITEM_WORK 64 /* of an item: its loads and stores are what takes time on lavapipe */
#define GROUPS_A_ROW 32768u /* of item_index() in vk-common.glsl */

static guint64
work_limit (const VtVkRecorder *recorder)
{
  return recorder->device->traits.kind == VT_VULKAN_SOFTWARE ? WORK_SOFTWARE : WORK_GPU;
}

static VkCommandBuffer
current (VtVkRecorder *recorder)
{
  return g_array_index (recorder->commands, VkCommandBuffer, recorder->commands->len - 1);
}

static gboolean
next_commands (VtVkRecorder *recorder, GError **error)
{
  VtVkDevice *device = recorder->device;
  VkCommandBufferAllocateInfo info = {
    .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
    .commandPool = device->pool,
    .level = VK_COMMAND_BUFFER_LEVEL_PRIMARY, .commandBufferCount = 1,
  };
  VkCommandBuffer commands;

  if (!vt_vk_check (vkAllocateCommandBuffers (device->handle, &info, &commands), "record commands", error))
    return FALSE;
  g_array_append_val (recorder->commands, commands);
  if (!vt_vk_begin (device, commands, error))
    return FALSE;
  vt_vk_full_barrier (commands);
  vt_vk_hazard_clear (recorder);
  recorder->work = 0;
  return TRUE;
}

static gboolean
cut (VtVkRecorder *recorder, GError **error)
{
  return vt_vk_check (vkEndCommandBuffer (current (recorder)), "record commands", error) &&
         next_commands (recorder, error);
}

static gboolean
create_timers (VtVkRecorder *recorder, guint n, GError **error)
{
  VkQueryPoolCreateInfo info = {
    .sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO,
    .queryType = VK_QUERY_TYPE_TIMESTAMP, .queryCount = n,
  };

  if (!vt_vk_check (vkCreateQueryPool (recorder->device->handle, &info, NULL, &recorder->queries),
                    "measure time", error))
    return FALSE;
  vkCmdResetQueryPool (current (recorder), recorder->queries, 0, n);
  return TRUE;
}

static void
write_timer (VtVkRecorder *recorder)
{
  if (recorder->queries != VK_NULL_HANDLE)
    vkCmdWriteTimestamp (current (recorder), VK_PIPELINE_STAGE_BOTTOM_OF_PIPE_BIT,
                         recorder->queries, recorder->n_queries++);
}

VtVkRecorder *
vt_vk_recorder_new (VtVkDevice *device, guint n_timers, GError **error)
{
  g_autoptr(VtVkRecorder) recorder = g_new0 (VtVkRecorder, 1);

  recorder->device = device;
  recorder->commands = g_array_new (FALSE, FALSE, sizeof (VkCommandBuffer));
  recorder->reads = g_array_new (FALSE, FALSE, 2 * sizeof (guint64));
  recorder->writes = g_array_new (FALSE, FALSE, 2 * sizeof (guint64));
  recorder->kept = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_vk_buffer_free);
  recorder->constants = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  if (!next_commands (recorder, error) || (n_timers > 0 && !create_timers (recorder, n_timers, error)))
    return NULL;
  write_timer (recorder);
  return g_steal_pointer (&recorder);
}

void
vt_vk_recorder_free (VtVkRecorder *recorder)
{
  VtVkDevice *device = recorder->device;

  vkFreeCommandBuffers (device->handle, device->pool, recorder->commands->len,
                        (VkCommandBuffer *) (void *) recorder->commands->data);
  vkDestroyQueryPool (device->handle, recorder->queries, NULL);
  g_array_unref (recorder->commands);
  g_array_unref (recorder->reads);
  g_array_unref (recorder->writes);
  g_ptr_array_unref (recorder->kept);
  g_hash_table_unref (recorder->constants);
  g_free (recorder);
}

void
vt_vk_recorder_mirror (VtVkRecorder *recorder, VtBuffer *buffer)
{
  VtVkBuffer *from = (VtVkBuffer *) buffer;
  VkBufferCopy region = { .size = buffer->size };

  if (from->mirror == NULL)
    return;
  vt_vk_full_barrier (current (recorder));
  vkCmdCopyBuffer (current (recorder), from->handles[0], ((VtVkBuffer *) from->mirror)->handles[0], 1, &region);
}

gboolean
vt_vk_recorder_end (VtVkRecorder *recorder, GError **error)
{
  vt_vk_full_barrier (current (recorder));
  return vt_vk_check (vkEndCommandBuffer (current (recorder)), "record commands", error);
}

/* Numbers of workgroups that a kernel has written are taken on lavapipe only: to
 * wait for them costs a real GPU as much as a small kernel. */
void
vt_vk_recorder_barrier (VtVkRecorder *recorder)
{
  gboolean indirect = !recorder->device->traits.gpu;
  VkMemoryBarrier barrier = {
    .sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER,
    .srcAccessMask = VK_ACCESS_SHADER_WRITE_BIT,
    .dstAccessMask = VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT |
                     (indirect ? VK_ACCESS_INDIRECT_COMMAND_READ_BIT : 0),
  };

  vkCmdPipelineBarrier (current (recorder), VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                        VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | (indirect ? VK_PIPELINE_STAGE_DRAW_INDIRECT_BIT : 0), 0,
                        1, &barrier, 0, NULL, 0, NULL);
  recorder->n_barriers++;
}

static void
wait_for_sources (VtVkRecorder *recorder, VtTensor *const *nodes, guint n)
{
  if (vt_vk_hazard (recorder, nodes, n))
    vt_vk_recorder_barrier (recorder);
}

static gboolean
record_apart (VtVkRecorder *recorder, const VtStep *step, GError **error)
{
  for (guint i = 0; i < step->n; i++)
    {
      wait_for_sources (recorder, step->nodes + i, 1);
      if (!step->nodes[i]->op->vk_record (step->nodes[i], recorder, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
record_fused (VtVkRecorder *recorder, const VtStep *step, GError **error)
{
  wait_for_sources (recorder, step->nodes, step->n);
  return step->fusion->vk_record (step->nodes, recorder, error);
}

gboolean
vt_vk_recorder_step (VtVkRecorder *recorder, const VtStep *step, GError **error)
{
  gboolean fused = step->fusion != NULL && step->fusion->vk_fits (step->nodes, recorder);

  if (!(fused ? record_fused : record_apart) (recorder, step, error))
    return FALSE;
  write_timer (recorder);
  return TRUE;
}

static gboolean
bind (VtVkRecorder *recorder, const VtVkDispatch *d, GError **error)
{
  VkPipeline pipeline = vt_vk_pipelines_get (recorder->device->pipelines, d->shader, d->spec, d->n_spec, error);

  if (pipeline == VK_NULL_HANDLE)
    return FALSE;
  vkCmdBindPipeline (current (recorder), VK_PIPELINE_BIND_POINT_COMPUTE, pipeline);
  g_assert (d->push_bytes <= VT_VK_PUSH_BYTES);
  vkCmdPushConstants (current (recorder), recorder->device->layout, VK_SHADER_STAGE_COMPUTE_BIT, 0,
                      (guint32) d->push_bytes, d->push);
  return TRUE;
}

/* Records part of a dispatch, halving it along its longest side until it is
 * short enough to be waited for. No state carries over into a new command buffer. */
static gboolean
record_part (VtVkRecorder *recorder, const VtVkDispatch *d, const guint32 base[3], const guint32 count[3],
             guint64 work, GError **error)
{
  guint longest = count[0] >= count[1] && count[0] >= count[2] ? 0 : count[1] >= count[2] ? 1 : 2;
  guint32 first[3] = { count[0], count[1], count[2] };
  guint32 second[3] = { count[0], count[1], count[2] };
  guint32 middle[3] = { base[0], base[1], base[2] };

  if (work > work_limit (recorder) && count[longest] > 1)
    {
      first[longest] = count[longest] / 2;
      second[longest] -= first[longest];
      middle[longest] += first[longest];
      return record_part (recorder, d, base, first, work / 2, error) &&
             record_part (recorder, d, middle, second, work / 2, error);
    }
  if (recorder->work > 0 && recorder->work + work > work_limit (recorder) && !cut (recorder, error))
    return FALSE;
  if (!bind (recorder, d, error))
    return FALSE;
  vkCmdDispatchBase (current (recorder), base[0], base[1], base[2], count[0], count[1], count[2]);
  recorder->work += work;
  recorder->n_dispatches++;
  return TRUE;
}

/* Mesa 22.3's lavapipe adds the base of the dispatch before to an indirect one:
 * what writes the numbers must be short enough not to be cut. */
static gboolean
record_indirect (VtVkRecorder *recorder, const VtVkDispatch *d, GError **error)
{
  const VtBuffer *scratch = recorder->scratch;

  g_assert (!recorder->device->traits.gpu);
  g_assert (d->indirect >= scratch->address && d->indirect + 12 <= scratch->address + scratch->size);
  if (!bind (recorder, d, error))
    return FALSE;
  vkCmdDispatchIndirect (current (recorder), ((const VtVkBuffer *) scratch)->handles[0],
                         d->indirect - scratch->address);
  recorder->work += d->work;
  recorder->n_dispatches++;
  return TRUE;
}

gboolean
vt_vk_recorder_dispatch (VtVkRecorder *recorder, const VtVkDispatch *d, GError **error)
{
  guint32 base[3] = { 0 };
  guint32 count[3];

  if (d->indirect != 0)
    return record_indirect (recorder, d, error);
  for (int i = 0; i < 3; i++)
    {
      count[i] = MAX (d->groups[i], 1);
      if (count[i] > recorder->device->traits.max_groups[i])
        {
          g_set_error (error, VT_ERROR, VT_ERROR_LIMIT,
                       "This input is larger than the graphics device can work on at once (%s).", d->shader->name);
          return FALSE;
        }
    }
  return record_part (recorder, d, base, count, d->work, error);
}

gboolean
vt_vk_recorder_dispatch_items (VtVkRecorder *recorder, const VtVkDispatch *items,
                               guint64 n, guint local, GError **error)
{
  guint64 groups = (n + local - 1) / local;
  VtVkDispatch dispatch = *items;

  if (n > G_MAXUINT32)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_LIMIT,
                   "This input has more numbers than the graphics device can count (%s).", items->shader->name);
      return FALSE;
    }
  dispatch.groups[0] = (guint32) MIN (groups, GROUPS_A_ROW);
  dispatch.groups[1] = (guint32) ((groups + GROUPS_A_ROW - 1) / GROUPS_A_ROW);
  dispatch.work = MAX (items->work, ITEM_WORK * n);
  return vt_vk_recorder_dispatch (recorder, &dispatch, error);
}

guint64
vt_vk_recorder_scratch (VtVkRecorder *recorder, gsize bytes, GError **error)
{
  gsize room = 1u << 16;

  while (room < bytes)
    room *= 2;
  if (recorder->scratch == NULL || recorder->scratch->size < bytes)
    {
      VtBuffer *buffer = vt_vk_buffer_new (&recorder->device->base, room, VT_MEMORY_DEVICE, error);

      if (buffer == NULL)
        return 0;
      g_ptr_array_add (recorder->kept, buffer);
      recorder->scratch = buffer;
    }
  else
    vt_vk_recorder_barrier (recorder); /* the last user may still be reading it */
  return recorder->scratch->address;
}

guint64
vt_vk_recorder_constants (VtVkRecorder *recorder, const void *data, gsize bytes, GError **error)
{
  g_autoptr(GBytes) key = g_bytes_new (data, bytes);
  VtBuffer *buffer = g_hash_table_lookup (recorder->constants, key);

  if (buffer == NULL)
    {
      buffer = vt_vk_buffer_new (&recorder->device->base, bytes, VT_MEMORY_UPLOAD, error);
      if (buffer == NULL)
        return 0;
      g_ptr_array_add (recorder->kept, buffer);
      if (!vt_vk_buffer_write (buffer, 0, data, bytes, error))
        return 0;
      g_hash_table_insert (recorder->constants, g_steal_pointer (&key), buffer);
    }
  return buffer->address;
}

gboolean
vt_vk_recorder_is_gpu (const VtVkRecorder *recorder)
{
  return recorder->device->traits.gpu;
}

guint
vt_vk_recorder_matrix_units (const VtVkRecorder *recorder)
{
  return recorder->device->traits.matrix_units ? recorder->device->traits.shared_bytes : 0;
}

guint
vt_vk_recorder_subgroup_size (const VtVkRecorder *recorder)
{
  return recorder->device->traits.subgroup_size;
}
