/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/kokoro-symbols.h"

#include <string.h>

#include "engine/models/voice.h"

struct _VtKokoroSymbols
{
  GHashTable *ids; /* utf8 -> gint32 */
};

static const struct
{
  const char *symbol;
  gint32 id;
} kokoro_82m[] = {
  { ";", 1 }, { ":", 2 }, { ",", 3 }, { ".", 4 }, { "!", 5 }, { "?", 6 }, { "—", 9 }, { "…", 10 },
  { "\"", 11 }, { "(", 12 }, { ")", 13 }, { "“", 14 }, { "”", 15 }, { " ", 16 }, { "̃", 17 }, { "ʣ", 18 },
  { "ʥ", 19 }, { "ʦ", 20 }, { "ʨ", 21 }, { "ᵝ", 22 }, { "ꭧ", 23 }, { "A", 24 }, { "I", 25 }, { "O", 31 },
  { "Q", 33 }, { "S", 35 }, { "T", 36 }, { "W", 39 }, { "Y", 41 }, { "ᵊ", 42 }, { "a", 43 }, { "b", 44 },
  { "c", 45 }, { "d", 46 }, { "e", 47 }, { "f", 48 }, { "h", 50 }, { "i", 51 }, { "j", 52 }, { "k", 53 },
  { "l", 54 }, { "m", 55 }, { "n", 56 }, { "o", 57 }, { "p", 58 }, { "q", 59 }, { "r", 60 }, { "s", 61 },
  { "t", 62 }, { "u", 63 }, { "v", 64 }, { "w", 65 }, { "x", 66 }, { "y", 67 }, { "z", 68 }, { "ɑ", 69 },
  { "ɐ", 70 }, { "ɒ", 71 }, { "æ", 72 }, { "β", 75 }, { "ɔ", 76 }, { "ɕ", 77 }, { "ç", 78 }, { "ɖ", 80 },
  { "ð", 81 }, { "ʤ", 82 }, { "ə", 83 }, { "ɚ", 85 }, { "ɛ", 86 }, { "ɜ", 87 }, { "ɟ", 90 }, { "ɡ", 92 },
  { "ɥ", 99 }, { "ɨ", 101 }, { "ɪ", 102 }, { "ʝ", 103 }, { "ɯ", 110 }, { "ɰ", 111 }, { "ŋ", 112 },
  { "ɳ", 113 }, { "ɲ", 114 }, { "ɴ", 115 }, { "ø", 116 }, { "ɸ", 118 }, { "θ", 119 }, { "œ", 120 },
  { "ɹ", 123 }, { "ɾ", 125 }, { "ɻ", 126 }, { "ʁ", 128 }, { "ɽ", 129 }, { "ʂ", 130 }, { "ʃ", 131 },
  { "ʈ", 132 }, { "ʧ", 133 }, { "ʊ", 135 }, { "ʋ", 136 }, { "ʌ", 138 }, { "ɣ", 139 }, { "ɤ", 140 },
  { "χ", 142 }, { "ʎ", 143 }, { "ʒ", 147 }, { "ʔ", 148 }, { "ˈ", 156 }, { "ˌ", 157 }, { "ː", 158 },
  { "ʰ", 162 }, { "ʲ", 164 }, { "↓", 169 }, { "→", 171 }, { "↗", 172 }, { "↘", 173 }, { "ᵻ", 177 },
};

/* By the first letter of a voice's name. */
static const struct
{
  char letter;
  const char *language;
} languages[] = {
  { 'a', "en-us" }, { 'b', "en-gb" }, { 'e', "es" }, { 'f', "fr-fr" }, { 'h', "hi" }, { 'i', "it" }, { 'p', "pt-br" },
};

/* What becomes of espeak-ng's phonemes: in all languages, in English, in one kind of it. */
static const struct
{
  const char *language; /* a beginning of its name */
  const char *from, *to;
} rules[] = {
  { "", "aɪ", "I" }, { "", "aʊ", "W" }, { "", "eɪ", "A" }, { "", "oʊ", "O" }, { "", "əʊ", "Q" },
  { "", "ɔɪ", "Y" }, { "", "dʒ", "ʤ" }, { "", "tʃ", "ʧ" }, { "en", "e", "A" }, { "en", "r", "ɹ" },
  { "en", "x", "k" }, { "en", "ç", "k" }, { "en", "ɐ", "ə" }, { "en", "ɚ", "əɹ" }, { "en", "ɬ", "l" },
  { "en", "ɾ", "T" }, { "en", "ʔ", "t" }, { "en", "ʔn̩", "tn" }, { "en", "ʲ", "" }, { "en", "ʲə", "jə" },
  { "en", "n̩", "ᵊn" }, { "en", "l̩", "ᵊl" }, { "en", "m̩", "ᵊm" }, { "en", "̃", "" },
  { "en-us", "ɜːɹ", "ɜɹ" }, { "en-us", "ɜː", "ɜɹ" }, { "en-us", "ɪə", "iə" }, { "en-us", "ː", "" },
  { "en-gb", "eə", "ɛː" }, { "en-gb", "iə", "ɪə" },
};

VtKokoroSymbols *
vt_kokoro_symbols_new (const VtJsonNode *vocab, gint64 n)
{
  VtKokoroSymbols *self = g_new0 (VtKokoroSymbols, 1);
  VtJsonIter iter = VT_JSON_ITER (vocab);
  gint64 id;

  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kokoro_82m) && vocab == NULL; i++)
    if (kokoro_82m[i].id < n)
      g_hash_table_insert (self->ids, g_strdup (kokoro_82m[i].symbol), GINT_TO_POINTER (kokoro_82m[i].id));
  while (vt_json_iter_next (&iter))
    if (iter.key != NULL && vt_json_read_int (iter.value, &id) && id >= 0 && id < n)
      g_hash_table_insert (self->ids, g_strdup (iter.key), GINT_TO_POINTER ((int) id));
  return self;
}

void
vt_kokoro_symbols_free (VtKokoroSymbols *self)
{
  g_hash_table_unref (self->ids);
  g_free (self);
}

const char *
vt_kokoro_language (char letter)
{
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    if (languages[i].letter == letter)
      return languages[i].language;
  return NULL;
}

/* The longest rule for what begins at @at, or -1. */
static int
find_rule (const char *language, const char *at)
{
  int best = -1;

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (g_str_has_prefix (language, rules[i].language) && g_str_has_prefix (at, rules[i].from)
        && (best < 0 || strlen (rules[i].from) > strlen (rules[best].from)))
      best = (int) i;
  return best;
}

static gboolean
add_symbol (const VtKokoroSymbols *self, const char *symbol, GArray *ids)
{
  gpointer id;
  gint32 number;

  if (!g_hash_table_lookup_extended (self->ids, symbol, NULL, &id))
    return FALSE;
  number = GPOINTER_TO_INT (id);
  g_array_append_val (ids, number);
  return TRUE;
}

/* Each character of @text, those that are unknown left out. */
static void
add_text (const VtKokoroSymbols *self, const char *text, GArray *ids)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      char one[8] = { 0 };

      memcpy (one, at, (gsize) (g_utf8_next_char (at) - at));
      add_symbol (self, one, ids);
    }
}

/* A character and the accents behind it: as one symbol where there is such a one. */
static gsize
add_letter (const VtKokoroSymbols *self, const char *at, GArray *ids)
{
  const char *end = g_utf8_next_char (at);
  g_autofree char *apart = NULL, *whole = NULL;

  while (*end != '\0' && g_unichar_ismark (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);
  apart = g_strndup (at, (gsize) (end - at));
  whole = g_utf8_normalize (apart, -1, G_NORMALIZE_NFC);
  if (whole == NULL || !add_symbol (self, whole, ids))
    add_text (self, apart, ids);
  return (gsize) (end - at);
}

/* One phoneme; how many bytes it had. */
static gsize
add_phoneme (const VtKokoroSymbols *self, const char *language, const char *at, GArray *ids)
{
  int rule = find_rule (language, at);

  if (rule < 0)
    return add_letter (self, at, ids);
  add_text (self, rules[rule].to, ids);
  return strlen (rules[rule].from);
}

const char *
vt_kokoro_symbols_read (const VtKokoroSymbols *self, const char *language, const char *phonemes, const char *begin, guint most,
                        GArray *ids, GArray *list)
{
  const char *at = begin, *word = NULL;
  guint word_ids = 0, word_list = 0, first = ids->len;

  while (*at != '\0')
    {
      VtVoicePhoneme phoneme = { (guint) (at - phonemes), 0, ids->len, 0 };

      if (*at == ' ')
        {
          word = at;
          word_ids = ids->len;
          word_list = list->len;
        }
      phoneme.length = (guint) add_phoneme (self, language, at, ids);
      phoneme.n_ids = ids->len - phoneme.first_id;
      if (ids->len - first > most)
        {
          gboolean split = word != NULL && word > begin;

          g_array_set_size (ids, split ? word_ids : phoneme.first_id);
          g_array_set_size (list, split ? word_list : list->len);
          return split ? word : at;
        }
      if (phoneme.n_ids > 0)
        g_array_append_val (list, phoneme);
      at += phoneme.length;
    }
  return at;
}
