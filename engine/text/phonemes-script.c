/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/text/phonemes-script.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/base/text-head.h"

/* Scripts of languages that are not written in Latin letters alone, by ISO 15924. */
static const struct
{
  const char *languages; /* espeak-ng's, with a blank around each */
  const char *scripts;
} writing[] = {
  { " am ti ", "Ethi" },
  { " ar fa fa-latn ur ps sd ug ku ", "Arab" },
  { " as bn bpy ", "Beng" },
  { " ba be bg cv kk ky mk mn nog ru sr tt uk uz ", "Cyrl" },
  { " chr ", "Cher" },
  { " cmn zh yue hak nan ", "Hani Bopo" },
  { " el grc ", "Grek" },
  { " gu ", "Gujr" },
  { " he yi ", "Hebr" },
  { " hi mr ne kok sa bho mai ", "Deva" },
  { " hy hyw ", "Armn" },
  { " ja ", "Hani Hira Kana" },
  { " ka ", "Geor" },
  { " kn ", "Knda" },
  { " ko ", "Hang Hani" },
  { " lo ", "Laoo" },
  { " ml ", "Mlym" },
  { " my shn ", "Mymr" },
  { " or ", "Orya" },
  { " pa ", "Guru Arab" },
  { " si ", "Sinh" },
  { " ta ", "Taml" },
  { " te ", "Telu" },
  { " th ", "Thai" },
  { " km ", "Khmr" },
};

/* " en " of "en-us" or "gmw/en-US". */
static char *
language_of (const char *voice)
{
  const char *slash = strrchr (voice, '/');
  const char *begin = slash != NULL ? slash + 1 : voice;
  g_autofree char *language = g_ascii_strdown (begin, (gssize) strcspn (begin, "-_+"));

  return g_strconcat (" ", language, " ", NULL);
}

static const char *
scripts_of (const char *language)
{
  for (guint i = 0; i < G_N_ELEMENTS (writing); i++)
    if (strstr (writing[i].languages, language) != NULL)
      return writing[i].scripts;
  return "";
}

/* The four letters of @script, "Latn". */
static void
name_script (GUnicodeScript script, char name[5])
{
  guint32 code = g_unicode_script_to_iso15924 (script);

  for (int i = 0; i < 4; i++)
    name[i] = (char) (code >> (24 - 8 * i));
  name[4] = '\0';
}

static gboolean
knows (const char *scripts, gunichar c)
{
  GUnicodeScript script = g_unichar_get_script (c);
  char name[5];

  if (script == G_UNICODE_SCRIPT_LATIN || script == G_UNICODE_SCRIPT_COMMON || script == G_UNICODE_SCRIPT_INHERITED)
    return TRUE;
  name_script (script, name);
  return strstr (scripts, name) != NULL;
}

gboolean
vt_phonemes_check_script (const char *voice, const char *text, GError **error)
{
  g_autofree char *language = language_of (voice);
  const char *scripts = scripts_of (language);
  const char *first = NULL;
  guint64 known = 0, foreign = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (!g_unichar_isalpha (c))
        continue;
      if (knows (scripts, c))
        known++;
      else if (foreign++ == 0)
        first = at;
    }
  if (foreign <= known)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
               "The voice speaks “%s” and cannot read “%.*s”: its language is not written in these letters. "
               "Take a voice of that language.", voice, vt_text_head (first, 40), first);
  return FALSE;
}
