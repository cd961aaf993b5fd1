/* markdown-picture.h: a picture in a text: as wide as it is, or as there is room,
 * and as high as belongs to that.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VT_TYPE_MARKDOWN_PICTURE (vt_markdown_picture_get_type ())
G_DECLARE_FINAL_TYPE (VtMarkdownPicture, vt_markdown_picture, VT, MARKDOWN_PICTURE, GtkWidget)

/* @path: read in a thread, scaled down to @size pixels; @words: its description. */
GtkWidget *vt_markdown_picture_new (const char *path, int size, const char *words);

G_END_DECLS
