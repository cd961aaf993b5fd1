/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/history-entry.h"

#include <string.h>

#include "app/value-json.h"
#include "app/value-store.h"

void
vt_history_step_free (VtHistoryStep *step)
{
  g_free (step->id);
  g_free (step->task);
  g_free (step->model);
  g_free (step->revision);
  g_free (step->device);
  g_clear_pointer (&step->parameters, g_hash_table_unref);
  g_free (step->stats);
  g_free (step);
}

static GHashTable *
value_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) vt_value_unref);
}

VtHistoryRun *
vt_history_run_new (void)
{
  VtHistoryRun *run = g_new0 (VtHistoryRun, 1);

  run->inputs = value_table ();
  run->outputs = value_table ();
  run->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_history_step_free);
  return run;
}

void
vt_history_run_free (VtHistoryRun *run)
{
  g_free (run->space);
  g_free (run->title);
  g_free (run->error);
  g_hash_table_unref (run->inputs);
  g_hash_table_unref (run->outputs);
  g_ptr_array_unref (run->steps);
  g_free (run);
}

void
vt_history_entry_free (VtHistoryEntry *entry)
{
  g_free (entry->id);
  g_free (entry->space);
  g_free (entry->title);
  g_free (entry->model);
  g_free (entry->device);
  g_free (entry->error);
  g_free (entry->note);
  g_free (entry->json);
  g_ptr_array_unref (entry->files);
  g_free (entry);
}

/* --- writing ------------------------------------------------------------------ */

static void
write_text (VtJsonWriter *json, const char *key, const char *text)
{
  vt_json_write_key (json, key);
  vt_json_write_string (json, text, -1);
}

/* In the order of their names, so that the same run is the same line. A value that
 * cannot be kept, since the disk is full, is null. */
static void
write_values (VtJsonWriter *json, const char *key, GHashTable *values, const char *folder, GPtrArray *files)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (values), (GCompareFunc) strcmp);

  vt_json_write_key (json, key);
  vt_json_write_begin (json, '{');
  for (GList *name = names; name != NULL; name = name->next)
    {
      vt_json_write_key (json, name->data);
      vt_value_store_write (folder, g_hash_table_lookup (values, name->data), json, files, NULL);
    }
  vt_json_write_end (json, '}');
}

static void
write_step (VtJsonWriter *json, const VtHistoryStep *step, const char *folder, GPtrArray *files)
{
  const char *stats = step->stats != NULL ? step->stats : "{}";
  g_autoptr (VtJson) parsed = vt_json_parse (stats, strlen (stats), NULL);

  vt_json_write_begin (json, '{');
  write_text (json, "id", step->id);
  write_text (json, "task", step->task);
  write_text (json, "model", step->model);
  write_text (json, "revision", step->revision);
  write_text (json, "device", step->device);
  vt_json_write_key (json, "seed");
  vt_json_write_int (json, step->seed);
  write_values (json, "parameters", step->parameters, folder, files);
  vt_json_write_key (json, "stats");
  vt_json_write_node (json, parsed != NULL ? vt_json_root (parsed) : NULL);
  vt_json_write_end (json, '}');
}

static void
write_when (VtJsonWriter *json, gint64 when)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (when / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format_iso8601 (utc);

  write_text (json, "time", text);
  vt_json_write_key (json, "when");
  vt_json_write_int (json, when);
}

static void
write_members (VtJsonWriter *json, const VtHistoryRun *run, const char *id, const char *folder, GPtrArray *files)
{
  write_text (json, "id", id);
  write_text (json, "space", run->space);
  write_text (json, "title", run->title);
  vt_json_write_key (json, "event");
  vt_json_write_int (json, run->event);
  write_when (json, run->when);
  vt_json_write_key (json, "seconds");
  vt_json_write_double (json, run->seconds);
  write_text (json, "error", run->error);
  vt_json_write_key (json, "steps");
  vt_json_write_begin (json, '[');
  for (guint i = 0; i < run->steps->len; i++)
    write_step (json, run->steps->pdata[i], folder, files);
  vt_json_write_end (json, ']');
  write_values (json, "inputs", run->inputs, folder, files);
  write_values (json, "outputs", run->outputs, folder, files);
}

char *
vt_history_run_to_line (const VtHistoryRun *run, const char *id, const char *folder)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '{');
  vt_json_write_key (&json, "run");
  vt_json_write_begin (&json, '{');
  write_members (&json, run, id, folder, files);
  vt_json_write_key (&json, "files");
  vt_json_write_begin (&json, '[');
  for (guint i = 0; i < files->len; i++)
    vt_json_write_string (&json, files->pdata[i], -1);
  vt_json_write_end (&json, ']');
  vt_json_write_end (&json, '}');
  vt_json_write_end (&json, '}');
  return g_string_free (json.text, FALSE);
}

/* --- reading ------------------------------------------------------------------ */

static void
read_files (VtHistoryEntry *entry, const VtJsonNode *run)
{
  const VtJsonNode *files = vt_json_get (run, "files");
  VtJsonIter iter = VT_JSON_ITER (files);

  entry->files = g_ptr_array_new_with_free_func (g_free);
  while (vt_json_type (files) == VT_JSON_ARRAY && vt_json_iter_next (&iter))
    if (vt_json_string (iter.value, NULL) != NULL && strchr (vt_json_string (iter.value, NULL), '/') == NULL)
      g_ptr_array_add (entry->files, g_strdup (vt_json_string (iter.value, NULL)));
}

VtHistoryEntry *
vt_history_entry_new (const VtJsonNode *run)
{
  const VtJsonNode *step;
  const char *id = vt_json_get_string (run, "id", NULL);
  VtJsonIter steps = VT_JSON_ITER (vt_json_type (vt_json_get (run, "steps")) == VT_JSON_ARRAY ? vt_json_get (run, "steps") : NULL);
  VtJsonWriter json = { NULL };
  VtHistoryEntry *entry;

  if (id == NULL)
    return NULL;
  step = vt_json_iter_next (&steps) ? steps.value : NULL;
  entry = g_new0 (VtHistoryEntry, 1);
  entry->id = g_strdup (id);
  entry->space = g_strdup (vt_json_get_string (run, "space", ""));
  entry->title = g_strdup (vt_json_get_string (run, "title", ""));
  entry->event = (guint) CLAMP (vt_json_get_int (run, "event", 0), 0, G_MAXINT);
  entry->when = vt_json_get_int (run, "when", 0);
  entry->seconds = vt_json_get_double (run, "seconds", 0);
  entry->model = g_strdup (vt_json_get_string (step, "model", ""));
  entry->device = g_strdup (vt_json_get_string (step, "device", ""));
  entry->error = g_strdup (vt_json_get_string (run, "error", NULL));
  entry->note = g_strdup ("");
  json.text = g_string_new (NULL);
  vt_json_write_node (&json, run);
  entry->json = g_string_free (json.text, FALSE);
  read_files (entry, run);
  return entry;
}

GHashTable *
vt_history_entry_get_values (const VtHistoryEntry *entry, const char *key, const char *folder)
{
  g_autoptr (VtJson) json = vt_json_parse (entry->json, strlen (entry->json), NULL);
  const VtJsonNode *object = json != NULL ? vt_json_get (vt_json_root (json), key) : NULL;
  VtJsonIter iter = VT_JSON_ITER (object);
  GHashTable *values = value_table ();

  while (vt_json_type (object) == VT_JSON_OBJECT && vt_json_iter_next (&iter))
    g_hash_table_replace (values, g_strdup (iter.key), vt_value_store_read (folder, iter.value));
  return values;
}
