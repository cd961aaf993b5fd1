/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/api/job.h"

#include "engine/api/engine-private.h"
#include "engine/api/job-events.h"
#include "engine/api/job-stats.h"
#include "engine/base/error.h"
#include "engine/tasks/task-run.h"

struct _VtJob
{
  GObject parent;

  VtEngine *engine;
  const VtTaskClass *task;
  char *model;
  char *device;
  GHashTable *inputs;
  GHashTable *params;
  guint trace_choices;
  gboolean glass;
  gint64 seed;
  VtJobElsewhere elsewhere; /* (nullable) */
  gpointer elsewhere_data;
  GDestroyNotify elsewhere_destroy;

  VtJobStats *stats;
  VtDeviceInfo *chosen;
  gint64 used_seed;
};

enum
{
  PROGRESS,
  PARTIAL,
  TOKEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VtJob, vt_job, G_TYPE_OBJECT)

static void
vt_job_finalize (GObject *object)
{
  VtJob *self = VT_JOB (object);

  g_clear_object (&self->engine);
  g_free (self->model);
  g_free (self->device);
  g_hash_table_unref (self->inputs);
  g_hash_table_unref (self->params);
  vt_job_stats_free (self->stats);
  g_clear_pointer (&self->chosen, vt_device_info_free);
  if (self->elsewhere_destroy != NULL)
    self->elsewhere_destroy (self->elsewhere_data);
  G_OBJECT_CLASS (vt_job_parent_class)->finalize (object);
}

static void
vt_job_class_init (VtJobClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vt_job_finalize;
  signals[PROGRESS] = g_signal_new ("progress", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_STRING);
  signals[PARTIAL] = g_signal_new ("partial", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_STRING, VT_TYPE_VALUE);
  signals[TOKEN] = g_signal_new ("token", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, VT_TYPE_TOKEN_TRACE);
}

static GHashTable *
value_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) vt_value_unref);
}

static void
vt_job_init (VtJob *self)
{
  self->inputs = value_table ();
  self->params = value_table ();
  self->stats = vt_job_stats_new ();
  self->seed = -1;
  self->used_seed = -1;
}

VtJob *
vt_job_new (VtEngine *engine, const VtTaskClass *task, const char *model, const char *device)
{
  VtJob *self = g_object_new (VT_TYPE_JOB, NULL);

  self->engine = g_object_ref (engine);
  self->task = task;
  self->model = g_strdup (model);
  self->device = g_strdup (device);
  return self;
}

/* Whether @value is what @port takes, or a batch of it. */
static gboolean
port_takes (const VtPort *port, VtValue *value)
{
  VtValue *const *items;
  guint n;

  if (vt_value_type (value) != VT_VALUE_LIST)
    return vt_value_type (value) == port->type;
  items = vt_value_list (value, &n);
  for (guint i = 0; i < n; i++)
    if (vt_value_type (items[i]) != port->type)
      return FALSE;
  return n > 0;
}

gboolean
vt_job_set_input (VtJob *self, const char *name, VtValue *value, GError **error)
{
  const VtPort *port = vt_port_find (self->task->inputs, name);

  if (port == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND, "The task %s has no input “%s”.", self->task->name, name);
      return FALSE;
    }
  if (!port_takes (port, value))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "The input “%s” of %s takes %s, not %s.", name, self->task->name,
                   vt_value_type_name (port->type), vt_value_type_name (vt_value_type (value)));
      return FALSE;
    }
  g_hash_table_replace (self->inputs, g_strdup (name), vt_value_ref (value));
  return TRUE;
}

gboolean
vt_job_set_parameter (VtJob *self, const char *name, VtValue *value, GError **error)
{
  const VtParam *param = vt_param_find (self->task->params, name);
  VtValue *accepted;

  if (param == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND, "The task %s has no parameter “%s”.", self->task->name, name);
      return FALSE;
    }
  accepted = vt_param_accept (param, value, error);
  if (accepted == NULL)
    return FALSE;
  g_hash_table_replace (self->params, g_strdup (name), accepted);
  return TRUE;
}

void
vt_job_set_trace (VtJob *self, guint choices)
{
  self->trace_choices = choices;
}

void
vt_job_set_glass (VtJob *self, gboolean glass)
{
  self->glass = glass;
}

void
vt_job_set_seed (VtJob *self, gint64 seed)
{
  self->seed = seed;
}

void
vt_job_set_elsewhere (VtJob *self, VtJobElsewhere run, gpointer data, GDestroyNotify destroy, const char *id,
                      const char *reason)
{
  self->elsewhere = run;
  self->elsewhere_data = data;
  self->elsewhere_destroy = destroy;
  self->chosen = g_new0 (VtDeviceInfo, 1);
  self->chosen->id = g_strdup (id);
  self->chosen->reason = g_strdup (reason);
}

/* One run, from vt_job_run_async() to the end of its task. */
typedef struct
{
  VtTaskRun run; /* first: tasks give it back */
  VtJobEvents *events;
  VtJobStats *stats;
} Run;

static void
run_progress (VtTaskRun *run, double fraction, const char *what)
{
  vt_job_events_progress (((Run *) run->listener)->events, fraction, what);
}

static void
run_partial (VtTaskRun *run, const char *output, VtValue *value)
{
  vt_job_events_partial (((Run *) run->listener)->events, output, value);
}

static void
run_token (VtTaskRun *run, VtTokenTrace *trace)
{
  vt_job_events_token (((Run *) run->listener)->events, trace);
}

static void
run_stat (VtTaskRun *run, const char *name, double value)
{
  vt_job_stats_set (((Run *) run->listener)->stats, name, value);
}

static void
emit_progress (double fraction, const char *what, gpointer job)
{
  g_signal_emit (job, signals[PROGRESS], 0, fraction, what);
}

static void
emit_partial (const char *output, VtValue *value, gpointer job)
{
  g_signal_emit (job, signals[PARTIAL], 0, output, value);
}

static void
emit_token (VtTokenTrace *trace, gpointer job)
{
  g_signal_emit (job, signals[TOKEN], 0, trace);
}

static const VtJobListener listener = { emit_progress, emit_partial, emit_token };

static void
run_free (gpointer data)
{
  Run *r = data;

  g_hash_table_unref (r->run.outputs);
  vt_job_events_unref (r->events);
  g_free (r);
}

/* Every parameter that was not set has its default. */
static void
fill_defaults (VtJob *self)
{
  for (const VtParam *p = self->task->params; p != NULL && p->name != NULL; p++)
    if (!g_hash_table_contains (self->params, p->name))
      g_hash_table_insert (self->params, g_strdup (p->name), vt_param_default (p));
}

static gboolean
group_given (VtJob *self, const VtPort *port)
{
  for (const VtPort *p = self->task->inputs; p->name != NULL; p++)
    if ((p == port || (port->group != 0 && p->group == port->group)) && g_hash_table_contains (self->inputs, p->name))
      return TRUE;
  return FALSE;
}

static gboolean
check_inputs (VtJob *self, GError **error)
{
  for (const VtPort *p = self->task->inputs; p->name != NULL; p++)
    if ((p->required || p->group != 0) && !group_given (self, p))
      {
        g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "The task %s needs the input “%s”.", self->task->name, p->name);
        return FALSE;
      }
  return TRUE;
}

static void
remember_seed (VtJob *self)
{
  /* Small enough that a person can write it down. */
  self->used_seed = self->seed >= 0 ? self->seed : (gint64) g_random_int_range (0, G_MAXINT32);
}

static gboolean
do_run (VtWorker *worker, VtJob *self, Run *r, GError **error)
{
  gint64 start = g_get_monotonic_time ();

  vt_job_events_progress (r->events, -1, N_("Loading the model"));
  r->run.model = vt_worker_get_model (worker, self->task->model, self->model, error);
  vt_job_stats_set (self->stats, "load_ms", (double) (g_get_monotonic_time () - start) / 1000);
  if (r->run.model == NULL)
    return FALSE;
  r->run.device = vt_worker_get_device (worker, error);
  return r->run.device != NULL && self->task->run (&r->run, error);
}

static void
work (VtWorker *worker, gpointer data)
{
  g_autoptr(GTask) task = data;
  VtJob *self = g_task_get_source_object (task);
  Run *r = g_task_get_task_data (task);
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (do_run (worker, self, r, &error))
    {
      vt_job_stats_set (self->stats, "peak_bytes", vt_job_stats_peak_bytes ());
      g_task_return_pointer (task, g_hash_table_ref (r->run.outputs), (GDestroyNotify) g_hash_table_unref);
      return;
    }
  if (g_error_matches (error, VT_ERROR, VT_ERROR_DEVICE))
    vt_worker_reset (worker);
  g_task_return_error (task, error);
}

static gpointer
run_elsewhere (gpointer data)
{
  g_autoptr(GTask) task = data;
  VtJob *self = g_task_get_source_object (task);
  Run *r = g_task_get_task_data (task);
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return NULL;
  if (self->elsewhere (&r->run, self->elsewhere_data, &error))
    g_task_return_pointer (task, g_hash_table_ref (r->run.outputs), (GDestroyNotify) g_hash_table_unref);
  else
    g_task_return_error (task, error);
  return NULL;
}

/* Looking for devices may take a moment, so it happens beside the main loop. */
static gpointer
choose_and_push (gpointer data)
{
  g_autoptr(GTask) task = data;
  VtJob *self = g_task_get_source_object (task);
  GError *error = NULL;

  self->chosen = vt_engine_choose_device (self->engine, self->device, &error);
  if (self->chosen == NULL)
    {
      g_task_return_error (task, error);
      return NULL;
    }
  vt_worker_push (vt_engine_get_worker (self->engine, self->chosen->id), work, g_object_ref (task));
  return NULL;
}

static Run *
run_new (VtJob *self, GCancellable *cancellable)
{
  Run *r = g_new0 (Run, 1);
  g_autoptr(GMainContext) context = g_main_context_ref_thread_default ();

  r->run = (VtTaskRun) {
    .task = self->task,
    .inputs = self->inputs,
    .params = self->params,
    .outputs = value_table (),
    .cancellable = cancellable,
    .seed = (guint64) self->used_seed,
    .trace_choices = self->trace_choices,
    .glass = self->glass,
    .listener = r,
    .progress = run_progress,
    .partial = run_partial,
    .token = run_token,
    .stat = run_stat,
  };
  r->stats = self->stats;
  r->events = vt_job_events_new (context, &listener, G_OBJECT (self));
  return r;
}

void
vt_job_run_async (VtJob *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, data);
  GError *error = NULL;

  g_task_set_source_tag (task, vt_job_run_async);
  if (!check_inputs (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  fill_defaults (self);
  remember_seed (self);
  g_task_set_task_data (task, run_new (self, cancellable), run_free);
  g_thread_unref (g_thread_new ("vitrine-choose", self->elsewhere != NULL ? run_elsewhere : choose_and_push,
                                g_object_ref (task)));
}

GHashTable *
vt_job_run_finish (VtJob *self, GAsyncResult *result, GError **error)
{
  Run *r = g_task_get_task_data (G_TASK (result));

  /* What was told before the end comes before the end. */
  if (r != NULL)
    vt_job_events_flush (r->events);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

GHashTable *
vt_job_run (VtJob *self, GCancellable *cancellable, GError **error)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(GAsyncResult) result = NULL;
  GHashTable *outputs;

  g_main_context_push_thread_default (context);
  vt_job_run_async (self, cancellable, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (context, TRUE);
  outputs = vt_job_run_finish (self, result, error);
  g_main_context_pop_thread_default (context);
  return outputs;
}

char *
vt_job_dup_stats_json (VtJob *self)
{
  return vt_job_stats_to_json (self->stats, vt_job_get_device_id (self));
}

double
vt_job_get_stat (VtJob *self, const char *name)
{
  return vt_job_stats_get (self->stats, name);
}

const char *
vt_job_get_device_id (VtJob *self)
{
  return self->chosen != NULL ? self->chosen->id : NULL;
}

const char *
vt_job_get_device_reason (VtJob *self)
{
  return self->chosen != NULL ? self->chosen->reason : NULL;
}

gint64
vt_job_get_seed (VtJob *self)
{
  return self->used_seed;
}
