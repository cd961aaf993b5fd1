/* space-batch.h: an event that runs for every row of a table; for app/space-runner.c.
 *
 * Rows run one after the other, each a run of its own. What a row gives goes into
 * the columns that the event's outputs name; rows that are done stay done when it
 * is stopped. An input that does not fit, a text that is too long and the like
 * concern their row alone: its cells stay empty and the rest goes on. Anything
 * else, a missing model, a device that fails, ends all.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-run.h"

G_BEGIN_DECLS

typedef struct _VtSpaceBatch VtSpaceBatch;

/**
 * VtSpaceBatchListener: besides a run's:
 * @table: the table as far as it is filled, some five times a second and at the
 *   end, then @final
 * @progress: the fraction counts all rows
 * @ended: well where every row went well; else VT_ERROR_FAILED, which counts the
 *   others and tells the first one's reason, or what ended it
 */
typedef struct
{
  void (*table) (VtValue *table, gboolean final, gpointer data);
  void (*result) (gpointer data);
  void (*progress) (double fraction, const char *what, gpointer data);
  void (*token) (const char *step, VtTokenTrace *trace, gpointer data);
  void (*ended) (const GError *error, gpointer data);
} VtSpaceBatchListener;

/* %NULL with VT_ERROR_INVALID where the component @event->each holds no table. */
VtSpaceBatch *vt_space_batch_new (const VtSpaceRunSettings *settings, const VtSpaceEvent *event, GHashTable *given,
                                  GError **error);

/* Where it runs, it is stopped and tells nothing any more. */
void vt_space_batch_free (VtSpaceBatch *self);

void vt_space_batch_start (VtSpaceBatch *self, const VtSpaceBatchListener *listener, gpointer data);
void vt_space_batch_cancel (VtSpaceBatch *self);

/* The run of the row that is, or was, last; %NULL before. Transfer none. */
VtSpaceRun *vt_space_batch_get_run (VtSpaceBatch *self);

/* (element-type utf8) (transfer none): a sentence for each row that went wrong, else %NULL;
 * as long as the rows that ran. */
GPtrArray *vt_space_batch_get_row_errors (VtSpaceBatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtSpaceBatch, vt_space_batch_free)

G_END_DECLS
