/* space-edit-card.h: edits of a space's README.md: its card and the notes below.
 *
 * Lines that an edit does not mean stay as they were written. See
 * app/space-edit.h for what the functions return.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-editor.h"

G_BEGIN_DECLS

/* A text of the front matter: title, emoji, colorFrom, colorTo,
 * short_description, license; "" takes the line away. Where the card has it in
 * the person's language, that one is changed. */
gboolean vt_space_edit_set_card (VtSpaceEditor *self, const char *key, const char *text, GError **error);

/* A list of the front matter: tags. */
gboolean vt_space_edit_set_card_list (VtSpaceEditor *self, const char *key, const char *const *texts, GError **error);

/**
 * vt_card_follow_models:
 * @before, @after: (array zero-terminated=1): references that the steps named, and name now
 *
 * The front matter's `models`: repositories on the Hub that are new in the steps come
 * into it, those that are gone from them leave, and others that it names stay.
 *
 * Returns: (transfer full) (nullable): the README.md then; %NULL where nothing changes
 */
char *vt_card_follow_models (const char *readme, const char *const *before, const char *const *after);

/* The Markdown below the front matter of README.md itself; transfer full. */
char *vt_space_edit_get_notes (VtSpaceEditor *self);
gboolean vt_space_edit_set_notes (VtSpaceEditor *self, const char *notes, GError **error);

/* A README.md for a new space; transfer full. */
char *vt_space_new_readme (const char *title, const char *emoji, const char *from, const char *to,
                           const char *description, const char *notes);

G_END_DECLS
