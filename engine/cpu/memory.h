/* memory.h: how much memory this program may still take.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes that the system says are available without swapping, or what is left
 * of the control group's limit (a container, a systemd slice) if that is less.
 * G_MAXUINT64 where nothing can be learnt. Any thread. */
guint64 vt_cpu_memory_free (void);

G_END_DECLS
