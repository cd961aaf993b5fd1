/* text-update.c: change a text buffer as little as possible.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/components/text-update.h"

char *
vt_text_get (GtkTextBuffer *buffer)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

/* Characters that both texts begin with, and in @rest where @text differs. */
static int
common_beginning (const char *shown, const char *text, const char **rest)
{
  int n = 0;

  while (*shown && *text && g_utf8_get_char (shown) == g_utf8_get_char (text))
    {
      shown = g_utf8_next_char (shown);
      text = g_utf8_next_char (text);
      n++;
    }
  *rest = text;
  return n;
}

void
vt_text_update (GtkTextBuffer *buffer, const char *text)
{
  g_autofree char *shown = vt_text_get (buffer);
  const char *rest;
  GtkTextIter start, end;
  int same = common_beginning (shown, text, &rest);

  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_get_iter_at_offset (buffer, &start, same);
  if (!gtk_text_iter_equal (&start, &end))
    gtk_text_buffer_delete (buffer, &start, &end);
  if (*rest)
    gtk_text_buffer_insert (buffer, &start, rest, -1);
}
