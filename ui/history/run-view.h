/* run-view.h: one run that was kept: what went in, what came out, and on what it ran.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/history.h"
#include "app/space-document.h"

G_BEGIN_DECLS

#define VT_TYPE_RUN_VIEW (vt_run_view_get_type ())
G_DECLARE_FINAL_TYPE (VtRunView, vt_run_view, VT, RUN_VIEW, GtkWidget)

GtkWidget *vt_run_view_new (VtHistory *history, VtSpace *space);

/* @id: (nullable): of a run of the history; %NULL, or one that has gone, shows nothing.
 * @other: (nullable): of the run beside it: what differs is marked. */
void vt_run_view_show (VtRunView *self, const char *id, const char *other);

const char *vt_run_view_get_id (VtRunView *self);

/* "Today, 14:03" or "3 November, 14:03"; transfer full. */
char *vt_run_time_text (gint64 when);

G_END_DECLS
