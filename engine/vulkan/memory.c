/* memory.c: finds a memory type and binds memory to a buffer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/error.h"
#include "engine/vulkan/private.h"
#include "engine/vulkan/result.h"

#define USAGE                                                                   \
  (VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_SRC_BIT |      \
   VK_BUFFER_USAGE_TRANSFER_DST_BIT | VK_BUFFER_USAGE_INDIRECT_BUFFER_BIT |     \
   VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT)

static guint64
memory_of_computer (void)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/meminfo", &text, NULL, NULL))
    return G_MAXUINT64;
  line = strstr (text, "MemAvailable:");
  return line != NULL ? g_ascii_strtoull (line + 13, NULL, 10) * 1024 : G_MAXUINT64;
}

static guint64
memory_by_budget (VtVkDevice *device)
{
  VkPhysicalDeviceMemoryBudgetPropertiesEXT budget = {
    VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_BUDGET_PROPERTIES_EXT };
  VkPhysicalDeviceMemoryProperties2 p = { VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_PROPERTIES_2, &budget };
  guint64 best = 0;

  vkGetPhysicalDeviceMemoryProperties2 (device->physical, &p);
  for (guint i = 0; i < p.memoryProperties.memoryHeapCount; i++)
    if (p.memoryProperties.memoryHeaps[i].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT &&
        budget.heapBudget[i] > budget.heapUsage[i])
      best = MAX (best, budget.heapBudget[i] - budget.heapUsage[i]);
  return best;
}

static guint64
memory_by_driver (VtVkDevice *device)
{
  guint64 total = device->traits.memory;

  if (device->traits.kind == VT_VULKAN_SOFTWARE)
    return memory_of_computer ();
  if (device->traits.memory_budget)
    return memory_by_budget (device);
  return total > device->allocated ? total - device->allocated : 0;
}

guint64
vt_vk_memory_free (VtDevice *base)
{
  VtVkDevice *device = (VtVkDevice *) base;
  guint64 left = memory_by_driver (device);
  guint64 limit = device->options.memory_limit;

  if (limit == 0)
    return left;
  return MIN (left, limit > device->allocated ? limit - device->allocated : 0);
}

/* The first memory type out of @bits that has @flags, or -1. */
static int
find_type (VtVkDevice *device, guint32 bits, VkMemoryPropertyFlags flags)
{
  for (guint i = 0; i < device->memory.memoryTypeCount; i++)
    if (bits >> i & 1 && (device->memory.memoryTypes[i].propertyFlags & flags) == flags)
      return (int) i;
  return -1;
}

static guint32
importable_bits (VtVkDevice *device, const void *host)
{
  VkMemoryHostPointerPropertiesEXT properties = { VK_STRUCTURE_TYPE_MEMORY_HOST_POINTER_PROPERTIES_EXT };
  PFN_vkGetMemoryHostPointerPropertiesEXT get = (PFN_vkGetMemoryHostPointerPropertiesEXT) (void (*) (void))
    vkGetDeviceProcAddr (device->handle, "vkGetMemoryHostPointerPropertiesEXT");

  if (get == NULL ||
      get (device->handle, VK_EXTERNAL_MEMORY_HANDLE_TYPE_HOST_ALLOCATION_BIT_EXT, host, &properties) != VK_SUCCESS)
    return 0;
  return properties.memoryTypeBits;
}

static gboolean
create_buffer (VtVkDevice *device, gsize size, gboolean import, VkBuffer *handle, GError **error)
{
  VkExternalMemoryBufferCreateInfo external = {
    .sType = VK_STRUCTURE_TYPE_EXTERNAL_MEMORY_BUFFER_CREATE_INFO,
    .handleTypes = VK_EXTERNAL_MEMORY_HANDLE_TYPE_HOST_ALLOCATION_BIT_EXT,
  };
  VkBufferCreateInfo info = {
    .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
    .pNext = import ? &external : NULL,
    .size = size,
    .usage = USAGE,
  };

  return vt_vk_check (vkCreateBuffer (device->handle, &info, NULL, handle), "make a buffer", error);
}

static VkResult
allocate (VtVkDevice *device, guint32 type, gsize size, const void *host, VkDeviceMemory *memory)
{
  VkImportMemoryHostPointerInfoEXT import = {
    .sType = VK_STRUCTURE_TYPE_IMPORT_MEMORY_HOST_POINTER_INFO_EXT,
    .handleType = VK_EXTERNAL_MEMORY_HANDLE_TYPE_HOST_ALLOCATION_BIT_EXT,
    .pHostPointer = (void *) host,
  };
  VkMemoryAllocateFlagsInfo flags = {
    .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO,
    .pNext = host != NULL ? &import : NULL,
    .flags = VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT,
  };
  VkMemoryAllocateInfo info = {
    .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
    .pNext = &flags,
    .allocationSize = size,
    .memoryTypeIndex = type,
  };

  return vkAllocateMemory (device->handle, &info, NULL, memory);
}

gboolean
vt_vk_memory_bind (VtVkDevice *device, VtVkBuffer *buffer, guint i, gsize size,
                   const VkMemoryPropertyFlags *flags, const void *host,
                   VkMemoryPropertyFlags *got, GError **error)
{
  VkMemoryRequirements needs;
  VkResult result = VK_ERROR_OUT_OF_DEVICE_MEMORY;
  guint32 bits;

  if (!create_buffer (device, size, host != NULL, &buffer->handles[i], error))
    return FALSE;
  vkGetBufferMemoryRequirements (device->handle, buffer->handles[i], &needs);
  bits = needs.memoryTypeBits & (host != NULL ? importable_bits (device, host) : G_MAXUINT32);
  for (; *flags != 0 && result != VK_SUCCESS; flags++)
    {
      int type = find_type (device, bits, *flags);

      if (type < 0)
        continue;
      *got = device->memory.memoryTypes[type].propertyFlags;
      result = allocate (device, (guint32) type, host != NULL ? size : needs.size, host, &buffer->memories[i]);
    }
  if (result == VK_ERROR_OUT_OF_DEVICE_MEMORY || result == VK_ERROR_OUT_OF_HOST_MEMORY)
    return vt_vk_no_memory (size, vt_vk_memory_free (&device->base), error);
  return vt_vk_check (result, "take memory", error) &&
         vt_vk_check (vkBindBufferMemory (device->handle, buffer->handles[i], buffer->memories[i], 0),
                      "use its memory", error);
}
