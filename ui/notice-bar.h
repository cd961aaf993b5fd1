/* notice-bar.h: a sentence across the page: what went wrong, or what is needed,
 * with one thing to do about it. libadwaita's banner, which 1.2 does not have.
 *
 * Signals:
 *   "action" (): the button was pressed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VT_TYPE_NOTICE_BAR (vt_notice_bar_get_type ())
G_DECLARE_FINAL_TYPE (VtNoticeBar, vt_notice_bar, VT, NOTICE_BAR, GtkWidget)

/**
 * vt_notice_bar_show:
 * @is_error: whether something went wrong; else it is only told
 * @details: (nullable): more for those who want to know, shown on request
 * @action: (nullable): the button's label
 *
 * Announced to a screen reader as an alert.
 */
void vt_notice_bar_show (VtNoticeBar *self, gboolean is_error, const char *sentence, const char *details,
                         const char *action);

void vt_notice_bar_hide (VtNoticeBar *self);

G_END_DECLS
