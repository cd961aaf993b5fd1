/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/whisper-config.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/json.h"
#include "engine/models/whisper-weights.h"

#define MAX_EXTENT (1 << 20)
#define MAX_LIST 100000

static VtJson *
load_beside (VtWeights *weights, const char *name)
{
  g_autofree char *path = g_build_filename (vt_weights_folder (weights), name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? vt_json_load (path, NULL) : NULL;
}

/* Whether these are Whisper's weights at all, and whose names they have. */
static gboolean
find_style (VtWhisperConfig *c, VtWeights *weights, GError **error)
{
  static const char *const formats[VT_WHISPER_STYLES] = { "safetensors", "CTranslate2", "whisper.cpp" };
  g_autofree char *name = g_filename_display_basename (vt_weights_path (weights));

  for (c->style = 0; c->style < VT_WHISPER_STYLES; c->style++)
    if (strcmp (vt_weights_format (weights), formats[c->style]) == 0)
      break;
  if (c->style < VT_WHISPER_STYLES && vt_whisper_find_global (weights, c->style, VT_WHISPER_CONV1) != NULL &&
      vt_whisper_find_global (weights, c->style, VT_WHISPER_TOKENS) != NULL)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
               "“%s” is not a Whisper model: speech recognition works with Whisper in the files of transformers, "
               "faster-whisper (CTranslate2) or whisper.cpp.", name);
  return FALSE;
}

static gint64
count_layers (VtWeights *weights, VtWhisperStyle style, gboolean decoder)
{
  gint64 n = 0;

  while (n < VT_WHISPER_MAX_LAYERS && vt_whisper_find_layer (weights, style, decoder, n, VT_WHISPER_UP) != NULL)
    n++;
  return n;
}

/* Extent @dim of a global part, 0 where the part is missing. */
static gint64
global_extent (VtWeights *weights, VtWhisperStyle style, VtWhisperGlobalPart part, guint dim)
{
  const VtTensorInfo *info = vt_whisper_find_global (weights, style, part);

  return info != NULL ? info->ne[dim] : 0;
}

static gint64
ff_extent (VtWeights *weights, VtWhisperStyle style, gboolean decoder)
{
  const VtTensorInfo *info = vt_whisper_find_layer (weights, style, decoder, 0, VT_WHISPER_UP);

  return info != NULL ? info->ne[1] : 0;
}

static void
read_shapes (VtWhisperConfig *c, VtWeights *weights)
{
  c->n_mels = global_extent (weights, c->style, VT_WHISPER_CONV1, 1);
  c->n_audio_state = global_extent (weights, c->style, VT_WHISPER_AUDIO_POSITIONS, 0);
  c->n_audio_ctx = global_extent (weights, c->style, VT_WHISPER_AUDIO_POSITIONS, 1);
  c->n_audio_layer = count_layers (weights, c->style, FALSE);
  c->n_audio_ff = ff_extent (weights, c->style, FALSE);
  c->n_vocab = global_extent (weights, c->style, VT_WHISPER_TOKENS, 1);
  c->n_text_state = global_extent (weights, c->style, VT_WHISPER_TEXT_POSITIONS, 0);
  c->n_text_ctx = global_extent (weights, c->style, VT_WHISPER_TEXT_POSITIONS, 1);
  c->n_text_layer = count_layers (weights, c->style, TRUE);
  c->n_text_ff = ff_extent (weights, c->style, TRUE);
}

/* A whole number that a file has as a tensor without extents. */
static gint64
scalar (VtWeights *weights, const char *name)
{
  const VtTensorInfo *info = vt_weights_find (weights, name);
  gint32 wide;
  gint16 narrow;

  if (info == NULL || info->n_dims != 0)
    return 0;
  switch (info->type)
    {
    case VT_TYPE_I8: return *(const gint8 *) info->data;
    case VT_TYPE_I16: memcpy (&narrow, info->data, sizeof narrow); return narrow;
    case VT_TYPE_I32: memcpy (&wide, info->data, sizeof wide); return wide;
    default: return 0;
    }
}

static void
read_heads (VtWhisperConfig *c, VtWeights *weights, const VtJsonNode *json)
{
  switch (c->style)
    {
    case VT_WHISPER_CTRANSLATE2:
      c->n_audio_head = scalar (weights, "encoder/num_heads");
      c->n_text_head = scalar (weights, "decoder/num_heads");
      break;
    case VT_WHISPER_OPENAI:
      c->n_audio_head = vt_weights_meta_int (weights, "whisper.n_audio_head", 0);
      c->n_text_head = vt_weights_meta_int (weights, "whisper.n_text_head", 0);
      break;
    case VT_WHISPER_TRANSFORMERS:
    default:
      c->n_audio_head = vt_json_get_int (json, "encoder_attention_heads", 0);
      c->n_text_head = vt_json_get_int (json, "decoder_attention_heads", 0);
      break;
    }
}

static gboolean
in_range (gint64 value, gint64 most)
{
  return value >= 1 && value <= most;
}

static gboolean
check_sizes (const VtWhisperConfig *c, VtWeights *weights, GError **error)
{
  g_autofree char *name = g_filename_display_basename (vt_weights_path (weights));

  if (in_range (c->n_mels, 512) && in_range (c->n_audio_state, MAX_EXTENT) && in_range (c->n_audio_ctx, 1 << 16) &&
      in_range (c->n_audio_layer, VT_WHISPER_MAX_LAYERS) && in_range (c->n_audio_ff, MAX_EXTENT) &&
      in_range (c->n_vocab, 1 << 24) && in_range (c->n_text_state, MAX_EXTENT) && in_range (c->n_text_ctx, 1 << 16) &&
      in_range (c->n_text_layer, VT_WHISPER_MAX_LAYERS) && in_range (c->n_text_ff, MAX_EXTENT) &&
      in_range (c->n_audio_head, c->n_audio_state) && c->n_audio_state % c->n_audio_head == 0 &&
      in_range (c->n_text_head, c->n_text_state) && c->n_text_state % c->n_text_head == 0)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
               "The model “%s” does not say how it is built, or says something impossible: its config.json is missing "
               "or its files do not belong together.", name);
  return FALSE;
}

/* The ids of a JSON array that are in the vocabulary. */
static GArray *
read_ids (const VtJsonNode *node, gint64 n_vocab)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint32));
  VtJsonIter iter = VT_JSON_ITER (node);
  gint64 id;

  while (ids->len < MAX_LIST && vt_json_iter_next (&iter))
    if (vt_json_read_int (iter.value, &id) && id >= 0 && id < n_vocab)
      {
        gint32 value = (gint32) id;
        g_array_append_val (ids, value);
      }
  return ids;
}

/* [[layer, head], …] */
static void
read_alignment (VtWhisperConfig *c, const VtJsonNode *node)
{
  VtJsonIter iter = VT_JSON_ITER (node);
  gint64 layer, head;

  while (c->alignment_heads->len < MAX_LIST && vt_json_iter_next (&iter))
    if (vt_json_read_int (vt_json_at (iter.value, 0), &layer) && vt_json_read_int (vt_json_at (iter.value, 1), &head) &&
        layer >= 0 && layer < c->n_text_layer && head >= 0 && head < c->n_text_head)
      {
        VtWhisperHead value = { (guint) layer, (guint) head };
        g_array_append_val (c->alignment_heads, value);
      }
}

/* Where the files do not say, the upper half of the layers. */
static void
guess_alignment (VtWhisperConfig *c)
{
  for (guint layer = (guint) c->n_text_layer / 2; layer < c->n_text_layer; layer++)
    for (guint head = 0; head < c->n_text_head; head++)
      {
        VtWhisperHead value = { layer, head };
        g_array_append_val (c->alignment_heads, value);
      }
}

/* The first of the two documents that has @key. */
static const VtJsonNode *
find_node (const VtJsonNode *first, const VtJsonNode *second, const char *key)
{
  const VtJsonNode *node = vt_json_get (first, key);

  return vt_json_type (node) == VT_JSON_ARRAY ? node : vt_json_get (second, key);
}

static void
read_lists (VtWhisperConfig *c, const VtJsonNode *config, const VtJsonNode *generation)
{
  gboolean ctranslate2 = c->style == VT_WHISPER_CTRANSLATE2;
  const VtJsonNode *suppress = find_node (generation, config, ctranslate2 ? "suppress_ids" : "suppress_tokens");
  const VtJsonNode *begin = find_node (generation, config, ctranslate2 ? "suppress_ids_begin" : "begin_suppress_tokens");

  c->suppress = read_ids (suppress, c->n_vocab);
  c->suppress_begin = read_ids (begin, c->n_vocab);
  c->listed_suppress = vt_json_type (suppress) == VT_JSON_ARRAY;
  c->alignment_heads = g_array_new (FALSE, FALSE, sizeof (VtWhisperHead));
  read_alignment (c, find_node (generation, config, "alignment_heads"));
  if (c->alignment_heads->len == 0)
    guess_alignment (c);
}

gboolean
vt_whisper_config_read (VtWhisperConfig *c, VtWeights *weights, GError **error)
{
  g_autoptr(VtJson) config = NULL;
  g_autoptr(VtJson) generation = NULL;
  const VtJsonNode *json;

  if (!find_style (c, weights, error))
    return FALSE;
  /* A file of whisper.cpp may lie beside the configuration of something else. */
  if (c->style != VT_WHISPER_OPENAI)
    {
      config = load_beside (weights, "config.json");
      generation = load_beside (weights, "generation_config.json");
    }
  json = config != NULL ? vt_json_root (config) : NULL;
  read_shapes (c, weights);
  read_heads (c, weights, json);
  if (!check_sizes (c, weights, error))
    return FALSE;
  read_lists (c, json, generation != NULL ? vt_json_root (generation) : NULL);
  return TRUE;
}

void
vt_whisper_config_clear (VtWhisperConfig *c)
{
  g_clear_pointer (&c->alignment_heads, g_array_unref);
  g_clear_pointer (&c->suppress, g_array_unref);
  g_clear_pointer (&c->suppress_begin, g_array_unref);
}
