/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/vulkan/physical.h"

#include "engine/base/error.h"
#include "engine/vulkan/result.h"

VkPhysicalDevice *
vt_vk_physical_list (VtVkInstance *instance, guint32 *n, GError **error)
{
  g_autofree VkPhysicalDevice *list = NULL;

  *n = 0;
  if (!vt_vk_check (vkEnumeratePhysicalDevices (instance->handle, n, NULL), "list its devices", error))
    return NULL;
  list = g_new0 (VkPhysicalDevice, *n + 1);
  if (!vt_vk_check (vkEnumeratePhysicalDevices (instance->handle, n, list), "list its devices", error))
    return NULL;
  return g_steal_pointer (&list);
}

gboolean
vt_vk_physical_has (VkPhysicalDevice physical, const char *name)
{
  g_autofree VkExtensionProperties *list = NULL;
  gboolean found = FALSE;
  guint32 n = 0;

  vkEnumerateDeviceExtensionProperties (physical, NULL, &n, NULL);
  list = g_new0 (VkExtensionProperties, MAX (n, 1));
  vkEnumerateDeviceExtensionProperties (physical, NULL, &n, list);
  for (guint i = 0; i < n; i++)
    found |= g_str_equal (list[i].extensionName, name);
  return found;
}

static VtVulkanKind
kind_of (VkPhysicalDeviceType type)
{
  switch (type)
    {
    case VK_PHYSICAL_DEVICE_TYPE_CPU:
      return VT_VULKAN_SOFTWARE;
    case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
      return VT_VULKAN_DISCRETE;
    default:
      return VT_VULKAN_INTEGRATED;
    }
}

static guint64
local_memory (VkPhysicalDevice physical)
{
  VkPhysicalDeviceMemoryProperties memory;
  guint64 bytes = 0;

  vkGetPhysicalDeviceMemoryProperties (physical, &memory);
  for (guint i = 0; i < memory.memoryHeapCount; i++)
    if (memory.memoryHeaps[i].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT)
      bytes = MAX (bytes, memory.memoryHeaps[i].size);
  return bytes;
}

static gsize
host_import_alignment (VkPhysicalDevice physical)
{
  VkPhysicalDeviceExternalMemoryHostPropertiesEXT host = {
    VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_EXTERNAL_MEMORY_HOST_PROPERTIES_EXT };
  VkPhysicalDeviceProperties2 p = { VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, &host };

  if (!vt_vk_physical_has (physical, VK_EXT_EXTERNAL_MEMORY_HOST_EXTENSION_NAME))
    return 0;
  vkGetPhysicalDeviceProperties2 (physical, &p);
  return host.minImportedHostPointerAlignment;
}

static gboolean
has_features_of_matrix_units (VkPhysicalDevice physical)
{
  VkPhysicalDeviceCooperativeMatrixFeaturesNV matrix = {
    VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_COOPERATIVE_MATRIX_FEATURES_NV };
  VkPhysicalDeviceVulkan12Features v12 = { VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES, &matrix };
  VkPhysicalDeviceFeatures2 f = { VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, &v12 };

  vkGetPhysicalDeviceFeatures2 (physical, &f);
  return matrix.cooperativeMatrix && v12.shaderFloat16 && v12.vulkanMemoryModel;
}

static gboolean
is_square_of_halves (const VkCooperativeMatrixPropertiesNV *p)
{
  return p->MSize == 16 && p->NSize == 16 && p->KSize == 16 && p->scope == VK_SCOPE_SUBGROUP_NV &&
         p->AType == VK_COMPONENT_TYPE_FLOAT16_NV && p->BType == VK_COMPONENT_TYPE_FLOAT16_NV &&
         p->CType == VK_COMPONENT_TYPE_FLOAT32_NV && p->DType == VK_COMPONENT_TYPE_FLOAT32_NV;
}

static gboolean
multiplies_halves (VkInstance instance, VkPhysicalDevice physical)
{
  PFN_vkGetPhysicalDeviceCooperativeMatrixPropertiesNV get =
    (PFN_vkGetPhysicalDeviceCooperativeMatrixPropertiesNV) (void (*) (void))
      vkGetInstanceProcAddr (instance, "vkGetPhysicalDeviceCooperativeMatrixPropertiesNV");
  g_autofree VkCooperativeMatrixPropertiesNV *list = NULL;
  gboolean found = FALSE;
  guint32 n = 0;

  if (get == NULL || get (physical, &n, NULL) != VK_SUCCESS)
    return FALSE;
  list = g_new0 (VkCooperativeMatrixPropertiesNV, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    list[i].sType = VK_STRUCTURE_TYPE_COOPERATIVE_MATRIX_PROPERTIES_NV;
  if (get (physical, &n, list) != VK_SUCCESS)
    return FALSE;
  for (guint i = 0; i < n; i++)
    found |= is_square_of_halves (&list[i]);
  return found;
}

static void
copy_limits (VtVkTraits *traits, const VkPhysicalDeviceLimits *limits)
{
  traits->shared_bytes = limits->maxComputeSharedMemorySize;
  for (int i = 0; i < 3; i++)
    traits->max_groups[i] = limits->maxComputeWorkGroupCount[i];
  traits->tick_ns = limits->timestampComputeAndGraphics ? limits->timestampPeriod : 0;
}

static void
read_properties (VkInstance instance, VkPhysicalDevice physical, VtVkTraits *traits)
{
  VkPhysicalDeviceVulkan12Properties v12 = { VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_PROPERTIES };
  VkPhysicalDeviceVulkan11Properties v11 = { VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_PROPERTIES, &v12 };
  VkPhysicalDeviceProperties2 p = { VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, &v11 };

  vkGetPhysicalDeviceProperties2 (physical, &p);
  g_strlcpy (traits->name, p.properties.deviceName, sizeof traits->name);
  g_snprintf (traits->driver, sizeof traits->driver, "%s %s", v12.driverName, v12.driverInfo);
  traits->kind = kind_of (p.properties.deviceType);
  traits->gpu = traits->kind != VT_VULKAN_SOFTWARE;
  traits->copies_weights = traits->kind == VT_VULKAN_DISCRETE;
  traits->subgroup_size = v11.subgroupSize;
  traits->max_allocation = v11.maxMemoryAllocationSize;
  copy_limits (traits, &p.properties.limits);
  traits->matrix_units = traits->gpu && traits->subgroup_size == 32 &&
                         vt_vk_physical_has (physical, VK_NV_COOPERATIVE_MATRIX_EXTENSION_NAME) &&
                         has_features_of_matrix_units (physical) && multiplies_halves (instance, physical);
  traits->memory = local_memory (physical);
  traits->memory_budget = vt_vk_physical_has (physical, VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);
  traits->import_alignment = host_import_alignment (physical);
}

/* The first feature that the kernels need and @physical lacks, or %NULL. */
static const char *
missing_feature (VkPhysicalDevice physical)
{
  VkPhysicalDeviceVulkan12Features v12 = { VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES };
  VkPhysicalDeviceVulkan11Features v11 = { VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES, &v12 };
  VkPhysicalDeviceFeatures2 f = { VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, &v11 };

  vkGetPhysicalDeviceFeatures2 (physical, &f);
  if (!v12.bufferDeviceAddress)
    return "bufferDeviceAddress";
  if (!v12.storageBuffer8BitAccess)
    return "storageBuffer8BitAccess";
  if (!v11.storageBuffer16BitAccess)
    return "storageBuffer16BitAccess";
  if (!f.features.shaderInt16)
    return "shaderInt16";
  if (!v12.shaderInt8)
    return "shaderInt8";
  return f.features.shaderInt64 ? NULL : "shaderInt64";
}

/* Workgroups of 256 lanes and sums over subgroups of some lanes: what the largest kernels take. */
static gboolean
has_room (VkPhysicalDevice physical)
{
  VkPhysicalDeviceVulkan11Properties v11 = { VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_PROPERTIES };
  VkPhysicalDeviceProperties2 p = { VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, &v11 };

  vkGetPhysicalDeviceProperties2 (physical, &p);
  return p.properties.limits.maxComputeWorkGroupInvocations >= 256 && v11.subgroupSize >= 4 &&
         v11.subgroupSupportedOperations & VK_SUBGROUP_FEATURE_ARITHMETIC_BIT &&
         v11.subgroupSupportedStages & VK_SHADER_STAGE_COMPUTE_BIT;
}

static gboolean
find_queue (VkPhysicalDevice physical, VtVkTraits *traits)
{
  g_autofree VkQueueFamilyProperties *list = NULL;
  guint32 n = 0;

  vkGetPhysicalDeviceQueueFamilyProperties (physical, &n, NULL);
  list = g_new0 (VkQueueFamilyProperties, MAX (n, 1));
  vkGetPhysicalDeviceQueueFamilyProperties (physical, &n, list);
  for (guint i = 0; i < n; i++)
    if (list[i].queueFlags & VK_QUEUE_COMPUTE_BIT)
      {
        traits->queue_family = i;
        if (list[i].timestampValidBits == 0)
          traits->tick_ns = 0;
        return TRUE;
      }
  return FALSE;
}

char *
vt_vk_physical_inspect (VkInstance instance, VkPhysicalDevice physical, VtVkTraits *traits)
{
  VkPhysicalDeviceProperties old;
  const char *missing;

  vkGetPhysicalDeviceProperties (physical, &old);
  g_strlcpy (traits->name, old.deviceName, sizeof traits->name);
  if (old.apiVersion < VK_API_VERSION_1_2)
    return g_strdup_printf ("%s speaks Vulkan %u.%u; 1.2 is needed: update its driver.", old.deviceName,
                            VK_API_VERSION_MAJOR (old.apiVersion), VK_API_VERSION_MINOR (old.apiVersion));
  read_properties (instance, physical, traits);
  missing = missing_feature (physical);
  if (missing != NULL)
    return g_strdup_printf ("%s lacks the Vulkan feature %s.", old.deviceName, missing);
  if (!has_room (physical))
    return g_strdup_printf ("%s is too small: it lacks workgroups of 256 or sums over subgroups.", old.deviceName);
  if (!find_queue (physical, traits))
    return g_strdup_printf ("%s cannot compute.", old.deviceName);
  return NULL;
}
