/* word-list.h: words that are left out on this computer: a classroom's content switch.
 *
 * The list that comes with the program (resources/words.txt) names what teachers
 * leave out of lessons, in English, German and Spanish; a person can add to it. A
 * line is a word, or the beginning of words where it ends in “*”; # begins a comment.
 * Case, accents and what stands between letters and digits make no difference.
 *
 * It looks at words alone: it does not understand what is meant, and whoever wants to
 * get around it can. Immutable; any thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/value.h"

G_BEGIN_DECLS

typedef struct _VtWordList VtWordList;

/**
 * vt_word_list_new:
 * @path: (nullable): a file of words
 * @more: (nullable) (array zero-terminated=1): others
 *
 * Returns: (transfer full): or %NULL where the file cannot be read
 */
VtWordList *vt_word_list_new (const char *path, const char *const *more, GError **error);
VtWordList *vt_word_list_ref (VtWordList *self);
void vt_word_list_unref (VtWordList *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtWordList, vt_word_list_unref)

gboolean vt_word_list_finds (const VtWordList *self, const char *text);

/* Whether one of the words is in @value: a text, a chat or JSON, or a list of them. Of a chat
 * only what people wrote counts. VT_ERROR_DENIED, with a sentence for the person. */
gboolean vt_word_list_allows (const VtWordList *self, VtValue *value, GError **error);

G_END_DECLS
