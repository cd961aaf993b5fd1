/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/language.h"

#include <string.h>

const char *
vt_language_pick (const char *key, VtLanguageLookup lookup, gpointer data)
{
  const char *const *languages = g_get_language_names ();

  for (; *languages != NULL && strcmp (*languages, "C") != 0 && strcmp (*languages, "en") != 0; languages++)
    {
      g_autofree char *translated = g_strdup_printf ("%s[%s]", key, *languages);
      const char *text = lookup (translated, data);

      if (text != NULL)
        return text;
    }
  return lookup (key, data);
}

char *
vt_language_plain_key (const char *key)
{
  const char *bracket = strchr (key, '[');

  if (bracket == NULL || bracket == key || !g_ascii_isalpha (bracket[1]) || !g_str_has_suffix (key, "]"))
    return NULL;
  return g_strndup (key, (gsize) (bracket - key));
}
