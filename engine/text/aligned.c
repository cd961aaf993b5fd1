/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/text/aligned.h"

void
vt_aligned_init (VtAligned *self, gboolean origins)
{
  self->bytes = g_string_new (NULL);
  self->origins = origins ? g_array_new (FALSE, FALSE, sizeof (VtSpan)) : NULL;
}

void
vt_aligned_clear (VtAligned *self)
{
  g_string_free (self->bytes, TRUE);
  g_clear_pointer (&self->origins, g_array_unref);
}

void
vt_aligned_take (VtAligned *self, VtAligned *by)
{
  vt_aligned_clear (self);
  *self = *by;
}

void
vt_aligned_append_source (VtAligned *self, const char *text, gsize length, gsize base)
{
  g_string_append_len (self->bytes, text, length);
  if (self->origins == NULL)
    return;
  for (gsize i = 0; i < length;)
    {
      gsize n = MIN (vt_char_bytes (text[i]), length - i);
      VtSpan span = { base + i, base + i + n };

      for (gsize k = 0; k < n; k++)
        g_array_append_val (self->origins, span);
      i += n;
    }
}

void
vt_aligned_copy (VtAligned *self, const VtAligned *from, gsize start, gsize end)
{
  g_string_append_len (self->bytes, from->bytes->str + start, end - start);
  if (self->origins != NULL && end > start)
    g_array_append_vals (self->origins, &g_array_index (from->origins, VtSpan, start), end - start);
}

VtSpan
vt_aligned_origin (const VtAligned *self, gsize start, gsize end)
{
  VtSpan span = { 0, 0 };

  if (self->origins == NULL || self->origins->len == 0)
    return span;
  if (start < end)
    return (VtSpan) { g_array_index (self->origins, VtSpan, start).start,
                      g_array_index (self->origins, VtSpan, end - 1).end };
  if (start > 0)
    span.start = g_array_index (self->origins, VtSpan, start - 1).end;
  else
    span.start = g_array_index (self->origins, VtSpan, 0).start;
  span.end = span.start;
  return span;
}

void
vt_aligned_put (VtAligned *self, const char *text, gsize length, const VtAligned *from, gsize start, gsize end)
{
  VtSpan span;

  g_string_append_len (self->bytes, text, length);
  if (self->origins == NULL)
    return;
  span = vt_aligned_origin (from, start, end);
  for (gsize i = 0; i < length; i++)
    g_array_append_val (self->origins, span);
}

void
vt_aligned_put_char (VtAligned *self, gunichar c, const VtAligned *from, gsize start, gsize end)
{
  char utf8[6];

  vt_aligned_put (self, utf8, g_unichar_to_utf8 (c, utf8), from, start, end);
}
