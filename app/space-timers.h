/* space-timers.h: the clocks of a space: components with an event "tick", which
 * happens every `value` seconds while `active` is true; for app/space-runner.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-document.h"

G_BEGIN_DECLS

typedef struct _VtSpaceTimers VtSpaceTimers;
typedef void (*VtSpaceTickFunc) (const char *component, gpointer data);

/* They run from now on, in the calling thread's main context. */
VtSpaceTimers *vt_space_timers_new (VtSpace *space, VtSpaceTickFunc tick, gpointer data);
void vt_space_timers_free (VtSpaceTimers *self);

/* The timer @component, if it is one, holds another number of seconds now. */
void vt_space_timers_set (VtSpaceTimers *self, const char *component, double seconds);

G_END_DECLS
