/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/api/job-events.h"

/* Milliseconds between two bundles: a frame of a 100 Hz screen. */
#define INTERVAL_MS 10

struct _VtJobEvents
{
  gatomicrefcount refs;
  GMainContext *context;
  const VtJobListener *listener;
  GObject *data;

  GMutex lock; /* guards what waits */
  GSource *source;
  gint64 last_us; /* of the last delivery */
  gboolean has_progress;
  double fraction;
  const char *what; /* static strings */
  GHashTable *partials;
  GQueue traces;
};

VtJobEvents *
vt_job_events_new (GMainContext *context, const VtJobListener *listener, GObject *data)
{
  VtJobEvents *e = g_new0 (VtJobEvents, 1);

  g_atomic_ref_count_init (&e->refs);
  e->context = g_main_context_ref (context);
  e->listener = listener;
  e->data = g_object_ref (data);
  g_mutex_init (&e->lock);
  g_queue_init (&e->traces);
  e->partials = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) vt_value_unref);
  return e;
}

static VtJobEvents *
events_ref (VtJobEvents *e)
{
  g_atomic_ref_count_inc (&e->refs);
  return e;
}

void
vt_job_events_unref (VtJobEvents *e)
{
  if (!g_atomic_ref_count_dec (&e->refs))
    return;
  g_queue_clear_full (&e->traces, (GDestroyNotify) vt_token_trace_free);
  g_hash_table_unref (e->partials);
  g_object_unref (e->data);
  g_main_context_unref (e->context);
  g_mutex_clear (&e->lock);
  g_free (e);
}

static void
deliver_partials (VtJobEvents *e, GHashTable *partials)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, partials);
  while (g_hash_table_iter_next (&iter, &name, &value))
    e->listener->partial (name, value, e->data);
}

static GHashTable *
steal_partials (VtJobEvents *e)
{
  GHashTable *partials = e->partials;

  e->partials = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) vt_value_unref);
  return partials;
}

void
vt_job_events_flush (VtJobEvents *e)
{
  g_autoptr(GHashTable) partials = NULL;
  gboolean has_progress;
  double fraction;
  const char *what;
  GQueue traces;
  VtTokenTrace *trace;

  g_mutex_lock (&e->lock);
  g_clear_pointer (&e->source, g_source_unref);
  e->last_us = g_get_monotonic_time ();
  partials = steal_partials (e);
  has_progress = e->has_progress;
  fraction = e->fraction;
  what = e->what;
  e->has_progress = FALSE;
  traces = e->traces;
  g_queue_init (&e->traces);
  g_mutex_unlock (&e->lock);

  if (has_progress)
    e->listener->progress (fraction, what, e->data);
  while ((trace = g_queue_pop_head (&traces)) != NULL)
    {
      e->listener->token (trace, e->data);
      vt_token_trace_free (trace);
    }
  deliver_partials (e, partials);
}

static gboolean
on_due (gpointer data)
{
  vt_job_events_flush (data);
  return G_SOURCE_REMOVE;
}

/* Locked by the caller: has a delivery come, at once or a frame after the last. */
static void
schedule (VtJobEvents *e)
{
  gint64 since_ms = (g_get_monotonic_time () - e->last_us) / 1000;

  if (e->source != NULL)
    return;
  e->source = g_timeout_source_new (since_ms >= INTERVAL_MS ? 0 : (guint) (INTERVAL_MS - since_ms));
  g_source_set_callback (e->source, on_due, events_ref (e), (GDestroyNotify) vt_job_events_unref);
  g_source_attach (e->source, e->context);
}

void
vt_job_events_progress (VtJobEvents *e, double fraction, const char *what)
{
  g_mutex_lock (&e->lock);
  e->has_progress = TRUE;
  e->fraction = fraction;
  e->what = what;
  schedule (e);
  g_mutex_unlock (&e->lock);
}

void
vt_job_events_partial (VtJobEvents *e, const char *output, VtValue *value)
{
  g_mutex_lock (&e->lock);
  g_hash_table_replace (e->partials, g_strdup (output), vt_value_ref (value));
  schedule (e);
  g_mutex_unlock (&e->lock);
}

void
vt_job_events_token (VtJobEvents *e, VtTokenTrace *trace)
{
  g_mutex_lock (&e->lock);
  g_queue_push_tail (&e->traces, trace);
  schedule (e);
  g_mutex_unlock (&e->lock);
}
