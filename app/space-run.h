/* space-run.h: one run of one event: its steps as a flow of data; for
 * app/space-runner.c.
 *
 * A step begins as soon as all steps are done that it takes from; those that do
 * not need each other are given to the engine together. A step whose condition
 * does not hold, or that takes from one that was left out, is left out. The
 * first error stops the others.
 *
 * All on the thread that made the run; nothing blocks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/model-library.h"
#include "app/space-document.h"
#include "app/word-list.h"
#include "engine/api/job.h"

G_BEGIN_DECLS

/**
 * VtSpaceRunSettings:
 * @glass: whether steps make what their tasks show behind glass, where that costs something
 * @models: (element-type utf8 utf8): a model for a step, "" for all, in place of
 *   the document's
 * @words: (nullable): no step gets a text with one of them
 */
typedef struct
{
  VtSpace *space;
  VtEngine *engine;
  VtModelLibrary *library;
  char *device;
  gint64 seed;
  guint trace;
  gboolean glass;
  GHashTable *models;
  VtWordList *words;
} VtSpaceRunSettings;

/* What a runner runs with now; for files of app/. Transfer none. */
const VtSpaceRunSettings *vt_space_runner_peek_settings (gpointer runner);

void vt_space_run_settings_copy (VtSpaceRunSettings *to, const VtSpaceRunSettings *from);
void vt_space_run_settings_clear (VtSpaceRunSettings *self);

/* The model that @step runs on: the settings', else the document's by way of
 * @lookup; transfer full, %NULL if none is chosen. */
char *vt_space_run_settings_dup_model (const VtSpaceRunSettings *self, const VtSpaceStep *step, VtSpaceWireLookup lookup,
                                       gpointer data);

/**
 * VtSpaceStepReport: what a step ran on, and how it went.
 * @model: the reference
 * @path: its file or folder
 * @parameters: (element-type utf8 VtValue): those that were given
 * @device, @reason, @stats: as VtJob tells them
 * @seed: the one that was used
 */
typedef struct
{
  const VtSpaceStep *step;
  char *model;
  char *path;
  GHashTable *parameters;
  char *device;
  char *reason;
  char *stats;
  gint64 seed;
} VtSpaceStepReport;

void vt_space_step_report_free (VtSpaceStepReport *report);

/**
 * VtSpaceRunListener:
 * @result: a step gave something, or more of it
 * @made: (nullable): a step is done, and these are all its outputs (element-type utf8 VtValue)
 * @ended: it is over; no call comes after it
 */
typedef struct
{
  void (*result) (gpointer data);
  void (*progress) (double fraction, const char *what, gpointer data);
  void (*token) (const char *step, VtTokenTrace *trace, gpointer data);
  void (*made) (const VtSpaceStep *step, GHashTable *outputs, gpointer data);
  void (*ended) (const GError *error, gpointer data);
} VtSpaceRunListener;

typedef struct _VtSpaceRun VtSpaceRun;

/**
 * vt_space_run_new:
 * @given: (element-type utf8 VtValue): what components hold
 * @row: (nullable) (element-type utf8 VtValue): the cells of the row that it is
 *   for, by the headings of their columns
 * @prefixes: (nullable) (element-type utf8 GArray): tokens that the answer of a
 *   step begins with
 */
VtSpaceRun *vt_space_run_new (const VtSpaceRunSettings *settings, const VtSpaceEvent *event, GHashTable *given,
                              GHashTable *row, GHashTable *prefixes);
VtSpaceRun *vt_space_run_ref (VtSpaceRun *self);
void vt_space_run_unref (VtSpaceRun *self);

/* Once. Where there is nothing to wait for it ends before this returns. */
void vt_space_run_start (VtSpaceRun *self, const VtSpaceRunListener *listener, gpointer data);

/* It ends soon with %G_IO_ERROR_CANCELLED. */
void vt_space_run_cancel (VtSpaceRun *self);

/* Stops it, and calls nobody any more. */
void vt_space_run_drop (VtSpaceRun *self);

/* What components held, cells of the row, and what steps gave so far; @data is the run. */
VtValue *vt_space_run_lookup (const char *source, const char *output, gpointer data);

/* (element-type VtSpaceStepReport) (transfer none): of the steps that ran, in their order. */
GPtrArray *vt_space_run_get_reports (VtSpaceRun *self);

/* The tokens of @step's answer, of a traced run; (element-type gint32) (transfer none) (nullable). */
GArray *vt_space_run_get_tokens (VtSpaceRun *self, const char *step);

/* The reference of a model that was not here, or %NULL. */
const char *vt_space_run_get_missing_model (VtSpaceRun *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtSpaceRun, vt_space_run_unref)

G_END_DECLS
