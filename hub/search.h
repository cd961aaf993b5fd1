/* search.h: looks for models, data sets and spaces on the Hub.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "hub/client.h"

G_BEGIN_DECLS

/**
 * VtHubQuery: what is looked for; %NULL members ask for anything.
 * @kind: of which list
 * @search: words that the name holds
 * @task: a pipeline tag, "text-generation"
 * @author: the owner
 * @filter: a tag: a format ("gguf", "safetensors"), a language, a library
 * @sort: "downloads", "likes", "trending_score", "created_at" or "last_modified"
 * @limit: how many a page, at most 100; 0 for 30
 */
typedef struct
{
  VtHubKind kind;
  const char *search;
  const char *task;
  const char *author;
  const char *filter;
  const char *sort;
  guint limit;
} VtHubQuery;

/**
 * VtHubModel: one result: a model, or a data set or space as far as it has the same members.
 * @task, @licence, @modified: "" where the Hub does not say
 * @gated: whether conditions must be accepted on its page first
 * @parameters: number of weights, 0 where the Hub does not say
 */
typedef struct
{
  char *id;
  char *task;
  char *licence;
  char *modified;
  guint64 downloads;
  guint64 likes;
  guint64 parameters;
  gboolean gated;
} VtHubModel;

void vt_hub_model_free (VtHubModel *model);

/* What an entry of the Hub's lists, or one repository's page, says; transfer full, %NULL
 * where it is no model. */
VtHubModel *vt_hub_model_read (const VtJsonNode *node);

/* A page of the Hub's lists: (transfer full) (element-type VtHubModel), without entries that
 * are none; %NULL where it is no list. */
GPtrArray *vt_hub_models_read (const VtJsonNode *answer);

/**
 * vt_hub_client_search:
 * @next: (inout): in: %NULL for the first page, else what the last call gave;
 *   out (transfer full): where the next page is, %NULL after the last one
 *
 * Blocks: for a worker thread.
 *
 * Returns: (transfer full) (element-type VtHubModel): a page of results
 */
GPtrArray *vt_hub_client_search (VtHubClient *client, const VtHubQuery *query, char **next,
                                 GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtHubModel, vt_hub_model_free)

G_END_DECLS
