/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/labels-result.h"

#include <math.h>

#include "engine/formats/json-write.h"

void
vt_labels_softmax (float *scores, guint n)
{
  float most = -INFINITY;
  double sum = 0;

  for (guint i = 0; i < n; i++)
    most = MAX (most, scores[i]);
  for (guint i = 0; i < n; i++)
    sum += scores[i] = expf (scores[i] - most);
  for (guint i = 0; i < n; i++)
    scores[i] = (float) (scores[i] / sum);
}

/* Of equal ones the first. */
static gint
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  const float *scores = data;
  guint i = *(const guint *) a, k = *(const guint *) b;

  if (scores[i] != scores[k])
    return scores[i] > scores[k] ? -1 : 1;
  return i < k ? -1 : i > k;
}

VtValue *
vt_labels_best (const char *const *labels, const float *scores, guint n, guint top)
{
  g_autofree guint *order = g_new (guint, n);
  g_autofree VtLabel *best = NULL;

  top = MIN (top, n);
  best = g_new (VtLabel, top);
  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, (gint) n, sizeof *order, compare, (gpointer) scores);
  for (guint i = 0; i < top; i++)
    best[i] = (VtLabel) { labels[order[i]], scores[order[i]] };
  return vt_value_new_labels (best, top);
}

char *
vt_labels_to_json (GHashTable *inputs, GHashTable *outputs)
{
  guint n;
  const VtLabel *labels = vt_value_labels (g_hash_table_lookup (outputs, "labels"), &n);
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '[');
  for (guint i = 0; i < n; i++)
    {
      vt_json_write_begin (&json, '{');
      vt_json_write_key (&json, "label");
      vt_json_write_string (&json, labels[i].label, -1);
      vt_json_write_key (&json, "score");
      vt_json_write_double (&json, labels[i].score);
      vt_json_write_end (&json, '}');
    }
  vt_json_write_end (&json, ']');
  return g_string_free (json.text, FALSE);
}
