/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/vulkan/result.h"

#include "engine/base/error.h"

static VtError
code_of (VkResult result)
{
  switch (result)
    {
    case VK_ERROR_OUT_OF_HOST_MEMORY:
    case VK_ERROR_OUT_OF_DEVICE_MEMORY:
    case VK_ERROR_OUT_OF_POOL_MEMORY:
      return VT_ERROR_NO_MEMORY;
    case VK_ERROR_FEATURE_NOT_PRESENT:
    case VK_ERROR_EXTENSION_NOT_PRESENT:
      return VT_ERROR_UNSUPPORTED;
    default:
      return VT_ERROR_DEVICE;
    }
}

gboolean
vt_vk_check (VkResult result, const char *doing, GError **error)
{
  if (result == VK_SUCCESS)
    return TRUE;
  if (result == VK_ERROR_DEVICE_LOST)
    g_set_error (error, VT_ERROR, VT_ERROR_DEVICE,
                 "The graphics device stopped answering while it was to %s; start again, "
                 "or choose the device \"cpu\".", doing);
  else if (code_of (result) == VT_ERROR_NO_MEMORY)
    g_set_error (error, VT_ERROR, VT_ERROR_NO_MEMORY,
                 "The graphics device ran out of memory while it was to %s; close other programs "
                 "or choose a smaller model.", doing);
  else
    g_set_error (error, VT_ERROR, code_of (result),
                 "The graphics driver could not %s (Vulkan error %d).", doing, (int) result);
  return FALSE;
}

gboolean
vt_vk_no_memory (guint64 wanted, guint64 left, GError **error)
{
  g_autofree char *want = g_format_size_full (wanted, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *have = g_format_size_full (left, G_FORMAT_SIZE_IEC_UNITS);

  g_set_error (error, VT_ERROR, VT_ERROR_NO_MEMORY,
               "The graphics device has no room for %s more: %s are left. Choose a smaller model, "
               "or the device \"cpu\".", want, have);
  return FALSE;
}
