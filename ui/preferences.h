/* preferences.h: the preferences: where models run, what they may take, which
 * are here, and what was ever sent out.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/application.h"

G_BEGIN_DECLS

#define VT_TYPE_PREFERENCES (vt_preferences_get_type ())
G_DECLARE_FINAL_TYPE (VtPreferences, vt_preferences, VT, PREFERENCES, AdwPreferencesWindow)

GtkWidget *vt_preferences_new (VtApplication *app);

G_END_DECLS
