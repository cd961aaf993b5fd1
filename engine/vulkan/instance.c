/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/vulkan/instance.h"

#include "engine/base/error.h"
#include "engine/vulkan/result.h"

#define LAYER "VK_LAYER_KHRONOS_validation"

static VKAPI_ATTR VkBool32 VKAPI_CALL
on_message (VkDebugUtilsMessageSeverityFlagBitsEXT severity, VkDebugUtilsMessageTypeFlagsEXT types,
            const VkDebugUtilsMessengerCallbackDataEXT *data, void *user_data)
{
  VtVkInstance *instance = user_data;

  g_mutex_lock (&instance->lock);
  g_string_append_printf (instance->messages, "%s\n", data->pMessage);
  g_mutex_unlock (&instance->lock);
  return VK_FALSE;
}

static VkDebugUtilsMessengerCreateInfoEXT
messenger_info (VtVkInstance *instance)
{
  return (VkDebugUtilsMessengerCreateInfoEXT) {
    .sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT,
    .messageSeverity = VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT |
                       VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT,
    .messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT,
    .pfnUserCallback = on_message,
    .pUserData = instance,
  };
}

static gboolean
has_layer (void)
{
  g_autofree VkLayerProperties *layers = NULL;
  guint32 n = 0;
  gboolean found = FALSE;

  vkEnumerateInstanceLayerProperties (&n, NULL);
  layers = g_new0 (VkLayerProperties, MAX (n, 1));
  vkEnumerateInstanceLayerProperties (&n, layers);
  for (guint i = 0; i < n; i++)
    found |= g_str_equal (layers[i].layerName, LAYER);
  return found;
}

static gboolean
create (VtVkInstance *instance, gboolean validation, GError **error)
{
  static const char *const layers[] = { LAYER };
  static const char *const extensions[] = { VK_EXT_DEBUG_UTILS_EXTENSION_NAME };
  VkDebugUtilsMessengerCreateInfoEXT messenger = messenger_info (instance);
  VkApplicationInfo application = {
    .sType = VK_STRUCTURE_TYPE_APPLICATION_INFO,
    .pApplicationName = "vitrine",
    .apiVersion = VK_API_VERSION_1_2,
  };
  VkInstanceCreateInfo info = {
    .sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
    .pNext = validation ? &messenger : NULL,
    .pApplicationInfo = &application,
    .enabledLayerCount = validation ? 1 : 0,
    .ppEnabledLayerNames = layers,
    .enabledExtensionCount = validation ? 1 : 0,
    .ppEnabledExtensionNames = extensions,
  };
  VkResult result = vkCreateInstance (&info, NULL, &instance->handle);

  if (result == VK_ERROR_INCOMPATIBLE_DRIVER)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND,
                   "No Vulkan driver is installed on this computer; install one for its graphics "
                   "card (on Debian: mesa-vulkan-drivers), or choose the device \"cpu\".");
      return FALSE;
    }
  return vt_vk_check (result, "start Vulkan", error);
}

static void
listen_to_layer (VtVkInstance *instance)
{
  VkDebugUtilsMessengerCreateInfoEXT info = messenger_info (instance);
  PFN_vkCreateDebugUtilsMessengerEXT make = (PFN_vkCreateDebugUtilsMessengerEXT) (void (*) (void))
    vkGetInstanceProcAddr (instance->handle, "vkCreateDebugUtilsMessengerEXT");

  if (make != NULL)
    make (instance->handle, &info, NULL, &instance->messenger);
}

VtVkInstance *
vt_vk_instance_new (gboolean validation, GError **error)
{
  g_autoptr(VtVkInstance) instance = g_new0 (VtVkInstance, 1);

  g_mutex_init (&instance->lock);
  instance->messages = g_string_new (NULL);
  if (validation && !has_layer ())
    {
      g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND,
                   "The Vulkan validation layer is asked for but not installed "
                   "(on Debian: vulkan-validationlayers).");
      return NULL;
    }
  if (!create (instance, validation, error))
    return NULL;
  if (validation)
    listen_to_layer (instance);
  return g_steal_pointer (&instance);
}

void
vt_vk_instance_free (VtVkInstance *instance)
{
  PFN_vkDestroyDebugUtilsMessengerEXT unmake = NULL;

  if (instance->messenger != VK_NULL_HANDLE)
    unmake = (PFN_vkDestroyDebugUtilsMessengerEXT) (void (*) (void))
      vkGetInstanceProcAddr (instance->handle, "vkDestroyDebugUtilsMessengerEXT");
  if (unmake != NULL)
    unmake (instance->handle, instance->messenger, NULL);
  if (instance->handle != VK_NULL_HANDLE)
    vkDestroyInstance (instance->handle, NULL);
  g_string_free (instance->messages, TRUE);
  g_mutex_clear (&instance->lock);
  g_free (instance);
}

char *
vt_vk_instance_messages (VtVkInstance *instance)
{
  char *messages;

  g_mutex_lock (&instance->lock);
  messages = instance->messages->len > 0 ? g_strdup (instance->messages->str) : NULL;
  g_mutex_unlock (&instance->lock);
  return messages;
}
