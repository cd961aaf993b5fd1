/* instance.h: the connection to the Vulkan loader and its drivers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <vulkan/vulkan.h>

G_BEGIN_DECLS

/**
 * VtVkInstance:
 * @messages: what the validation layer said, guarded by @lock
 */
typedef struct
{
  VkInstance handle;
  VkDebugUtilsMessengerEXT messenger;
  GMutex lock;
  GString *messages;
} VtVkInstance;

/* @validation asks for the validation layer; VT_ERROR_NOT_FOUND where it, or
 * any driver at all, is missing. */
VtVkInstance *vt_vk_instance_new (gboolean validation, GError **error);
void vt_vk_instance_free (VtVkInstance *instance);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtVkInstance, vt_vk_instance_free)

/* The messages so far, or %NULL; transfer full. Any thread. */
char *vt_vk_instance_messages (VtVkInstance *instance);

G_END_DECLS
