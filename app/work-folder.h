/* work-folder.h: folders for what is needed only while the program runs, in the person's cache. What
 * a program that was killed left behind, the next one takes away.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _VtWorkFolder VtWorkFolder;

/* An empty folder named for @purpose; any thread. %NULL with an error of the disk. */
VtWorkFolder *vt_work_folder_new (const char *purpose, GError **error);

/* Removes it with all that is in it. */
void vt_work_folder_free (VtWorkFolder *self);

const char *vt_work_folder_get_path (VtWorkFolder *self);

/* Removes those that no running program has; blocks on the disk, for a worker thread. */
void vt_work_folder_sweep (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtWorkFolder, vt_work_folder_free)

G_END_DECLS
