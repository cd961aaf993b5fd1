/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/trace.h"

G_DEFINE_BOXED_TYPE (VtTokenTrace, vt_token_trace, vt_token_trace_copy, vt_token_trace_free)

VtTokenTrace *
vt_token_trace_new (guint n_choices)
{
  VtTokenTrace *self = g_new0 (VtTokenTrace, 1);

  self->choices = g_new0 (VtTokenChoice, n_choices);
  self->n_choices = n_choices;
  return self;
}

static VtTokenChoice
choice_copy (const VtTokenChoice *choice)
{
  return (VtTokenChoice) { choice->id, g_strdup (choice->text), choice->probability };
}

VtTokenTrace *
vt_token_trace_copy (const VtTokenTrace *trace)
{
  VtTokenTrace *self = vt_token_trace_new (trace->n_choices);

  self->batch = trace->batch;
  self->index = trace->index;
  self->ends = trace->ends;
  self->chosen = choice_copy (&trace->chosen);
  for (guint i = 0; i < trace->n_choices; i++)
    self->choices[i] = choice_copy (&trace->choices[i]);
  return self;
}

void
vt_token_trace_free (VtTokenTrace *trace)
{
  g_free (trace->chosen.text);
  for (guint i = 0; i < trace->n_choices; i++)
    g_free (trace->choices[i].text);
  g_free (trace->choices);
  g_free (trace);
}
