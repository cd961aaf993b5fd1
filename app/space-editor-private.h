/* space-editor-private.h: how the edits in app/space-edit*.c change the document.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/json-tree.h"
#include "app/space-editor.h"

G_BEGIN_DECLS

/* The document as it is now, for changing; transfer full. */
VtJsonTree *vt_space_editor_begin (VtSpaceEditor *self);

/* The next commit is about the component @id (of a layout's name nothing comes), which
 * is there before or after it; the undo list tells. */
void vt_space_editor_about (VtSpaceEditor *self, const char *id);

/**
 * vt_space_editor_commit:
 * @tree: (transfer full): the document as it shall be
 * @title: what the step is called, marked for translation, a literal
 * @merge: (nullable): what is typed; an edit right after one with the same text
 *   joins that one's step
 *
 * Returns: %FALSE with the sentence why such a document cannot be; nothing has changed then
 */
gboolean vt_space_editor_commit (VtSpaceEditor *self, VtJsonTree *tree, const char *title, const char *merge,
                                 GError **error);

/* The same for README.md. */
gboolean vt_space_editor_commit_readme (VtSpaceEditor *self, const char *readme, const char *title, const char *merge,
                                        GError **error);

G_END_DECLS
