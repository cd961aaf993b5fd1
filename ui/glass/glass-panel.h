/* glass-panel.h: what a text model saw while it wrote.
 *
 * Each token of the answer is a chip; beside the selected one (the newest, unless
 * the person picked another) stand the tokens that the model considered, with
 * bars and percents, and the person may take another one.
 *
 * Signals:
 *   "choose" (guint index, int token): go on from there with that token; @index
 *     counts from the beginning of the last run, as the traces do
 *   "next" (): write one more token; in step mode only
 *
 * The page calls vt_glass_panel_begin() when a run starts, then
 * vt_glass_panel_add_token() for each trace. A run that follows "choose" keeps
 * what was before the chosen token, so it does not matter whether it tells of
 * the kept tokens again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "engine/tasks/trace.h"

G_BEGIN_DECLS

#define VT_TYPE_GLASS_PANEL (vt_glass_panel_get_type ())
G_DECLARE_FINAL_TYPE (VtGlassPanel, vt_glass_panel, VT, GLASS_PANEL, GtkWidget)

GtkWidget *vt_glass_panel_new (void);

/* Forgets all tokens. */
void vt_glass_panel_clear (VtGlassPanel *self);

/* A run starts. @goes_on: whether it writes on where the last one ended, as in a
 * space that appends one token at a time to its text; the tokens so far stay. */
void vt_glass_panel_begin (VtGlassPanel *self, gboolean goes_on);

/* Shows a copy of @trace in its place; only the first prompt of a batch is shown. */
void vt_glass_panel_add_token (VtGlassPanel *self, const VtTokenTrace *trace);

/* Adds what else a step of the run showed (glass-made.h), under the tokens; it stays until the next run.
 * Of several steps of one @kind the person picks which is shown, by @result (nullable), a picture of it. */
void vt_glass_panel_add_made (VtGlassPanel *self, const char *kind, GtkWidget *made, GdkPaintable *result);

/* What stands there while there is nothing to be seen, where it is not about texts. */
void vt_glass_panel_set_empty (VtGlassPanel *self, const char *sentence);

guint vt_glass_panel_get_n_tokens (VtGlassPanel *self);

/* Whether a model is at work: choosing and stepping wait until it is done. */
void vt_glass_panel_set_busy (VtGlassPanel *self, gboolean busy);

/* Whether the space writes one token at a time: shows the button "Next Token". */
void vt_glass_panel_set_step_mode (VtGlassPanel *self, gboolean step_mode);

/* Whether the task that is watched can go on from another token; so it is at first. */
void vt_glass_panel_set_can_choose (VtGlassPanel *self, gboolean can_choose);

/* The figures of a run, for the head; 0 or %NULL where not known. */
void vt_glass_panel_set_figures (VtGlassPanel *self, guint prompt_tokens, double tokens_per_s, const char *device);

G_END_DECLS
