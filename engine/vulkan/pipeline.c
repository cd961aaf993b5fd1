/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/vulkan/pipeline.h"

#include <string.h>

#include "engine/vulkan/result.h"

typedef struct
{
  const VtVkShader *shader;
  guint32 spec[VT_VK_MAX_SPEC];
  VkPipeline handle;
} Entry;

struct _VtVkPipelines
{
  VkDevice device;
  VkPipelineLayout layout;
  GHashTable *entries; /* (Entry, itself) */
  VkPipelineCache cache; /* VK_NULL_HANDLE where the driver has none */
  VtVkCacheFile file;
  guint kept; /* entries when the file was last looked after */
};

static guint
entry_hash (gconstpointer p)
{
  const Entry *e = p;
  guint h = g_direct_hash (e->shader);

  for (int i = 0; i < VT_VK_MAX_SPEC; i++)
    h = h * 31 + e->spec[i];
  return h;
}

static gboolean
entry_equal (gconstpointer pa, gconstpointer pb)
{
  const Entry *a = pa, *b = pb;

  return a->shader == b->shader && memcmp (a->spec, b->spec, sizeof a->spec) == 0;
}

const VtVkShader *
vt_vk_shader (const VtVkShader *table, const char *variant)
{
  for (; table->name != NULL; table++)
    if (g_str_equal (strchr (table->name, '.') + 1, variant))
      return table;
  g_assert_not_reached ();
}

/* The driver looks at @data's header itself; should it refuse them, it begins with nothing. */
static VkPipelineCache
create_cache (VkDevice device, const GByteArray *data)
{
  VkPipelineCacheCreateInfo info = {
    .sType = VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO,
    .initialDataSize = data->len, .pInitialData = data->data,
  };
  VkPipelineCache cache = VK_NULL_HANDLE;

  if (vkCreatePipelineCache (device, &info, NULL, &cache) == VK_SUCCESS)
    return cache;
  info.initialDataSize = 0;
  return vkCreatePipelineCache (device, &info, NULL, &cache) == VK_SUCCESS ? cache : VK_NULL_HANDLE;
}

VtVkPipelines *
vt_vk_pipelines_new (VkDevice device, VkPipelineLayout layout, const VtVkCacheFile *file)
{
  g_autoptr(GByteArray) data = NULL;
  VtVkPipelines *pipelines = g_new0 (VtVkPipelines, 1);

  pipelines->device = device;
  pipelines->layout = layout;
  pipelines->entries = g_hash_table_new_full (entry_hash, entry_equal, NULL, g_free);
  pipelines->file = *file;
  data = vt_vk_cache_file_read (&pipelines->file);
  pipelines->cache = create_cache (device, data);
  return pipelines;
}

void
vt_vk_pipelines_free (VtVkPipelines *pipelines)
{
  GHashTableIter iter;
  gpointer entry;

  g_hash_table_iter_init (&iter, pipelines->entries);
  while (g_hash_table_iter_next (&iter, &entry, NULL))
    vkDestroyPipeline (pipelines->device, ((Entry *) entry)->handle, NULL);
  vkDestroyPipelineCache (pipelines->device, pipelines->cache, NULL);
  vt_vk_cache_file_clear (&pipelines->file);
  g_hash_table_unref (pipelines->entries);
  g_free (pipelines);
}

static VkResult
compile (VtVkPipelines *pipelines, Entry *entry, guint n_spec)
{
  VkSpecializationMapEntry map[VT_VK_MAX_SPEC];
  VkSpecializationInfo spec = { n_spec, map, n_spec * 4, entry->spec };
  VkShaderModuleCreateInfo code = {
    .sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO,
    .codeSize = entry->shader->size, .pCode = entry->shader->code,
  };
  VkComputePipelineCreateInfo info = {
    .sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
    .flags = VK_PIPELINE_CREATE_DISPATCH_BASE_BIT,
    .layout = pipelines->layout,
    .stage = { .sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
               .stage = VK_SHADER_STAGE_COMPUTE_BIT, .pName = "main", .pSpecializationInfo = &spec },
  };
  VkResult result = vkCreateShaderModule (pipelines->device, &code, NULL, &info.stage.module);

  for (guint i = 0; i < n_spec; i++)
    map[i] = (VkSpecializationMapEntry) { i, i * 4, 4 };
  if (result != VK_SUCCESS)
    return result;
  result = vkCreateComputePipelines (pipelines->device, pipelines->cache, 1, &info, NULL, &entry->handle);
  vkDestroyShaderModule (pipelines->device, info.stage.module, NULL);
  return result;
}

VkPipeline
vt_vk_pipelines_get (VtVkPipelines *pipelines, const VtVkShader *shader,
                     const guint32 *spec, guint n_spec, GError **error)
{
  g_autofree Entry *entry = g_new0 (Entry, 1);
  Entry *known;

  g_assert (n_spec <= VT_VK_MAX_SPEC);
  entry->shader = shader;
  if (n_spec > 0)
    memcpy (entry->spec, spec, n_spec * 4);
  known = g_hash_table_lookup (pipelines->entries, entry);
  if (known != NULL)
    return known->handle;
  if (!vt_vk_check (compile (pipelines, entry, n_spec), "compile a kernel", error))
    return VK_NULL_HANDLE;
  g_debug ("compiled %s", shader->name);
  known = g_steal_pointer (&entry);
  g_hash_table_add (pipelines->entries, known);
  return known->handle;
}

void
vt_vk_pipelines_keep (VtVkPipelines *pipelines)
{
  g_autofree guint8 *data = NULL;
  gsize size = 0;

  if (pipelines->cache == VK_NULL_HANDLE || pipelines->kept == vt_vk_pipelines_count (pipelines) ||
      vkGetPipelineCacheData (pipelines->device, pipelines->cache, &size, NULL) != VK_SUCCESS)
    return;
  pipelines->kept = vt_vk_pipelines_count (pipelines);
  data = g_try_malloc (size);
  if (data != NULL && vkGetPipelineCacheData (pipelines->device, pipelines->cache, &size, data) == VK_SUCCESS)
    vt_vk_cache_file_write (&pipelines->file, data, size);
}

guint
vt_vk_pipelines_count (VtVkPipelines *pipelines)
{
  return g_hash_table_size (pipelines->entries);
}
