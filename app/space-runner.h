/* space-runner.h: runs the events of a space, in a window or without one.
 *
 * The runner holds the value of every component. A window tells it what people
 * do by vt_space_runner_set_value(), says which event happened by
 * vt_space_runner_trigger(), and shows what the signal "output" brings.
 *
 * Signals:
 *   "output" (const char *component, VtValue *value, gboolean final): a component has a new
 *     value; while a model writes, the same component gets longer and longer ones
 *   "progress" (double fraction 0…1 or -1, const char *what): what happens now
 *   "token" (const char *step, VtTokenTrace *trace): only after vt_space_runner_set_trace()
 *   "made" (const char *step, GHashTable *outputs): a step is done; all that it made (element-type
 *     utf8 VtValue). Not of the rows of a table
 *   "started" (): a run began
 *   "ended" (GError *error): it is over; %NULL: well, %G_IO_ERROR_CANCELLED: stopped,
 *     VT_ERROR_NOT_FOUND with vt_space_runner_get_missing_model(): get that model first
 *
 * A final output that changes a component causes its event "change" by itself;
 * a window triggers it only for what people do. Dropping the runner stops its run.
 *
 * It is used from one thread, whose main context its signals come in; nothing
 * blocks. One event runs at a time. What becomes of another that comes meanwhile
 * says its trigger mode (#VtTriggerMode): a second click is ignored, while of many
 * changes the last is run for, with what the components hold then.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/history.h"
#include "app/model-library.h"
#include "app/space-document.h"
#include "app/word-list.h"
#include "engine/api/job.h"

G_BEGIN_DECLS

#define VT_TYPE_SPACE_RUNNER (vt_space_runner_get_type ())
G_DECLARE_FINAL_TYPE (VtSpaceRunner, vt_space_runner, VT, SPACE_RUNNER, GObject)

/* Every component holds its initial value. */
VtSpaceRunner *vt_space_runner_new (VtSpace *space, VtEngine *engine, VtModelLibrary *library);

VtSpace *vt_space_runner_get_space (VtSpaceRunner *self);

/* "auto" at first. For the next run. */
void vt_space_runner_set_device (VtSpaceRunner *self, const char *device);

/* -1 at first: another one each time. */
void vt_space_runner_set_seed (VtSpaceRunner *self, gint64 seed);

/* (nullable): words that no step gets, from the next run on; one that would get them
 * ends with VT_ERROR_DENIED. %NULL at first. */
void vt_space_runner_set_words (VtSpaceRunner *self, VtWordList *words);

/* How many alternatives of each token "token" brings; 0 at first: no such signals. */
void vt_space_runner_set_trace (VtSpaceRunner *self, guint choices);

/* Whether somebody looks behind the glass: from the next run on steps make what their tasks show there, also
 * where that costs something. Not at first; what the document takes of it is made in any case. */
void vt_space_runner_set_glass (VtSpaceRunner *self, gboolean glass);

/* Another model than the document names for the step @step, or, if that is
 * %NULL, for every step; %NULL goes back to the document's. */
void vt_space_runner_set_model (VtSpaceRunner *self, const char *step, const char *reference);

/* The model that @step would run on now; transfer full, %NULL if none is chosen. */
char *vt_space_runner_dup_model (VtSpaceRunner *self, const VtSpaceStep *step);

/* What a component holds. Setting checks as vt_space_component_accept() does and
 * emits no signal; the getter is transfer none and never %NULL for a known id. */
gboolean vt_space_runner_set_value (VtSpaceRunner *self, const char *component, VtValue *value, GError **error);
VtValue *vt_space_runner_get_value (VtSpaceRunner *self, const char *component);

/* Back to the initial values, with "output" for each; stops a run. */
void vt_space_runner_reset (VtSpaceRunner *self);

/* (nullable): where runs with steps are kept from now on. Not at first. */
void vt_space_runner_set_history (VtSpaceRunner *self, VtHistory *history);

/**
 * vt_space_runner_use_example:
 *
 * Gives the components the values of example @row, with "output" for each; and,
 * where the space keeps what its examples gave and it is there, shows that too.
 *
 * Returns: whether there was a result to show, so that nothing need be run
 */
gboolean vt_space_runner_use_example (VtSpaceRunner *self, guint row);

/* Whether the space is in front of somebody: its timers tick only then. Not at first. */
void vt_space_runner_set_live (VtSpaceRunner *self, gboolean live);

/* Runs what waits for @event of @component, if anything: returns whether. */
gboolean vt_space_runner_trigger (VtSpaceRunner *self, const char *component, const char *event);

/* The same by the document's list. */
void vt_space_runner_run (VtSpaceRunner *self, const VtSpaceEvent *event);

/**
 * vt_space_runner_continue_with:
 * @step: whose answer it is, in the run that was last
 * @index: which token of the answer, as its trace said
 * @token: the id to take instead
 *
 * Runs the last event again from the same values: the answer of @step begins
 * with the tokens it had before @index, then @token, and goes on from there.
 * Needs a traced run.
 *
 * Returns: %FALSE if there is no such token
 */
gboolean vt_space_runner_continue_with (VtSpaceRunner *self, const char *step, guint index, gint32 token);

/* Stops the run, if there is one, and forgets what waits; "ended" comes within
 * 100 ms. What has come stays, the finished rows of a table included. */
void vt_space_runner_cancel (VtSpaceRunner *self);

/* The same of one event, running or waiting; others have their turn. Returns whether it did either. */
gboolean vt_space_runner_cancel_event (VtSpaceRunner *self, const VtSpaceEvent *event);
gboolean vt_space_runner_is_running (VtSpaceRunner *self);

/* The reference of the model that the last run could not find, or %NULL. */
const char *vt_space_runner_get_missing_model (VtSpaceRunner *self);

/* Why the row @row of the table that the last run went through could not be done, or %NULL. */
const char *vt_space_runner_get_row_error (VtSpaceRunner *self, guint row);

/* Of the last run that had a step: its device and why ("" before), and its
 * figures as VtJob gives them, transfer full. */
const char *vt_space_runner_get_device_id (VtSpaceRunner *self);
const char *vt_space_runner_get_device_reason (VtSpaceRunner *self);
char *vt_space_runner_dup_stats_json (VtSpaceRunner *self);

G_END_DECLS
