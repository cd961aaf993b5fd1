/* history-window.h: the runs of one space: look at one, compare two, flag with a
 * note, run one again, remove, export.
 *
 * Signal:
 *   "again" (const char *id): the person wants the inputs of that run back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "app/history.h"
#include "app/space-document.h"

G_BEGIN_DECLS

#define VT_TYPE_HISTORY_WINDOW (vt_history_window_get_type ())
G_DECLARE_FINAL_TYPE (VtHistoryWindow, vt_history_window, VT, HISTORY_WINDOW, AdwWindow)

GtkWidget *vt_history_window_new (GtkWindow *parent, VtHistory *history, VtSpace *space);

G_END_DECLS
