/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-runner.h"

#include <string.h>

#include "app/space-batch.h"
#include "app/space-examples.h"
#include "app/space-record.h"
#include "app/space-timers.h"
#include "engine/base/error.h"

#define MOST_WAITING 100

struct _VtSpaceRunner
{
  GObject parent_instance;
  VtSpaceRunSettings settings;
  GHashTable *values;    /* (utf8 component id → VtValue) */
  GQueue waiting;        /* of VtSpaceEvent, the space's own */
  VtSpaceTimers *timers; /* (nullable): while it is live */
  VtHistory *history;    /* (nullable) */

  /* Of the run that goes on, or was last. */
  const VtSpaceEvent *event;
  GHashTable *given;   /* (utf8 → VtValue): what components held when it began */
  VtSpaceRun *run;     /* of a batch, that of its row */
  VtSpaceBatch *batch; /* (nullable) */
  gboolean altered; /* it goes on from a token that a person chose */
  gint64 began;     /* microseconds since 1970 */
  gboolean running;
  gboolean cancelled;
  gboolean discarded; /* what a batch still tells came before a reset */
};

enum
{
  OUTPUT,
  PROGRESS,
  TOKEN,
  MADE,
  STARTED,
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_TYPE (VtSpaceRunner, vt_space_runner, G_TYPE_OBJECT)

static void
forget_run (VtSpaceRunner *self)
{
  if (self->run != NULL)
    vt_space_run_drop (self->run);
  g_clear_pointer (&self->run, vt_space_run_unref);
  g_clear_pointer (&self->batch, vt_space_batch_free);
}

static void
vt_space_runner_dispose (GObject *object)
{
  VtSpaceRunner *self = VT_SPACE_RUNNER (object);

  forget_run (self);
  g_clear_pointer (&self->timers, vt_space_timers_free);
  g_clear_object (&self->history);
  G_OBJECT_CLASS (vt_space_runner_parent_class)->dispose (object);
}

static void
vt_space_runner_finalize (GObject *object)
{
  VtSpaceRunner *self = VT_SPACE_RUNNER (object);

  g_queue_clear (&self->waiting);
  vt_space_run_settings_clear (&self->settings);
  g_hash_table_unref (self->values);
  g_hash_table_unref (self->given);
  G_OBJECT_CLASS (vt_space_runner_parent_class)->finalize (object);
}

static void
vt_space_runner_class_init (VtSpaceRunnerClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_space_runner_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_space_runner_finalize;
  signals[OUTPUT] = g_signal_new ("output", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                  G_TYPE_STRING, VT_TYPE_VALUE, G_TYPE_BOOLEAN);
  signals[PROGRESS] = g_signal_new ("progress", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                    G_TYPE_DOUBLE, G_TYPE_STRING);
  signals[TOKEN] = g_signal_new ("token", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                 G_TYPE_STRING, VT_TYPE_TOKEN_TRACE);
  signals[MADE] = g_signal_new ("made", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                G_TYPE_STRING, G_TYPE_HASH_TABLE);
  signals[STARTED] = g_signal_new ("started", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ENDED] = g_signal_new ("ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static GHashTable *
value_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) vt_value_unref);
}

static void
vt_space_runner_init (VtSpaceRunner *self)
{
  self->settings.device = g_strdup ("auto");
  self->settings.seed = -1;
  self->settings.models = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->values = value_table ();
  self->given = value_table ();
  g_queue_init (&self->waiting);
}

static void
fill_initial (VtSpaceRunner *self)
{
  GPtrArray *components = vt_space_get_components (self->settings.space);

  for (guint i = 0; i < components->len; i++)
    {
      const VtSpaceComponent *component = components->pdata[i];

      g_hash_table_replace (self->values, g_strdup (component->id), vt_space_component_initial (component));
    }
}

VtSpaceRunner *
vt_space_runner_new (VtSpace *space, VtEngine *engine, VtModelLibrary *library)
{
  VtSpaceRunner *self = g_object_new (VT_TYPE_SPACE_RUNNER, NULL);

  self->settings.space = g_object_ref (space);
  self->settings.engine = g_object_ref (engine);
  self->settings.library = g_object_ref (library);
  fill_initial (self);
  return self;
}

/* --- settings ---------------------------------------------------------------- */

const VtSpaceRunSettings *
vt_space_runner_peek_settings (gpointer runner)
{
  return &VT_SPACE_RUNNER (runner)->settings;
}

VtSpace *
vt_space_runner_get_space (VtSpaceRunner *self)
{
  return self->settings.space;
}

void
vt_space_runner_set_device (VtSpaceRunner *self, const char *device)
{
  g_free (self->settings.device);
  self->settings.device = g_strdup (device);
}

void
vt_space_runner_set_seed (VtSpaceRunner *self, gint64 seed)
{
  self->settings.seed = seed;
}

void
vt_space_runner_set_words (VtSpaceRunner *self, VtWordList *words)
{
  g_clear_pointer (&self->settings.words, vt_word_list_unref);
  self->settings.words = words != NULL ? vt_word_list_ref (words) : NULL;
}

void
vt_space_runner_set_trace (VtSpaceRunner *self, guint choices)
{
  self->settings.trace = choices;
}

void
vt_space_runner_set_glass (VtSpaceRunner *self, gboolean glass)
{
  self->settings.glass = glass;
}

void
vt_space_runner_set_model (VtSpaceRunner *self, const char *step, const char *reference)
{
  const char *key = step != NULL ? step : "";

  if (reference != NULL)
    g_hash_table_replace (self->settings.models, g_strdup (key), g_strdup (reference));
  else
    g_hash_table_remove (self->settings.models, key);
}

static VtValue *
lookup_now (const char *source, const char *output, gpointer data)
{
  VtSpaceRunner *self = data;

  return output == NULL ? g_hash_table_lookup (self->values, source) : NULL;
}

char *
vt_space_runner_dup_model (VtSpaceRunner *self, const VtSpaceStep *step)
{
  return vt_space_run_settings_dup_model (&self->settings, step, lookup_now, self);
}

void
vt_space_runner_set_history (VtSpaceRunner *self, VtHistory *history)
{
  g_set_object (&self->history, history);
}

static void
on_tick (const char *component, gpointer data)
{
  vt_space_runner_trigger (data, component, "tick");
}

void
vt_space_runner_set_live (VtSpaceRunner *self, gboolean live)
{
  if (live == (self->timers != NULL))
    return;
  g_clear_pointer (&self->timers, vt_space_timers_free);
  if (live)
    self->timers = vt_space_timers_new (self->settings.space, on_tick, self);
}

/* --- values ------------------------------------------------------------------ */

static void
hold (VtSpaceRunner *self, const char *component, VtValue *value)
{
  g_hash_table_replace (self->values, g_strdup (component), vt_value_ref (value));
  if (self->timers != NULL && vt_value_type (value) == VT_VALUE_NUMBER)
    vt_space_timers_set (self->timers, component, vt_value_number (value));
}

static void emit_value (VtSpaceRunner *self, const char *id, VtValue *given, gboolean final);

gboolean
vt_space_runner_set_value (VtSpaceRunner *self, const char *component, VtValue *value, GError **error)
{
  const VtSpaceComponent *target = vt_space_find_component (self->settings.space, component);
  g_autoptr (VtValue) accepted = NULL;

  if (target == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND, "The space has no component “%s”.", component);
      return FALSE;
    }
  accepted = vt_space_component_accept (target, value, error);
  if (accepted == NULL)
    {
      g_autofree char *name = vt_space_component_name (target);

      g_prefix_error (error, "The value for %s cannot be used: ", name);
      return FALSE;
    }
  hold (self, component, accepted);
  return TRUE;
}

VtValue *
vt_space_runner_get_value (VtSpaceRunner *self, const char *component)
{
  return g_hash_table_lookup (self->values, component);
}

gboolean
vt_space_runner_use_example (VtSpaceRunner *self, guint row)
{
  GPtrArray *inputs = vt_space_get_example_inputs (self->settings.space);
  g_autoptr (GHashTable) outputs = vt_space_examples_recall (self->settings.space, row);
  GHashTableIter iter;
  gpointer id, value;

  if (row >= vt_space_get_n_examples (self->settings.space))
    return FALSE;
  for (guint i = 0; i < inputs->len; i++)
    emit_value (self, ((const VtSpaceComponent *) inputs->pdata[i])->id, vt_space_get_example (self->settings.space, row, i),
                TRUE);
  if (outputs == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, outputs);
  while (g_hash_table_iter_next (&iter, &id, &value))
    emit_value (self, id, value, TRUE);
  return TRUE;
}

/* --- outputs ---------------------------------------------------------------- */

/* Of the run that goes on; without steps there is none. */
static VtValue *
lookup_in_run (const char *source, const char *output, gpointer data)
{
  VtSpaceRunner *self = data;

  if (self->run != NULL)
    return vt_space_run_lookup (source, output, self->run);
  return output == NULL ? g_hash_table_lookup (self->given, source) : NULL;
}

static void
emit_value (VtSpaceRunner *self, const char *id, VtValue *given, gboolean final)
{
  const VtSpaceComponent *component = vt_space_find_component (self->settings.space, id);
  g_autoptr (VtValue) value = vt_space_component_accept (component, given, NULL);
  VtValue *before = g_hash_table_lookup (self->values, id);

  /* A step may give what a component does not hold, a number beyond its range. */
  if (value == NULL || (!final && before != NULL && vt_value_equal (before, value)))
    return;
  hold (self, id, value);
  g_signal_emit (self, signals[OUTPUT], 0, id, value, final);
}

static gboolean
note_step (const VtSpaceWire *wire, gpointer data)
{
  *(gboolean *) data = *(gboolean *) data || wire->kind == VT_WIRE_STEP;
  return TRUE;
}

static gboolean
takes_from_step (const VtSpaceWire *wire)
{
  gboolean any = FALSE;

  vt_space_wire_foreach_source (wire, note_step, &any);
  return any;
}

/* At the start, what needs no step; while it runs and at the end, what has all it
 * needs, and chats with what is there already. What a step that was left out
 * would have given stays as it was. */
static void
emit_outputs (VtSpaceRunner *self, gboolean starts, gboolean ends)
{
  for (guint i = 0; i < self->event->outputs->len; i++)
    {
      const VtSpaceWire *wire = self->event->outputs->pdata[i];
      gboolean from_step = takes_from_step (wire);
      g_autoptr (VtValue) value = NULL;

      if (wire->column != NULL || (!from_step && !starts))
        continue;
      if (from_step && wire->kind != VT_WIRE_MESSAGES && !vt_space_wire_is_there (wire, lookup_in_run, self))
        continue;
      value = vt_space_wire_resolve (wire, lookup_in_run, self);
      emit_value (self, wire->name, value, !from_step || ends);
    }
}

/* What a finished run changed may itself be an event. */
static void
queue_changes (VtSpaceRunner *self)
{
  GPtrArray *events = vt_space_get_events (self->settings.space);

  for (guint i = 0; i < self->event->outputs->len; i++)
    for (guint j = 0; j < events->len; j++)
      {
        const char *id = ((const VtSpaceWire *) self->event->outputs->pdata[i])->name;

        if (vt_space_event_is_triggered_by (events->pdata[j], id, "change")
            && g_queue_find (&self->waiting, events->pdata[j]) == NULL)
          g_queue_push_tail (&self->waiting, events->pdata[j]);
      }
}

/* --- the run ---------------------------------------------------------------- */

static void start (VtSpaceRunner *self, const VtSpaceEvent *event);

/* The result of an example, with nothing that another model or token has to do with. */
static void
keep_example (VtSpaceRunner *self)
{
  gint row = -1;

  if (self->event->steps->len > 0 && !self->altered && g_hash_table_size (self->settings.models) == 0)
    row = vt_space_examples_match (self->settings.space, self->event, self->given);
  if (row >= 0)
    vt_space_examples_keep (self->settings.space, self->event, (guint) row, self->values);
}

static void
end (VtSpaceRunner *self, const GError *error)
{
  g_autoptr (VtSpaceRunner) alive = g_object_ref (self);
  const VtSpaceEvent *next;

  self->running = FALSE;
  if (self->history != NULL && self->event->steps->len > 0)
    vt_history_add (self->history,
                    vt_space_record_new (self->settings.space, self->event, self->given, self->values,
                                         self->run != NULL ? vt_space_run_get_reports (self->run) : NULL, self->began, error));
  if (error == NULL)
    {
      keep_example (self);
      queue_changes (self);
    }
  else if (self->cancelled || vt_space_runner_get_missing_model (self) != NULL)
    g_queue_clear (&self->waiting);
  g_signal_emit (self, signals[ENDED], 0, error);
  next = !self->running ? g_queue_pop_head (&self->waiting) : NULL;
  if (next != NULL)
    start (self, next);
}

static void
on_result (gpointer data)
{
  VtSpaceRunner *self = data;

  if (self->batch != NULL && self->run != vt_space_batch_get_run (self->batch))
    {
      g_clear_pointer (&self->run, vt_space_run_unref);
      self->run = vt_space_run_ref (vt_space_batch_get_run (self->batch));
    }
  if (!self->cancelled)
    emit_outputs (self, FALSE, FALSE);
}

static void
on_progress (double fraction, const char *what, gpointer data)
{
  g_signal_emit (data, signals[PROGRESS], 0, fraction, what);
}

static void
on_token (const char *step, VtTokenTrace *trace, gpointer data)
{
  g_signal_emit (data, signals[TOKEN], 0, step, trace);
}

static void
on_made (const VtSpaceStep *step, GHashTable *outputs, gpointer data)
{
  g_signal_emit (data, signals[MADE], 0, step->id, outputs);
}

static void
on_run_ended (const GError *error, gpointer data)
{
  VtSpaceRunner *self = data;

  if (error == NULL)
    emit_outputs (self, FALSE, TRUE);
  end (self, error);
}

static const VtSpaceRunListener run_listener = { on_result, on_progress, on_token, on_made, on_run_ended };

/* The rows that are done stay, also where it was stopped; but not after a reset. */
static void
on_table (VtValue *table, gboolean final, gpointer data)
{
  VtSpaceRunner *self = data;

  if (!self->discarded)
    emit_value (self, self->event->each, table, final);
}

static void
on_batch_ended (const GError *error, gpointer data)
{
  VtSpaceRunner *self = data;

  if (self->run != NULL && error == NULL)
    emit_outputs (self, FALSE, TRUE);
  end (self, error);
}

static const VtSpaceBatchListener batch_listener = { on_table, on_result, on_progress, on_token, on_batch_ended };

/* Values do not change, so that a copy of the table is one of references. */
static GHashTable *
copy_values (GHashTable *from)
{
  GHashTable *to = value_table ();
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (to, g_strdup (key), vt_value_ref (value));
  return to;
}

static void
start_batch (VtSpaceRunner *self)
{
  g_autoptr (GError) error = NULL;

  self->batch = vt_space_batch_new (&self->settings, self->event, self->given, &error);
  if (self->batch != NULL)
    vt_space_batch_start (self->batch, &batch_listener, self);
  else
    end (self, error);
}

/* Runs @self->event from the values in @self->given. */
static void
start_given (VtSpaceRunner *self, GHashTable *prefixes)
{
  g_autoptr (VtSpaceRunner) alive = g_object_ref (self);

  forget_run (self);
  self->running = TRUE;
  self->altered = prefixes != NULL;
  self->began = g_get_real_time ();
  self->cancelled = FALSE;
  self->discarded = FALSE;
  g_signal_emit (self, signals[STARTED], 0);
  emit_outputs (self, TRUE, FALSE);
  if (self->event->each != NULL)
    start_batch (self);
  else
    {
      self->run = vt_space_run_new (&self->settings, self->event, self->given, NULL, prefixes);
      vt_space_run_start (self->run, &run_listener, self);
    }
}

static void
start (VtSpaceRunner *self, const VtSpaceEvent *event)
{
  self->event = event;
  g_hash_table_unref (self->given);
  self->given = copy_values (self->values);
  start_given (self, NULL);
}

/* --- what is to run ------------------------------------------------------------ */

static VtTriggerMode
mode_of (const VtSpaceEvent *event, const char *trigger)
{
  static const char *const live[] = { "change", "input", "tick", "select", NULL };

  if (event->mode != VT_TRIGGER_DEFAULT)
    return event->mode;
  return trigger != NULL && g_strv_contains (live, trigger) ? VT_TRIGGER_ALWAYS_LAST : VT_TRIGGER_ONCE;
}

static void
ask_for (VtSpaceRunner *self, const VtSpaceEvent *event, VtTriggerMode mode)
{
  gboolean waits = g_queue_find (&self->waiting, event) != NULL;

  if (!self->running)
    start (self, event);
  else if (mode == VT_TRIGGER_MULTIPLE ? g_queue_get_length (&self->waiting) < MOST_WAITING
                                       : !waits && (mode == VT_TRIGGER_ALWAYS_LAST || self->event != event))
    g_queue_push_tail (&self->waiting, (gpointer) event);
}

void
vt_space_runner_run (VtSpaceRunner *self, const VtSpaceEvent *event)
{
  ask_for (self, event, mode_of (event, NULL));
}

gboolean
vt_space_runner_trigger (VtSpaceRunner *self, const char *component, const char *event)
{
  GPtrArray *events = vt_space_get_events (self->settings.space);
  gboolean any = FALSE;

  for (guint i = 0; i < events->len; i++)
    if (vt_space_event_is_triggered_by (events->pdata[i], component, event))
      {
        ask_for (self, events->pdata[i], mode_of (events->pdata[i], event));
        any = TRUE;
      }
  return any;
}

gboolean
vt_space_runner_continue_with (VtSpaceRunner *self, const char *step, guint index, gint32 token)
{
  GArray *tokens = self->run != NULL && self->batch == NULL ? vt_space_run_get_tokens (self->run, step) : NULL;
  g_autoptr (GHashTable) prefixes = NULL;
  GArray *prefix;

  if (self->running || tokens == NULL || index >= tokens->len)
    return FALSE;
  prefix = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_array_append_vals (prefix, tokens->data, index);
  g_array_append_val (prefix, token);
  prefixes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  g_hash_table_insert (prefixes, g_strdup (step), prefix);
  start_given (self, prefixes);
  return TRUE;
}

void
vt_space_runner_cancel (VtSpaceRunner *self)
{
  g_queue_clear (&self->waiting);
  if (!self->running)
    return;
  self->cancelled = TRUE;
  if (self->batch != NULL)
    vt_space_batch_cancel (self->batch);
  else if (self->run != NULL)
    vt_space_run_cancel (self->run);
}

gboolean
vt_space_runner_cancel_event (VtSpaceRunner *self, const VtSpaceEvent *event)
{
  gboolean waited = g_queue_remove_all (&self->waiting, event) > 0;
  GQueue others = G_QUEUE_INIT;

  if (!self->running || self->event != event)
    return waited;
  /* Those that wait for their turn have it next. */
  while (!g_queue_is_empty (&self->waiting))
    g_queue_push_tail (&others, g_queue_pop_head (&self->waiting));
  vt_space_runner_cancel (self);
  self->cancelled = g_queue_is_empty (&others);
  self->waiting = others;
  return TRUE;
}

void
vt_space_runner_reset (VtSpaceRunner *self)
{
  GPtrArray *components = vt_space_get_components (self->settings.space);

  vt_space_runner_cancel (self);
  self->discarded = TRUE;
  fill_initial (self);
  for (guint i = 0; i < components->len; i++)
    {
      const VtSpaceComponent *component = components->pdata[i];

      g_signal_emit (self, signals[OUTPUT], 0, component->id, g_hash_table_lookup (self->values, component->id), TRUE);
    }
}

gboolean
vt_space_runner_is_running (VtSpaceRunner *self)
{
  return self->running;
}

/* --- how it went --------------------------------------------------------------- */

const char *
vt_space_runner_get_missing_model (VtSpaceRunner *self)
{
  VtSpaceRun *run = self->batch != NULL ? vt_space_batch_get_run (self->batch) : self->run;

  return run != NULL ? vt_space_run_get_missing_model (run) : NULL;
}

const char *
vt_space_runner_get_row_error (VtSpaceRunner *self, guint row)
{
  GPtrArray *errors = self->batch != NULL ? vt_space_batch_get_row_errors (self->batch) : NULL;

  return errors != NULL && row < errors->len ? errors->pdata[row] : NULL;
}

/* Of the step that ended last. */
static const VtSpaceStepReport *
last_report (VtSpaceRunner *self)
{
  GPtrArray *reports = self->run != NULL ? vt_space_run_get_reports (self->run) : NULL;

  return reports != NULL && reports->len > 0 ? reports->pdata[reports->len - 1] : NULL;
}

const char *
vt_space_runner_get_device_id (VtSpaceRunner *self)
{
  const VtSpaceStepReport *report = last_report (self);

  return report != NULL && report->device != NULL ? report->device : "";
}

const char *
vt_space_runner_get_device_reason (VtSpaceRunner *self)
{
  const VtSpaceStepReport *report = last_report (self);

  return report != NULL && report->reason != NULL ? report->reason : "";
}

char *
vt_space_runner_dup_stats_json (VtSpaceRunner *self)
{
  const VtSpaceStepReport *report = last_report (self);

  return g_strdup (report != NULL && report->stats != NULL ? report->stats : "{}");
}
