/* fuzz-card.c: a README.md with YAML front matter: read, written and read again, also with
 * another title. What comes back says the same.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "app/front-matter.h"
#include "app/space-card.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static void
check_same (VtSpaceCard *card, VtSpaceCard *again)
{
  GHashTableIter iter;
  gpointer key, value;

  g_assert_cmpstr (card->notes, ==, again->notes);
  g_assert_cmpint (g_hash_table_size (card->texts), ==, g_hash_table_size (again->texts));
  g_assert_cmpint (g_hash_table_size (card->lists), ==, g_hash_table_size (again->lists));
  g_hash_table_iter_init (&iter, card->texts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_assert_cmpstr (value, ==, g_hash_table_lookup (again->texts, key));
}

static void
check_again (VtSpaceCard *card)
{
  g_autofree char *text = vt_space_card_to_text (card);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpaceCard) again = vt_space_card_new (text, &error);

  g_assert_no_error (error);
  check_same (card, again);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpaceCard) card = vt_space_card_new (text, &error);
  const char *yaml, *notes;
  gsize n;

  notes = vt_front_matter_find (text, &yaml, &n);
  g_assert_true (yaml >= text && yaml + n <= text + strlen (text) && notes >= text && notes <= text + strlen (text));
  if (card == NULL)
    {
      g_assert_true (error != NULL && g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  if (*card->front != '\0')
    check_again (card);
  vt_space_card_set_text (card, "title", "A \"title\": with #signs");
  return 0;
}
