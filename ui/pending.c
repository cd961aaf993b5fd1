/* pending.c: stand-ins, until the engine and the runner are there.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-runner.h"
#include "engine/base/error.h"

#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#define W __attribute__ ((weak))

W VtEngine *vt_engine_new (void) { return g_object_new (G_TYPE_OBJECT, NULL); }
W void vt_engine_set_memory_budget (VtEngine *e, guint64 b) { }
W void vt_device_info_free (VtDeviceInfo *info) { }
W GPtrArray *vt_engine_list_devices (VtEngine *engine) { return g_ptr_array_new (); }
W VtDeviceInfo *vt_engine_choose_device (VtEngine *e, const char *spec, GError **error)
{ g_set_error (error, VT_ERROR, 0, "The engine is not there yet."); return NULL; }

struct _VtSpaceRunner { GObject p; VtSpace *space; };
G_DEFINE_FINAL_TYPE (VtSpaceRunner, vt_space_runner, G_TYPE_OBJECT)
static void vt_space_runner_init (VtSpaceRunner *s) {}
static void vt_space_runner_class_init (VtSpaceRunnerClass *k)
{
  g_signal_new ("output", G_TYPE_FROM_CLASS (k), 0, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_STRING, VT_TYPE_VALUE, G_TYPE_BOOLEAN);
  g_signal_new ("progress", G_TYPE_FROM_CLASS (k), 0, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_STRING);
  g_signal_new ("token", G_TYPE_FROM_CLASS (k), 0, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, VT_TYPE_TOKEN_TRACE);
  g_signal_new ("started", G_TYPE_FROM_CLASS (k), 0, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("ended", G_TYPE_FROM_CLASS (k), 0, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}
W VtSpaceRunner *vt_space_runner_new (VtSpace *space, VtEngine *e, VtModelLibrary *l)
{ VtSpaceRunner *s = g_object_new (vt_space_runner_get_type (), NULL); s->space = space; return s; }
W void vt_space_runner_set_device (VtSpaceRunner *s, const char *d) {}
W void vt_space_runner_set_trace (VtSpaceRunner *s, guint n) {}
W void vt_space_runner_set_model (VtSpaceRunner *s, const char *st, const char *r) {}
W char *vt_space_runner_dup_model (VtSpaceRunner *s, const VtSpaceStep *st) { return g_strdup (vt_space_get_models (s->space)[0]); }
W gboolean vt_space_runner_set_value (VtSpaceRunner *s, const char *c, VtValue *v, GError **e) { return TRUE; }
W VtValue *vt_space_runner_get_value (VtSpaceRunner *s, const char *c) { static VtValue *v; return v ? v : (v = vt_value_new_text ("")); }
W void vt_space_runner_reset (VtSpaceRunner *s) {}
W void vt_space_runner_run (VtSpaceRunner *s, const VtSpaceEvent *e)
{
  g_autoptr (GError) error = g_error_new (VT_ERROR, 0, "The engine is not there yet, so this space cannot run.");
  g_signal_emit_by_name (s, "started");
  g_signal_emit_by_name (s, "ended", error);
}
W gboolean vt_space_runner_trigger (VtSpaceRunner *s, const char *c, const char *e)
{ if (!g_str_equal (e, "click")) return FALSE; vt_space_runner_run (s, NULL); return TRUE; }
W gboolean vt_space_runner_continue_with (VtSpaceRunner *s, const char *st, guint i, gint32 t) { return FALSE; }
W void vt_space_runner_cancel (VtSpaceRunner *s) {}
W gboolean vt_space_runner_is_running (VtSpaceRunner *s) { return FALSE; }
W const char *vt_space_runner_get_missing_model (VtSpaceRunner *s) { return NULL; }
W const char *vt_space_runner_get_device_id (VtSpaceRunner *s) { return ""; }
W const char *vt_space_runner_get_device_reason (VtSpaceRunner *s) { return ""; }
W char *vt_space_runner_dup_stats_json (VtSpaceRunner *s) { return g_strdup ("{}"); }
