/* pending.c: stand-ins, until the engine and the runner are there.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-runner.h"
#include "engine/base/error.h"

#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#pragma GCC diagnostic ignored "-Wunused-function"
#define W __attribute__ ((weak))

W VtEngine *vt_engine_new (void) { return g_object_new (G_TYPE_OBJECT, NULL); }
W void vt_engine_set_memory_budget (VtEngine *e, guint64 b) { }
W void vt_device_info_free (VtDeviceInfo *info) { }
W GPtrArray *vt_engine_list_devices (VtEngine *engine) { return g_ptr_array_new (); }
W VtDeviceInfo *vt_engine_choose_device (VtEngine *e, const char *spec, GError **error)
{ g_set_error (error, VT_ERROR, 0, "The engine is not there yet."); return NULL; }

struct _VtJob { GObject p; };
G_DEFINE_FINAL_TYPE (VtJob, vt_job, G_TYPE_OBJECT)
static void vt_job_init (VtJob *s) {}
static void vt_job_class_init (VtJobClass *k)
{
  g_signal_new ("progress", G_TYPE_FROM_CLASS (k), 0, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_STRING);
  g_signal_new ("partial", G_TYPE_FROM_CLASS (k), 0, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, VT_TYPE_VALUE);
  g_signal_new ("token", G_TYPE_FROM_CLASS (k), 0, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, VT_TYPE_TOKEN_TRACE);
}
W VtJob *vt_job_new (VtEngine *e, const VtTaskClass *t, const char *m, const char *d) { return g_object_new (vt_job_get_type (), NULL); }
W gboolean vt_job_set_input (VtJob *j, const char *n, VtValue *v, GError **e) { return TRUE; }
W gboolean vt_job_set_parameter (VtJob *j, const char *n, VtValue *v, GError **e) { return TRUE; }
W void vt_job_set_seed (VtJob *j, gint64 s) { }
W void vt_job_set_trace (VtJob *j, guint n) { }
W void vt_job_run_async (VtJob *j, GCancellable *c, GAsyncReadyCallback cb, gpointer data)
{ g_task_report_new_error (j, cb, data, NULL, VT_ERROR, 0, "The engine is not there yet, so this space cannot run."); }
W GHashTable *vt_job_run_finish (VtJob *j, GAsyncResult *r, GError **e) { return g_task_propagate_pointer (G_TASK (r), e); }
W const char *vt_job_get_device_id (VtJob *j) { return ""; }
W const char *vt_job_get_device_reason (VtJob *j) { return ""; }
W char *vt_job_dup_stats_json (VtJob *j) { return g_strdup ("{}"); }
