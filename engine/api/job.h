/* job.h: one run of one task on one model.
 *
 *     VtJob *job = vt_job_new (engine, task, "/path/model.gguf", "auto");
 *     vt_job_set_input (job, "text", value, &error);
 *     vt_job_set_parameter (job, "temperature", value, &error);
 *     g_signal_connect (job, "partial", …);
 *     vt_job_run_async (job, cancellable, done, data);
 *
 * A job is used from one thread; its signals come in the thread-default main
 * context of vt_job_run_async(), coalesced so that a fast model cannot flood a
 * main loop. It runs once.
 *
 * Signals:
 *   "progress" (double fraction 0…1 or -1 if unknown, const char *what): what
 *      happens now, a translatable sentence: "Loading the model", "Reading the prompt"
 *   "partial" (const char *output, VtValue *value): the value so far, whole
 *   "token" (VtTokenTrace *trace): only after vt_job_set_trace()
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/api/engine.h"

G_BEGIN_DECLS

#define VT_TYPE_JOB (vt_job_get_type ())
G_DECLARE_FINAL_TYPE (VtJob, vt_job, VT, JOB, GObject)

/* @model: a file or folder, already resolved; @device: "auto", "cpu", "vulkan", "vulkan:N". */
VtJob *vt_job_new (VtEngine *engine, const VtTaskClass *task, const char *model, const char *device);

/* Checks @value against the declaration; VT_ERROR_NOT_FOUND, VT_ERROR_INVALID. */
gboolean vt_job_set_input (VtJob *job, const char *name, VtValue *value, GError **error);
gboolean vt_job_set_parameter (VtJob *job, const char *name, VtValue *value, GError **error);

/* Asks for "token" signals with @choices alternatives each; 0 (the default) for none. */
void vt_job_set_trace (VtJob *job, guint choices);

/* Whether the outputs are wanted that the task names as its glass, also where they cost something; not at first. */
void vt_job_set_glass (VtJob *job, gboolean glass);

/* The same seed gives the same result on one device; -1 (the default) for a random one. */
void vt_job_set_seed (VtJob *job, gint64 seed);

/**
 * VtJobElsewhere:
 * @run: does what the task's own function would, on a thread of this run alone;
 *   @run->model and @run->device are %NULL
 */
typedef gboolean (*VtJobElsewhere) (VtTaskRun *run, gpointer data, GError **error);

/* Has the job run by somebody else than a device of the engine: another computer,
 * whom @id and @reason then name as they would the device. Before it runs. */
void vt_job_set_elsewhere (VtJob *job, VtJobElsewhere run, gpointer data, GDestroyNotify destroy, const char *id,
                           const char *reason);

/* Loads the model where needed and runs. Cancelling stops within 100 ms
 * (%G_IO_ERROR_CANCELLED); what came by "partial" stays valid. */
void vt_job_run_async (VtJob *job, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);

/* (element-type utf8 VtValue) (transfer full): the outputs by name. */
GHashTable *vt_job_run_finish (VtJob *job, GAsyncResult *result, GError **error);

/* Runs and waits, for command lines and tests; never on a main loop. Signals
 * are emitted in the calling thread. */
GHashTable *vt_job_run (VtJob *job, GCancellable *cancellable, GError **error);

/* After it ended: one JSON object: device, load_ms, prompt_tokens,
 * prompt_tokens_per_s, generated_tokens, tokens_per_s, peak_bytes, …;
 * transfer full. Before: "{}". */
char *vt_job_dup_stats_json (VtJob *job);

/* One figure of the above, or -1. */
double vt_job_get_stat (VtJob *job, const char *name);

/* The device that it runs or ran on and why, a sentence; %NULL before it is known. */
const char *vt_job_get_device_id (VtJob *job);
const char *vt_job_get_device_reason (VtJob *job);

/* The seed that was used, for doing it again. */
gint64 vt_job_get_seed (VtJob *job);

G_END_DECLS
