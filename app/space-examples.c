/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-examples.h"

#include <gio/gio.h>
#include <string.h>

#include "app/space-save.h"
#include "app/user-spaces.h"
#include "app/value-store.h"
#include "hub/disk.h"

#define FOLDER "cached_examples"
#define MOST_BYTES (16 << 20)

/* What a result belongs to. */
static char *
digest_of (VtSpace *space)
{
  g_autofree char *json = vt_space_to_json (space);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, json, -1);
}

static char *
own_folder (VtSpace *space)
{
  const char *path = vt_space_get_path (space);

  return path != NULL ? g_build_filename (path, FOLDER, NULL) : NULL;
}

static char *
cache_folder (const char *digest)
{
  return g_strdup_printf ("%s/vitrine/examples/%.32s", g_get_user_cache_dir (), digest);
}

/* --- which one it was ------------------------------------------------------------ */

static gboolean
is_row (VtSpace *space, guint row, GHashTable *given)
{
  GPtrArray *inputs = vt_space_get_example_inputs (space);

  for (guint i = 0; i < inputs->len; i++)
    {
      VtValue *value = g_hash_table_lookup (given, ((const VtSpaceComponent *) inputs->pdata[i])->id);

      if (value == NULL || !vt_value_equal (value, vt_space_get_example (space, row, i)))
        return FALSE;
    }
  return TRUE;
}

typedef struct
{
  VtSpace *space;
  GHashTable *given;
} Look;

static gboolean
is_at_first (const VtSpaceWire *wire, gpointer data)
{
  const Look *look = data;
  const VtSpaceComponent *component = wire->kind == VT_WIRE_COMPONENT
                                        ? vt_space_find_component (look->space, wire->source) : NULL;
  g_autoptr (VtValue) initial = NULL;
  VtValue *value;

  if (component == NULL || g_ptr_array_find (vt_space_get_example_inputs (look->space), component, NULL))
    return TRUE;
  value = g_hash_table_lookup (look->given, component->id);
  initial = vt_space_component_initial (component);
  return value != NULL && vt_value_equal (value, initial);
}

gint
vt_space_examples_match (VtSpace *space, const VtSpaceEvent *event, GHashTable *given)
{
  Look look = { space, given };

  if (!vt_space_get_cache_examples (space) || event->each != NULL)
    return -1;
  for (guint i = 0; i < event->steps->len; i++)
    if (!vt_space_step_foreach_source (event->steps->pdata[i], is_at_first, &look))
      return -1;
  for (guint row = 0; row < vt_space_get_n_examples (space); row++)
    if (is_row (space, row, given))
      return (gint) row;
  return -1;
}

/* --- keeping ----------------------------------------------------------------------- */

typedef struct
{
  char *folder;
  char *digest;
  guint row;
  GHashTable *outputs;
} Result;

static void
result_free (gpointer data)
{
  Result *result = data;

  g_free (result->folder);
  g_free (result->digest);
  g_hash_table_unref (result->outputs);
  g_free (result);
}

static char *
row_path (const char *folder, guint row)
{
  return g_strdup_printf ("%s/%u.json", folder, row);
}

static void
write_result (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Result *result = data;
  g_autofree char *path = row_path (result->folder, result->row);
  VtJsonWriter json = { .text = g_string_new (NULL) };
  GHashTableIter iter;
  gpointer id, value;
  gboolean good = TRUE;

  vt_json_write_begin (&json, '{');
  vt_json_write_key (&json, "document");
  vt_json_write_string (&json, result->digest, -1);
  vt_json_write_key (&json, "outputs");
  vt_json_write_begin (&json, '{');
  g_hash_table_iter_init (&iter, result->outputs);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      vt_json_write_key (&json, id);
      good = vt_value_store_write (result->folder, value, &json, NULL, NULL) && good;
    }
  vt_json_write_end (&json, '}');
  vt_json_write_end (&json, '}');
  if (good && vt_disk_make_folder (result->folder, NULL))
    vt_write_durably (path, json.text->str, json.text->len, NULL);
  g_string_free (json.text, TRUE);
  g_task_return_boolean (task, TRUE);
}

void
vt_space_examples_keep (VtSpace *space, const VtSpaceEvent *event, guint row, GHashTable *values)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  const char *path = vt_space_get_path (space);
  Result *result = g_new0 (Result, 1);

  result->digest = digest_of (space);
  result->folder = path != NULL && vt_space_get_archive (space) == NULL && vt_user_spaces_contains (path)
                     ? own_folder (space) : cache_folder (result->digest);
  result->row = row;
  result->outputs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) vt_value_unref);
  for (guint i = 0; i < event->outputs->len; i++)
    {
      const char *id = ((const VtSpaceWire *) event->outputs->pdata[i])->name;
      VtValue *value = g_hash_table_lookup (values, id);

      g_hash_table_replace (result->outputs, g_strdup (id), vt_value_ref (value));
    }
  g_task_set_task_data (task, result, result_free);
  g_task_run_in_thread (task, write_result);
}

/* --- showing ------------------------------------------------------------------------ */

static GHashTable *
read_result (VtSpace *space, const char *folder, const char *digest, guint row)
{
  g_autofree char *path = folder != NULL ? row_path (folder, row) : NULL;
  g_autofree char *text = NULL;
  g_autoptr (VtJson) json = NULL;
  const VtJsonNode *outputs;
  GHashTable *values;
  gsize size;

  if (path == NULL || !g_file_get_contents (path, &text, &size, NULL) || size > MOST_BYTES)
    return NULL;
  json = vt_json_parse (text, size, NULL);
  outputs = json != NULL ? vt_json_get (vt_json_root (json), "outputs") : NULL;
  if (vt_json_type (outputs) != VT_JSON_OBJECT
      || strcmp (vt_json_get_string (vt_json_root (json), "document", ""), digest) != 0)
    return NULL;
  values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) vt_value_unref);
  VtJsonIter iter = VT_JSON_ITER (outputs);
  while (vt_json_iter_next (&iter))
    if (vt_space_find_component (space, iter.key) != NULL)
      g_hash_table_replace (values, g_strdup (iter.key), vt_value_store_read (folder, iter.value));
  return values;
}

GHashTable *
vt_space_examples_recall (VtSpace *space, guint row)
{
  g_autofree char *digest = NULL;
  g_autofree char *own = NULL;
  g_autofree char *cache = NULL;
  GHashTable *values;

  if (!vt_space_get_cache_examples (space) || row >= vt_space_get_n_examples (space))
    return NULL;
  digest = digest_of (space);
  own = own_folder (space);
  cache = cache_folder (digest);
  values = read_result (space, own, digest, row);
  return values != NULL ? values : read_result (space, cache, digest, row);
}
