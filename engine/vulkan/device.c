/* device.c: opens and closes a Vulkan device.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/error.h"
#include "engine/vulkan/pipeline.h"
#include "engine/vulkan/private.h"
#include "engine/vulkan/result.h"

/* Tests make warnings fatal, so that nothing that the layer says goes unheard. */
static void
report_messages (VtVkDevice *device)
{
  g_autofree char *messages = device->instance != NULL ? vt_vk_instance_messages (device->instance) : NULL;

  if (messages != NULL)
    g_warning ("Vulkan's validation layer says: %s", messages);
}

static void
device_free (VtDevice *base)
{
  VtVkDevice *device = (VtVkDevice *) base;

  report_messages (device);
  if (device->staging != NULL)
    vt_vk_buffer_free (device->staging);
  if (device->pipelines != NULL)
    vt_vk_pipelines_free (device->pipelines);
  if (device->handle != VK_NULL_HANDLE)
    {
      vkDestroyPipelineLayout (device->handle, device->layout, NULL);
      vkDestroyFence (device->handle, device->fence, NULL);
      vkDestroyCommandPool (device->handle, device->pool, NULL);
      vkDestroyDevice (device->handle, NULL);
    }
  g_clear_pointer (&device->instance, vt_vk_instance_free);
  g_free (device);
}

const VtDeviceClass vt_vk_device_class = {
  .name = "vulkan",
  .fuses = TRUE,
  .free = device_free,
  .memory_free = vt_vk_memory_free,
  .buffer_new = vt_vk_buffer_new,
  .buffer_import = vt_vk_buffer_import,
  .buffer_free = vt_vk_buffer_free,
  .buffer_write = vt_vk_buffer_write,
  .buffer_read = vt_vk_buffer_read,
  .buffer_copy = vt_vk_buffer_copy,
  .plan_prepare = vt_vk_plan_prepare,
  .plan_run = vt_vk_plan_run,
  .plan_release = vt_vk_plan_release,
};

static gboolean
find_physical (VtVkDevice *device, guint index, GError **error)
{
  g_autofree VkPhysicalDevice *list = NULL;
  g_autofree char *unusable = NULL;
  guint32 n;

  list = vt_vk_physical_list (device->instance, &n, error);
  if (list == NULL)
    return FALSE;
  if (index >= n)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND,
                   "There is no device \"vulkan:%u\"; \"vitrine devices\" lists those that there are.", index);
      return FALSE;
    }
  device->physical = list[index];
  unusable = vt_vk_physical_inspect (device->instance->handle, device->physical, &device->traits);
  if (unusable != NULL)
    g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED, unusable);
  return unusable == NULL;
}

static guint
list_extensions (VtVkDevice *device, const char **names)
{
  guint n = 0;

  if (device->traits.import_alignment > 0)
    names[n++] = VK_EXT_EXTERNAL_MEMORY_HOST_EXTENSION_NAME;
  if (device->traits.memory_budget)
    names[n++] = VK_EXT_MEMORY_BUDGET_EXTENSION_NAME;
  if (device->traits.matrix_units)
    names[n++] = VK_NV_COOPERATIVE_MATRIX_EXTENSION_NAME;
  return n;
}

static gboolean
create_device (VtVkDevice *device, GError **error)
{
  const char *names[4];
  float priority = 1;
  VkPhysicalDeviceCooperativeMatrixFeaturesNV matrix = {
    .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_COOPERATIVE_MATRIX_FEATURES_NV, .cooperativeMatrix = VK_TRUE,
  };
  VkBool32 units = device->traits.matrix_units ? VK_TRUE : VK_FALSE;
  VkPhysicalDeviceVulkan12Features v12 = {
    .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES, .pNext = units ? &matrix : NULL,
    .shaderFloat16 = units, .vulkanMemoryModel = units,
    .bufferDeviceAddress = VK_TRUE, .storageBuffer8BitAccess = VK_TRUE, .shaderInt8 = VK_TRUE,
  };
  VkPhysicalDeviceVulkan11Features v11 = {
    .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES, .pNext = &v12,
    .storageBuffer16BitAccess = VK_TRUE,
  };
  VkPhysicalDeviceFeatures2 features = {
    .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, .pNext = &v11,
    .features = { .shaderInt64 = VK_TRUE, .shaderInt16 = VK_TRUE },
  };
  VkDeviceQueueCreateInfo queue = {
    .sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
    .queueFamilyIndex = device->traits.queue_family, .queueCount = 1, .pQueuePriorities = &priority,
  };
  VkDeviceCreateInfo info = {
    .sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO, .pNext = &features,
    .queueCreateInfoCount = 1, .pQueueCreateInfos = &queue,
    .enabledExtensionCount = list_extensions (device, names), .ppEnabledExtensionNames = names,
  };

  return vt_vk_check (vkCreateDevice (device->physical, &info, NULL, &device->handle),
                      "open the device", error);
}

static gboolean
create_commands (VtVkDevice *device, GError **error)
{
  VkCommandPoolCreateInfo pool = {
    .sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
    .flags = VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT,
    .queueFamilyIndex = device->traits.queue_family,
  };
  VkCommandBufferAllocateInfo one = {
    .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
    .level = VK_COMMAND_BUFFER_LEVEL_PRIMARY, .commandBufferCount = 1,
  };
  VkFenceCreateInfo fence = { .sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO };

  vkGetDeviceQueue (device->handle, device->traits.queue_family, 0, &device->queue);
  if (!vt_vk_check (vkCreateCommandPool (device->handle, &pool, NULL, &device->pool), "record commands", error) ||
      !vt_vk_check (vkCreateFence (device->handle, &fence, NULL, &device->fence), "wait for work", error))
    return FALSE;
  one.commandPool = device->pool;
  return vt_vk_check (vkAllocateCommandBuffers (device->handle, &one, &device->commands), "record commands", error);
}

static gboolean
create_layout (VtVkDevice *device, GError **error)
{
  VkPushConstantRange range = { VK_SHADER_STAGE_COMPUTE_BIT, 0, VT_VK_PUSH_BYTES };
  VkPipelineLayoutCreateInfo info = {
    .sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO,
    .pushConstantRangeCount = 1, .pPushConstantRanges = &range,
  };

  return vt_vk_check (vkCreatePipelineLayout (device->handle, &info, NULL, &device->layout),
                      "lay out kernels", error);
}

static void
apply_options (VtVkDevice *device)
{
  const char *klass = g_getenv ("VITRINE_VULKAN_CLASS");

  if (device->options.klass == VT_VULKAN_CLASS_GPU || g_strcmp0 (klass, "gpu") == 0)
    {
      device->traits.gpu = device->traits.copies_weights = TRUE;
      device->traits.matrix_units = FALSE;
    }
  if (device->options.klass == VT_VULKAN_CLASS_SOFTWARE || g_strcmp0 (klass, "software") == 0)
    device->traits.gpu = device->traits.matrix_units = FALSE;
}

static gboolean
wants_validation (const VtVkDevice *device)
{
  const char *wish = g_getenv ("VITRINE_VULKAN_VALIDATION");

  return wish != NULL ? g_str_equal (wish, "1") : device->options.validation;
}

/* One file a device; it counts for one driver and one set of kernels. */
static VtVkCacheFile
cache_file (const VtVkDevice *device)
{
  g_autofree char *own = g_build_filename (g_get_user_cache_dir (), "vitrine", "pipelines", NULL);
  g_autoptr(GChecksum) key = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr(GString) name = g_string_new (NULL);
  VkPhysicalDeviceIDProperties ids = { .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ID_PROPERTIES };
  VkPhysicalDeviceProperties2 properties = { .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, .pNext = &ids };
  const VkPhysicalDeviceProperties *p = &properties.properties;
  VtVkCacheFile file = { NULL };
  gsize n = sizeof file.key;

  vkGetPhysicalDeviceProperties2 (device->physical, &properties);
  g_checksum_update (key, (const guchar *) (const guint32[]) { p->vendorID, p->deviceID, p->driverVersion }, 12);
  g_checksum_update (key, p->pipelineCacheUUID, VK_UUID_SIZE);
  g_checksum_update (key, ids.deviceUUID, VK_UUID_SIZE);
  g_checksum_update (key, ids.driverUUID, VK_UUID_SIZE);
  g_checksum_update (key, vt_spv_digest, VT_VK_SHADER_DIGEST);
  g_checksum_get_digest (key, file.key, &n);
  g_string_printf (name, "%04x-%04x-", p->vendorID, p->deviceID);
  for (int i = 0; i < VK_UUID_SIZE; i++)
    g_string_append_printf (name, "%02x", ids.deviceUUID[i]);
  file.path = g_strdup_printf ("%s/%s.bin", device->options.pipelines != NULL ? device->options.pipelines : own, name->str);
  return file;
}

static gboolean
open_device (VtVkDevice *device, guint index, GError **error)
{
  VtVkCacheFile file;

  device->instance = vt_vk_instance_new (wants_validation (device), error);
  if (device->instance == NULL || !find_physical (device, index, error) ||
      !create_device (device, error) || !create_commands (device, error) || !create_layout (device, error))
    return FALSE;
  apply_options (device);
  vkGetPhysicalDeviceMemoryProperties (device->physical, &device->memory);
  file = cache_file (device);
  device->pipelines = vt_vk_pipelines_new (device->handle, device->layout, &file);
  device->options.pipelines = NULL; /* the caller's */
  device->base.id = g_strdup_printf ("vulkan:%u", index);
  device->base.name = g_strdup (device->traits.name);
  device->base.weight_align = device->traits.copies_weights ? 0 : device->traits.gpu ? 16 : 1;
  return TRUE;
}

VtDevice *
vt_vulkan_device_new (guint index, const VtVulkanOptions *options, GError **error)
{
  VtVkDevice *device = g_new0 (VtVkDevice, 1);

  device->base.klass = &vt_vk_device_class;
  g_atomic_ref_count_init (&device->base.refs);
  if (options != NULL)
    device->options = *options;
  if (!open_device (device, index, error))
    {
      vt_device_unref (&device->base);
      return NULL;
    }
  return &device->base;
}

char *
vt_vulkan_device_messages (VtDevice *device)
{
  return vt_vk_instance_messages (((VtVkDevice *) device)->instance);
}

guint
vt_vulkan_device_pipelines (VtDevice *device)
{
  return vt_vk_pipelines_count (((VtVkDevice *) device)->pipelines);
}

guint
vt_vulkan_device_lanes (VtDevice *device)
{
  return ((VtVkDevice *) device)->traits.subgroup_size;
}
