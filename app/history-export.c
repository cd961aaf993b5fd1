/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "app/history-entry.h"
#include "app/table.h"

char *
vt_history_to_json (VtHistory *self, GPtrArray *entries)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '[');
  for (guint i = 0; i < entries->len; i++)
    {
      const VtHistoryEntry *entry = entries->pdata[i];
      g_autoptr (VtJson) run = vt_json_parse (entry->json, strlen (entry->json), NULL);
      VtJsonIter iter = VT_JSON_ITER (run != NULL ? vt_json_root (run) : NULL);

      vt_json_write_begin (&json, '{');
      while (vt_json_iter_next (&iter))
        {
          vt_json_write_key (&json, iter.key);
          vt_json_write_node (&json, iter.value);
        }
      vt_json_write_key (&json, "flagged");
      vt_json_write_boolean (&json, entry->flagged);
      vt_json_write_key (&json, "note");
      vt_json_write_string (&json, entry->note, -1);
      vt_json_write_end (&json, '}');
    }
  vt_json_write_end (&json, ']');
  return g_string_free (json.text, FALSE);
}

static void
set (VtTable *table, guint row, const char *header, const char *text)
{
  guint n = vt_table_n_columns (table);
  guint column = 0;

  while (column < n && strcmp (vt_table_get_header (table, column), header) != 0)
    column++;
  if (column == n && !vt_table_insert_column (table, n, header))
    return;
  vt_table_set_text (table, vt_table_get_row (table, row), column, text);
}

/* A column for each component: "input prompt", "output answer". */
static void
set_values (VtTable *table, guint row, const char *prefix, GHashTable *values)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (values), (GCompareFunc) strcmp);

  for (GList *name = names; name != NULL; name = name->next)
    {
      g_autofree char *header = g_strdup_printf ("%s %s", prefix, (const char *) name->data);
      g_autofree char *text = vt_value_to_text (g_hash_table_lookup (values, name->data));

      set (table, row, header, text);
    }
}

static void
set_run (VtTable *table, guint row, VtHistory *self, const VtHistoryEntry *entry)
{
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_local (entry->when / G_USEC_PER_SEC);
  g_autofree char *time = g_date_time_format (when, "%Y-%m-%d %H:%M:%S");
  g_autofree char *seconds = g_strdup_printf ("%.3f", entry->seconds);
  g_autoptr (GHashTable) inputs = vt_history_get_inputs (self, entry);
  g_autoptr (GHashTable) outputs = vt_history_get_outputs (self, entry);

  set (table, row, "time", time);
  set (table, row, "space", *entry->title != '\0' ? entry->title : entry->space);
  set (table, row, "model", entry->model);
  set (table, row, "device", entry->device);
  set (table, row, "seconds", seconds);
  set (table, row, "error", entry->error != NULL ? (*entry->error != '\0' ? entry->error : "stopped") : "");
  set (table, row, "flagged", entry->flagged ? "yes" : "");
  set (table, row, "note", entry->note);
  set_values (table, row, "input", inputs);
  set_values (table, row, "output", outputs);
}

char *
vt_history_to_csv (VtHistory *self, GPtrArray *entries)
{
  g_autoptr (VtTable) table = vt_table_new ();

  for (guint i = 0; i < entries->len && vt_table_insert_row (table, i); i++)
    set_run (table, i, self, entries->pdata[i]);
  return vt_table_to_csv (table, ',', TRUE);
}
