/* model-fetch.h: one model on its way here, for the model library.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/model-library.h"

G_BEGIN_DECLS

/* Shared by the library's thread and the thread that fetches. What has a lock
 * beside it is for both; the rest is set once. */
typedef struct
{
  gatomicrefcount count;
  char *reference;
  VtHubCache *cache;
  VtHubClient *client;
  VtContacts *contacts;
  GCancellable *cancellable;
  GMutex lock;             /* over the next three */
  guint64 done;
  guint64 total;
  const char *doing;
} VtModelFetch;

/* @total: the size if it is known already, or 0 */
VtModelFetch *vt_model_fetch_new (const char *reference, guint64 total, VtHubCache *cache,
                                  VtHubClient *client, VtContacts *contacts);
VtModelFetch *vt_model_fetch_ref (VtModelFetch *fetch);
void vt_model_fetch_unref (VtModelFetch *fetch);

/**
 * vt_model_fetch_run:
 *
 * From the Hub; and where that is out of reach and there are packages, from
 * those. Blocks until all files are in the cache: for a worker thread.
 */
gboolean vt_model_fetch_run (VtModelFetch *fetch, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtModelFetch, vt_model_fetch_unref)

G_END_DECLS
