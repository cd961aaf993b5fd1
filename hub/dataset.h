/* dataset.h: what the Hub's dataset viewer tells of data sets: their parts and their rows.
 *
 * The viewer is a computer of its own: `VITRINE_DATASET_VIEWER`; by default
 * `datasets-server.` before the host of HF_ENDPOINT, and of an endpoint of the local network,
 * which speaks plain http, that computer itself. The person's token goes there only where it is
 * `datasets-server.` of the endpoint or the endpoint itself, by the same protocol and port.
 *
 * All functions block: for worker threads. Errors are those of client.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "hub/client.h"

G_BEGIN_DECLS

/* The most rows that it gives at once. */
#define VT_DATASET_ROWS_MAX 100

/* A part of a data set: @config is a language or a variant, @split "train" or "test". */
typedef struct
{
  char *config;
  char *split;
} VtDatasetSplit;

void vt_dataset_split_free (VtDatasetSplit *split);

/* (transfer full) (element-type VtDatasetSplit): at least one. */
GPtrArray *vt_dataset_list_splits (VtHubClient *client, const char *repo, GCancellable *cancellable, GError **error);

/* The same, from its answer; empty where it names none. */
GPtrArray *vt_dataset_read_splits (const VtJsonNode *answer);

/**
 * vt_dataset_get_rows:
 * @words: (nullable): only rows that have them
 * @n: at most %VT_DATASET_ROWS_MAX
 *
 * Returns: (transfer full): `{"features": [{"name", "type"}], "rows": [{"row": {…}}], "num_rows_total"}`
 */
VtJson *vt_dataset_get_rows (VtHubClient *client, const char *repo, const char *config, const char *split, const char *words,
                             gint64 first, guint n, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtDatasetSplit, vt_dataset_split_free)

G_END_DECLS
