/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub/search.h"

#include <string.h>

#include "engine/base/error.h"
#include "hub/client-private.h"

#define LIMIT_USUAL 30
#define LIMIT_MAX 100

void
vt_hub_model_free (VtHubModel *model)
{
  g_free (model->id);
  g_free (model->task);
  g_free (model->licence);
  g_free (model->modified);
  g_free (model);
}

/* In tags as "license:mit", in a card as {"license": "mit"}. */
static char *
read_licence (const VtJsonNode *node)
{
  const char *licence = vt_json_get_string (vt_json_get (node, "cardData"), "license", NULL);
  VtJsonIter iter = VT_JSON_ITER (vt_json_get (node, "tags"));

  while (licence == NULL && vt_json_iter_next (&iter))
    {
      const char *tag = vt_json_type (iter.value) == VT_JSON_STRING ? vt_json_string (iter.value, NULL) : "";

      if (g_str_has_prefix (tag, "license:"))
        licence = tag + strlen ("license:");
    }
  return g_strdup (licence != NULL ? licence : "");
}

/* false, "auto" or "manual". */
static gboolean
is_gated (const VtJsonNode *node)
{
  const VtJsonNode *gated = vt_json_get (node, "gated");
  gboolean yes = FALSE;

  return vt_json_type (gated) == VT_JSON_STRING || (vt_json_read_boolean (gated, &yes) && yes);
}

VtHubModel *
vt_hub_model_read (const VtJsonNode *node)
{
  const char *id = vt_json_get_string (node, "id", NULL);
  const VtJsonNode *gguf = vt_json_get (node, "gguf");
  g_autoptr (VtHubReference) reference = id != NULL ? vt_hub_reference_parse (id, NULL) : NULL;
  VtHubModel *model;

  if (reference == NULL || strcmp (reference->repo, id) != 0)
    return NULL;
  model = g_new0 (VtHubModel, 1);
  model->id = g_strdup (id);
  model->task = g_strdup (vt_json_get_string (node, "pipeline_tag", ""));
  model->licence = read_licence (node);
  model->modified = g_strdup (vt_json_get_string (node, "lastModified", ""));
  model->downloads = MAX (vt_json_get_int (node, "downloads", 0), 0);
  model->likes = MAX (vt_json_get_int (node, "likes", 0), 0);
  model->parameters = MAX (vt_json_get_int (gguf != NULL ? gguf : vt_json_get (node, "safetensors"), "total", 0), 0);
  model->gated = is_gated (node);
  return model;
}

static void
append (GString *path, const char *name, const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  g_string_append_printf (path, "&%s=", name);
  g_string_append_uri_escaped (path, value, NULL, FALSE);
}

/* The tasks that a data set is for are tags of it. */
static void
append_category (GString *path, const char *task)
{
  g_autofree char *tag = g_strconcat ("task_categories:", task, NULL);

  append (path, "filter", tag);
}

static char *
make_path (const VtHubQuery *query)
{
  GString *path = g_string_new ("/api/");

  g_string_append_printf (path, "%s?full=false", vt_hub_kind_word (query->kind));
  append (path, "search", query->search);
  if (query->kind == VT_HUB_MODELS)
    append (path, "pipeline_tag", query->task);
  else if (query->task != NULL && *query->task != '\0')
    append_category (path, query->task);
  append (path, "author", query->author);
  append (path, "filter", query->filter);
  append (path, "sort", query->sort != NULL ? query->sort : "downloads");
  g_string_append_printf (path, "&limit=%u", query->limit > 0 ? MIN (query->limit, LIMIT_MAX) : LIMIT_USUAL);
  return g_string_free (path, FALSE);
}

GPtrArray *
vt_hub_client_search (VtHubClient *self, const VtHubQuery *query, char **next, GCancellable *cancellable,
                      GError **error)
{
  g_autofree char *path = *next != NULL ? g_steal_pointer (next) : make_path (query);
  g_autoptr (VtJson) json = vt_hub_client_get_json_page (self, path, next, cancellable, error);
  GPtrArray *models = json != NULL ? vt_hub_models_read (vt_json_root (json)) : NULL;

  if (json != NULL && models == NULL)
    g_set_error (error, VT_ERROR, VT_ERROR_NETWORK, "The Hub's answer is not a list of %s.", vt_hub_kind_word (query->kind));
  return models;
}

GPtrArray *
vt_hub_models_read (const VtJsonNode *answer)
{
  GPtrArray *models;
  VtJsonIter iter;

  if (vt_json_type (answer) != VT_JSON_ARRAY)
    return NULL;
  models = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_hub_model_free);
  iter = (VtJsonIter) VT_JSON_ITER (answer);
  while (vt_json_iter_next (&iter))
    {
      VtHubModel *model = vt_hub_model_read (iter.value);

      if (model != NULL)
        g_ptr_array_add (models, model);
    }
  return models;
}
