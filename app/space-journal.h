/* space-journal.h: what is not saved yet, kept on the disk, so that a crash or a
 * power cut loses at most the last second.
 *
 * A journal writes the texts of an editor into a draft in the person's data
 * folder, whole and durably, shortly after each change, by a thread; when the
 * space is saved, the draft goes. A draft whose program has died is found by
 * vt_space_drafts(): each is locked as long as its program runs.
 *
 * Signals:
 *   "failed" (GError *error): what is not saved cannot be kept, as on a full disk; told
 *      once, and again only after it could be. The draft before it stays whole.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-editor.h"

G_BEGIN_DECLS

/**
 * VtSpaceDraft: what somebody left behind
 * @file: where it lies
 * @folder: (nullable): the space that it belongs to
 * @title: of the space
 * @when: of its last change, in seconds since 1970
 */
typedef struct
{
  char *file;
  char *folder;
  char *title;
  gint64 when;
} VtSpaceDraft;

void vt_space_draft_free (VtSpaceDraft *draft);

/* (transfer full) (element-type VtSpaceDraft): those that no running program
 * keeps, newest first. Reads a few files. */
GPtrArray *vt_space_drafts (void);

/* The space as the draft has it, with the saved state before it in the undo
 * list where that can still be read. */
VtSpaceEditor *vt_space_draft_open (const VtSpaceDraft *draft, GError **error);

/* Deletes it. */
void vt_space_draft_remove (const VtSpaceDraft *draft);

#define VT_TYPE_SPACE_JOURNAL (vt_space_journal_get_type ())
G_DECLARE_FINAL_TYPE (VtSpaceJournal, vt_space_journal, VT, SPACE_JOURNAL, GObject)

/**
 * vt_space_journal_new:
 * @draft: (nullable): the one that the editor was opened from, which is then kept up
 *
 * Follows @editor until it is closed or dropped.
 */
VtSpaceJournal *vt_space_journal_new (VtSpaceEditor *editor, const VtSpaceDraft *draft);

/* The person is done, whether they saved or do not want the changes: the draft
 * goes. Dropping the journal without this leaves the draft for the next time. */
void vt_space_journal_close (VtSpaceJournal *self);

G_END_DECLS
