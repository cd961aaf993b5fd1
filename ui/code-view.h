/* code-view.h: a text view for code: coloured by its language, in the colours of
 * the light or dark style, which it follows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/* @language: (nullable): as people and Markdown name it: "python", "c++", "js".
 * Tab leaves it, so that the keyboard is not caught. Transfer floating. */
GtkSourceView *vt_code_view_new (const char *language);

/* Colours it for another language; plain text where @language is not known. */
void vt_code_view_set_language (GtkSourceView *view, const char *language);

G_END_DECLS
