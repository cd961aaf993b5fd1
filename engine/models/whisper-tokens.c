/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/whisper-tokens.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/models/whisper-languages.h"

/* Vocabularies from this size on are those of many languages. */
#define MULTILINGUAL_VOCAB 51865

static gboolean
require (gint32 *id, VtTokenizer *tokenizer, const char *text, GError **error)
{
  *id = vt_tokenizer_find (tokenizer, text);
  if (*id != VT_NO_TOKEN)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
               "The model's vocabulary lacks the token “%s”, so it is not Whisper's or not complete.", text);
  return FALSE;
}

static void
find_languages (VtWhisperTokens *t, VtTokenizer *tokenizer)
{
  for (guint i = 0; i < VT_WHISPER_N_LANGUAGES; i++)
    {
      g_autofree char *text = g_strdup_printf ("<|%s|>", vt_whisper_languages[i].code);

      t->languages[i] = vt_tokenizer_find (tokenizer, text);
    }
}

static void
add_first (GArray *ids, VtTokenizer *tokenizer, const char *before, const char *text, gboolean whole)
{
  g_autofree char *full = g_strconcat (before, text, NULL);
  g_autoptr(GArray) tokens = vt_tokenizer_encode (tokenizer, full, -1, 0);

  if (tokens->len == 1 || (!whole && tokens->len > 0))
    g_array_append_val (ids, g_array_index (tokens, gint32, 0));
}

/* Signs that stand for sounds and for annotations, not for words; as
 * non_speech_tokens in OpenAI's tokenizer.py. */
static GArray *
annotation_tokens (VtTokenizer *tokenizer)
{
  static const char signs[] = "\" # ( ) * + / : ; < = > @ [ \\ ] ^ _ ` { | } ~ 「 」 『 』 << >> <<< >>> -- --- -( -[ (' (\" "
                              "(( )) ((( ))) [[ ]] {{ }} ♪♪ ♪♪♪";
  static const char notes[] = "♩ ♪ ♫ ♬ ♭ ♮ ♯";
  g_auto(GStrv) sign = g_strsplit (signs, " ", 0), note = g_strsplit (notes, " ", 0);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint32));

  add_first (ids, tokenizer, " ", "-", FALSE);
  add_first (ids, tokenizer, " ", "'", FALSE);
  for (guint i = 0; sign[i] != NULL; i++)
    {
      add_first (ids, tokenizer, "", sign[i], TRUE);
      add_first (ids, tokenizer, " ", sign[i], TRUE);
    }
  for (guint i = 0; note[i] != NULL; i++)
    {
      add_first (ids, tokenizer, "", note[i], FALSE);
      add_first (ids, tokenizer, " ", note[i], FALSE);
    }
  return ids;
}

static void
find_suppressed (VtWhisperTokens *t, VtTokenizer *tokenizer, const VtWhisperConfig *config)
{
  if (config->listed_suppress)
    {
      t->suppress = g_array_ref (config->suppress);
      t->suppress_begin = g_array_ref (config->suppress_begin);
      return;
    }
  t->suppress = annotation_tokens (tokenizer);
  t->suppress_begin = g_array_new (FALSE, FALSE, sizeof (gint32));
  add_first (t->suppress_begin, tokenizer, " ", "", TRUE);
  g_array_append_val (t->suppress_begin, t->end);
}

gboolean
vt_whisper_tokens_find (VtWhisperTokens *t, VtTokenizer *tokenizer, const VtWhisperConfig *config, GError **error)
{
  if (!require (&t->end, tokenizer, "<|endoftext|>", error) ||
      !require (&t->start, tokenizer, "<|startoftranscript|>", error) ||
      !require (&t->no_timestamps, tokenizer, "<|notimestamps|>", error))
    return FALSE;
  t->timestamps = t->no_timestamps + 1;
  if (t->timestamps + config->n_audio_ctx > config->n_vocab - 1 || t->start >= t->timestamps || t->end >= t->timestamps)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT,
                           "The model's vocabulary does not belong to its weights: it has no tokens for times.");
      return FALSE;
    }
  t->translate = vt_tokenizer_find (tokenizer, "<|translate|>");
  t->transcribe = vt_tokenizer_find (tokenizer, "<|transcribe|>");
  t->previous = vt_tokenizer_find (tokenizer, "<|startofprev|>");
  t->no_speech = vt_tokenizer_find (tokenizer, "<|nospeech|>");
  if (t->no_speech == VT_NO_TOKEN)
    t->no_speech = vt_tokenizer_find (tokenizer, "<|nocaptions|>");
  t->multilingual = config->n_vocab >= MULTILINGUAL_VOCAB && t->translate != VT_NO_TOKEN && t->transcribe != VT_NO_TOKEN;
  find_languages (t, tokenizer);
  find_suppressed (t, tokenizer, config);
  return TRUE;
}

void
vt_whisper_tokens_clear (VtWhisperTokens *t)
{
  g_clear_pointer (&t->suppress, g_array_unref);
  g_clear_pointer (&t->suppress_begin, g_array_unref);
}
