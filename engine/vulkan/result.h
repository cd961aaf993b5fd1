/* result.h: what the driver answers, as sentences.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <vulkan/vulkan.h>

G_BEGIN_DECLS

/* %TRUE where @result is a success; else sets @error, "The graphics driver
 * could not DOING", with the code that fits. */
gboolean vt_vk_check (VkResult result, const char *doing, GError **error);

/* VT_ERROR_NO_MEMORY with figures; always %FALSE. */
gboolean vt_vk_no_memory (guint64 wanted, guint64 left, GError **error);

G_END_DECLS
