/* byte-chars.h: the printable character that stands for each byte in
 * byte-level vocabularies (GPT-2's bytes_to_unicode): `Ġ` for a blank.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The character for a byte, U+0021 to U+0143. */
static inline gunichar
vt_byte_to_char (guint8 byte)
{
  if ((byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte != 0xad))
    return byte;
  return byte <= 0x20 ? 0x100 + byte : byte <= 0xa0 ? 0x100 + byte - 0x7f + 0x21 : 0x143;
}

/* The byte for a character, or -1. */
static inline gint
vt_char_to_byte (gunichar c)
{
  if (c < 0x100)
    return (c >= 0x21 && c <= 0x7e) || (c >= 0xa1 && c != 0xad) ? (gint) c : -1;
  if (c <= 0x120)
    return c - 0x100;
  return c <= 0x142 ? (gint) (c - 0x100 - 0x21 + 0x7f) : c == 0x143 ? 0xad : -1;
}

G_END_DECLS
