/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/text/phonemes-espeak.h"

#include <string.h>

#include <espeak-ng/speak_lib.h>

#include "engine/base/error.h"
#include "engine/text/clause-end.h"

#define IPA 0x02 /* of espeak_TextToPhonemes() */

/* The library keeps one language, one place in one text and one error state
 * for the process; nothing here can be had without a state of its own. */
static GMutex lock;

/* Locked by the caller. */
static gboolean
ensure_initialised (void)
{
  static int rate; /* 0 before, below 0 when it failed */

  if (rate == 0)
    rate = espeak_Initialize (AUDIO_OUTPUT_RETRIEVAL, 0, NULL, espeakINITIALIZE_DONT_EXIT);
  return rate > 0;
}

/* Locked by the caller. The library never gives back what a choice takes, so
 * that the voice it has is not chosen again. */
static gboolean
choose_voice (const char *voice)
{
  static char *chosen;

  if (g_strcmp0 (voice, chosen) == 0)
    return TRUE;
  g_clear_pointer (&chosen, g_free);
  if (!ensure_initialised () || espeak_SetVoiceByName (voice) != EE_OK)
    return FALSE;
  chosen = g_strdup (voice);
  return TRUE;
}

gboolean
vt_espeak_has_voice (const char *voice, GError **error)
{
  gboolean there, known;

  g_mutex_lock (&lock);
  there = ensure_initialised ();
  known = there && choose_voice (voice);
  g_mutex_unlock (&lock);
  if (!there)
    g_set_error_literal (error, VT_ERROR, VT_ERROR_NOT_FOUND,
                         "The pronunciation rules of espeak-ng are not on this computer; install the package espeak-ng-data.");
  else if (!known)
    g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND,
                 "The voice speaks “%s”, which this computer's espeak-ng does not know; a newer espeak-ng may.", voice);
  return known;
}

/* Without the marks "(en)" around words that were read in another language. */
static void
append_phonemes (GString *to, const char *ipa)
{
  g_autofree char *apart = g_utf8_normalize (ipa, -1, G_NORMALIZE_NFD);

  for (const char *at = apart; at != NULL && *at != '\0';)
    {
      const char *close = *at == '(' ? strchr (at, ')') : NULL;

      if (close != NULL && close > at + 1)
        at = close + 1;
      else
        g_string_append_c (to, *at++);
    }
}

/* One sentence that grows by clauses. */
typedef struct
{
  const char *begin;
  GString *phonemes;
} Growing;

static void
finish_sentence (Growing *g, const char *end, GQueue *sentences)
{
  VtPhonemeSentence *sentence = g_new0 (VtPhonemeSentence, 1);

  sentence->text = g_strstrip (g_strndup (g->begin, (gsize) (end - g->begin)));
  sentence->phonemes = g_strdup (g->phonemes->str);
  g_queue_push_tail (sentences, sentence);
  g_string_truncate (g->phonemes, 0);
  g->begin = end;
}

static void
add_clause (Growing *g, const char *from, const char *to, gboolean last, const char *ipa, GQueue *sentences)
{
  VtClauseEnd end = vt_clause_end (from, (gsize) (to - from), last);

  append_phonemes (g->phonemes, ipa);
  if (end.mark != '\0')
    g_string_append_c (g->phonemes, end.mark);
  if (end.mark != '\0' && strchr (",:;", end.mark) != NULL)
    g_string_append_c (g->phonemes, ' ');
  if (end.sentence)
    finish_sentence (g, from + end.length, sentences);
}

void
vt_espeak_add_sentences (const char *voice, const char *text, gsize length, GQueue *sentences)
{
  g_autofree char *copy = g_strndup (text, length);
  Growing g = { copy, g_string_new (NULL) };
  const void *next = copy;

  g_mutex_lock (&lock);
  if (!choose_voice (voice))
    next = NULL;
  while (next != NULL)
    {
      const char *from = next;
      const char *ipa = espeak_TextToPhonemes (&next, espeakCHARS_UTF8, IPA);

      add_clause (&g, from, next != NULL ? (const char *) next : copy + length, next == NULL, ipa != NULL ? ipa : "",
                  sentences);
    }
  g_mutex_unlock (&lock);
  g_string_free (g.phonemes, TRUE);
}
