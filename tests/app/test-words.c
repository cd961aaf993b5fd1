/* The classroom's list of words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/word-list.h"
#include "engine/base/error.h"

static void
test_finds (void)
{
  static const char *const more[] = { "Blödsinn", "ketch*", "# nothing", "", "*", NULL };
  g_autoptr (VtWordList) list = vt_word_list_new (NULL, more, NULL);

  g_assert_true (vt_word_list_finds (list, "So ein BLÖDSINN!"));
  g_assert_true (vt_word_list_finds (list, "so ein blo\xcc\x88" "dsinn"));
  g_assert_true (vt_word_list_finds (list, "a boat (Ketches)"));
  g_assert_false (vt_word_list_finds (list, "blödsinnig"));
  g_assert_false (vt_word_list_finds (list, "a sketch of nothing"));
  g_assert_false (vt_word_list_finds (list, ""));
  g_assert_false (vt_word_list_finds (list, "\xff\xfe broken"));
}

static void
test_values (void)
{
  static const char *const more[] = { "bad", NULL };
  g_autoptr (VtWordList) list = vt_word_list_new (NULL, more, NULL);
  g_autoptr (VtValue) good = vt_value_new_text ("a good cat");
  g_autoptr (VtValue) bad = vt_value_new_text ("a bad cat");
  g_autoptr (VtValue) both = vt_value_new_list ((VtValue *[]) { good, bad }, 2);
  const VtMessage said[] = { { "user", "is it?" }, { "assistant", "bad" } };
  g_autoptr (VtValue) chat = vt_value_new_chat (said, 2);
  g_autoptr (VtValue) number = vt_value_new_number (3);
  g_autoptr (GError) error = NULL;

  g_assert_true (vt_word_list_allows (list, good, NULL));
  g_assert_true (vt_word_list_allows (list, chat, NULL));
  g_assert_true (vt_word_list_allows (list, number, NULL));
  g_assert_false (vt_word_list_allows (list, both, NULL));
  g_assert_false (vt_word_list_allows (list, bad, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_DENIED);
}

/* What the spaces themselves propose is not left out. */
static void
test_shipped (void)
{
  static const char *const fine[] = { "a red apple", "ein rosa Herz", "un perro de noche", "a chicken and an egg", "leicht",
                                      "Sussex", "the assassin bug", "Dickens", "una computadora", "a classic", NULL };
  static const char *const not_fine[] = { "a naked man", "Nackte", "desnuda", "PORNOGRAPHY", NULL };
  g_autofree char *path = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "resources", "words.txt", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtWordList) list = vt_word_list_new (path, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; fine[i] != NULL; i++)
    g_assert_false (vt_word_list_finds (list, fine[i]));
  for (guint i = 0; not_fine[i] != NULL; i++)
    g_assert_true (vt_word_list_finds (list, not_fine[i]));
  g_assert_null (vt_word_list_new ("/nowhere/words.txt", NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_NOT_FOUND);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/finds", test_finds);
  g_test_add_func ("/words/values", test_values);
  g_test_add_func ("/words/shipped", test_shipped);
  return g_test_run ();
}
