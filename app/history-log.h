/* history-log.h: a file of lines to which several programs add; for app/history.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * VtHistoryLog:
 * @path: of the file
 * @inode, @offset: what was read of which file
 */
typedef struct
{
  char *path;
  guint64 inode;
  guint64 offset;
} VtHistoryLog;

void vt_history_log_init (VtHistoryLog *self, const char *path);
void vt_history_log_clear (VtHistoryLog *self);

/**
 * vt_history_log_append:
 * @path: of the file
 * @line: without a line break
 *
 * Adds the line and brings it onto the disk. Half a line that somebody left at
 * the end is closed first. Any thread, any program.
 */
gboolean vt_history_log_append (const char *path, const char *line, GError **error);

/* (transfer full) (element-type utf8): the whole lines that are new since the
 * last call; @anew is set where the file is another one, and all lines are given. */
GPtrArray *vt_history_log_read (VtHistoryLog *self, gboolean *anew);

/* Puts @text, whole lines, in the place of the file, unless somebody has added to
 * it since it was read. */
gboolean vt_history_log_replace (VtHistoryLog *self, const char *text, GError **error);

G_END_DECLS
