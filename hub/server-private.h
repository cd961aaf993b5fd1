/* server-private.h: one question to the server, for the files that answer it:
 * server.c finds out what is asked, server-api.c answers with JSON, server-file.c
 * with a file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <libsoup/soup.h>

#include "hub/client.h"
#include "hub/server.h"

G_BEGIN_DECLS

/**
 * VtHubQuestion:
 * @kind: of which list the question is
 * @repo: (nullable): as in #VtHubReference, safe
 * @revision: (nullable): as it was asked for, or "main"
 * @commit: (nullable): what the revision stands for here
 * @path: what follows in the address, decoded and safe; "" for nothing
 * @query: (nullable) (element-type utf8 utf8): the address's query
 */
typedef struct
{
  VtHubCache *cache;
  SoupServerMessage *message;
  VtHubKind kind;
  char *repo;
  char *revision;
  char *commit;
  char *path;
  GHashTable *query;
} VtHubQuestion;

/* A query's word, or %NULL. */
const char *vt_hub_question_get (const VtHubQuestion *question, const char *name);

/* Answers with the Hub's error code ("EntryNotFound") and a sentence. */
void vt_hub_question_refuse (const VtHubQuestion *question, guint status, const char *code, const char *sentence);

/* The files of the question's snapshot: (transfer full) (element-type VtHubFile), by name. */
GPtrArray *vt_hub_question_files (const VtHubQuestion *question);

/* What a file of the snapshot holds, or %NULL if there is no such file. */
VtHubFile *vt_hub_question_file (const VtHubQuestion *question, const char *name);

/* The answers. */
void vt_hub_answer_list (const VtHubQuestion *question);
void vt_hub_answer_repo (const VtHubQuestion *question);
void vt_hub_answer_tree (const VtHubQuestion *question);
void vt_hub_answer_paths_info (const VtHubQuestion *question);
void vt_hub_answer_refs (const VtHubQuestion *question);
void vt_hub_answer_file (const VtHubQuestion *question);

G_END_DECLS
