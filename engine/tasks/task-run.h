/* task-run.h: what a task sees while it runs: its inputs, its model, and where
 * to tell what happens.
 *
 * Lives in the engine's worker thread, for one run.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/model-kind.h"
#include "engine/tasks/task.h"

G_BEGIN_DECLS

/**
 * VtTaskRun:
 * @inputs, @params: (element-type utf8 VtValue): checked; params hold every
 *   declared parameter, inputs only what was given
 * @outputs: (element-type utf8 VtValue): what the task gives
 * @model: as its #VtModelKind loaded it
 * @trace_choices: how many alternatives of each token to tell, 0 for no traces
 * @glass: whether somebody looks at what the task names as its glass; what of it costs
 *   something is left out otherwise
 * @progress, @partial, @token: tell the one who asked; cheap enough to be called
 *   for every token
 * @stat: keeps a figure for --stats
 */
struct _VtTaskRun
{
  const VtTaskClass *task;
  GHashTable *inputs;
  GHashTable *params;
  GHashTable *outputs;
  gpointer model;
  VtDevice *device;
  GCancellable *cancellable;
  guint64 seed;
  guint trace_choices;
  gboolean glass;
  gpointer listener;
  void (*progress) (VtTaskRun *run, double fraction, const char *what);
  void (*partial) (VtTaskRun *run, const char *output, VtValue *value);
  void (*token) (VtTaskRun *run, VtTokenTrace *trace); /* takes @trace */
  void (*stat) (VtTaskRun *run, const char *name, double value);
};

/* Shorthands; the parameter must be declared. */
static inline VtValue *
vt_task_run_input (VtTaskRun *run, const char *name)
{
  return g_hash_table_lookup (run->inputs, name);
}

static inline double
vt_task_run_number (VtTaskRun *run, const char *param)
{
  return vt_value_number (g_hash_table_lookup (run->params, param));
}

static inline gboolean
vt_task_run_boolean (VtTaskRun *run, const char *param)
{
  return vt_value_boolean (g_hash_table_lookup (run->params, param));
}

/* A text, choice or JSON parameter; %NULL where it is empty. */
const char *vt_task_run_text (VtTaskRun *run, const char *param);

/* (transfer full) (element-type gint32): of a JSON parameter that is an array of tokens' numbers, those
 * from 0 and below @n_vocab; none where it is empty. */
GArray *vt_task_run_ids (VtTaskRun *run, const char *param, gint64 n_vocab);

G_END_DECLS
