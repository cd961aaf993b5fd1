/* phonemes-script.h: whether a language is written in the letters of a text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* %FALSE and VT_ERROR_UNSUPPORTED where most letters of @text are of scripts
 * that the language of @voice ("en-us", "cmn") is not written in. Latin letters
 * are known to every voice. */
gboolean vt_phonemes_check_script (const char *voice, const char *text, GError **error);

G_END_DECLS
