/* token-strip.h: the tokens of an answer as chips, tinted by probability.
 *
 * Only the chips in sight are widgets, so thousands of tokens stay smooth; the
 * others are places in an array. One chip is the cursor: the only stop of the Tab
 * key, moved by the arrow keys, Home and End.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "engine/tasks/trace.h"

G_BEGIN_DECLS

#define VT_TYPE_TOKEN_STRIP (vt_token_strip_get_type ())
G_DECLARE_FINAL_TYPE (VtTokenStrip, vt_token_strip, VT, TOKEN_STRIP, GtkWidget)

/**
 * vt_token_strip_new:
 * @scroll: the vertical adjustment of the view that it lies in, from which it
 *   knows what is in sight
 *
 * Signals: "selected" (guint index): the person moved to that chip; "activated"
 * (guint index): they pressed Enter on it.
 */
GtkWidget *vt_token_strip_new (GtkAdjustment *scroll);

/* Appends a chip for a copy of @trace. */
void vt_token_strip_append (VtTokenStrip *self, const VtTokenTrace *trace);

/* Keeps the first @n. */
void vt_token_strip_truncate (VtTokenStrip *self, guint n);

guint vt_token_strip_get_length (VtTokenStrip *self);

/* Transfer none; valid until the strip changes. */
const VtTokenTrace *vt_token_strip_get (VtTokenStrip *self, guint index);

/* Shows that @choice of token @index was picked by the person. */
void vt_token_strip_pick (VtTokenStrip *self, guint index, const VtTokenChoice *choice);

/* Marks a chip without moving the focus; -1 for none. */
void vt_token_strip_set_selected (VtTokenStrip *self, int index);
int vt_token_strip_get_selected (VtTokenStrip *self);

/* Moves the keyboard focus to the selected chip, or the first. */
void vt_token_strip_focus (VtTokenStrip *self);

G_END_DECLS
