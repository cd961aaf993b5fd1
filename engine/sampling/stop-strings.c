/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sampling/stop-strings.h"

#include <string.h>

struct _VtStopStrings
{
  char **strings;
  GString *held; /* the end of the text, shorter than the longest string */
  const char *found;
};

VtStopStrings *
vt_stop_strings_new (const char *const *strings)
{
  VtStopStrings *self = g_new0 (VtStopStrings, 1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();

  for (guint i = 0; strings[i] != NULL; i++)
    if (strings[i][0] != 0)
      g_ptr_array_add (kept, g_strdup (strings[i]));
  g_ptr_array_add (kept, NULL);
  self->strings = (char **) g_ptr_array_free (g_steal_pointer (&kept), FALSE);
  self->held = g_string_new (NULL);
  return self;
}

void
vt_stop_strings_free (VtStopStrings *self)
{
  g_strfreev (self->strings);
  g_string_free (self->held, TRUE);
  g_free (self);
}

/* Where the earliest stop string begins in what is held; of several that begin
 * there, the one listed first. */
static const char *
first_match (VtStopStrings *self)
{
  const char *best = NULL;

  for (char **string = self->strings; *string != NULL; string++)
    {
      const char *at = strstr (self->held->str, *string);

      if (at != NULL && (best == NULL || at < best))
        {
          best = at;
          self->found = *string;
        }
    }
  return best;
}

/* How many bytes at the end of what is held could begin a stop string. */
static gsize
undecided (const VtStopStrings *self)
{
  gsize most = 0;

  for (char **string = self->strings; *string != NULL; string++)
    {
      gsize n = MIN (strlen (*string) - 1, self->held->len);

      while (n > most && memcmp (self->held->str + self->held->len - n, *string, n) != 0)
        n--;
      most = MAX (most, n);
    }
  return most;
}

gboolean
vt_stop_strings_push (VtStopStrings *self, const char *piece, GString *out)
{
  const char *match;
  gsize shown;

  if (self->found != NULL)
    return TRUE;
  g_string_append (self->held, piece);
  match = first_match (self);
  shown = match != NULL ? (gsize) (match - self->held->str) : self->held->len - undecided (self);
  g_string_append_len (out, self->held->str, (gssize) shown);
  g_string_erase (self->held, 0, match != NULL ? -1 : (gssize) shown);
  return match != NULL;
}

void
vt_stop_strings_finish (VtStopStrings *self, GString *out)
{
  g_string_append (out, self->held->str);
  g_string_set_size (self->held, 0);
}

const char *
vt_stop_strings_found (const VtStopStrings *self)
{
  return self->found;
}
