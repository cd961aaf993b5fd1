/* submit.c: sends recorded commands to the device and waits for them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/vulkan/private.h"
#include "engine/vulkan/result.h"

gboolean
vt_vk_begin (VtVkDevice *device, VkCommandBuffer commands, GError **error)
{
  VkCommandBufferBeginInfo info = {
    .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO,
  };

  return vt_vk_check (vkBeginCommandBuffer (commands, &info), "record commands", error);
}

/* Short work on a real GPU is waited for without sleeping: to be woken takes as
 * long as a token's sampling. */
#define LOOK_US 2000

static VkResult
wait_for (VtVkDevice *device)
{
  gint64 until = g_get_monotonic_time () + LOOK_US;
  VkResult result = VK_NOT_READY;

  if (device->traits.kind != VT_VULKAN_SOFTWARE)
    do
      result = vkGetFenceStatus (device->handle, device->fence);
    while (result == VK_NOT_READY && g_get_monotonic_time () < until);
  if (result == VK_NOT_READY)
    result = vkWaitForFences (device->handle, 1, &device->fence, VK_TRUE, G_MAXUINT64);
  return result;
}

static VkResult
submit_and_wait (VtVkDevice *device, VkCommandBuffer commands)
{
  VkSubmitInfo info = {
    .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
    .commandBufferCount = 1,
    .pCommandBuffers = &commands,
  };
  VkResult result;

  if (device->options.lose_after > 0 && commands != device->commands && device->submits++ >= device->options.lose_after)
    return VK_ERROR_DEVICE_LOST;
  result = vkResetFences (device->handle, 1, &device->fence);
  if (result == VK_SUCCESS)
    result = vkQueueSubmit (device->queue, 1, &info, device->fence);
  return result == VK_SUCCESS ? wait_for (device) : result;
}

/* Ends the recording of the device's own @commands too. */
gboolean
vt_vk_submit (VtVkDevice *device, VkCommandBuffer commands, GError **error)
{
  if (commands == device->commands &&
      !vt_vk_check (vkEndCommandBuffer (commands), "record commands", error))
    return FALSE;
  return vt_vk_check (submit_and_wait (device, commands), "compute", error);
}

void
vt_vk_full_barrier (VkCommandBuffer commands)
{
  VkMemoryBarrier barrier = {
    .sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER,
    .srcAccessMask = VK_ACCESS_MEMORY_WRITE_BIT,
    .dstAccessMask = VK_ACCESS_MEMORY_READ_BIT | VK_ACCESS_MEMORY_WRITE_BIT | VK_ACCESS_HOST_READ_BIT |
                     VK_ACCESS_INDIRECT_COMMAND_READ_BIT,
  };
  VkPipelineStageFlags device_stages = VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT;

  vkCmdPipelineBarrier (commands, device_stages, device_stages | VK_PIPELINE_STAGE_HOST_BIT | VK_PIPELINE_STAGE_DRAW_INDIRECT_BIT, 0,
                        1, &barrier, 0, NULL, 0, NULL);
}
