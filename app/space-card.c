/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-card.h"

#include <string.h>
#include <yaml.h>

#include "app/front-matter.h"
#include "app/language.h"
#include "engine/base/error.h"
#include "engine/formats/json-write.h"

#define FENCE "---\n"

/* One pass over libyaml's events: only members of the outermost mapping that
 * are scalars or lists of scalars are kept; aliases are never expanded. */
typedef struct
{
  VtSpaceCard *card;
  guint depth;
  char *key;        /* the member that is open at depth 1 */
  GPtrArray *items; /* of the list that is open at depth 2 */
} Reader;

static void
read_scalar (Reader *reader, const char *text)
{
  if (reader->depth == 1 && reader->key == NULL)
    reader->key = g_strdup (text);
  else if (reader->depth == 1)
    g_hash_table_insert (reader->card->texts, g_steal_pointer (&reader->key), g_strdup (text));
  else if (reader->depth == 2 && reader->items != NULL)
    g_ptr_array_add (reader->items, g_strdup (text));
}

static void
read_start (Reader *reader, gboolean sequence)
{
  reader->depth++;
  if (reader->depth == 2 && sequence && reader->key != NULL)
    reader->items = g_ptr_array_new ();
}

static void
read_end (Reader *reader)
{
  reader->depth--;
  if (reader->depth != 1)
    return;
  if (reader->items != NULL && reader->key != NULL)
    {
      g_ptr_array_add (reader->items, NULL);
      g_hash_table_insert (reader->card->lists, g_steal_pointer (&reader->key),
                           g_ptr_array_free (g_steal_pointer (&reader->items), FALSE));
    }
  g_clear_pointer (&reader->key, g_free);
}

/* FALSE at the end. */
static gboolean
read_event (Reader *reader, const yaml_event_t *event)
{
  switch (event->type)
    {
    case YAML_SCALAR_EVENT:
      read_scalar (reader, (const char *) event->data.scalar.value);
      break;
    case YAML_ALIAS_EVENT:
      read_scalar (reader, "");
      break;
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT:
      read_start (reader, event->type == YAML_SEQUENCE_START_EVENT);
      break;
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
      read_end (reader);
      break;
    case YAML_STREAM_END_EVENT:
      return FALSE;
    default:
      break;
    }
  return TRUE;
}

static gboolean
read_front (VtSpaceCard *self, GError **error)
{
  Reader reader = { .card = self };
  yaml_parser_t parser;
  gboolean more = TRUE, good = TRUE;

  if (!yaml_parser_initialize (&parser))
    g_error ("no memory for a YAML parser");
  yaml_parser_set_input_string (&parser, (const guchar *) self->front, strlen (self->front));
  while (more && good)
    {
      yaml_event_t event;

      good = yaml_parser_parse (&parser, &event);
      if (!good)
        g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "The front matter is no YAML, in line %u: %s.",
                     (guint) parser.problem_mark.line + 2, parser.problem != NULL ? parser.problem : "it cannot be read");
      else
        {
          more = read_event (&reader, &event);
          yaml_event_delete (&event);
        }
    }
  yaml_parser_delete (&parser);
  g_free (reader.key);
  if (reader.items != NULL)
    {
      g_ptr_array_set_free_func (reader.items, g_free);
      g_ptr_array_unref (reader.items);
    }
  return good;
}

/* With line feeds alone, whatever ended the lines. */
static char *
tidy_lines (const char *text)
{
  GString *tidy = g_string_new (NULL);

  for (; *text != '\0'; text++)
    {
      gsize n = strspn (text, "\r");

      if (n > 0 && text[n] == '\n')
        text += n;
      g_string_append_c (tidy, *text);
    }
  return g_string_free (tidy, FALSE);
}

VtSpaceCard *
vt_space_card_new (const char *readme, GError **error)
{
  VtSpaceCard *self = g_new0 (VtSpaceCard, 1);
  g_autofree char *valid = g_utf8_make_valid (readme, -1);
  g_autofree char *text = tidy_lines (valid);
  const char *yaml;
  gsize size;

  self->notes = g_strdup (vt_front_matter_find (text, &yaml, &size));
  self->front = g_strndup (yaml, size);
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
  if (!read_front (self, error))
    g_clear_pointer (&self, vt_space_card_free);
  return self;
}

void
vt_space_card_free (VtSpaceCard *self)
{
  g_hash_table_unref (self->texts);
  g_hash_table_unref (self->lists);
  g_free (self->front);
  g_free (self->notes);
  g_free (self);
}

static const char *
lookup (const char *key, gpointer data)
{
  return g_hash_table_lookup (data, key);
}

const char *
vt_space_card_get_text (VtSpaceCard *self, const char *key)
{
  const char *text = vt_language_pick (key, lookup, self->texts);

  return text != NULL ? text : "";
}

const char *const *
vt_space_card_get_list (VtSpaceCard *self, const char *key)
{
  static const char *const none[] = { NULL };
  const char *const *list = g_hash_table_lookup (self->lists, key);

  return list != NULL ? list : none;
}

/* Whether @line begins the member @key, plain or in a language. */
static gboolean
begins (const char *line, const char *key)
{
  gsize n = strlen (key);

  line += *line == '"';
  return strncmp (line, key, n) == 0 && (line[n] == ':' || line[n] == '[');
}

/* A member may go on in lines that are indented, or in a list. */
static void
keep_other_lines (GString *front, const char *before, const char *key)
{
  g_auto (GStrv) lines = g_strsplit (before, "\n", -1);
  gboolean skipping = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = lines[i];

      skipping = strchr (" \t-", *line) != NULL && *line != '\0' ? skipping : begins (line, key);
      if (!skipping && (lines[i + 1] != NULL || *line != '\0'))
        g_string_append_printf (front, "%s\n", line);
    }
}

/* @yaml: what the member is */
static void
set_member (VtSpaceCard *self, const char *key, const char *yaml)
{
  g_autoptr (GString) front = g_string_new (NULL);

  g_string_printf (front, "%s: %s\n", key, yaml);
  keep_other_lines (front, self->front, key);
  g_free (self->front);
  self->front = g_string_free (g_steal_pointer (&front), FALSE);
  g_hash_table_remove_all (self->texts);
  g_hash_table_remove_all (self->lists);
  read_front (self, NULL);
}

/* A JSON string is a YAML one, and so is a JSON list. */
void
vt_space_card_set_text (VtSpaceCard *self, const char *key, const char *text)
{
  g_autoptr (GString) yaml = g_string_new (NULL);

  vt_json_append_string (yaml, text, -1);
  set_member (self, key, yaml->str);
}

void
vt_space_card_add_to_list (VtSpaceCard *self, const char *key, const char *text)
{
  const char *const *list = vt_space_card_get_list (self, key);
  g_autoptr (GString) yaml = g_string_new ("[");

  if (g_strv_contains (list, text))
    return;
  for (; *list != NULL; list++)
    {
      vt_json_append_string (yaml, *list, -1);
      g_string_append (yaml, ", ");
    }
  vt_json_append_string (yaml, text, -1);
  g_string_append_c (yaml, ']');
  set_member (self, key, yaml->str);
}

char *
vt_space_card_to_text (VtSpaceCard *self)
{
  return *self->front != '\0' ? g_strconcat (FENCE, self->front, FENCE, self->notes, NULL) : g_strdup (self->notes);
}
