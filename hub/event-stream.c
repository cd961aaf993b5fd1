/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub/event-stream.h"

#include <string.h>

#include "engine/base/error.h"

struct _VtEventStream
{
  VtEventStreamFunc each;
  gpointer data;
  GString *line;
  GString *event;
  gboolean has_data;  /* an event may have an empty text, but not none */
  gboolean after_cr;  /* a LF that comes now ends no line of its own */
  gboolean began;     /* a byte order mark can only stand before the first line */
};

VtEventStream *
vt_event_stream_new (VtEventStreamFunc each, gpointer data)
{
  VtEventStream *self = g_new0 (VtEventStream, 1);

  self->each = each;
  self->data = data;
  self->line = g_string_new (NULL);
  self->event = g_string_new (NULL);
  return self;
}

void
vt_event_stream_free (VtEventStream *self)
{
  g_string_free (self->line, TRUE);
  g_string_free (self->event, TRUE);
  g_free (self);
}

static void
add_data (VtEventStream *self, const char *text, gsize n)
{
  if (self->has_data)
    g_string_append_c (self->event, '\n');
  g_string_append_len (self->event, text, n);
  self->has_data = TRUE;
}

static gboolean
end_event (VtEventStream *self, GError **error)
{
  gboolean more = !self->has_data || self->each (self->event->str, self->event->len, self->data, error);

  g_string_truncate (self->event, 0);
  self->has_data = FALSE;
  return more;
}

static gboolean
end_line (VtEventStream *self, GError **error)
{
  const char *text = self->line->str;
  gsize n = self->line->len;
  gboolean more = TRUE;

  if (!self->began && n >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    {
      text += 3;
      n -= 3;
    }
  self->began = TRUE;
  if (n == 0)
    more = end_event (self, error);
  else if (n == 4 && memcmp (text, "data", 4) == 0)
    add_data (self, "", 0);
  else if (n >= 5 && memcmp (text, "data:", 5) == 0)
    {
      gsize skip = n > 5 && text[5] == ' ' ? 6 : 5;

      add_data (self, text + skip, n - skip);
    }
  g_string_truncate (self->line, 0);
  return more;
}

gboolean
vt_event_stream_push (VtEventStream *self, const char *bytes, gsize size, GError **error)
{
  for (gsize i = 0; i < size; i++)
    {
      char c = bytes[i];
      gboolean second = c == '\n' && self->after_cr;

      self->after_cr = c == '\r';
      if (second)
        continue;
      if (c != '\r' && c != '\n')
        g_string_append_c (self->line, c);
      else if (!end_line (self, error))
        return FALSE;
      if (self->line->len + self->event->len > VT_EVENT_STREAM_MAX)
        {
          g_set_error (error, VT_ERROR, VT_ERROR_LIMIT, "A part of the answer is longer than %d MiB.",
                       VT_EVENT_STREAM_MAX >> 20);
          return FALSE;
        }
    }
  return TRUE;
}
