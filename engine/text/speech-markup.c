/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/text/speech-markup.h"

#include <string.h>

#define PLAIN_PAUSE 0.5 /* of a break that does not say how long */
#define LONGEST_TAG 200

void
vt_speech_piece_free (VtSpeechPiece *piece)
{
  g_free (piece->text);
  g_free (piece);
}

static double
pause_of_strength (const char *word)
{
  static const struct { const char *word; double pause; } strengths[] = {
    { "none", 0 }, { "x-weak", 0.1 }, { "weak", 0.25 }, { "medium", 0.5 }, { "strong", 0.75 }, { "x-strong", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (strengths); i++)
    if (strcmp (strengths[i].word, word) == 0)
      return strengths[i].pause;
  return -1;
}

/* "500ms", "1.5s"; below 0 for anything else. */
static double
pause_of_time (const char *word)
{
  char *unit;
  double number = g_ascii_strtod (word, &unit);

  if (unit == word || !(number >= 0))
    return -1;
  if (strcmp (unit, "ms") == 0)
    number /= 1000;
  else if (strcmp (unit, "s") != 0)
    return -1;
  return MIN (number, VT_SPEECH_LONGEST_PAUSE);
}

/* The value of the attribute @name in @tag; (transfer full) (nullable) */
static char *
attribute (const char *tag, const char *name)
{
  const char *at = strstr (tag, name), *end;

  if (at == NULL)
    return NULL;
  at += strlen (name);
  at += strspn (at, " \t\n");
  if (*at++ != '=')
    return NULL;
  at += strspn (at, " \t\n");
  end = *at == '"' || *at == '\'' ? strchr (at + 1, *at) : NULL;
  return end != NULL ? g_strndup (at + 1, (gsize) (end - at - 1)) : NULL;
}

/* How long the tag at @at is, if it is <break …/>, and what it asks for. */
static gsize
read_break (const char *at, double *pause)
{
  const char *close = g_ascii_strncasecmp (at, "<break", 6) == 0 ? memchr (at, '>', strnlen (at, LONGEST_TAG)) : NULL;
  g_autofree char *tag = NULL, *time = NULL, *strength = NULL;

  if (close == NULL || strchr (" \t\n/>", at[6]) == NULL)
    return 0;
  tag = g_strndup (at, (gsize) (close - at));
  time = attribute (tag, "time");
  strength = attribute (tag, "strength");
  *pause = time != NULL ? pause_of_time (time) : strength != NULL ? pause_of_strength (strength) : PLAIN_PAUSE;
  return *pause >= 0 ? (gsize) (close + 1 - at) : 0;
}

/* Length of <speak …> or </speak>. */
static gsize
read_frame (const char *at)
{
  const char *word = at[1] == '/' ? at + 2 : at + 1;
  const char *close = g_ascii_strncasecmp (word, "speak", 5) == 0 ? memchr (at, '>', strnlen (at, LONGEST_TAG)) : NULL;

  return close != NULL && strchr (" \t\n>", word[5]) != NULL ? (gsize) (close + 1 - at) : 0;
}

static void
add_piece (GPtrArray *pieces, GString *text, double pause)
{
  VtSpeechPiece *piece = g_new0 (VtSpeechPiece, 1);

  piece->text = g_strdup (text->str);
  piece->pause = pause;
  g_ptr_array_add (pieces, piece);
  g_string_truncate (text, 0);
}

GPtrArray *
vt_speech_markup_split (const char *text)
{
  GPtrArray *pieces = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_speech_piece_free);
  g_autoptr (GString) piece = g_string_new (NULL);

  while (*text != '\0')
    {
      double pause = 0;
      gsize plain = strcspn (text, "<"), tag;

      g_string_append_len (piece, text, (gssize) plain);
      text += plain;
      if (*text == '\0')
        break;
      tag = read_break (text, &pause);
      if (tag > 0)
        add_piece (pieces, piece, pause);
      else if ((tag = read_frame (text)) == 0)
        g_string_append_c (piece, text[tag++]);
      text += tag;
    }
  add_piece (pieces, piece, -1);
  return pieces;
}
