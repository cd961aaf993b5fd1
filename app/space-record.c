/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-record.h"

#include <string.h>

#include "hub/reference.h"

static void
take (GHashTable *to, GHashTable *from, const char *id)
{
  VtValue *value = id != NULL ? g_hash_table_lookup (from, id) : NULL;

  if (value != NULL)
    g_hash_table_replace (to, g_strdup (id), vt_value_ref (value));
}

typedef struct
{
  GHashTable *to;
  GHashTable *from;
} Take;

static gboolean
take_source (const VtSpaceWire *wire, gpointer data)
{
  Take *both = data;

  if (wire->kind == VT_WIRE_COMPONENT)
    take (both->to, both->from, wire->source);
  return TRUE;
}

/* The commit in a path of the Hub's cache: …/snapshots/COMMIT/… */
static char *
revision_of (const char *path)
{
  const char *at = path != NULL ? strstr (path, "/snapshots/") : NULL;
  g_autofree char *commit = at != NULL ? g_strndup (at + strlen ("/snapshots/"), 40) : NULL;

  return commit != NULL && vt_hub_is_commit (commit) ? g_steal_pointer (&commit) : NULL;
}

static VtHistoryStep *
step_new (const VtSpaceStepReport *report)
{
  VtHistoryStep *step = g_new0 (VtHistoryStep, 1);

  step->id = g_strdup (report->step->id);
  step->task = g_strdup (report->step->task->name);
  step->model = g_strdup (report->model);
  step->revision = revision_of (report->path);
  step->device = g_strdup (report->device);
  step->seed = report->seed;
  step->parameters = g_hash_table_ref (report->parameters); /* not changed any more */
  step->stats = g_strdup (report->stats);
  return step;
}

static guint
index_of (VtSpace *space, const VtSpaceEvent *event)
{
  guint index = 0;

  g_ptr_array_find (vt_space_get_events (space), event, &index);
  return index;
}

VtHistoryRun *
vt_space_record_new (VtSpace *space, const VtSpaceEvent *event, GHashTable *given, GHashTable *values,
                     GPtrArray *reports, gint64 began, const GError *error)
{
  VtHistoryRun *run = vt_history_run_new ();
  const char *archive = vt_space_get_archive (space), *path = vt_space_get_path (space);
  Take inputs = { run->inputs, given };

  run->space = g_strdup (archive != NULL ? archive : path != NULL ? path : "");
  run->title = g_strdup (vt_space_get_title (space));
  run->event = index_of (space, event);
  run->when = began;
  run->seconds = (g_get_real_time () - began) / 1e6;
  if (error != NULL)
    run->error = g_strdup (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? "" : error->message);
  for (guint i = 0; i < event->steps->len; i++)
    vt_space_step_foreach_source (event->steps->pdata[i], take_source, &inputs);
  take (run->inputs, given, event->each);
  for (guint i = 0; i < event->outputs->len; i++)
    take (run->outputs, values, ((const VtSpaceWire *) event->outputs->pdata[i])->name);
  for (guint i = 0; reports != NULL && i < reports->len; i++)
    g_ptr_array_add (run->steps, step_new (reports->pdata[i]));
  return run;
}
