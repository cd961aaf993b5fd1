/* glass-fixture.h: made-up traces, for tests of the glass panel.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/trace.h"

/* Token @index with @text at @probability, chosen among five; transfer full. */
static inline VtTokenTrace *
make_trace (guint index, const char *text, double probability)
{
  static const char *const others[] = { " green", " red", "\n", "" };
  VtTokenTrace *trace = vt_token_trace_new (5);

  trace->index = index;
  trace->chosen = (VtTokenChoice) { (gint32) (100 + index), g_strdup (text), probability };
  trace->n_choices = 5;
  for (guint i = 0; i < 5; i++)
    trace->choices[i] = i == 0 ? (VtTokenChoice) { trace->chosen.id, g_strdup (text), probability }
                               : (VtTokenChoice) { (gint32) i, g_strdup (others[i - 1]), (1 - probability) / (i + 1) };
  return trace;
}
