/* markdown-view.h: shows Markdown, also while it is being written.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VT_TYPE_MARKDOWN_VIEW (vt_markdown_view_get_type ())
G_DECLARE_FINAL_TYPE (VtMarkdownView, vt_markdown_view, VT, MARKDOWN_VIEW, GtkWidget)

/* @line_breaks: see vt_markdown_parse(). */
GtkWidget *vt_markdown_view_new (gboolean line_breaks);

/* Where its pictures lie, as "assets/cat.png" in a space's folder; without one
 * their descriptions are shown. Before the text. */
void vt_markdown_view_set_folder (VtMarkdownView *self, const char *folder);

/* Shows @text. Blocks that are the same as before keep their widgets, so a text
 * that grows costs its last block only, besides the parsing. */
void vt_markdown_view_set_text (VtMarkdownView *self, const char *text);

const char *vt_markdown_view_get_text (VtMarkdownView *self);

G_END_DECLS
