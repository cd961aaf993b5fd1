/* space-edit-events.h: edits of what happens in a space: events, their triggers,
 * steps, wires and outputs.
 *
 * Events and steps are named by their numbers. A wire is given as its JSON text:
 * `"$prompt"`, `"$s1.text"`, `0.7`, `"a text"`; %NULL takes it away (an input
 * stays, empty). See app/space-edit.h for what the functions return.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-editor.h"

G_BEGIN_DECLS

/* When @event of @component happens, nothing yet. Returns its number or -1. */
gint vt_space_edit_add_event (VtSpaceEditor *self, const char *component, const char *event, GError **error);
gboolean vt_space_edit_remove_event (VtSpaceEditor *self, guint event, GError **error);

/* The trigger number @index is now @name of @component; as many as there are:
 * one more; @component %NULL: one less. */
gboolean vt_space_edit_set_trigger (VtSpaceEditor *self, guint event, guint index, const char *component,
                                    const char *name, GError **error);

/* `trigger_mode`: "once", "multiple" or "always_last"; %NULL for what is usual. */
gboolean vt_space_edit_set_trigger_mode (VtSpaceEditor *self, guint event, const char *mode, GError **error);

/* `each`: the table whose rows the steps run for; %NULL: they run once. Wires from and
 * to columns of the one before go. */
gboolean vt_space_edit_set_each (VtSpaceEditor *self, guint event, const char *table, GError **error);

/**
 * vt_space_edit_add_step:
 * @model: (nullable): a reference
 *
 * At the end. Its inputs take from the step before or from components that fit,
 * and what the last step gave out is now given by this one, if that fits.
 */
gboolean vt_space_edit_add_step (VtSpaceEditor *self, guint event, const char *task, const char *model, GError **error);
gboolean vt_space_edit_remove_step (VtSpaceEditor *self, guint event, guint step, GError **error);

/* Another place in the order; wires from steps that now come later are taken away. */
gboolean vt_space_edit_move_step (VtSpaceEditor *self, guint event, guint step, guint to, GError **error);
gboolean vt_space_edit_set_task (VtSpaceEditor *self, guint event, guint step, const char *task, GError **error);
gboolean vt_space_edit_set_model (VtSpaceEditor *self, guint event, guint step, const char *model, GError **error);

/* An input; of alternatives, the one that had a wire gives way. */
gboolean vt_space_edit_set_input (VtSpaceEditor *self, guint event, guint step, const char *name, const char *json,
                                  GError **error);
/* When the step runs: a condition as app/space-condition.h has it, as JSON; %NULL: always. */
gboolean vt_space_edit_set_condition (VtSpaceEditor *self, guint event, guint step, const char *json, GError **error);
gboolean vt_space_edit_set_parameter (VtSpaceEditor *self, guint event, guint step, const char *name, const char *json,
                                      GError **error);
/* @component: an id, or `ID.COLUMN` of a table that the event goes through */
gboolean vt_space_edit_set_output (VtSpaceEditor *self, guint event, const char *component, const char *json,
                                   GError **error);

/* The output into @component goes into @other instead. */
gboolean vt_space_edit_move_output (VtSpaceEditor *self, guint event, const char *component, const char *other,
                                    GError **error);

G_END_DECLS
