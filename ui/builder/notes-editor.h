/* notes-editor.h: the notes for teachers and visitors, as Markdown and as it will look.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/space-editor.h"

G_BEGIN_DECLS

#define VT_TYPE_NOTES_EDITOR (vt_notes_editor_get_type ())
G_DECLARE_FINAL_TYPE (VtNotesEditor, vt_notes_editor, VT, NOTES_EDITOR, GtkWidget)

GtkWidget *vt_notes_editor_new (VtSpaceEditor *editor);

G_END_DECLS
