/* renderer.h: what draws the windows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * vt_renderer_choose:
 *
 * Where nothing but the processor could run GL, GTK 4.8 would still use it, which
 * takes 100 ms more before the first frame; there cairo draws. What the person says by
 * GSK_RENDERER holds. Call it before GTK is initialised, while there is one thread.
 */
void vt_renderer_choose (void);

G_END_DECLS
