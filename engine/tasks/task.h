/* task.h: a pipeline task: typed inputs, outputs and parameters, and a run.
 *
 * One file per task defines one const struct, named in tasks-list.c. Names are
 * the Hub's pipeline tags and transformers' parameters.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "engine/tasks/param.h"
#include "engine/tasks/trace.h"

G_BEGIN_DECLS

typedef struct _VtTaskRun VtTaskRun;     /* engine/tasks/task-run.h: what a task sees while it runs */
typedef struct _VtModelKind VtModelKind; /* engine/tasks/model-kind.h: what it runs on */

/**
 * VtPort: an input or output of a task.
 * @name: as `$step.NAME` and --input NAME= use it; %NULL ends a table
 * @group: inputs with one non-zero group are alternatives: exactly one is given
 * @rate: of a sound: decode files to one channel at so many Hz; 0 for as they are
 * @shown_by: (nullable): of an output: the type of component that is made to show it,
 *   where its type says too little; a new page shows the required outputs
 */
typedef struct
{
  const char *name;
  VtValueType type;
  gboolean required;
  guint group;
  const char *title;
  guint rate;
  const char *shown_by;
} VtPort;

/**
 * VtTaskClass:
 * @name: the pipeline tag, "text-generation"
 * @title, @description: marked for translation
 * @model: what is loaded for it
 * @run: does the work in the engine's worker thread; inputs and parameters have
 *   been checked against the tables
 * @revises: texts that it gives while it runs may be taken back later, so that they
 *   are good for a screen and not for a file
 * @glass: (nullable) (array zero-terminated=1): outputs that show how the result came about; some are
 *   made only where somebody looks (VtTaskRun.glass)
 * @to_json: the outputs in the Hub's result shape (hub.md), transfer full
 * @pictures: of a result that is a list: the output whose pictures belong to its entries,
 *   one each, and the key that they have there; nothing for others
 */
typedef struct _VtTaskClass
{
  const char *name;
  const char *title;
  const char *description;
  const VtPort *inputs;
  const VtPort *outputs;
  const VtParam *params;
  const VtModelKind *model;
  gboolean (*run) (VtTaskRun *run, GError **error);
  gboolean revises;
  const char *const *glass;
  char *(*to_json) (GHashTable *inputs, GHashTable *outputs);
  struct { const char *output, *key; } pictures;
} VtTaskClass;

/* Every task, %NULL-terminated. */
extern const VtTaskClass *const vt_task_classes[];

/* The task named @name, or %NULL and VT_ERROR_NOT_FOUND with the names there are. */
const VtTaskClass *vt_task_find (const char *name, GError **error);

/* The port named @name in a table that ends in a %NULL name, or %NULL. */
const VtPort *vt_port_find (const VtPort *ports, const char *name);

G_END_DECLS
