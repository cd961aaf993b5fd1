/* remote-dialog.h: asks whether a model on another computer may be used, and with
 * which key; or which one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/application.h"

G_BEGIN_DECLS

/* @address: the one that was allowed, as documents name it. */
typedef void (*VtRemoteChosen) (const char *address, gpointer data);

/**
 * vt_remote_dialog_show:
 * @parent: (nullable)
 * @reference: (nullable): an address that something wants to use; without one the
 *   person says which
 * @chosen: (nullable): not called where the person says no
 * @destroy: (nullable): called in any case, at the end
 *
 * What is allowed is kept, with the key, and the library says that it changed.
 */
void vt_remote_dialog_show (VtApplication *app, GtkWindow *parent, const char *reference, VtRemoteChosen chosen,
                            gpointer data, GDestroyNotify destroy);

G_END_DECLS
