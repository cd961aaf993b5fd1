/* file-choose.h: ask for files to open, or a place to save to.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @files: (element-type GFile): at least one; only local ones have a path. */
typedef void (*VtFilesFunc) (gpointer object, GListModel *files);

/**
 * vt_files_open:
 * @object: whose method @chosen is; nothing is called once it is gone
 * @patterns: (nullable): %NULL-terminated: "*.csv", or a MIME type; %NULL for all files
 * @name: (nullable): what the patterns are, for people: "Tables"
 */
void vt_files_open (GtkWidget *object, const char *title, const char *const *patterns, const char *name,
                    gboolean several, gboolean folders, VtFilesFunc chosen);

/* Asks where to save a file that is called @name so far. */
void vt_files_save (GtkWidget *object, const char *title, const char *name, VtFilesFunc chosen);

/* Calls @chosen with the files that are dropped on @object. */
void vt_files_accept_drops (GtkWidget *object, VtFilesFunc chosen);

/* Whether a paste would bring files, and their bringing. */
gboolean vt_files_can_paste (GtkWidget *object);
void vt_files_paste (GtkWidget *object, VtFilesFunc chosen);

G_END_DECLS
