/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-edit-card.h"

#include <string.h>

#include "app/language.h"
#include "app/space-card.h"
#include "app/space-editor-private.h"
#include "engine/base/error.h"
#include "hub/reference.h"

#define FENCE "---\n"

/* A text as YAML's double-quoted scalar, where its bare form could be misread. */
static void
append_scalar (GString *yaml, const char *text)
{
  gboolean plain = *text != '\0';

  for (const char *c = text; *c != '\0' && plain; c++)
    plain = g_ascii_isalnum (*c) || strchr (" _./+", *c) != NULL || (guchar) *c >= 0x80;
  plain = plain && (g_ascii_isalpha (*text) || (guchar) *text >= 0x80) && !g_str_has_suffix (text, " ");
  if (plain && g_ascii_strcasecmp (text, "true") != 0 && g_ascii_strcasecmp (text, "false") != 0
      && g_ascii_strcasecmp (text, "null") != 0 && g_ascii_strcasecmp (text, "yes") != 0
      && g_ascii_strcasecmp (text, "no") != 0 && g_ascii_strcasecmp (text, "on") != 0
      && g_ascii_strcasecmp (text, "off") != 0)
    {
      g_string_append (yaml, text);
      return;
    }
  g_string_append_c (yaml, '"');
  for (const char *c = text; *c != '\0'; c++)
    if (*c == '"' || *c == '\\')
      g_string_append_printf (yaml, "\\%c", *c);
    else if (*c == '\n')
      g_string_append (yaml, "\\n");
    else if ((guchar) *c < 0x20 || *c == 0x7f)
      g_string_append_printf (yaml, "\\x%02x", (guint) *c);
    else
      g_string_append_c (yaml, *c);
  g_string_append_c (yaml, '"');
}

/* Whether @line begins the member @key: `key:` or `"key":`. */
static gboolean
begins (const char *line, const char *key)
{
  gsize n = strlen (key);

  if (*line == '"' || *line == '\'')
    return strncmp (line + 1, key, n) == 0 && line[n + 1] == *line && line[n + 2] == ':';
  return strncmp (line, key, n) == 0 && line[n] == ':';
}

/* Whether @line goes on with the member above: it is indented, or an item of its list. */
static gboolean
goes_on (const char *line)
{
  return *line == ' ' || *line == '\t' || strcmp (line, "-") == 0 || g_str_has_prefix (line, "- ");
}

/* @front with @member, a whole line or more, or "", in place of the member @key. */
static char *
replace_member (const char *front, const char *key, const char *member)
{
  g_auto (GStrv) lines = g_strsplit (front, "\n", -1);
  GString *result = g_string_new (NULL);
  gboolean done = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (lines[i + 1] == NULL && *lines[i] == '\0') /* behind the last line's end */
        break;
      if (done || !begins (lines[i], key))
        {
          g_string_append_printf (result, "%s\n", lines[i]);
          continue;
        }
      g_string_append (result, member);
      done = TRUE;
      while (lines[i + 1] != NULL && *lines[i + 1] != '\0' && goes_on (lines[i + 1]))
        i++;
    }
  if (!done)
    g_string_append (result, member);
  return g_string_free (result, FALSE);
}

static gboolean
set_member (VtSpaceEditor *self, const char *key, const char *member, GError **error)
{
  g_autoptr (VtSpaceCard) card = vt_space_card_new (vt_space_editor_get_readme (self), error);
  g_autofree char *merge = g_strdup_printf ("card %s", key);
  g_autofree char *front = card != NULL ? replace_member (card->front, key, member) : NULL;
  g_autofree char *readme = front != NULL ? g_strconcat (FENCE, front, FENCE, card->notes, NULL) : NULL;

  return readme != NULL
         && vt_space_editor_commit_readme (self, readme, N_ ("Change the card"), merge, error);
}

static const char *
lookup_key (const char *key, gpointer data)
{
  gpointer original = NULL;

  return g_hash_table_lookup_extended (data, key, &original, NULL) ? original : NULL;
}

gboolean
vt_space_edit_set_card (VtSpaceEditor *self, const char *key, const char *text, GError **error)
{
  g_autoptr (VtSpaceCard) card = vt_space_card_new (vt_space_editor_get_readme (self), error);
  g_autoptr (GString) member = g_string_new (NULL);
  const char *seen;

  if (card == NULL)
    return FALSE;
  seen = vt_language_pick (key, lookup_key, card->texts);
  if (seen == NULL)
    seen = key;
  if (*text != '\0')
    {
      g_string_append_printf (member, "%s: ", seen);
      append_scalar (member, text);
      g_string_append_c (member, '\n');
    }
  return set_member (self, seen, member->str, error);
}

/* Transfer full. */
static char *
list_member (const char *key, const char *const *texts)
{
  GString *member = g_string_new (NULL);

  if (*texts != NULL)
    g_string_append_printf (member, "%s:\n", key);
  for (; *texts != NULL; texts++)
    {
      g_string_append (member, "- ");
      append_scalar (member, *texts);
      g_string_append_c (member, '\n');
    }
  return g_string_free (member, FALSE);
}

gboolean
vt_space_edit_set_card_list (VtSpaceEditor *self, const char *key, const char *const *texts, GError **error)
{
  g_autofree char *member = list_member (key, texts);

  return set_member (self, key, member, error);
}

/* Of @references, the repositories on the Hub, each once: no file of this computer, and no
 * model that comes with the program. Transfer full. */
static GPtrArray *
repositories (const char *const *references)
{
  GPtrArray *repos = g_ptr_array_new_with_free_func (g_free);

  for (; *references != NULL; references++)
    {
      g_autoptr (VtHubReference) reference = g_path_is_absolute (*references) || g_str_has_prefix (*references, "vitrine/")
                                               ? NULL : vt_hub_reference_parse (*references, NULL);

      if (reference != NULL && !g_ptr_array_find_with_equal_func (repos, reference->repo, g_str_equal, NULL))
        g_ptr_array_add (repos, g_strdup (reference->repo));
    }
  return repos;
}

static gboolean
has (GPtrArray *texts, const char *text)
{
  return g_ptr_array_find_with_equal_func (texts, text, g_str_equal, NULL);
}

char *
vt_card_follow_models (const char *readme, const char *const *before, const char *const *after)
{
  g_autoptr (VtSpaceCard) card = vt_space_card_new (readme, NULL);
  g_autoptr (GPtrArray) old = repositories (before), new = repositories (after), all = g_ptr_array_new ();
  const char *const *named = card != NULL ? vt_space_card_get_list (card, "models") : NULL;
  g_autofree char *member = NULL;
  g_autofree char *front = NULL;
  gboolean changed = FALSE;

  for (; named != NULL && *named != NULL; named++)
    if (has (new, *named) || !has (old, *named))
      g_ptr_array_add (all, (char *) *named);
    else
      changed = TRUE;
  for (guint i = 0; i < new->len; i++)
    if (!has (all, new->pdata[i]) && !has (old, new->pdata[i]))
      {
        g_ptr_array_add (all, new->pdata[i]);
        changed = TRUE;
      }
  if (!changed || card == NULL)
    return NULL;
  g_ptr_array_add (all, NULL);
  member = list_member ("models", (const char *const *) all->pdata);
  front = replace_member (card->front, "models", member);
  return g_strconcat (FENCE, front, FENCE, card->notes, NULL);
}

char *
vt_space_edit_get_notes (VtSpaceEditor *self)
{
  g_autoptr (VtSpaceCard) card = vt_space_card_new (vt_space_editor_get_readme (self), NULL);

  return g_strdup (card != NULL ? card->notes : "");
}

gboolean
vt_space_edit_set_notes (VtSpaceEditor *self, const char *notes, GError **error)
{
  g_autoptr (VtSpaceCard) card = vt_space_card_new (vt_space_editor_get_readme (self), error);
  g_autofree char *readme = NULL;

  if (card == NULL)
    return FALSE;
  if (strcmp (card->notes, notes) == 0)
    return TRUE;
  readme = g_strconcat (FENCE, card->front, FENCE, notes, NULL);
  return vt_space_editor_commit_readme (self, readme, N_ ("Change the notes"), "notes", error);
}

static void
append_member (GString *front, const char *key, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  g_string_append_printf (front, "%s: ", key);
  append_scalar (front, text);
  g_string_append_c (front, '\n');
}

char *
vt_space_new_readme (const char *title, const char *emoji, const char *from, const char *to, const char *description,
                     const char *notes)
{
  GString *readme = g_string_new (FENCE);

  append_member (readme, "title", title);
  append_member (readme, "emoji", emoji);
  append_member (readme, "colorFrom", from);
  append_member (readme, "colorTo", to);
  append_member (readme, "sdk", "vitrine");
  append_member (readme, "short_description", description);
  g_string_append (readme, FENCE);
  if (notes != NULL)
    g_string_append (readme, notes);
  return g_string_free (readme, FALSE);
}
