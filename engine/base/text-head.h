/* text-head.h: the beginning of a text for a message, never half a character.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <string.h>

/* How many bytes of @text (valid UTF-8) fit into @most without cutting a
 * character; for "%.*s". */
static inline int
vt_text_head (const char *text, gsize most)
{
  gsize n = strnlen (text, most + 1);

  if (n > most)
    for (n = most; n > 0 && (text[n] & 0xc0) == 0x80;)
      n--;
  return (int) n;
}
