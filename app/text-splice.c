/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/text-splice.h"

#include <string.h>

void
vt_text_splice_init (VtTextSplice *self, const char *before, const char *after)
{
  gsize n = strlen (before), m = strlen (after), head = 0, tail = 0;

  while (head < MIN (n, m) && before[head] == after[head])
    head++;
  while (tail < MIN (n, m) - head && before[n - 1 - tail] == after[m - 1 - tail])
    tail++;
  self->at = head;
  self->removed = g_strndup (before + head, n - head - tail);
  self->inserted = g_strndup (after + head, m - head - tail);
}

void
vt_text_splice_clear (VtTextSplice *self)
{
  g_clear_pointer (&self->removed, g_free);
  g_clear_pointer (&self->inserted, g_free);
}

static char *
put (const char *text, gsize at, const char *out, const char *in)
{
  GString *result = g_string_new_len (text, (gssize) at);

  g_string_append (result, in);
  g_string_append (result, text + at + strlen (out));
  return g_string_free (result, FALSE);
}

char *
vt_text_splice_apply (const VtTextSplice *self, const char *before)
{
  return put (before, self->at, self->removed, self->inserted);
}

char *
vt_text_splice_revert (const VtTextSplice *self, const char *after)
{
  return put (after, self->at, self->inserted, self->removed);
}
