/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/text/utf8.h"

/* How many bytes follow a lead byte, and between which bounds the first of
 * them lies (table 3-7 of the Unicode standard); -1 for what cannot lead. */
static int
followers (guint8 lead, guint8 *low, guint8 *high)
{
  *low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  *high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (lead < 0x80)
    return 0;
  if (lead < 0xc2 || lead > 0xf4)
    return -1;
  return lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
}

int
vt_utf8_scan (const guint8 *bytes, gsize n)
{
  guint8 low, high;
  int more = followers (bytes[0], &low, &high);

  if (more < 0)
    return -1;
  for (int i = 1; i <= more; i++)
    {
      if ((gsize) i >= n)
        return 0;
      if (bytes[i] < low || bytes[i] > high)
        return -i;
      low = 0x80;
      high = 0xbf;
    }
  return 1 + more;
}

gsize
vt_utf8_append (GString *to, const guint8 *bytes, gsize n, gboolean final)
{
  gsize at = 0, copied = 0;

  while (at < n)
    {
      int k = bytes[at] < 0x80 ? 1 : vt_utf8_scan (bytes + at, n - at);

      if (k == 0 && !final)
        break;
      if (k <= 0)
        {
          g_string_append_len (to, (const char *) bytes + copied, at - copied);
          g_string_append (to, "\xef\xbf\xbd");
          at += k < 0 ? (gsize) -k : n - at;
          copied = at;
        }
      else
        at += k;
    }
  g_string_append_len (to, (const char *) bytes + copied, at - copied);
  return at;
}

gboolean
vt_utf8_valid (const char *text, gsize n)
{
  const char *end = text + n, *stop;

  while (!g_utf8_validate (text, end - text, &stop))
    {
      if (stop == end || *stop != 0)
        return FALSE;
      text = stop + 1;
    }
  return TRUE;
}
