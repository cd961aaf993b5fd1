/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/api/devices.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/cpu/device-cpu.h"
#include "engine/vulkan/devices.h"

void
vt_device_info_free (VtDeviceInfo *info)
{
  g_free (info->id);
  g_free (info->name);
  g_free (info->driver);
  g_free (info->reason);
  g_free (info);
}

VtDeviceInfo *
vt_device_info_copy (const VtDeviceInfo *info)
{
  VtDeviceInfo *copy = g_memdup2 (info, sizeof *info);

  copy->id = g_strdup (info->id);
  copy->name = g_strdup (info->name);
  copy->driver = g_strdup (info->driver);
  copy->reason = g_strdup (info->reason);
  return copy;
}

const char *
vt_device_kind_name (VtDeviceKind kind)
{
  static const char *const names[] = {
    [VT_DEVICE_CPU] = N_("processor"),
    [VT_DEVICE_INTEGRATED_GPU] = N_("integrated GPU"),
    [VT_DEVICE_DISCRETE_GPU] = N_("graphics card"),
    [VT_DEVICE_VIRTUAL_GPU] = N_("virtual GPU"),
    [VT_DEVICE_SOFTWARE_GPU] = N_("software GPU"),
  };

  return names[kind];
}

/* The first line of /proc that starts with @key, after its colon; %NULL if none. */
static char *
proc_field (const char *path, const char *key)
{
  g_autofree char *text = NULL;
  const char *at;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  at = g_str_has_prefix (text, key) ? text : strstr (text, key);
  at = at != NULL ? strchr (at, ':') : NULL;
  if (at == NULL)
    return NULL;
  return g_strstrip (g_strndup (at + 1, strcspn (at + 1, "\n")));
}

static guint64
memory_field (const char *key)
{
  g_autofree char *field = proc_field ("/proc/meminfo", key);

  return field != NULL ? g_ascii_strtoull (field, NULL, 10) * 1024 : 0;
}

static VtDeviceInfo *
describe_cpu (void)
{
  VtDeviceInfo *info = g_new0 (VtDeviceInfo, 1);

  info->id = g_strdup ("cpu");
  info->name = proc_field ("/proc/cpuinfo", "model name");
  if (info->name == NULL)
    info->name = g_strdup (N_("Processor"));
  info->driver = g_strdup_printf ("%u threads", g_get_num_processors ());
  info->kind = VT_DEVICE_CPU;
  info->memory_total = memory_field ("MemTotal");
  info->memory_free = memory_field ("MemAvailable");
  info->usable = TRUE;
  info->reason = g_strdup (N_("The processor can always compute."));
  return info;
}

static const VtDeviceKind kinds[] = {
  [VT_VULKAN_SOFTWARE] = VT_DEVICE_SOFTWARE_GPU,
  [VT_VULKAN_INTEGRATED] = VT_DEVICE_INTEGRATED_GPU,
  [VT_VULKAN_DISCRETE] = VT_DEVICE_DISCRETE_GPU,
};

static VtDeviceInfo *
describe_vulkan (const VtVulkanInfo *v)
{
  VtDeviceInfo *info = g_new0 (VtDeviceInfo, 1);

  info->id = g_strdup (v->id);
  info->name = g_strdup (v->name);
  info->driver = g_strdup (v->driver);
  info->kind = kinds[v->kind];
  info->memory_total = info->memory_free = v->memory;
  info->usable = v->unusable == NULL;
  if (!info->usable)
    info->reason = g_strdup (v->unusable);
  else if (v->kind == VT_VULKAN_SOFTWARE)
    info->reason = g_strdup (N_("This Vulkan device is computed by the processor, which is faster without it."));
  else
    info->reason = g_strdup (N_("A real GPU: usually the fastest there is."));
  return info;
}

/* Higher is better; 0 cannot be automatic. */
static guint
rank (const VtDeviceInfo *info)
{
  static const guint ranks[] = {
    [VT_DEVICE_CPU] = 1,
    [VT_DEVICE_INTEGRATED_GPU] = 2,
    [VT_DEVICE_VIRTUAL_GPU] = 2,
    [VT_DEVICE_DISCRETE_GPU] = 3,
    [VT_DEVICE_SOFTWARE_GPU] = 0,
  };

  return info->usable ? ranks[info->kind] : 0;
}

static VtDeviceInfo *
find_automatic (GPtrArray *devices)
{
  VtDeviceInfo *best = NULL;

  for (guint i = 0; i < devices->len; i++)
    {
      VtDeviceInfo *info = g_ptr_array_index (devices, i);

      if (best == NULL || rank (info) > rank (best))
        best = info;
    }
  return best;
}

static const char *
why_cpu (gboolean software_gpu)
{
  return software_gpu
    ? N_("The only Vulkan device here is a software one, so the processor computes directly, which is faster.")
    : N_("No graphics card that speaks Vulkan was found, so the processor computes.");
}

GPtrArray *
vt_devices_list (void)
{
  GPtrArray *devices = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_device_info_free);
  g_autoptr(GPtrArray) vulkan = vt_vulkan_list (NULL); /* no driver: the CPU remains, with its reason */
  gboolean software_gpu = FALSE;
  VtDeviceInfo *automatic;

  for (guint i = 0; vulkan != NULL && i < vulkan->len; i++)
    {
      VtDeviceInfo *info = describe_vulkan (g_ptr_array_index (vulkan, i));

      software_gpu |= info->kind == VT_DEVICE_SOFTWARE_GPU;
      g_ptr_array_add (devices, info);
    }
  g_ptr_array_add (devices, describe_cpu ());
  automatic = find_automatic (devices);
  automatic->automatic = TRUE;
  if (automatic->kind == VT_DEVICE_CPU)
    {
      g_free (automatic->reason);
      automatic->reason = g_strdup (why_cpu (software_gpu));
    }
  return devices;
}

/* Drivers put a file there for each card; software Vulkan needs none. */
static gboolean
has_graphics_card (void)
{
  static const char *const files[] = { "/dev/nvidiactl", "/dev/dxg", "/dev/kgsl-3d0", "/dev/mali0" };
  g_autoptr(GDir) dri = g_dir_open ("/dev/dri", 0, NULL);
  const char *name;

  while (dri != NULL && (name = g_dir_read_name (dri)) != NULL)
    if (g_str_has_prefix (name, "renderD"))
      return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    if (g_file_test (files[i], G_FILE_TEST_EXISTS))
      return TRUE;
  return FALSE;
}

/* Somebody tells the loader which drivers to use, so it is not for us to guess. */
static gboolean
drivers_are_named (void)
{
  return g_getenv ("VK_DRIVER_FILES") != NULL || g_getenv ("VK_ICD_FILENAMES") != NULL;
}

VtDeviceInfo *
vt_devices_choose_at_once (const char *spec)
{
  gboolean automatic = strcmp (spec, "auto") == 0;
  VtDeviceInfo *cpu;

  if (automatic ? drivers_are_named () || has_graphics_card () : strcmp (spec, "cpu") != 0)
    return NULL;
  cpu = describe_cpu ();
  g_free (cpu->reason);
  cpu->automatic = automatic;
  cpu->reason = g_strdup (automatic ? N_("There is no graphics card in this computer, so the processor computes.")
                                    : N_("The processor was chosen."));
  return cpu;
}

static gboolean
means (const char *spec, const VtDeviceInfo *info)
{
  if (strcmp (spec, "auto") == 0)
    return info->automatic;
  if (strcmp (spec, "vulkan") == 0)
    return g_str_has_prefix (info->id, "vulkan:") && info->usable;
  return strcmp (spec, info->id) == 0;
}

const VtDeviceInfo *
vt_devices_choose (GPtrArray *devices, const char *spec, GError **error)
{
  const VtDeviceInfo *best = NULL;

  for (guint i = 0; i < devices->len; i++)
    {
      const VtDeviceInfo *info = g_ptr_array_index (devices, i);

      if (means (spec, info) && (best == NULL || rank (info) > rank (best)))
        best = info;
    }
  if (best == NULL)
    g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND,
                 "There is no device “%s” on this computer; “vitrine devices” lists those there are.", spec);
  else if (!best->usable)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_DEVICE, "The device “%s” cannot be used: %s", spec, best->reason);
      best = NULL;
    }
  return best;
}

VtDevice *
vt_devices_open (const char *id, guint threads, GError **error)
{
  if (g_str_has_prefix (id, "vulkan:"))
    return vt_vulkan_device_new ((guint) strtoul (id + strlen ("vulkan:"), NULL, 10), NULL, error);
  return vt_cpu_device_new (threads, error);
}
