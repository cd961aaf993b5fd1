/* date-text.h: dates as texts that sort: "2026-03-01 14:30:00".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * vt_date_text_parse:
 * @text: "2026-03-01", "2026-03-01 14:30", with seconds, a T between, or "now"
 *
 * Returns: (transfer full) (nullable): in the local time zone; %NULL if it is no date
 */
GDateTime *vt_date_text_parse (const char *text);

/* Transfer full: "2026-03-01 14:30:00", or without the time. */
char *vt_date_text_format (GDateTime *date, gboolean with_time);

/* One into the other; %NULL if it is no date. Transfer full. */
char *vt_date_text_normalize (const char *text, gboolean with_time);

G_END_DECLS
