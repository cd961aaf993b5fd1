/* space-card.h: what a space's README.md says: YAML front matter and notes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * VtSpaceCard:
 * @texts: (element-type utf8 utf8): the front matter's plain members
 * @lists: (element-type utf8 GStrv): its members that are lists of texts
 * @front: the front matter as it was written, without its fences
 * @notes: what follows it
 */
typedef struct
{
  GHashTable *texts;
  GHashTable *lists;
  char *front;
  char *notes;
} VtSpaceCard;

/**
 * vt_space_card_new:
 * @readme: the whole text; one without front matter is all notes
 *
 * Returns: (transfer full): or %NULL with VT_ERROR_CORRUPT, naming the line
 */
VtSpaceCard *vt_space_card_new (const char *readme, GError **error);
void vt_space_card_free (VtSpaceCard *self);

/* In the person's language; "" where nothing is said. */
const char *vt_space_card_get_text (VtSpaceCard *self, const char *key);

/* (transfer none): empty where nothing is said. */
const char *const *vt_space_card_get_list (VtSpaceCard *self, const char *key);

/* A member of the front matter, in every language, in place of what was there. */
void vt_space_card_set_text (VtSpaceCard *self, const char *key, const char *text);

/* Puts @text at the end of a list of the front matter that does not have it. */
void vt_space_card_add_to_list (VtSpaceCard *self, const char *key, const char *text);

/* The README.md again, transfer full. */
char *vt_space_card_to_text (VtSpaceCard *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtSpaceCard, vt_space_card_free)

G_END_DECLS
