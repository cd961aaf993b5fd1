/* space-editor.h: a space that is being edited: its texts, undo and redo, and
 * whether it is saved.
 *
 *     editor = vt_space_editor_open ("spaces/mine", &error);
 *     id = vt_space_edit_add (editor, "slider", "Heat", NULL, &error);
 *     vt_space_editor_undo (editor);
 *
 * The document is its two texts, space.json and README.md. An edit (app/space-edit.h,
 * app/space-edit-events.h, app/space-edit-card.h) makes new texts of them, which
 * are read as a space at once: what cannot be read is refused with a sentence and
 * changes nothing, so that every state on the way can be run, saved and reopened.
 * A step of the undo list is what differs between two texts, so ten thousand of
 * them are small, and undoing all gives the first ones back byte for byte.
 *
 * Signals:
 *   "changed" (VtSpaceChange what, GStrv components): the space is another one;
 *      @components are the ids that are new, different or gone
 *   "saved-changed" (): whether it is saved, or where, has changed
 *
 * It belongs to one thread. Nothing of it blocks but opening; saving is done by
 * a thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "app/space-document.h"

G_BEGIN_DECLS

/**
 * VtSpaceChange:
 * @VT_SPACE_CHANGE_CARD: the front matter of README.md
 * @VT_SPACE_CHANGE_OTHER: anything else, such as `glass`
 */
typedef enum
{
  VT_SPACE_CHANGE_COMPONENTS = 1 << 0,
  VT_SPACE_CHANGE_LAYOUT = 1 << 1,
  VT_SPACE_CHANGE_EVENTS = 1 << 2,
  VT_SPACE_CHANGE_EXAMPLES = 1 << 3,
  VT_SPACE_CHANGE_CARD = 1 << 4,
  VT_SPACE_CHANGE_NOTES = 1 << 5,
  VT_SPACE_CHANGE_OTHER = 1 << 6,
} VtSpaceChange;

#define VT_TYPE_SPACE_EDITOR (vt_space_editor_get_type ())
G_DECLARE_FINAL_TYPE (VtSpaceEditor, vt_space_editor, VT, SPACE_EDITOR, GObject)

/* Of a space in a folder or a .vitrine file; blocks on the disk. Errors: those of vt_space_load(). */
VtSpaceEditor *vt_space_editor_open (const char *path, GError **error);

/* Of texts that no folder has yet; it counts as not saved. */
VtSpaceEditor *vt_space_editor_new (const char *json, const char *readme, GError **error);

/* Transfer none; another one after each change. */
VtSpace *vt_space_editor_get_space (VtSpaceEditor *self);
const char *vt_space_editor_get_json (VtSpaceEditor *self);
const char *vt_space_editor_get_readme (VtSpaceEditor *self);

/* The folder that it is saved in, or %NULL while there is none. */
const char *vt_space_editor_get_folder (VtSpaceEditor *self);

gboolean vt_space_editor_is_saved (VtSpaceEditor *self);

/* Whether it can be saved where it is: not so a new space, one that comes with
 * the program, one from a .vitrine file, or one in a folder that is read-only. */
gboolean vt_space_editor_has_place (VtSpaceEditor *self);

/* Other texts in one step, as a recovered draft has them. */
gboolean vt_space_editor_set_texts (VtSpaceEditor *self, const char *json, const char *readme, GError **error);

/* What would be undone or redone, marked for translation ("Add a component"), or %NULL. */
const char *vt_space_editor_get_undo (VtSpaceEditor *self);
const char *vt_space_editor_get_redo (VtSpaceEditor *self);

/* Which component that was done to, as people call it (“Heat”), or %NULL. */
const char *vt_space_editor_get_undo_subject (VtSpaceEditor *self);
const char *vt_space_editor_get_redo_subject (VtSpaceEditor *self);
gboolean vt_space_editor_undo (VtSpaceEditor *self);
gboolean vt_space_editor_redo (VtSpaceEditor *self);

/* Ends the step that typing goes on adding to: the next edit is one of its own. */
void vt_space_editor_end_step (VtSpaceEditor *self);

/* Edits between these two are one step; they nest. */
void vt_space_editor_begin_group (VtSpaceEditor *self, const char *title);
void vt_space_editor_end_group (VtSpaceEditor *self);

/**
 * vt_space_editor_save_async:
 * @folder: (nullable): another folder than the one it has; its assets are copied there
 *
 * Saves what is there now; edits may go on. One at a time.
 */
void vt_space_editor_save_async (VtSpaceEditor *self, const char *folder, GAsyncReadyCallback callback, gpointer data);

/* Returns: %FALSE with an error of vt_space_save_texts(); what was on the disk is whole then */
gboolean vt_space_editor_save_finish (VtSpaceEditor *self, GAsyncResult *result, GError **error);

G_END_DECLS
