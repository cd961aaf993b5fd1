/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/picture-texts.h"

#include "app/value-json.h"

static gboolean
can_be_told (VtValue *value)
{
  VtValueType type = vt_value_type (value);

  return type == VT_VALUE_TEXT || type == VT_VALUE_NUMBER || type == VT_VALUE_BOOLEAN || type == VT_VALUE_JSON;
}

/* Sorted, so that the same run gives the same bytes. */
static void
write_table (VtJsonWriter *json, const char *key, GHashTable *table)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (table), (GCompareFunc) g_strcmp0);

  vt_json_write_key (json, key);
  vt_json_write_begin (json, '{');
  for (GList *name = names; name != NULL; name = name->next)
    {
      VtValue *value = g_hash_table_lookup (table, name->data);

      if (!can_be_told (value))
        continue;
      vt_json_write_key (json, name->data);
      vt_value_write_json (value, json);
    }
  vt_json_write_end (json, '}');
}

/* What the step was given counts more than what the run drew. */
static gint64
choose_seed (GHashTable *params, gint64 seed)
{
  VtValue *given = g_hash_table_lookup (params, "seed");
  gboolean is_number = given != NULL && vt_value_type (given) == VT_VALUE_NUMBER;

  return is_number && vt_value_number (given) >= 0 ? (gint64) vt_value_number (given) : seed;
}

GHashTable *
vt_picture_texts_new (const char *task, const char *model, GHashTable *inputs, GHashTable *params, gint64 seed)
{
  GHashTable *texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '{');
  vt_json_write_key (&json, "task");
  vt_json_write_string (&json, task, -1);
  if (model != NULL)
    {
      vt_json_write_key (&json, "model");
      vt_json_write_string (&json, model, -1);
    }
  write_table (&json, "inputs", inputs);
  write_table (&json, "parameters", params);
  vt_json_write_key (&json, "seed");
  vt_json_write_int (&json, choose_seed (params, seed));
  vt_json_write_end (&json, '}');
  g_hash_table_insert (texts, g_strdup ("Software"), g_strdup ("Vitrine"));
  g_hash_table_insert (texts, g_strdup ("vitrine"), g_string_free (json.text, FALSE));
  return texts;
}
