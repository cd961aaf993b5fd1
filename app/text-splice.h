/* text-splice.h: what differs between two texts, for undoing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * VtTextSplice: at byte @at, @removed gave way to @inserted
 */
typedef struct
{
  gsize at;
  char *removed;
  char *inserted;
} VtTextSplice;

void vt_text_splice_init (VtTextSplice *self, const char *before, const char *after);
void vt_text_splice_clear (VtTextSplice *self);

/* Transfer full; @text must be what the splice was made from. */
char *vt_text_splice_apply (const VtTextSplice *self, const char *before);
char *vt_text_splice_revert (const VtTextSplice *self, const char *after);

G_END_DECLS
