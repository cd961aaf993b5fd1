/* model-kind-lm.h: a loaded language model as tasks get it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/lm-session.h"
#include "engine/sampling/token-trie.h"
#include "engine/tasks/model-kind.h"

G_BEGIN_DECLS

/* The session stays between runs, so that a chat's second message finds the first. */
typedef struct
{
  VtLm *lm;
  VtLmSession *session;
  VtTokenTrie *trie; /* made for the first constrained text */
} VtLmModel;

/* Tokens of a context that a run makes room for unless it needs more. */
#define VT_LM_DEFAULT_CONTEXT 1024

G_END_DECLS
