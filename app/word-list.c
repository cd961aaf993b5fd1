/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/word-list.h"

#include <glib/gi18n.h>
#include <string.h>

#include "engine/base/error.h"

struct _VtWordList
{
  gatomicrefcount refs;
  GHashTable *words;    /* (element-type utf8): folded */
  GPtrArray *beginnings; /* (element-type utf8): folded */
};

/* Letters without accents and case: “É” becomes “e”, “ß” “ss”. */
static char *
fold (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *apart = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);
  g_autofree char *small = g_utf8_casefold (apart, -1);
  GString *plain = g_string_new (NULL);

  for (const char *p = small; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_ismark (g_utf8_get_char (p)))
      g_string_append_unichar (plain, g_utf8_get_char (p));
  return g_string_free (plain, FALSE);
}

static void
add (VtWordList *self, const char *line)
{
  g_autofree char *word = fold (line);
  gsize length;

  word[strcspn (word, "#")] = '\0';
  g_strstrip (word);
  length = strlen (word);
  if (length > 1 && word[length - 1] == '*')
    {
      word[length - 1] = '\0';
      g_ptr_array_add (self->beginnings, g_steal_pointer (&word));
    }
  else if (length > 0)
    g_hash_table_add (self->words, g_steal_pointer (&word));
}

VtWordList *
vt_word_list_new (const char *path, const char *const *more, GError **error)
{
  g_autoptr (VtWordList) self = g_new0 (VtWordList, 1);
  g_autofree char *content = NULL;
  g_auto (GStrv) lines = NULL;

  g_atomic_ref_count_init (&self->refs);
  self->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->beginnings = g_ptr_array_new_with_free_func (g_free);
  if (path != NULL && !g_file_get_contents (path, &content, NULL, NULL))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND, "The list of words “%s” cannot be read.", path);
      return NULL;
    }
  lines = content != NULL ? g_strsplit (content, "\n", -1) : NULL;
  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    add (self, lines[i]);
  for (guint i = 0; more != NULL && more[i] != NULL; i++)
    add (self, more[i]);
  return g_steal_pointer (&self);
}

VtWordList *
vt_word_list_ref (VtWordList *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
vt_word_list_unref (VtWordList *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_hash_table_unref (self->words);
  g_ptr_array_unref (self->beginnings);
  g_free (self);
}

static gboolean
is_listed (const VtWordList *self, const char *word)
{
  if (g_hash_table_contains (self->words, word))
    return TRUE;
  for (guint i = 0; i < self->beginnings->len; i++)
    if (g_str_has_prefix (word, self->beginnings->pdata[i]))
      return TRUE;
  return FALSE;
}

gboolean
vt_word_list_finds (const VtWordList *self, const char *text)
{
  g_autofree char *folded = fold (text);
  g_autoptr (GString) word = g_string_new (NULL);

  for (const char *p = folded;; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c != 0 && g_unichar_isalnum (c))
        {
          g_string_append_unichar (word, c);
          continue;
        }
      if (word->len > 0 && is_listed (self, word->str))
        return TRUE;
      g_string_truncate (word, 0);
      if (c == 0)
        return FALSE;
    }
}

static gboolean
value_finds (const VtWordList *self, VtValue *value)
{
  VtValueType type = vt_value_type (value);
  guint n = 0;
  VtValue *const *items = type == VT_VALUE_LIST ? vt_value_list (value, &n) : NULL;
  const VtMessage *messages;

  if (type == VT_VALUE_TEXT || type == VT_VALUE_JSON)
    return vt_word_list_finds (self, vt_value_text (value));
  for (guint i = 0; i < n; i++)
    if (value_finds (self, items[i]))
      return TRUE;
  if (type != VT_VALUE_CHAT)
    return FALSE;
  messages = vt_value_chat (value, &n);
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (messages[i].role, "assistant") != 0 && vt_word_list_finds (self, messages[i].content))
      return TRUE;
  return FALSE;
}

gboolean
vt_word_list_allows (const VtWordList *self, VtValue *value, GError **error)
{
  if (!value_finds (self, value))
    return TRUE;
  g_set_error_literal (error, VT_ERROR, VT_ERROR_DENIED,
                       _ ("There is a word in this that is left out here. Please think of something else."));
  return FALSE;
}
