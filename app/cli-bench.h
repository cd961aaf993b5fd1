/* cli-bench.h: what `vitrine bench` was asked for, and what it can measure.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/api/engine.h"
#include "engine/api/job.h"
#include "engine/formats/json-write.h"

G_BEGIN_DECLS

/**
 * VtCliBench:
 * @model: (nullable): a model reference
 * @device: (nullable): "auto", "cpu", "vulkan", "vulkan:N"
 * @n_threads: of the processor, 0 for one per core
 * @n_prompt, @n_tokens: to read and to write
 * @audio: (nullable): the recording for speech recognition
 * @n_repeat: rounds
 * @n_size, @n_steps: of pictures
 * @filter: (nullable): the one operation to measure
 * @start, @first_token_ms: of the round that goes on; of speech the first sound
 */
typedef struct
{
  char *model;
  char *device;
  char *filter;
  char *audio;
  gboolean json;
  gint64 n_threads, n_prompt, n_tokens, n_repeat, n_size, n_steps;
  char *path;
  VtEngine *engine;
  GCancellable *cancellable;
  gint64 start;
  double first_token_ms;
} VtCliBench;

/* Each prints what it measured. */
gboolean vt_cli_bench_ops (VtCliBench *bench, GError **error);
gboolean vt_cli_bench_text (VtCliBench *bench, GError **error);
gboolean vt_cli_bench_speech (VtCliBench *bench, GError **error);
gboolean vt_cli_bench_voice (VtCliBench *bench, GError **error);
gboolean vt_cli_bench_picture (VtCliBench *bench, GError **error);
gboolean vt_cli_bench_seeing (VtCliBench *bench, GError **error);

/* One round of @task on @value, which goes into its input @input; transfer full, a job that is done. */
VtJob *vt_cli_bench_run (VtCliBench *bench, const VtTaskClass *task, const char *input, VtValue *value, GError **error);

/* Bytes of memory that are ours alone: what is mapped from files does not count. */
gint64 vt_cli_bench_private_bytes (void);

/* The middle one of @numbers (element-type double), which it sorts. */
double vt_cli_bench_median (GArray *numbers);

/* Seconds that all threads of the program have computed so far. */
double vt_cli_bench_processor_seconds (void);

/* Opens what a benchmark prints: of which task and (nullable) model, on which device; the model's loading. */
void vt_cli_bench_begin (VtJsonWriter *json, const char *task, const char *model, const char *device, double load_ms);

/* "key": number */
void vt_cli_bench_write (VtJsonWriter *json, const char *key, double number);

G_END_DECLS
