/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sampling/grammar-private.h"

static guint
encode (gunichar c, guint8 *out)
{
  return (guint) g_unichar_to_utf8 (c, (char *) out);
}

/* Both ends have forms of the same length, and the range is such that each
 * byte runs over all its values while those before it move by one. */
static void
append (gunichar low, gunichar high, GArray *out)
{
  VtUtf8Sequence sequence = { 0 };

  sequence.n = encode (low, sequence.low);
  encode (high, sequence.high);
  g_array_append_val (out, sequence);
}

/* Cuts a range of characters of equal length where the bytes would not be
 * independent of each other: at multiples of 64, 4096 and 262144. */
static void
split (gunichar low, gunichar high, guint n, GArray *out)
{
  for (guint i = 1; i < n; i++)
    {
      gunichar mask = ((gunichar) 1 << 6 * i) - 1;

      if ((low & ~mask) == (high & ~mask))
        continue;
      if ((low & mask) != 0)
        {
          split (low, low | mask, n, out);
          split ((low | mask) + 1, high, n, out);
          return;
        }
      if ((high & mask) != mask)
        {
          split (low, (high & ~mask) - 1, n, out);
          split (high & ~mask, high, n, out);
          return;
        }
    }
  append (low, high, out);
}

void
vt_utf8_sequences (gunichar low, gunichar high, GArray *out)
{
  /* Where the length changes, and the surrogates. */
  static const struct { gunichar low, high; guint n; } parts[] = {
    { 0, 0x7f, 1 },         { 0x80, 0x7ff, 2 },          { 0x800, 0xd7ff, 3 },
    { 0xe000, 0xffff, 3 },  { 0x10000, 0x10ffff, 4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (low <= parts[i].high && high >= parts[i].low)
      split (MAX (low, parts[i].low), MIN (high, parts[i].high), parts[i].n, out);
}
