/* utf8.h: UTF-8 that may be broken or cut.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * vt_utf8_scan:
 * @bytes: (array length=n): bytes, @n at least 1
 *
 * Looks at the first character. NUL counts as one.
 *
 * Returns: k > 0: a character of k bytes; 0: the beginning of one that is cut
 *   off; k < 0: -k bytes that can be no character (a maximal subpart in the
 *   sense of Unicode, so one U+FFFD stands for them)
 */
int vt_utf8_scan (const guint8 *bytes, gsize n);

/**
 * vt_utf8_append:
 * @to: where characters go
 * @final: nothing follows: what is cut off becomes U+FFFD too
 *
 * Copies text, with U+FFFD for what is no character.
 *
 * Returns: how many bytes were used: all of them, or all but a cut character
 */
gsize vt_utf8_append (GString *to, const guint8 *bytes, gsize n, gboolean final);

/* Whether all of it is UTF-8, NUL allowed. */
gboolean vt_utf8_valid (const char *text, gsize n);

G_END_DECLS
