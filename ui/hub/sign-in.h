/* sign-in.h: a dialog that asks for a token of the Hub, and takes it to the Hub.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "hub/client.h"

G_BEGIN_DECLS

/* @name: (nullable): whose token it is; %NULL with @error, or without one where the person thought better of it. */
typedef void (*VtSignInFunc) (GObject *object, const char *name, const GError *error);

/**
 * vt_sign_in_ask:
 * @parent: (nullable)
 * @to_write: whether the token has to be one that may write
 * @func: called once, with @object, which is held until then
 */
void vt_sign_in_ask (GtkWindow *parent, VtHubClient *client, gboolean to_write, VtSignInFunc func, gpointer object);

G_END_DECLS
