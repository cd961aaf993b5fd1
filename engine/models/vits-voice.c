/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/vits-voice.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/json.h"

/* The marks of Piper's phoneme_id_map. */
#define FILL "_"
#define BEGIN "^"
#define END "$"

#define LONGEST_PHONEME 8 /* characters */

static void
array_unref (gpointer array)
{
  g_array_unref (array);
}

void
vt_vits_voice_free (VtVitsVoice *self)
{
  g_clear_pointer (&self->speakers, g_hash_table_unref);
  g_clear_pointer (&self->ids, g_hash_table_unref);
  g_clear_pointer (&self->replaced, g_hash_table_unref);
  g_free (self->espeak);
  g_free (self->language);
  g_free (self);
}

static gboolean
refuse (GError **error, const char *path, int code, const char *what)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, VT_ERROR, code, "The description of the voice, “%s”, %s.", name, what);
  return FALSE;
}

/* One id, or an array of them; %NULL for anything else. */
static GArray *
read_ids (const VtJsonNode *node)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint32));
  gboolean list = vt_json_type (node) == VT_JSON_ARRAY;
  guint n = list ? vt_json_length (node) : 1;

  for (guint i = 0; i < n; i++)
    {
      gint64 id;
      gint32 value;

      if (!vt_json_read_int (list ? vt_json_at (node, i) : node, &id) || id < 0 || id > G_MAXINT32)
        return NULL;
      value = (gint32) id;
      g_array_append_val (ids, value);
    }
  return g_steal_pointer (&ids);
}

static gboolean
read_map (VtVitsVoice *self, const VtJsonNode *map)
{
  VtJsonIter iter = VT_JSON_ITER (map);

  while (vt_json_iter_next (&iter))
    {
      GArray *ids = read_ids (iter.value);
      char *phoneme = g_utf8_normalize (iter.key, -1, G_NORMALIZE_NFD);

      if (ids == NULL || phoneme == NULL)
        {
          g_clear_pointer (&ids, g_array_unref);
          g_free (phoneme);
          return FALSE;
        }
      g_hash_table_replace (self->ids, phoneme, ids);
    }
  return g_hash_table_size (self->ids) > 0;
}

/* {"x": ["a", "b"]}: what the voice was taught with instead of x. */
static void
read_replaced (VtVitsVoice *self, const VtJsonNode *map)
{
  VtJsonIter iter = VT_JSON_ITER (map);

  while (vt_json_iter_next (&iter))
    {
      GString *to = g_string_new (NULL);

      for (guint i = 0; i < vt_json_length (iter.value); i++)
        g_string_append (to, vt_json_string (vt_json_at (iter.value, i), NULL) != NULL
                                 ? vt_json_string (vt_json_at (iter.value, i), NULL) : "");
      g_hash_table_replace (self->replaced, g_strdup (iter.key), g_string_free (to, FALSE));
    }
}

/* [["a", "ɪ"], …]: phonemes of several characters. */
static void
read_clusters (VtVitsVoice *self, const VtJsonNode *list)
{
  VtJsonIter iter = VT_JSON_ITER (list);

  self->longest = 1;
  while (vt_json_iter_next (&iter))
    self->longest = CLAMP (vt_json_length (iter.value), self->longest, LONGEST_PHONEME);
}

static void
read_speakers (VtVitsVoice *self, const VtJsonNode *map)
{
  VtJsonIter iter = VT_JSON_ITER (map);
  gint64 id;

  while (vt_json_iter_next (&iter))
    if (vt_json_read_int (iter.value, &id) && id >= 0 && id <= G_MAXINT32)
      g_hash_table_replace (self->speakers, g_strdup (iter.key), GINT_TO_POINTER ((int) id));
}

static gboolean
read_kind (VtVitsVoice *self, const VtJsonNode *root, const char *path, GError **error)
{
  const char *type = vt_json_get_string (root, "phoneme_type", "espeak");
  const char *voice = vt_json_get_string (vt_json_get (root, "espeak"), "voice", NULL);

  if (strcmp (type, "text") == 0)
    return TRUE;
  if (strcmp (type, "espeak") != 0)
    return refuse (error, path, VT_ERROR_UNSUPPORTED, "asks for phonemes that this version cannot make; take a voice of the kind “espeak”");
  self->espeak = g_strdup (voice);
  return voice != NULL || refuse (error, path, VT_ERROR_CORRUPT, "does not say which language it speaks");
}

static gboolean
read_numbers (VtVitsVoice *self, const VtJsonNode *root)
{
  const VtJsonNode *inference = vt_json_get (root, "inference");
  gint64 rate = vt_json_get_int (vt_json_get (root, "audio"), "sample_rate", 0);

  self->rate = (guint) CLAMP (rate, 0, 192000);
  self->noise_scale = CLAMP (vt_json_get_double (inference, "noise_scale", 0.667), 0, 10);
  self->length_scale = CLAMP (vt_json_get_double (inference, "length_scale", 1), 0.1, 10);
  self->noise_w = CLAMP (vt_json_get_double (inference, "noise_w", 0.8), 0, 10);
  return rate >= 1000 && rate <= 192000;
}

static gboolean
read_root (VtVitsVoice *self, const VtJsonNode *root, const char *path, GError **error)
{
  const VtJsonNode *language = vt_json_get (root, "language");

  if (!read_numbers (self, root))
    return refuse (error, path, VT_ERROR_CORRUPT, "does not say how many samples a second has");
  if (!read_kind (self, root, path, error))
    return FALSE;
  if (!read_map (self, vt_json_get (root, "phoneme_id_map")))
    return refuse (error, path, VT_ERROR_CORRUPT, "has no sound table of phonemes (phoneme_id_map)");
  self->language = g_strdup (vt_json_get_string (language, "name_english", NULL));
  read_replaced (self, vt_json_get (root, "phoneme_map"));
  read_clusters (self, vt_json_get (root, "vowel_clusters"));
  read_speakers (self, vt_json_get (root, "speaker_id_map"));
  return TRUE;
}

VtVitsVoice *
vt_vits_voice_load (const char *path, GError **error)
{
  g_autofree char *beside = g_strconcat (path, ".json", NULL);
  g_autoptr (VtVitsVoice) self = g_new0 (VtVitsVoice, 1);
  g_autoptr (VtJson) json = NULL;

  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, array_unref);
  self->replaced = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->speakers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!g_file_test (beside, G_FILE_TEST_EXISTS))
    {
      refuse (error, beside, VT_ERROR_NOT_FOUND, "is missing; a voice for Piper has it beside its .onnx file");
      return NULL;
    }
  json = vt_json_load (beside, error);
  return json != NULL && read_root (self, vt_json_root (json), beside, error) ? g_steal_pointer (&self) : NULL;
}

static void
add_ids (const VtVitsVoice *self, const char *phoneme, GArray *ids)
{
  GArray *more = g_hash_table_lookup (self->ids, phoneme);

  if (more != NULL)
    g_array_append_vals (ids, more->data, more->len);
}

/* Adds what the voice knows of @text, filled with @fill. */
static void
add_phoneme (const VtVitsVoice *self, GArray *ids, GArray *list, const char *text, guint begin, guint length, gboolean fill)
{
  VtVoicePhoneme phoneme = { begin, length, ids->len, 0 };
  const char *to = g_hash_table_lookup (self->replaced, text);
  guint before;

  for (const char *at = to; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
    {
      char one[8] = { 0 };

      memcpy (one, at, (gsize) (g_utf8_next_char (at) - at));
      before = ids->len;
      add_ids (self, one, ids);
      if (ids->len > before && fill)
        add_ids (self, FILL, ids);
    }
  before = ids->len;
  if (to == NULL)
    add_ids (self, text, ids);
  if (ids->len > before && fill)
    add_ids (self, FILL, ids);
  phoneme.n_ids = ids->len - phoneme.first_id;
  if (phoneme.n_ids > 0)
    g_array_append_val (list, phoneme);
}

/* The length in bytes of the longest known phoneme at @at, at least one character. */
static guint
match (const VtVitsVoice *self, const char *at)
{
  const char *end = at;
  guint best = (guint) (g_utf8_next_char (at) - at);

  for (guint n = 1; n <= self->longest && *end != '\0'; n++)
    {
      g_autofree char *part = NULL;

      end = g_utf8_next_char (end);
      part = g_strndup (at, (gsize) (end - at));
      if (n > 1 && g_hash_table_contains (self->ids, part))
        best = (guint) (end - at);
    }
  return best;
}

GArray *
vt_vits_voice_ids (const VtVitsVoice *self, const char *phonemes, GArray **list)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint32));

  *list = g_array_new (FALSE, FALSE, sizeof (VtVoicePhoneme));
  add_phoneme (self, ids, *list, BEGIN, 0, 0, TRUE);
  for (const char *at = phonemes; *at != '\0';)
    {
      guint length = match (self, at);
      g_autofree char *phoneme = g_strndup (at, length);

      add_phoneme (self, ids, *list, phoneme, (guint) (at - phonemes), length, TRUE);
      at += length;
    }
  add_phoneme (self, ids, *list, END, (guint) strlen (phonemes), 0, FALSE);
  return ids;
}

gint32
vt_vits_voice_largest_id (const VtVitsVoice *self)
{
  GHashTableIter iter;
  gpointer ids;
  gint32 largest = 0;

  g_hash_table_iter_init (&iter, self->ids);
  while (g_hash_table_iter_next (&iter, NULL, &ids))
    for (guint i = 0; i < ((GArray *) ids)->len; i++)
      largest = MAX (largest, g_array_index ((GArray *) ids, gint32, i));
  return largest;
}
