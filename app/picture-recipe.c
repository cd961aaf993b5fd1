/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/picture-recipe.h"

#include <string.h>

#include "app/value-json.h"
#include "engine/base/error.h"

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

static gint64
choose_seed (GHashTable *params, gint64 seed)
{
  VtValue *given = g_hash_table_lookup (params, "seed");
  gboolean is_number = given != NULL && vt_value_type (given) == VT_VALUE_NUMBER;

  return is_number && vt_value_number (given) >= 0 ? (gint64) vt_value_number (given) : seed;
}

char *
vt_picture_recipe_new (const char *task, const char *model, GHashTable *inputs, GHashTable *params, gint64 seed)
{
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
  return g_string_free (json.text, FALSE);
}

void
vt_picture_recipe_note (VtValue *value, const char *recipe)
{
  guint n = 0;
  VtValue *const *items = vt_value_type (value) == VT_VALUE_LIST ? vt_value_list (value, &n) : NULL;

  if (vt_value_type (value) == VT_VALUE_IMAGE)
    vt_value_set_note (value, recipe);
  for (guint i = 0; i < n; i++)
    if (vt_value_type (items[i]) == VT_VALUE_IMAGE)
      vt_value_set_note (items[i], recipe);
}

GHashTable *
vt_picture_recipe_texts (VtValue *picture)
{
  const char *note = vt_value_note (picture);
  GHashTable *texts;

  if (note == NULL)
    return NULL;
  texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (texts, g_strdup ("Software"), g_strdup ("Vitrine"));
  g_hash_table_insert (texts, g_strdup (VT_PICTURE_RECIPE_KEY), g_strdup (note));
  return texts;
}

/* --- back onto a page --- */

/* Gives the component that @wire comes from what @node says. */
static void
take (GHashTable *values, const VtSpaceWire *wire, const VtJsonNode *node)
{
  if (wire->kind == VT_WIRE_COMPONENT && node != NULL)
    g_hash_table_replace (values, g_strdup (wire->source), vt_value_from_json (node));
}

static void
take_step (GHashTable *values, const VtSpaceStep *step, const VtJsonNode *recipe)
{
  const VtJsonNode *inputs = vt_json_get (recipe, "inputs"), *params = vt_json_get (recipe, "parameters");

  for (guint i = 0; i < step->inputs->len; i++)
    {
      const VtSpaceWire *wire = step->inputs->pdata[i];

      take (values, wire, vt_json_get (inputs, wire->name));
    }
  for (guint i = 0; i < step->parameters->len; i++)
    {
      const VtSpaceWire *wire = step->parameters->pdata[i];
      gboolean is_seed = strcmp (wire->name, "seed") == 0;

      take (values, wire, is_seed ? vt_json_get (recipe, "seed") : vt_json_get (params, wire->name));
    }
}

static gboolean
take_steps (VtSpace *space, const char *task, const VtJsonNode *recipe, GHashTable *values)
{
  GPtrArray *events = vt_space_get_events (space);
  gboolean any = FALSE;

  for (guint i = 0; i < events->len; i++)
    {
      GPtrArray *steps = ((const VtSpaceEvent *) events->pdata[i])->steps;

      for (guint k = 0; k < steps->len; k++)
        if (strcmp (((const VtSpaceStep *) steps->pdata[k])->task->name, task) == 0)
          {
            take_step (values, steps->pdata[k], recipe);
            any = TRUE;
          }
    }
  return any;
}

GHashTable *
vt_picture_recipe_values (VtSpace *space, const char *recipe, GError **error)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) vt_value_unref);
  g_autoptr (VtJson) json = vt_json_parse (recipe, strlen (recipe), NULL);
  const VtJsonNode *root = json != NULL ? vt_json_root (json) : NULL;
  const char *task = vt_json_get_string (root, "task", NULL);

  if (task == NULL)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "What the picture says about how it was made cannot be read.");
      return NULL;
    }
  if (!take_steps (space, task, root, values))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "The picture was made by the task “%s”, which this space does not do.", task);
      return NULL;
    }
  return g_steal_pointer (&values);
}
