/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/date-text.h"

#include <stdio.h>
#include <string.h>

GDateTime *
vt_date_text_parse (const char *text)
{
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, end = 0;
  g_autofree char *plain = g_strstrip (g_strdup (text));
  char *t = strchr (plain, 'T');
  int n;

  if (strcmp (plain, "now") == 0)
    return g_date_time_new_now_local ();
  if (t != NULL)
    *t = ' ';
  if (strspn (plain, "0123456789-: ") != strlen (plain)
      || sscanf (plain, "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 || end < 8)
    return NULL;
  if (plain[end] == '\0')
    return g_date_time_new_local (year, month, day, 0, 0, 0);
  n = sscanf (plain + end, " %2d:%2d:%2d", &hour, &minute, &second);
  return n >= 2 ? g_date_time_new_local (year, month, day, hour, minute, second) : NULL;
}

char *
vt_date_text_format (GDateTime *date, gboolean with_time)
{
  return g_date_time_format (date, with_time ? "%Y-%m-%d %H:%M:%S" : "%Y-%m-%d");
}

char *
vt_date_text_normalize (const char *text, gboolean with_time)
{
  g_autoptr (GDateTime) date = vt_date_text_parse (text);

  return date != NULL ? vt_date_text_format (date, with_time) : NULL;
}
