/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-runner.h"

#include <string.h>

#include "app/value-json.h"
#include "app/value-media.h"
#include "engine/base/error.h"

struct _VtSpaceRunner
{
  GObject parent_instance;
  VtSpace *space;
  VtEngine *engine;
  VtModelLibrary *library;
  char *device;
  gint64 seed;
  guint trace;
  GHashTable *models; /* (utf8 step id, "" for all → utf8 reference) */
  GHashTable *values; /* (utf8 component id → VtValue) */
  GQueue waiting;     /* of VtSpaceEvent, the space's own */

  /* Of the run that goes on, or was last. */
  const VtSpaceEvent *event;
  GHashTable *given;    /* (utf8 → VtValue): what components held when it began */
  GHashTable *results;  /* (utf8 "step.output" → VtValue) */
  GHashTable *prefixes; /* (utf8 step id → GArray of gint32): tokens to begin with, in this run only */
  GHashTable *tokens;   /* (utf8 step id → GArray of gint32): what it wrote, if traced */
  guint step;
  VtJob *job;
  GCancellable *cancellable; /* not NULL while it runs */
  char *missing_model;
  char *device_id;
  char *device_reason;
  char *stats;
};

enum
{
  OUTPUT,
  PROGRESS,
  TOKEN,
  STARTED,
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_TYPE (VtSpaceRunner, vt_space_runner, G_TYPE_OBJECT)

static void run_step (VtSpaceRunner *self);
static void start (VtSpaceRunner *self, const VtSpaceEvent *event);

static void
vt_space_runner_dispose (GObject *object)
{
  VtSpaceRunner *self = VT_SPACE_RUNNER (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  g_clear_object (&self->job);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (vt_space_runner_parent_class)->dispose (object);
}

static void
vt_space_runner_finalize (GObject *object)
{
  VtSpaceRunner *self = VT_SPACE_RUNNER (object);

  g_queue_clear (&self->waiting);
  g_clear_object (&self->space);
  g_clear_object (&self->engine);
  g_clear_object (&self->library);
  g_free (self->device);
  g_hash_table_unref (self->models);
  g_hash_table_unref (self->values);
  g_hash_table_unref (self->given);
  g_hash_table_unref (self->results);
  g_hash_table_unref (self->prefixes);
  g_hash_table_unref (self->tokens);
  g_free (self->missing_model);
  g_free (self->device_id);
  g_free (self->device_reason);
  g_free (self->stats);
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
  signals[STARTED] = g_signal_new ("started", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ENDED] = g_signal_new ("ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static GHashTable *
value_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) vt_value_unref);
}

static GHashTable *
text_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static GHashTable *
token_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
}

static void
vt_space_runner_init (VtSpaceRunner *self)
{
  self->device = g_strdup ("auto");
  self->seed = -1;
  self->models = text_table ();
  self->values = value_table ();
  self->given = value_table ();
  self->results = value_table ();
  self->prefixes = token_table ();
  self->tokens = token_table ();
  g_queue_init (&self->waiting);
}

static void
fill_initial (VtSpaceRunner *self)
{
  GPtrArray *components = vt_space_get_components (self->space);

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

  self->space = g_object_ref (space);
  self->engine = g_object_ref (engine);
  self->library = g_object_ref (library);
  fill_initial (self);
  return self;
}

VtSpace *
vt_space_runner_get_space (VtSpaceRunner *self)
{
  return self->space;
}

void
vt_space_runner_set_device (VtSpaceRunner *self, const char *device)
{
  g_free (self->device);
  self->device = g_strdup (device);
}

void
vt_space_runner_set_seed (VtSpaceRunner *self, gint64 seed)
{
  self->seed = seed;
}

void
vt_space_runner_set_trace (VtSpaceRunner *self, guint choices)
{
  self->trace = choices;
}

void
vt_space_runner_set_model (VtSpaceRunner *self, const char *step, const char *reference)
{
  const char *key = step != NULL ? step : "";

  if (reference != NULL)
    g_hash_table_replace (self->models, g_strdup (key), g_strdup (reference));
  else
    g_hash_table_remove (self->models, key);
}

/* Component values as they were when the run began, and what steps gave since. */
static VtValue *
lookup_in_run (const char *source, const char *output, gpointer data)
{
  VtSpaceRunner *self = data;
  g_autofree char *key = output != NULL ? g_strdup_printf ("%s.%s", source, output) : NULL;

  return key != NULL ? g_hash_table_lookup (self->results, key) : g_hash_table_lookup (self->given, source);
}

static VtValue *
lookup_now (const char *source, const char *output, gpointer data)
{
  VtSpaceRunner *self = data;

  return output == NULL ? g_hash_table_lookup (self->values, source) : NULL;
}

static char *
dup_model (VtSpaceRunner *self, const VtSpaceStep *step, VtSpaceWireLookup lookup)
{
  const char *chosen = g_hash_table_lookup (self->models, step->id);
  g_autoptr (VtValue) value = NULL;

  if (chosen == NULL)
    chosen = g_hash_table_lookup (self->models, "");
  if (chosen != NULL)
    return g_strdup (chosen);
  if (step->model == NULL)
    return NULL;
  value = vt_space_wire_resolve (step->model, lookup, self);
  return vt_value_type (value) == VT_VALUE_TEXT && *vt_value_text (value) != '\0' ? vt_value_to_text (value) : NULL;
}

char *
vt_space_runner_dup_model (VtSpaceRunner *self, const VtSpaceStep *step)
{
  return dup_model (self, step, lookup_now);
}

gboolean
vt_space_runner_set_value (VtSpaceRunner *self, const char *component, VtValue *value, GError **error)
{
  const VtSpaceComponent *target = vt_space_find_component (self->space, component);
  VtValue *accepted;

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
  g_hash_table_replace (self->values, g_strdup (component), accepted);
  return TRUE;
}

VtValue *
vt_space_runner_get_value (VtSpaceRunner *self, const char *component)
{
  return g_hash_table_lookup (self->values, component);
}

/* --- outputs ---------------------------------------------------------------- */

typedef struct
{
  VtSpaceRunner *self;
  gboolean any_step;  /* takes from a step */
  gboolean all_there; /* and all of those have given something */
} Sources;

static gboolean
note_source (const VtSpaceWire *wire, gpointer data)
{
  Sources *sources = data;

  if (wire->kind != VT_WIRE_STEP)
    return TRUE;
  sources->any_step = TRUE;
  if (lookup_in_run (wire->source, wire->output, sources->self) == NULL)
    sources->all_there = FALSE;
  return TRUE;
}

static void
emit_output (VtSpaceRunner *self, const VtSpaceWire *wire, gboolean final)
{
  const VtSpaceComponent *component = vt_space_find_component (self->space, wire->name);
  g_autoptr (VtValue) resolved = vt_space_wire_resolve (wire, lookup_in_run, self);
  g_autoptr (VtValue) value = vt_space_component_accept (component, resolved, NULL);
  VtValue *before = g_hash_table_lookup (self->values, wire->name);
  gboolean changed;

  /* A step may give what a component does not hold, a number beyond its range. */
  if (value == NULL)
    return;
  changed = before == NULL || !vt_value_equal (before, value);
  if (!changed && !final)
    return;
  g_hash_table_replace (self->values, g_strdup (wire->name), vt_value_ref (value));
  g_signal_emit (self, signals[OUTPUT], 0, wire->name, value, final);
}

/* At the start, what needs no step, and chats with what is there already; while
 * it runs, what has all it needs; at the end, all that takes from steps. */
static void
emit_outputs (VtSpaceRunner *self, gboolean starts, gboolean ends)
{
  for (guint i = 0; self->event != NULL && i < self->event->outputs->len; i++)
    {
      const VtSpaceWire *wire = self->event->outputs->pdata[i];
      Sources sources = { self, FALSE, TRUE };

      vt_space_wire_foreach_source (wire, note_source, &sources);
      if (!sources.any_step)
        {
          if (starts)
            emit_output (self, wire, TRUE);
        }
      else if (ends || sources.all_there || wire->kind == VT_WIRE_MESSAGES)
        emit_output (self, wire, ends);
    }
}

/* What a finished run changed may itself be an event. */
static void
queue_changes (VtSpaceRunner *self)
{
  GPtrArray *events = vt_space_get_events (self->space);

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

static void
end (VtSpaceRunner *self, GError *error)
{
  const VtSpaceEvent *next;

  g_clear_object (&self->cancellable);
  if (error == NULL)
    queue_changes (self);
  else
    g_queue_clear (&self->waiting);
  g_object_ref (self);
  g_signal_emit (self, signals[ENDED], 0, error);
  next = self->cancellable == NULL ? g_queue_pop_head (&self->waiting) : NULL;
  if (next != NULL)
    start (self, next);
  g_object_unref (self);
}

/* Ends with an error that says in which step it was, where there are several. */
static void
fail (VtSpaceRunner *self, GError *error)
{
  const VtSpaceStep *step = self->event->steps->pdata[self->step];

  if (self->event->steps->len > 1 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_prefix_error (&error, "In the step “%s” (%s): ", step->id, step->task->title);
  end (self, error);
  g_error_free (error);
}

static void
remember_figures (VtSpaceRunner *self)
{
  g_free (self->device_id);
  g_free (self->device_reason);
  g_free (self->stats);
  self->device_id = g_strdup (vt_job_get_device_id (self->job));
  self->device_reason = g_strdup (vt_job_get_device_reason (self->job));
  self->stats = vt_job_dup_stats_json (self->job);
}

static void
keep_result (VtSpaceRunner *self, const char *output, VtValue *value)
{
  const VtSpaceStep *step = self->event->steps->pdata[self->step];

  g_hash_table_replace (self->results, g_strdup_printf ("%s.%s", step->id, output), vt_value_ref (value));
}

static void
on_partial (VtJob *job, const char *output, VtValue *value, VtSpaceRunner *self)
{
  if (g_cancellable_is_cancelled (self->cancellable))
    return; /* the components may hold something else by now, after a reset */
  keep_result (self, output, value);
  emit_outputs (self, FALSE, FALSE);
}

static void
on_progress (VtJob *job, double fraction, const char *what, VtSpaceRunner *self)
{
  g_signal_emit (self, signals[PROGRESS], 0, fraction, what);
}

static void
on_token (VtJob *job, VtTokenTrace *trace, VtSpaceRunner *self)
{
  const VtSpaceStep *step = self->event->steps->pdata[self->step];
  GArray *tokens = g_hash_table_lookup (self->tokens, step->id);

  if (trace->batch == 0 && tokens != NULL && trace->index <= tokens->len)
    {
      g_array_set_size (tokens, trace->index);
      g_array_append_val (tokens, trace->chosen.id);
    }
  g_signal_emit (self, signals[TOKEN], 0, step->id, trace);
}

static void
on_step_done (GObject *job, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtSpaceRunner) self = data;
  GError *error = NULL;
  g_autoptr (GHashTable) outputs = vt_job_run_finish (VT_JOB (job), result, &error);
  GHashTableIter iter;
  gpointer name, value;

  if (self->job != VT_JOB (job)) /* the runner was disposed of meanwhile */
    {
      g_clear_error (&error);
      return;
    }
  remember_figures (self);
  g_signal_handlers_disconnect_by_data (job, self);
  g_clear_object (&self->job);
  if (outputs == NULL)
    {
      fail (self, error);
      return;
    }
  g_hash_table_iter_init (&iter, outputs);
  while (g_hash_table_iter_next (&iter, &name, &value))
    keep_result (self, name, value);
  self->step++;
  run_step (self);
}

/* The component that a wire takes from, in quotes, for messages. */
static char *
wire_source_name (VtSpaceRunner *self, const VtSpaceWire *wire)
{
  const VtSpaceComponent *component = wire->kind == VT_WIRE_COMPONENT
                                        ? vt_space_find_component (self->space, wire->source) : NULL;

  return component != NULL ? vt_space_component_name (component) : g_strdup_printf ("“%s”", wire->name);
}

static gboolean
take_input (VtSpaceRunner *self, const VtSpaceStep *step, const VtSpaceWire *wire, GHashTable *inputs, GError **error)
{
  const VtPort *port = vt_port_find (step->task->inputs, wire->name);
  g_autoptr (VtValue) resolved = vt_space_wire_resolve (wire, lookup_in_run, self);
  g_autoptr (VtValue) value = vt_value_convert (resolved, port->type, error);
  g_autofree char *name = wire_source_name (self, wire);

  if (value == NULL)
    {
      g_prefix_error (error, "What %s holds does not fit: ", name);
      return FALSE;
    }
  if (vt_value_type (value) == VT_VALUE_NONE && (port->required || port->group != 0))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "%s is empty. Fill it in first.", name);
      return FALSE;
    }
  if (vt_value_type (value) != VT_VALUE_NONE)
    g_hash_table_replace (inputs, g_strdup (wire->name), g_steal_pointer (&value));
  return TRUE;
}

static gboolean
set_parameter (VtSpaceRunner *self, const VtSpaceWire *wire, GError **error)
{
  g_autoptr (VtValue) value = vt_space_wire_resolve (wire, lookup_in_run, self);
  g_autofree char *name = NULL;

  if (vt_value_type (value) == VT_VALUE_NONE || vt_job_set_parameter (self->job, wire->name, value, error))
    return TRUE;
  name = wire_source_name (self, wire);
  g_prefix_error (error, "What %s holds does not fit. ", name);
  return FALSE;
}

/* The tokens that the answer is to begin with, which are also its first ones. */
static gboolean
set_prefix (VtSpaceRunner *self, const VtSpaceStep *step, GError **error)
{
  GArray *prefix = g_hash_table_lookup (self->prefixes, step->id);
  GArray *tokens = g_array_new (FALSE, FALSE, sizeof (gint32));
  VtJsonWriter json = { NULL };
  g_autoptr (VtValue) value = NULL;

  g_hash_table_replace (self->tokens, g_strdup (step->id), tokens);
  if (prefix == NULL)
    return TRUE;
  g_array_append_vals (tokens, prefix->data, prefix->len);
  json.text = g_string_new (NULL);
  vt_json_write_begin (&json, '[');
  for (guint i = 0; i < prefix->len; i++)
    vt_json_write_int (&json, g_array_index (prefix, gint32, i));
  vt_json_write_end (&json, ']');
  value = vt_value_new_json (json.text->str);
  g_string_free (json.text, TRUE);
  return vt_job_set_parameter (self->job, "prefix_ids", value, error);
}

static gboolean
prepare_job (VtSpaceRunner *self, const VtSpaceStep *step, GHashTable *inputs, GError **error)
{
  for (guint i = 0; i < step->inputs->len; i++)
    if (!take_input (self, step, step->inputs->pdata[i], inputs, error))
      return FALSE;
  for (guint i = 0; i < step->parameters->len; i++)
    if (!set_parameter (self, step->parameters->pdata[i], error))
      return FALSE;
  vt_job_set_seed (self->job, self->seed);
  vt_job_set_trace (self->job, self->trace);
  return set_prefix (self, step, error);
}

/* The file of the step's model; where it is missing, says so with its size. */
static char *
find_model (VtSpaceRunner *self, const VtSpaceStep *step, GError **error)
{
  g_autofree char *reference = dup_model (self, step, lookup_in_run);
  g_autoptr (GError) local = NULL;
  g_autofree char *size = NULL;
  char *path;

  if (reference == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "No model is chosen for the task “%s”. Choose one first.",
                   step->task->title);
      return NULL;
    }
  path = vt_model_library_resolve (self->library, reference, &local);
  if (path != NULL)
    return path;
  if (g_error_matches (local, VT_ERROR, VT_ERROR_NOT_FOUND))
    {
      guint64 bytes = vt_model_library_get_bytes (self->library, reference);

      self->missing_model = g_strdup (reference);
      size = bytes > 0 ? g_format_size (bytes) : NULL;
      if (size != NULL)
        g_prefix_error (&local, "The model is needed first (%s to download). ", size);
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static gboolean
set_inputs (VtJob *job, GHashTable *inputs, GError **error)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, inputs);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (!vt_job_set_input (job, name, value, error))
      return FALSE;
  return TRUE;
}

/* Files have become what is in them. */
static void
on_inputs_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtSpaceRunner) self = data;
  GError *error = NULL;
  g_autoptr (GHashTable) inputs = vt_values_load_finish (result, &error);

  if (self->job == NULL) /* the runner was disposed of meanwhile */
    {
      g_clear_error (&error);
      return;
    }
  if (inputs != NULL && set_inputs (self->job, inputs, &error))
    {
      vt_job_run_async (self->job, self->cancellable, on_step_done, g_object_ref (self));
      return;
    }
  g_clear_object (&self->job);
  fail (self, error);
}

static void
run_step (VtSpaceRunner *self)
{
  g_autoptr (GHashTable) inputs = value_table ();
  const VtSpaceStep *step;
  g_autofree char *model = NULL;
  GError *error = NULL;

  if (self->step == self->event->steps->len)
    {
      emit_outputs (self, FALSE, TRUE);
      end (self, NULL);
      return;
    }
  step = self->event->steps->pdata[self->step];
  model = find_model (self, step, &error);
  if (model != NULL)
    {
      self->job = vt_job_new (self->engine, step->task, model, self->device);
      if (prepare_job (self, step, inputs, &error))
        {
          g_signal_connect (self->job, "partial", G_CALLBACK (on_partial), self);
          g_signal_connect (self->job, "progress", G_CALLBACK (on_progress), self);
          g_signal_connect (self->job, "token", G_CALLBACK (on_token), self);
          vt_values_load_async (step->task->inputs, inputs, vt_space_get_path (self->space), self->cancellable,
                                on_inputs_loaded, g_object_ref (self));
          return;
        }
      g_clear_object (&self->job);
    }
  fail (self, error);
}

static void
copy_values (GHashTable *from, GHashTable *to)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_remove_all (to);
  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (to, g_strdup (key), vt_value_ref (value));
}

/* Runs @self->event from the values in @self->given. */
static void
start_given (VtSpaceRunner *self)
{
  g_hash_table_remove_all (self->results);
  g_hash_table_remove_all (self->tokens);
  g_clear_pointer (&self->missing_model, g_free);
  self->cancellable = g_cancellable_new ();
  self->step = 0;
  g_object_ref (self);
  g_signal_emit (self, signals[STARTED], 0);
  emit_outputs (self, TRUE, FALSE);
  run_step (self);
  g_object_unref (self);
}

static void
start (VtSpaceRunner *self, const VtSpaceEvent *event)
{
  self->event = event;
  copy_values (self->values, self->given);
  g_hash_table_remove_all (self->prefixes);
  start_given (self);
}

void
vt_space_runner_run (VtSpaceRunner *self, const VtSpaceEvent *event)
{
  if (self->cancellable == NULL)
    start (self, event);
  else if (g_queue_find (&self->waiting, event) == NULL)
    g_queue_push_tail (&self->waiting, (gpointer) event);
}

gboolean
vt_space_runner_trigger (VtSpaceRunner *self, const char *component, const char *event)
{
  GPtrArray *events = vt_space_get_events (self->space);
  gboolean any = FALSE;

  for (guint i = 0; i < events->len; i++)
    if (vt_space_event_is_triggered_by (events->pdata[i], component, event))
      {
        vt_space_runner_run (self, events->pdata[i]);
        any = TRUE;
      }
  return any;
}

gboolean
vt_space_runner_continue_with (VtSpaceRunner *self, const char *step, guint index, gint32 token)
{
  GArray *tokens = g_hash_table_lookup (self->tokens, step);
  GArray *prefix;

  if (self->event == NULL || self->cancellable != NULL || tokens == NULL || index >= tokens->len)
    return FALSE;
  prefix = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_array_append_vals (prefix, tokens->data, index);
  g_array_append_val (prefix, token);
  g_hash_table_remove_all (self->prefixes);
  g_hash_table_insert (self->prefixes, g_strdup (step), prefix);
  start_given (self);
  return TRUE;
}

void
vt_space_runner_cancel (VtSpaceRunner *self)
{
  g_queue_clear (&self->waiting);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

void
vt_space_runner_reset (VtSpaceRunner *self)
{
  GPtrArray *components = vt_space_get_components (self->space);

  vt_space_runner_cancel (self);
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
  return self->cancellable != NULL;
}

const char *
vt_space_runner_get_missing_model (VtSpaceRunner *self)
{
  return self->missing_model;
}

const char *
vt_space_runner_get_device_id (VtSpaceRunner *self)
{
  return self->device_id != NULL ? self->device_id : "";
}

const char *
vt_space_runner_get_device_reason (VtSpaceRunner *self)
{
  return self->device_reason != NULL ? self->device_reason : "";
}

char *
vt_space_runner_dup_stats_json (VtSpaceRunner *self)
{
  return self->stats != NULL ? g_strdup (self->stats) : g_strdup ("{}");
}
