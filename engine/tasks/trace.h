/* trace.h: what a run shows of its inside while it works: the glass view's food.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct
{
  gint32 id;
  char *text;         /* as it would read in the answer; may be "" */
  double probability; /* of the model's full distribution, before sampling parameters */
} VtTokenChoice;

/**
 * VtTokenTrace: one token of an answer.
 * @batch: which prompt of a batch, 0 for a single one
 * @index: which token of the answer, from 0
 * @chosen: the token that was taken
 * @ends: whether the token only says that the answer is over
 * @choices: (array length=n_choices): the most probable ones, best first
 */
#define VT_TYPE_TOKEN_TRACE (vt_token_trace_get_type ())
typedef struct
{
  guint batch;
  guint index;
  gboolean ends;
  VtTokenChoice chosen;
  VtTokenChoice *choices;
  guint n_choices;
} VtTokenTrace;

GType vt_token_trace_get_type (void);

/* An empty trace with room for @n_choices; texts are owned. */
VtTokenTrace *vt_token_trace_new (guint n_choices);
VtTokenTrace *vt_token_trace_copy (const VtTokenTrace *trace);
void vt_token_trace_free (VtTokenTrace *trace);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtTokenTrace, vt_token_trace_free)

G_END_DECLS
