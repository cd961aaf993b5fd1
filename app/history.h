/* history.h: what was run on this computer: inputs, outputs and on what, kept
 * until a budget is used up.
 *
 * It lies in one folder: runs.jsonl, to which a line is added for each run, flag
 * or removal, and files/ with the sounds and pictures (value-store.h). A line
 * counts once it is whole, so that a program that dies, or a disk that fills,
 * loses at most the run that it was writing; several programs may write at once.
 * When there are too many runs or bytes, the oldest that are not flagged leave.
 *
 * Writing is done by a thread. The object itself, its signal included, belongs
 * to the thread that made it, whose main context is used.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "engine/tasks/value.h"

G_BEGIN_DECLS

/**
 * VtHistoryStep: what a step of a run ran on.
 * @model: its reference
 * @revision: (nullable): the commit on the Hub
 * @parameters: (element-type utf8 VtValue): those that were given
 * @stats: (nullable): a JSON object, as VtJob tells it
 */
typedef struct
{
  char *id;
  char *task;
  char *model;
  char *revision;
  char *device;
  gint64 seed;
  GHashTable *parameters;
  char *stats;
} VtHistoryStep;

void vt_history_step_free (VtHistoryStep *step);

/**
 * VtHistoryRun: a run to be kept.
 * @space: its folder or file; names it
 * @event: which of its events
 * @when: microseconds since 1970, when it began
 * @error: (nullable): why it failed; "" where a person stopped it
 * @inputs, @outputs: (element-type utf8 VtValue): by component
 * @steps: (element-type VtHistoryStep)
 */
typedef struct
{
  char *space;
  char *title;
  guint event;
  gint64 when;
  double seconds;
  char *error;
  GHashTable *inputs;
  GHashTable *outputs;
  GPtrArray *steps;
} VtHistoryRun;

/* Empty, to be filled in. */
VtHistoryRun *vt_history_run_new (void);
void vt_history_run_free (VtHistoryRun *run);

/**
 * VtHistoryEntry: a run that was kept. Lives as long as the history has it.
 * @model, @device: of its first step, or ""
 * @error: (nullable): as in #VtHistoryRun
 * @note: what a person wrote to it, or ""
 * @json: all that is known of it
 */
typedef struct
{
  char *id;
  char *space;
  char *title;
  guint event;
  gint64 when;
  double seconds;
  char *model;
  char *device;
  char *error;
  gboolean flagged;
  char *note;
  char *json;
  /*< private >*/
  GPtrArray *files; /* utf8: names in files/ */
} VtHistoryEntry;

#define VT_TYPE_HISTORY (vt_history_get_type ())
G_DECLARE_FINAL_TYPE (VtHistory, vt_history, VT, HISTORY, GObject)

/**
 * vt_history_new:
 * @folder: (nullable): or %NULL for the one in the person's data folder
 *
 * Reads what is there; makes nothing. Its signal "changed" () tells of another
 * list; its property "enabled", %TRUE at first, whether runs are kept.
 */
VtHistory *vt_history_new (const char *folder);

/* What it may take: 1,000 runs and 1 GiB at first. */
void vt_history_set_budget (VtHistory *self, guint runs, guint64 bytes);

/* Bytes on the disk. */
guint64 vt_history_get_bytes (VtHistory *self);

/* Takes @run, unless it is switched off. "changed" follows when it is kept. */
void vt_history_add (VtHistory *self, VtHistoryRun *run);

/* (element-type VtHistoryEntry) (transfer container): newest first; of one space
 * where @space is not %NULL. With what other programs wrote meanwhile. */
GPtrArray *vt_history_list (VtHistory *self, const char *space);

/* Transfer none, or %NULL. */
const VtHistoryEntry *vt_history_find (VtHistory *self, const char *id);

/* (element-type utf8 VtValue) (transfer full): what components held before and
 * after, to be shown, compared, or set for running it again; of sounds and
 * pictures their files. */
GHashTable *vt_history_get_inputs (VtHistory *self, const VtHistoryEntry *entry);
GHashTable *vt_history_get_outputs (VtHistory *self, const VtHistoryEntry *entry);

/* A flagged run stays; @note may be "". */
void vt_history_flag (VtHistory *self, const char *id, gboolean flagged, const char *note);
void vt_history_remove (VtHistory *self, const char *id);

/* All runs, or those of one space, flagged ones too. */
void vt_history_clear (VtHistory *self, const char *space);

/* (transfer full): of @entries (element-type VtHistoryEntry), a JSON array with
 * all that is known, or a table, one line a run, for spreadsheets. */
char *vt_history_to_json (VtHistory *self, GPtrArray *entries);
char *vt_history_to_csv (VtHistory *self, GPtrArray *entries);

/* Waits until all that was asked for is on the disk. For ends of programs and tests. */
void vt_history_flush (VtHistory *self);

/* The error of the last writing if it failed, or %NULL; transfer none. */
const GError *vt_history_get_error (VtHistory *self);

G_END_DECLS
