/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tensor/plan-times.h"

typedef struct
{
  char *what;
  guint nodes;
  double us;
} Line;

gboolean
vt_plan_times_wanted (void)
{
  return g_strcmp0 (g_getenv ("VITRINE_PLAN_TIMES"), "1") == 0;
}

void
vt_plan_times_add (const VtPlan *plan, double **sum_us)
{
  if (*sum_us == NULL)
    *sum_us = g_new0 (double, plan->graph->nodes->len);
  for (guint i = 0; i < plan->graph->nodes->len; i++)
    (*sum_us)[i] += plan->node_us[i];
}

static void
append_shape (GString *text, const VtTensor *t)
{
  g_string_append_printf (text, " %s %" G_GINT64_FORMAT "x%" G_GINT64_FORMAT "x%" G_GINT64_FORMAT "x%" G_GINT64_FORMAT,
                          vt_type_info (t->type)->name, t->ne[0], t->ne[1], t->ne[2], t->ne[3]);
}

/* The step, its last result and that one's first two sources. */
static char *
describe (const VtStep *step)
{
  const VtTensor *node = step->nodes[step->n - 1];
  GString *text = g_string_new (vt_step_name (step));

  append_shape (text, node);
  for (int i = 0; i < 2 && node->src[i] != NULL; i++)
    {
      g_string_append (text, i == 0 ? " of" : ",");
      append_shape (text, node->src[i]);
    }
  return g_string_free (text, FALSE);
}

static void
free_line (gpointer p)
{
  g_free (((Line *) p)->what);
  g_free (p);
}

static int
compare (gconstpointer pa, gconstpointer pb)
{
  const Line *a = *(Line *const *) pa, *b = *(Line *const *) pb;

  return (a->us < b->us) - (a->us > b->us);
}

static GPtrArray *
lines_of (const VtPlan *plan, const double *sum_us)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *lines = g_ptr_array_new_with_free_func (free_line);

  for (guint i = 0; i < plan->steps->len; i++)
    {
      const VtStep *step = &g_array_index (plan->steps, VtStep, i);
      g_autofree char *what = describe (step);
      Line *line = g_hash_table_lookup (known, what);

      if (line == NULL)
        {
          line = g_new0 (Line, 1);
          line->what = g_steal_pointer (&what);
          g_hash_table_insert (known, line->what, line);
          g_ptr_array_add (lines, line);
        }
      line->nodes++;
      line->us += sum_us[step->nodes[step->n - 1]->index];
    }
  g_ptr_array_sort (lines, compare);
  return lines;
}

void
vt_plan_times_print (const VtPlan *plan, const double *sum_us, guint n_runs)
{
  g_autoptr (GPtrArray) lines = lines_of (plan, sum_us);
  double total = 0;

  for (guint i = 0; i < lines->len; i++)
    total += ((Line *) g_ptr_array_index (lines, i))->us;
  g_printerr ("plan on %s: %u runs, %.1f us each, %u dispatches, %u barriers\n", plan->device->id, n_runs, total / n_runs,
              plan->n_dispatches, plan->n_barriers);
  for (guint i = 0; i < lines->len; i++)
    {
      const Line *line = g_ptr_array_index (lines, i);

      g_printerr ("%10.1f us %4u x %s\n", line->us / n_runs, line->nodes, line->what);
    }
}
