/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/text/phonemes.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/text/clause-end.h"
#include "engine/text/phonemes-espeak.h"
#include "engine/text/phonemes-script.h"

/* Bytes that are read at once: the first ones few, so that the voice begins soon. */
#define FIRST_BLOCK 600
#define BLOCK 4000
/* A sentence without an end is cut here, between words. */
#define LONGEST 600

struct _VtPhonemizer
{
  char *voice;
  char *text;
  const char *at, *end;
  GQueue ready; /* (element-type VtPhonemeSentence) */
  gboolean joins; /* the last sentence ended in [[phonemes]]: what follows continues it */
};

void
vt_phoneme_sentence_free (VtPhonemeSentence *sentence)
{
  g_free (sentence->text);
  g_free (sentence->phonemes);
  g_free (sentence);
}

VtPhonemizer *
vt_phonemizer_new (const char *voice, const char *text, GError **error)
{
  VtPhonemizer *self;

  if (voice != NULL && (!vt_phonemes_check_script (voice, text, error) || !vt_espeak_has_voice (voice, error)))
    return NULL;
  self = g_new0 (VtPhonemizer, 1);
  self->voice = g_strdup (voice);
  self->text = g_utf8_make_valid (text, -1);
  self->at = self->text;
  self->end = self->text + strlen (self->text);
  g_queue_init (&self->ready);
  return self;
}

void
vt_phonemizer_free (VtPhonemizer *self)
{
  g_queue_clear_full (&self->ready, (GDestroyNotify) vt_phoneme_sentence_free);
  g_free (self->voice);
  g_free (self->text);
  g_free (self);
}

/* The last place within @most bytes of @text where a sentence may end; 0 for none. */
static gsize
last_sentence (const char *text, gsize most)
{
  gsize found = 0;

  for (const char *at = g_utf8_next_char (text); at <= text + most; at = g_utf8_next_char (at))
    if (vt_sentence_may_end (text, at))
      found = (gsize) (at - text);
  return found;
}

/* The same between two words, else between two characters. */
static gsize
last_word (const char *text, gsize most)
{
  gsize word = 0, character = 0;

  for (const char *at = g_utf8_next_char (text); at <= text + most; at = g_utf8_next_char (at))
    {
      character = (gsize) (at - text);
      if (g_unichar_isspace (g_utf8_get_char (at)))
        word = character;
    }
  return word > 0 ? word : character;
}

static gsize
block_length (VtPhonemizer *self)
{
  gsize rest = (gsize) (self->end - self->at);
  gsize first = self->at == self->text && rest > FIRST_BLOCK ? last_sentence (self->at, FIRST_BLOCK) : 0;
  gsize length;

  if (first > 0)
    return first;
  if (rest <= BLOCK)
    return rest;
  length = last_sentence (self->at, BLOCK);
  return length > 0 ? length : last_word (self->at, BLOCK);
}

/* [[phonemes]] from @at on; 0 where there are none, else their length with the brackets. */
static gsize
bracketed (const char *at)
{
  const char *close = g_str_has_prefix (at, "[[") ? strstr (at + 2, "]]") : NULL;

  return close != NULL ? (gsize) (close + 2 - at) : 0;
}

static void
push (VtPhonemizer *self, const char *text, gsize length, char *phonemes)
{
  VtPhonemeSentence *sentence = g_new0 (VtPhonemeSentence, 1);

  sentence->text = g_strstrip (g_strndup (text, length));
  sentence->phonemes = phonemes;
  g_queue_push_tail (&self->ready, sentence);
}

/* Appends @phonemes, transfer full, and its text to the last sentence. */
static void
join (VtPhonemizer *self, const char *text, gsize length, char *phonemes)
{
  VtPhonemeSentence *last = g_queue_peek_tail (&self->ready);
  g_autofree char *old_text = last->text, *old = last->phonemes, *more = g_strndup (text, length);

  last->text = g_strconcat (old_text, " ", more, NULL);
  last->phonemes = g_strconcat (old, phonemes, NULL);
  g_free (phonemes);
}

static void
read_brackets (VtPhonemizer *self, gsize length)
{
  g_autofree char *inside = g_strstrip (g_strndup (self->at + 2, length - 4));
  gboolean before = self->at > self->text && self->at[-1] == ' ', after = self->at[length] == ' ';
  g_autofree char *spaced = g_strconcat (before ? " " : "", inside, after ? " " : "", NULL);
  char *phonemes = g_utf8_normalize (spaced, -1, G_NORMALIZE_NFD);

  if (g_queue_is_empty (&self->ready))
    push (self, self->at, length, phonemes);
  else
    join (self, self->at, length, phonemes);
  self->joins = TRUE;
}

/* Letters are their own phonemes. */
static void
read_letters (VtPhonemizer *self, gsize length, GQueue *sentences)
{
  VtPhonemeSentence *sentence = g_new0 (VtPhonemeSentence, 1);

  sentence->text = g_strstrip (g_strndup (self->at, length));
  sentence->phonemes = g_utf8_normalize (sentence->text, -1, G_NORMALIZE_NFD);
  g_queue_push_tail (sentences, sentence);
}

static void
read_text (VtPhonemizer *self, gsize length)
{
  GQueue sentences = G_QUEUE_INIT;
  VtPhonemeSentence *sentence;

  if (self->voice != NULL)
    vt_espeak_add_sentences (self->voice, self->at, length, &sentences);
  else
    read_letters (self, length, &sentences);
  while ((sentence = g_queue_pop_head (&sentences)) != NULL)
    {
      if (self->joins && !g_queue_is_empty (&self->ready))
        {
          join (self, sentence->text, strlen (sentence->text), g_strdup (sentence->phonemes));
          vt_phoneme_sentence_free (sentence);
        }
      else
        g_queue_push_tail (&self->ready, sentence);
      self->joins = FALSE;
    }
}

/* Reads one block of text, with the brackets in it and behind it. */
static void
read_block (VtPhonemizer *self)
{
  const char *end = self->at + block_length (self);

  while (self->at < end)
    {
      const char *open = strstr (self->at, "[[");
      gsize inside = bracketed (self->at), before;

      if (inside > 0)
        {
          read_brackets (self, inside);
          self->at += inside;
          continue;
        }
      while (open != NULL && bracketed (open) == 0)
        open = strstr (open + 2, "[[");
      before = open != NULL && open < end ? (gsize) (open - self->at) : (gsize) (end - self->at);
      read_text (self, before);
      self->at += before;
    }
}

/* Splits off the beginning of a sentence that is too long to be spoken at once. */
static void
shorten (VtPhonemizer *self)
{
  VtPhonemeSentence *first = g_queue_peek_head (&self->ready), *rest;
  gsize length = strlen (first->phonemes), at;

  if (length <= LONGEST)
    return;
  at = last_word (first->phonemes, LONGEST);
  rest = g_new0 (VtPhonemeSentence, 1);
  rest->text = g_strdup (first->text);
  rest->phonemes = g_strdup (first->phonemes + at);
  first->phonemes[at] = '\0';
  g_queue_push_nth (&self->ready, rest, 1);
}

static gboolean
has_sound (const VtPhonemeSentence *sentence)
{
  for (const char *at = sentence->phonemes; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isalnum (g_utf8_get_char (at)))
      return TRUE;
  return FALSE;
}

VtPhonemeSentence *
vt_phonemizer_next (VtPhonemizer *self)
{
  while (TRUE)
    {
      /* Brackets that come next belong to the last sentence, so that one waits for them. */
      while (self->ready.length < 2 && *self->at != '\0')
        read_block (self);
      if (g_queue_is_empty (&self->ready))
        return NULL;
      shorten (self);
      if (has_sound (g_queue_peek_head (&self->ready)))
        return g_queue_pop_head (&self->ready);
      vt_phoneme_sentence_free (g_queue_pop_head (&self->ready));
    }
}

double
vt_phonemizer_progress (const VtPhonemizer *self)
{
  return self->end > self->text ? (double) (self->at - self->text) / (double) (self->end - self->text) : 1;
}
