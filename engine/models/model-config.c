/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/model-config.h"

#include <string.h>

#include "engine/base/error.h"

gboolean
vt_model_is_gguf (const VtWeights *weights)
{
  return strcmp (vt_weights_format (weights), "GGUF") == 0;
}

static gboolean
open_gguf (VtModelConfig *config, GError **error)
{
  config->architecture = vt_weights_dup_meta_string (config->weights, "general.architecture");
  if (config->architecture != NULL)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "“%s” does not say which architecture it is (general.architecture).",
               vt_weights_path (config->weights));
  return FALSE;
}

static gboolean
open_json (VtModelConfig *config, GError **error)
{
  g_autofree char *path = g_build_filename (vt_weights_folder (config->weights), "config.json", NULL);
  const VtJsonNode *text;

  config->document = vt_json_load (path, error);
  if (config->document == NULL)
    return FALSE;
  config->json = vt_json_root (config->document);
  /* Models that also see keep the language model's part apart. */
  text = vt_json_get (config->json, "text_config");
  if (vt_json_type (text) == VT_JSON_OBJECT)
    config->json = text;
  config->architecture = g_strdup (vt_json_get_string (config->json, "model_type", NULL));
  if (config->architecture != NULL)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "“%s” does not say which architecture the model is (model_type).", path);
  return FALSE;
}

gboolean
vt_model_config_open (VtModelConfig *config, VtWeights *weights, GError **error)
{
  config->weights = weights;
  if (vt_model_is_gguf (weights))
    return open_gguf (config, error);
  return open_json (config, error);
}

void
vt_model_config_clear (VtModelConfig *config)
{
  g_clear_pointer (&config->architecture, g_free);
  g_clear_pointer (&config->document, vt_json_free);
  config->json = NULL;
}

/* "gemma3.block_count"; %NULL where there is nothing to look up. */
static char *
gguf_key (const VtModelConfig *config, const char *gguf)
{
  if (config->json != NULL || gguf == NULL)
    return NULL;
  return g_strconcat (config->architecture, ".", gguf, NULL);
}

gint64
vt_model_config_int (const VtModelConfig *config, const char *gguf, const char *json, gint64 fallback)
{
  g_autofree char *key = gguf_key (config, gguf);

  if (key != NULL)
    return vt_weights_meta_int (config->weights, key, fallback);
  return json != NULL ? vt_json_get_int (config->json, json, fallback) : fallback;
}

double
vt_model_config_double (const VtModelConfig *config, const char *gguf, const char *json, double fallback)
{
  g_autofree char *key = gguf_key (config, gguf);

  if (key != NULL)
    return vt_weights_meta_double (config->weights, key, fallback);
  return json != NULL ? vt_json_get_double (config->json, json, fallback) : fallback;
}

gboolean
vt_model_config_boolean (const VtModelConfig *config, const char *gguf, const char *json, gboolean fallback)
{
  g_autofree char *key = gguf_key (config, gguf);

  if (key != NULL)
    return vt_weights_meta_boolean (config->weights, key, fallback);
  return json != NULL ? vt_json_get_boolean (config->json, json, fallback) : fallback;
}

char *
vt_model_config_dup_string (const VtModelConfig *config, const char *gguf, const char *json)
{
  g_autofree char *key = gguf_key (config, gguf);

  if (key != NULL)
    return vt_weights_dup_meta_string (config->weights, key);
  return json != NULL ? g_strdup (vt_json_get_string (config->json, json, NULL)) : NULL;
}

const VtJsonNode *
vt_model_config_node (const VtModelConfig *config, const char *json)
{
  return vt_json_get (config->json, json);
}
