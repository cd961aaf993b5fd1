/* unicode.h: the classes of characters that tokenizers speak of.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* White_Space. */
static inline gboolean
vt_is_space (gunichar c)
{
  if (c < 0x80)
    return c == ' ' || (c >= 9 && c <= 13);
  return c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029
         || c == 0x202f || c == 0x205f || c == 0x3000;
}

static inline gboolean
vt_is_mark (gunichar c)
{
  return c >= 0x300 && g_unichar_ismark (c);
}

/* What regular expressions call \w. */
static inline gboolean
vt_is_word (gunichar c)
{
  if (c < 0x80)
    return g_ascii_isalnum (c) || c == '_';
  return g_unichar_isalpha (c) || g_unichar_ismark (c) || g_unichar_type (c) == G_UNICODE_DECIMAL_NUMBER
         || g_unichar_type (c) == G_UNICODE_LETTER_NUMBER || g_unichar_type (c) == G_UNICODE_CONNECT_PUNCTUATION
         || c == 0x200c || c == 0x200d || (c >= 0x24b6 && c <= 0x24e9);
}

/* Nd, Nl, No. */
static inline gboolean
vt_is_number (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_DECIMAL_NUMBER || type == G_UNICODE_LETTER_NUMBER || type == G_UNICODE_OTHER_NUMBER;
}

/* Punctuation as BERT has it: P*, and all of ASCII that is neither letter nor digit. */
static inline gboolean
vt_is_punctuation (gunichar c)
{
  GUnicodeType type = c < 0x80 ? G_UNICODE_CONTROL : g_unichar_type (c);

  return g_ascii_ispunct (c < 0x80 ? c : 0)
         || (type >= G_UNICODE_CONNECT_PUNCTUATION && type <= G_UNICODE_OPEN_PUNCTUATION);
}

/* The blocks of ideographs that BERT puts blanks around. */
static inline gboolean
vt_is_ideograph (gunichar c)
{
  return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x20000 && c <= 0x2a6df)
         || (c >= 0x2a700 && c <= 0x2b73f) || (c >= 0x2b740 && c <= 0x2b81f) || (c >= 0x2b920 && c <= 0x2ceaf)
         || (c >= 0xf900 && c <= 0xfaff) || (c >= 0x2f800 && c <= 0x2fa1f);
}

G_END_DECLS
