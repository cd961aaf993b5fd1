/* get-model.h: brings a model onto this computer, asking the person what must be
 * asked first: to accept its licence, to go online; of a model on another computer,
 * whether it may be used.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/application.h"

G_BEGIN_DECLS

/* Shows the licence where one is pending, then fetches; progress and failure
 * come from the library's signal. @parent: (nullable): for dialogs. */
void vt_get_model (VtApplication *app, GtkWindow *parent, const char *reference);

/* Stops a fetch; what has arrived is kept. */
void vt_stop_getting_model (VtApplication *app, const char *reference);

G_END_DECLS
