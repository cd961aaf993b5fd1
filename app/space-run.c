/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-run.h"

#include <string.h>

#include "app/picture-recipe.h"
#include "app/space-run-step.h"
#include "app/value-media.h"
#include "engine/base/error.h"

typedef enum
{
  STEP_WAITING,
  STEP_RUNNING,
  STEP_DONE,
  STEP_LEFT_OUT,
  STEP_FAILED,
} StepState;

/* One step of the run; the callbacks of its job get it. */
typedef struct
{
  VtSpaceRun *run;
  const VtSpaceStep *step;
  StepState state;
  VtJob *job;
  VtSpaceStepReport *report; /* from when it began */
  GHashTable *inputs;        /* (element-type utf8 VtValue): as the job got them */
  GArray *tokens;            /* of gint32: what it wrote, if traced */
} Flow;

struct _VtSpaceRun
{
  grefcount refs;
  VtSpaceRunSettings settings;
  const VtSpaceEvent *event;
  GHashTable *given;
  GHashTable *row;      /* (nullable) */
  GHashTable *prefixes; /* (nullable) */
  GHashTable *results;  /* (utf8 "step.output" → VtValue) */
  Flow *flows;          /* as many as the event has steps */
  GPtrArray *reports;
  GCancellable *cancellable;
  const VtSpaceRunListener *listener; /* NULL once it ended or was dropped */
  gpointer data;
  char *missing_model;
  GError *error; /* the first */
};

void
vt_space_run_settings_copy (VtSpaceRunSettings *to, const VtSpaceRunSettings *from)
{
  *to = (VtSpaceRunSettings) {
    g_object_ref (from->space), g_object_ref (from->engine), g_object_ref (from->library), g_strdup (from->device),
    from->seed, from->trace, from->glass, g_hash_table_ref (from->models),
    from->words != NULL ? vt_word_list_ref (from->words) : NULL,
  };
}

void
vt_space_run_settings_clear (VtSpaceRunSettings *self)
{
  g_clear_object (&self->space);
  g_clear_object (&self->engine);
  g_clear_object (&self->library);
  g_clear_pointer (&self->device, g_free);
  g_clear_pointer (&self->models, g_hash_table_unref);
  g_clear_pointer (&self->words, vt_word_list_unref);
}

VtSpaceRun *
vt_space_run_new (const VtSpaceRunSettings *settings, const VtSpaceEvent *event, GHashTable *given, GHashTable *row,
                  GHashTable *prefixes)
{
  VtSpaceRun *self = g_new0 (VtSpaceRun, 1);

  g_ref_count_init (&self->refs);
  vt_space_run_settings_copy (&self->settings, settings);
  self->event = event;
  self->given = g_hash_table_ref (given);
  self->row = row != NULL ? g_hash_table_ref (row) : NULL;
  self->prefixes = prefixes != NULL ? g_hash_table_ref (prefixes) : NULL;
  self->results = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) vt_value_unref);
  self->flows = g_new0 (Flow, event->steps->len + 1);
  for (guint i = 0; i < event->steps->len; i++)
    self->flows[i] = (Flow) { .run = self, .step = event->steps->pdata[i] };
  self->reports = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  return self;
}

VtSpaceRun *
vt_space_run_ref (VtSpaceRun *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

static void
flow_clear (Flow *flow)
{
  if (flow->job != NULL)
    g_signal_handlers_disconnect_by_data (flow->job, flow);
  g_clear_object (&flow->job);
  g_clear_pointer (&flow->report, vt_space_step_report_free);
  g_clear_pointer (&flow->inputs, g_hash_table_unref);
  g_clear_pointer (&flow->tokens, g_array_unref);
}

void
vt_space_run_unref (VtSpaceRun *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; i < self->event->steps->len; i++)
    flow_clear (&self->flows[i]);
  g_free (self->flows);
  vt_space_run_settings_clear (&self->settings);
  g_hash_table_unref (self->given);
  g_clear_pointer (&self->row, g_hash_table_unref);
  g_clear_pointer (&self->prefixes, g_hash_table_unref);
  g_hash_table_unref (self->results);
  g_ptr_array_unref (self->reports);
  g_object_unref (self->cancellable);
  g_free (self->missing_model);
  g_clear_error (&self->error);
  g_free (self);
}

/* Puts a part of what the component @source holds to the results, under @key. */
static void
take_part (VtSpaceRun *self, const char *source, const char *output, const char *key)
{
  const VtSpaceComponent *component = vt_space_find_component (self->settings.space, source);

  if (component != NULL)
    g_hash_table_insert (self->results, g_strdup (key),
                         vt_space_component_take_part (component, g_hash_table_lookup (self->given, source), output));
}

VtValue *
vt_space_run_lookup (const char *source, const char *output, gpointer data)
{
  VtSpaceRun *self = data;
  g_autofree char *key = NULL;

  if (output == NULL)
    return g_hash_table_lookup (self->given, source);
  if (self->row != NULL && g_strcmp0 (self->event->each, source) == 0)
    return g_hash_table_lookup (self->row, output);
  key = g_strdup_printf ("%s.%s", source, output);
  if (g_hash_table_lookup (self->given, source) != NULL && !g_hash_table_contains (self->results, key))
    take_part (self, source, output, key);
  return g_hash_table_lookup (self->results, key);
}

/* --- what jobs tell ----------------------------------------------------------- */

static void
keep_result (Flow *flow, const char *output, VtValue *value)
{
  g_hash_table_replace (flow->run->results, g_strdup_printf ("%s.%s", flow->step->id, output), vt_value_ref (value));
}

static gboolean
is_heard (VtSpaceRun *self)
{
  return self->listener != NULL && !g_cancellable_is_cancelled (self->cancellable);
}

static void
on_partial (VtJob *job, const char *output, VtValue *value, Flow *flow)
{
  if (!is_heard (flow->run))
    return; /* the components may hold something else by now, after a reset */
  keep_result (flow, output, value);
  flow->run->listener->result (flow->run->data);
}

/* Of several steps, the part of all. */
static void
on_progress (VtJob *job, double fraction, const char *what, Flow *flow)
{
  VtSpaceRun *self = flow->run;
  guint n = self->event->steps->len, decided = 0;

  for (guint i = 0; i < n; i++)
    decided += self->flows[i].state == STEP_DONE || self->flows[i].state == STEP_LEFT_OUT;
  if (is_heard (self))
    self->listener->progress (fraction < 0 ? fraction : (decided + MIN (fraction, 1)) / n, what, self->data);
}

static void
on_token (VtJob *job, VtTokenTrace *trace, Flow *flow)
{
  if (trace->batch == 0 && trace->index <= flow->tokens->len)
    {
      g_array_set_size (flow->tokens, trace->index);
      g_array_append_val (flow->tokens, trace->chosen.id);
    }
  if (is_heard (flow->run))
    flow->run->listener->token (flow->step->id, trace, flow->run->data);
}

/* --- the flow ------------------------------------------------------------------ */

static void advance (VtSpaceRun *self);

/* Takes @error. It says in which step it was, where there are several. */
static void
fail (Flow *flow, GError *error)
{
  VtSpaceRun *self = flow->run;

  flow->state = STEP_FAILED;
  if (self->event->steps->len > 1 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_prefix_error (&error, "In the step “%s” (%s): ", flow->step->id, flow->step->task->title);
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
  g_cancellable_cancel (self->cancellable);
}

/* Pictures go with how they were made. */
static void
note_recipe (Flow *flow, GHashTable *outputs)
{
  const VtSpaceStepReport *report = flow->report;
  VtValue *first = g_hash_table_lookup (outputs, flow->step->task->outputs[0].name);
  g_autofree char *recipe = NULL;

  if (first == NULL || flow->step->task->outputs[0].type != VT_VALUE_IMAGE)
    return;
  recipe = vt_picture_recipe_new (flow->step->task->name, report->model, flow->inputs, report->parameters, report->seed);
  vt_picture_recipe_note (first, recipe);
}

/* Outputs that a step was silent about are empty from now on, and no longer missing. */
static void
keep_results (Flow *flow, GHashTable *outputs)
{
  g_autoptr (VtValue) none = vt_value_new_none ();

  for (const VtPort *port = flow->step->task->outputs; port->name != NULL; port++)
    {
      VtValue *value = g_hash_table_lookup (outputs, port->name);

      keep_result (flow, port->name, value != NULL ? value : none);
    }
}

static void
remember (Flow *flow)
{
  VtSpaceStepReport *report = flow->report;

  report->device = g_strdup (vt_job_get_device_id (flow->job));
  report->reason = g_strdup (vt_job_get_device_reason (flow->job));
  report->stats = vt_job_dup_stats_json (flow->job);
  report->seed = vt_job_get_seed (flow->job);
  g_ptr_array_add (flow->run->reports, report);
}

static void
on_job_done (GObject *job, GAsyncResult *result, gpointer data)
{
  Flow *flow = data;
  g_autoptr (VtSpaceRun) self = flow->run; /* the reference that the job held */
  GError *error = NULL;
  g_autoptr (GHashTable) outputs = vt_job_run_finish (VT_JOB (job), result, &error);

  remember (flow);
  g_signal_handlers_disconnect_by_data (job, flow);
  g_clear_object (&flow->job);
  if (outputs == NULL)
    fail (flow, error);
  else
    {
      flow->state = STEP_DONE;
      note_recipe (flow, outputs);
      keep_results (flow, outputs);
      if (is_heard (self) && self->listener->made != NULL)
        self->listener->made (flow->step, outputs, self->data);
    }
  advance (self);
}

static gboolean
run_job (Flow *flow, GHashTable *inputs, GError **error)
{
  if (!vt_space_step_set_inputs (flow->job, inputs, error))
    return FALSE;
  flow->inputs = g_hash_table_ref (inputs);
  g_signal_connect (flow->job, "partial", G_CALLBACK (on_partial), flow);
  g_signal_connect (flow->job, "progress", G_CALLBACK (on_progress), flow);
  g_signal_connect (flow->job, "token", G_CALLBACK (on_token), flow);
  vt_job_run_async (flow->job, flow->run->cancellable, on_job_done, flow);
  vt_space_run_ref (flow->run);
  return TRUE;
}

/* Files have become what is in them. */
static void
on_inputs_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  Flow *flow = data;
  g_autoptr (VtSpaceRun) self = flow->run; /* the reference that the loading held */
  GError *error = NULL;
  g_autoptr (GHashTable) inputs = vt_values_load_finish (result, &error);

  if (inputs != NULL && run_job (flow, inputs, &error))
    return;
  fail (flow, error);
  advance (self);
}

/* Whether something is a file that must be read first. */
static gboolean
need_loading (const VtPort *ports, GHashTable *inputs)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, inputs);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (vt_value_needs_loading (value, vt_port_find (ports, name)))
      return TRUE;
  return FALSE;
}

/* The tokens that the answer is to begin with are also its first ones. */
static GArray *
take_prefix (Flow *flow)
{
  VtSpaceRun *self = flow->run;
  GArray *prefix = self->prefixes != NULL ? g_hash_table_lookup (self->prefixes, flow->step->id) : NULL;

  flow->tokens = g_array_new (FALSE, FALSE, sizeof (gint32));
  if (prefix != NULL)
    g_array_append_vals (flow->tokens, prefix->data, prefix->len);
  return prefix;
}

static gboolean
begin (Flow *flow, GError **error)
{
  VtSpaceRun *self = flow->run;
  GArray *prefix = take_prefix (flow);
  g_autoptr (GHashTable) inputs = NULL;

  flow->report = g_new0 (VtSpaceStepReport, 1);
  flow->report->step = flow->step;
  if (!vt_space_step_find_model (&self->settings, flow->report, vt_space_run_lookup, self, &self->missing_model, error))
    return FALSE;
  inputs = vt_space_step_take_inputs (&self->settings, flow->step, vt_space_run_lookup, self, error);
  if (inputs == NULL)
    return FALSE;
  flow->job = vt_space_step_new_job (&self->settings, flow->report, prefix, vt_space_run_lookup, self, error);
  if (flow->job == NULL)
    return FALSE;
  vt_job_set_glass (flow->job, self->settings.glass || vt_space_event_takes_glass (self->event, flow->step));
  flow->state = STEP_RUNNING;
  if (!need_loading (flow->step->task->inputs, inputs))
    return run_job (flow, inputs, error);
  vt_values_load_async (flow->step->task->inputs, inputs, vt_space_get_path (self->settings.space), self->cancellable,
                        on_inputs_loaded, flow);
  vt_space_run_ref (self);
  return TRUE;
}

static Flow *
find_flow (VtSpaceRun *self, const char *id)
{
  for (guint i = 0; i < self->event->steps->len; i++)
    if (strcmp (self->flows[i].step->id, id) == 0)
      return &self->flows[i];
  return NULL;
}

/* FALSE while a step that @wire takes from is not decided. */
static gboolean
is_decided (const VtSpaceWire *wire, gpointer data)
{
  Flow *source = wire->kind == VT_WIRE_STEP ? find_flow (data, wire->source) : NULL;

  return source == NULL || source->state == STEP_DONE || source->state == STEP_LEFT_OUT;
}

static gboolean
takes_from_left_out (VtSpaceRun *self, const VtSpaceWire *wire)
{
  Flow *source = wire->kind == VT_WIRE_STEP ? find_flow (self, wire->source) : NULL;
  gboolean all = wire->parts->len > 0;

  if (wire->kind == VT_WIRE_FIRST)
    {
      for (guint i = 0; i < wire->parts->len; i++)
        all = all && takes_from_left_out (self, wire->parts->pdata[i]);
      return all;
    }
  for (guint i = 0; i < wire->parts->len; i++)
    if (takes_from_left_out (self, wire->parts->pdata[i]))
      return TRUE;
  return source != NULL && source->state == STEP_LEFT_OUT;
}

static gboolean
is_left_out (Flow *flow)
{
  const VtSpaceStep *step = flow->step;

  for (guint i = 0; i < step->inputs->len + step->parameters->len; i++)
    if (takes_from_left_out (flow->run, i < step->inputs->len ? step->inputs->pdata[i]
                                                              : step->parameters->pdata[i - step->inputs->len]))
      return TRUE;
  if (step->model != NULL && takes_from_left_out (flow->run, step->model))
    return TRUE;
  return step->condition != NULL && !vt_space_condition_holds (step->condition, vt_space_run_lookup, flow->run);
}

/* Whether the state of the step became another one. */
static gboolean
try_step (Flow *flow)
{
  VtSpaceRun *self = flow->run;
  GError *error = NULL;

  if (flow->state != STEP_WAITING || !vt_space_step_foreach_source (flow->step, is_decided, self))
    return FALSE;
  if (is_left_out (flow))
    flow->state = STEP_LEFT_OUT;
  else if (!begin (flow, &error))
    fail (flow, error);
  return TRUE;
}

static void
end (VtSpaceRun *self)
{
  const VtSpaceRunListener *listener = self->listener;

  if (self->error == NULL)
    g_cancellable_set_error_if_cancelled (self->cancellable, &self->error);
  self->listener = NULL;
  if (listener != NULL)
    listener->ended (self->error, self->data);
}

/* Begins what can begin; where nothing runs any more, it is over. */
static void
advance (VtSpaceRun *self)
{
  gboolean moved = TRUE, running = FALSE;
  guint n = self->event->steps->len;

  if (is_heard (self))
    self->listener->result (self->data);
  while (moved && !g_cancellable_is_cancelled (self->cancellable))
    {
      moved = FALSE;
      for (guint i = 0; i < n && !g_cancellable_is_cancelled (self->cancellable); i++)
        moved = try_step (&self->flows[i]) || moved;
    }
  for (guint i = 0; i < n; i++)
    running = running || self->flows[i].state == STEP_RUNNING;
  if (!running)
    end (self);
}

/* That the last of several models is missing is better known before the first runs. */
static gboolean
check_models (VtSpaceRun *self)
{
  for (guint i = 0; i < self->event->steps->len; i++)
    if (self->flows[i].step->condition != NULL)
      return TRUE;
  for (guint i = 0; i < self->event->steps->len; i++)
    {
      VtSpaceStepReport *report = g_new0 (VtSpaceStepReport, 1);
      const VtSpaceStep *step = self->flows[i].step;
      GError *error = NULL;

      report->step = step;
      if ((step->model == NULL || vt_space_wire_is_there (step->model, vt_space_run_lookup, self))
          && !vt_space_step_find_model (&self->settings, report, vt_space_run_lookup, self, &self->missing_model, &error))
        fail (&self->flows[i], error);
      vt_space_step_report_free (report);
      if (self->error != NULL)
        return FALSE;
    }
  return TRUE;
}

void
vt_space_run_start (VtSpaceRun *self, const VtSpaceRunListener *listener, gpointer data)
{
  g_autoptr (VtSpaceRun) alive = vt_space_run_ref (self);

  self->listener = listener;
  self->data = data;
  if (check_models (self))
    advance (self);
  else
    end (self);
}

void
vt_space_run_cancel (VtSpaceRun *self)
{
  g_cancellable_cancel (self->cancellable);
}

void
vt_space_run_drop (VtSpaceRun *self)
{
  self->listener = NULL;
  g_cancellable_cancel (self->cancellable);
}

GPtrArray *
vt_space_run_get_reports (VtSpaceRun *self)
{
  return self->reports;
}

GArray *
vt_space_run_get_tokens (VtSpaceRun *self, const char *step)
{
  Flow *flow = find_flow (self, step);

  return flow != NULL ? flow->tokens : NULL;
}

const char *
vt_space_run_get_missing_model (VtSpaceRun *self)
{
  return self->missing_model;
}
