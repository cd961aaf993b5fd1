/* fuzz-event-stream.c: an event stream gives the same events however its bytes are
 * cut into pieces, and what a server complains of is text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "hub/remote.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static gboolean
note (const char *event, gsize size, gpointer log, GError **error)
{
  g_autofree char *said = vt_remote_read_complaint (event, size);

  if (event[size] != '\0' || (said != NULL && !g_utf8_validate (said, -1, NULL)))
    g_error ("an event is no text");
  g_string_append_len (log, event, size);
  g_string_append_c (log, '|');
  return TRUE;
}

static GString *
read_in_pieces (const char *text, gsize size, gsize step)
{
  GString *log = g_string_new (NULL);
  g_autoptr (VtEventStream) stream = vt_event_stream_new (note, log);

  for (gsize at = 0; at < size; at += step)
    if (!vt_event_stream_push (stream, text + at, MIN (step, size - at), NULL))
      break;
  return log;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  GString *whole = read_in_pieces ((const char *) data, size, size + 1);
  GString *pieces = read_in_pieces ((const char *) data, size, 1 + size % 5);

  if (!g_string_equal (whole, pieces))
    g_error ("the pieces give other events");
  g_string_free (whole, TRUE);
  g_string_free (pieces, TRUE);
  return 0;
}
