/* choice-list.h: what the model considered for one token: text, bar, percent.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "engine/tasks/trace.h"

G_BEGIN_DECLS

#define VT_TYPE_CHOICE_LIST (vt_choice_list_get_type ())
G_DECLARE_FINAL_TYPE (VtChoiceList, vt_choice_list, VT, CHOICE_LIST, GtkWidget)

/* Signal "chosen" (guint place): the person took that choice of the trace;
 * the trace's own one counts as n_choices where it is not among them. */
GtkWidget *vt_choice_list_new (void);

/* Shows @trace, or nothing for %NULL; cheap enough for every frame. */
void vt_choice_list_show (VtChoiceList *self, const VtTokenTrace *trace);

/* Whether the person may take one. */
void vt_choice_list_set_can_choose (VtChoiceList *self, gboolean can_choose);

G_END_DECLS
