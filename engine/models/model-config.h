/* model-config.h: the configuration of a model, whether it stands in a GGUF
 * file's metadata ("gemma3.block_count") or in a config.json ("num_hidden_layers").
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json.h"
#include "engine/formats/weights.h"

G_BEGIN_DECLS

/**
 * VtModelConfig:
 * @architecture: GGUF's general.architecture or transformers' model_type
 * @json: the config.json's object ("text_config" where there is one), %NULL for GGUF
 */
typedef struct
{
  VtWeights *weights;
  char *architecture;
  VtJson *document;
  const VtJsonNode *json;
} VtModelConfig;

/* Whether names and configuration are GGUF's; else they are transformers'. */
gboolean vt_model_is_gguf (const VtWeights *weights);

/* Borrows @weights. VT_ERROR_CORRUPT where there is no configuration. */
gboolean vt_model_config_open (VtModelConfig *config, VtWeights *weights, GError **error);
void vt_model_config_clear (VtModelConfig *config);

/* The value under @gguf (without "architecture.") or @json; @fallback where it
 * is missing or of another type. Either name may be %NULL. */
gint64 vt_model_config_int (const VtModelConfig *config, const char *gguf, const char *json, gint64 fallback);
double vt_model_config_double (const VtModelConfig *config, const char *gguf, const char *json, double fallback);
gboolean vt_model_config_boolean (const VtModelConfig *config, const char *gguf, const char *json, gboolean fallback);

/* The same for texts: transfer full, or %NULL. */
char *vt_model_config_dup_string (const VtModelConfig *config, const char *gguf, const char *json);

/* An object or array of config.json, %NULL for GGUF. */
const VtJsonNode *vt_model_config_node (const VtModelConfig *config, const char *json);

G_END_DECLS
