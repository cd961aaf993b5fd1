/* token-text.c: the text of a token, to be seen and to be spoken.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/glass/token-text.h"

#include <glib/gi18n.h>

/* What stands for a character that cannot be seen, or 0. */
static gunichar
visible_char (gunichar c)
{
  switch (c)
    {
    case ' ':
      return 0x2423; /* ␣ */
    case '\n':
      return 0x23ce; /* ⏎ */
    case '\t':
      return 0x21e5; /* ⇥ */
    case 0x7f:
      return 0x2421; /* ␡ */
    case 0xa0:
      return 0x237d; /* ⍽ */
    default:
      return c < 0x20 ? 0x2400 + c : 0; /* ␀ … ␟ */
    }
}

char *
vt_token_text_visible (const VtTokenChoice *token)
{
  GString *seen;

  if (token->text == NULL || *token->text == '\0')
    return g_strdup_printf ("⟨%d⟩", token->id);
  seen = g_string_new (NULL);
  for (const char *at = token->text; *at; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at), stand_in = visible_char (c);
      g_string_append_unichar (seen, stand_in ? stand_in : c);
    }
  return g_string_free (seen, FALSE);
}

char *
vt_token_text_spoken (const VtTokenChoice *token)
{
  g_autofree char *bare = NULL;

  if (token->text == NULL || *token->text == '\0')
    return g_strdup_printf (_("special token %d"), token->id);
  bare = g_strstrip (g_strdup (token->text));
  if (*bare)
    return g_steal_pointer (&bare);
  return g_strdup (strchr (token->text, '\n') ? _("new line") : _("space"));
}

char *
vt_token_percent (double probability)
{
  double percent = CLAMP (probability, 0, 1) * 100;

  if (!(percent >= 0.1))
    return g_strdup (_("<0.1%"));
  return g_strdup_printf (percent < 9.95 && percent != (int) percent ? _("%.1f%%") : _("%.0f%%"), percent);
}

guint
vt_token_level (double probability)
{
  static const double limits[] = { 0.05, 0.15, 0.3, 0.5, 0.7, 0.9 };
  guint level = 0;

  while (level < G_N_ELEMENTS (limits) && probability >= limits[level])
    level++;
  return level;
}
