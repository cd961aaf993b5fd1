/* preflight-dialog.h: looks at everything that a space needs before people watch,
 * and says what it finds as it finds it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "app/preflight.h"

G_BEGIN_DECLS

/* Opens over @parent and begins. @runner must not be running; closing stops it. */
void vt_preflight_dialog_show (GtkWindow *parent, VtSpaceRunner *runner);

G_END_DECLS
