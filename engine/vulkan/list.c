/* list.c: every Vulkan device of this computer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/vulkan/physical.h"

void
vt_vulkan_info_free (VtVulkanInfo *info)
{
  g_free (info->id);
  g_free (info->name);
  g_free (info->driver);
  g_free (info->unusable);
  g_free (info);
}

const char *
vt_vulkan_kind_name (VtVulkanKind kind)
{
  static const char *const names[] = { "software", "integrated", "discrete" };

  return names[kind];
}

static VtVulkanInfo *
describe (VkInstance instance, VkPhysicalDevice physical, guint index)
{
  VtVulkanInfo *info = g_new0 (VtVulkanInfo, 1);
  VtVkTraits traits = { 0 };

  info->unusable = vt_vk_physical_inspect (instance, physical, &traits);
  info->index = index;
  info->id = g_strdup_printf ("vulkan:%u", index);
  info->name = g_strdup (traits.name);
  info->driver = g_strdup (traits.driver);
  info->kind = traits.kind;
  info->memory = traits.memory;
  return info;
}

GPtrArray *
vt_vulkan_list (GError **error)
{
  g_autoptr(VtVkInstance) instance = vt_vk_instance_new (FALSE, error);
  g_autofree VkPhysicalDevice *devices = NULL;
  GPtrArray *list;
  guint32 n;

  if (instance == NULL)
    return NULL;
  devices = vt_vk_physical_list (instance, &n, error);
  if (devices == NULL)
    return NULL;
  list = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_vulkan_info_free);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (list, describe (instance->handle, devices[i], i));
  return list;
}
