/* fuzz-pipeline-cache.c: whatever lies where compiled kernels are kept.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/vulkan/pipeline-cache.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  const guint8 key[VT_VK_CACHE_KEY] = { 0 };
  gsize found_size = 0;
  const guint8 *found = vt_vk_cache_unpack (data, size, key, &found_size);

  if (found != NULL && (found < data || found_size != (gsize) (data + size - found)))
    g_error ("%zu bytes found where %zu are", found_size, size);
  return 0;
}
