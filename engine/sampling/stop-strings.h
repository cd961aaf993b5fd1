/* stop-strings.h: ends a text that arrives in pieces at the first of some
 * strings, and shows meanwhile all that cannot be part of one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _VtStopStrings VtStopStrings;

/**
 * vt_stop_strings_new:
 * @strings: (array zero-terminated=1): the strings, in UTF-8; empty ones are ignored
 *
 * Returns: (transfer full): a matcher for one text; not for several threads
 */
VtStopStrings *vt_stop_strings_new (const char *const *strings);

void vt_stop_strings_free (VtStopStrings *self);

/**
 * vt_stop_strings_push:
 * @piece: what comes next, complete characters only
 * @out: gets what may be shown: everything before the first stop string, and
 *   less than that only while its end could still become one
 *
 * Takes time in the length of the piece times the length of the strings. After
 * the first match nothing is appended any more.
 *
 * Returns: whether a stop string has been found
 */
gboolean vt_stop_strings_push (VtStopStrings *self, const char *piece, GString *out);

/* At the end of the text: appends what was held back, if no string was found. */
void vt_stop_strings_finish (VtStopStrings *self, GString *out);

/* The stop string that ended the text, or %NULL. */
const char *vt_stop_strings_found (const VtStopStrings *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtStopStrings, vt_stop_strings_free)

G_END_DECLS
