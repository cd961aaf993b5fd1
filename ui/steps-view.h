/* steps-view.h: a guided walk: one page at a time, with a text for the learner,
 * and buttons to go on and back. Alt+PageDown and Alt+PageUp do the same.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VT_TYPE_STEPS_VIEW (vt_steps_view_get_type ())
G_DECLARE_FINAL_TYPE (VtStepsView, vt_steps_view, VT, STEPS_VIEW, GtkWidget)

GtkWidget *vt_steps_view_new (void);

/* @title: what the page is called, or ""; @text: Markdown, or "", with pictures
 * from @folder (nullable); @content: takes the floating reference. */
void vt_steps_view_add (VtStepsView *self, const char *title, const char *text, const char *folder,
                        GtkWidget *content);

guint vt_steps_view_get_n_pages (VtStepsView *self);

/* Which page is shown, from 0; what is beyond the ends is ignored. */
guint vt_steps_view_get_page (VtStepsView *self);
void vt_steps_view_set_page (VtStepsView *self, guint page);

G_END_DECLS
