/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-wire.h"

#include <string.h>

#include "app/space-path.h"
#include "app/value-json.h"

static VtSpaceWire *
wire_new (const char *name, VtWireKind kind, const char *path)
{
  VtSpaceWire *self = g_new0 (VtSpaceWire, 1);

  self->name = g_strdup (name);
  self->kind = kind;
  self->path = g_strdup (path);
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_space_wire_free);
  return self;
}

static VtSpaceWire *
literal_new (const char *name, VtValue *value, const char *path)
{
  VtSpaceWire *self = wire_new (name, VT_WIRE_LITERAL, path);

  self->literal = value;
  return self;
}

void
vt_space_wire_free (VtSpaceWire *self)
{
  g_free (self->name);
  g_free (self->column);
  g_clear_pointer (&self->literal, vt_value_unref);
  g_free (self->source);
  g_free (self->output);
  g_ptr_array_unref (self->parts);
  g_free (self->path);
  g_free (self->json);
  g_free (self);
}

/* "prompt" or "s1.text", without the dollar sign; %NULL if it is neither. Between
 * braces a column of a table may have any name. */
static VtSpaceWire *
parse_source (const char *name, const char *text, gboolean braced, const char *path)
{
  g_auto (GStrv) words = g_strsplit (text, ".", braced ? 2 : 3);
  guint n = g_strv_length (words);
  VtSpaceWire *self;

  if (n < 1 || n > 2 || !vt_space_path_is_id (words[0])
      || (n == 2 && (braced ? *words[1] == '\0' : !vt_space_path_is_id (words[1]))))
    return NULL;
  self = wire_new (name, n == 1 ? VT_WIRE_COMPONENT : VT_WIRE_STEP, path);
  self->source = g_strdup (words[0]);
  self->output = g_strdup (words[1]);
  return self;
}

static void
flush_text (VtSpaceWire *self, GString *text)
{
  if (text->len > 0)
    g_ptr_array_add (self->parts, literal_new (NULL, vt_value_new_text (text->str), self->path));
  g_string_truncate (text, 0);
}

/* "${prompt}" at @at: adds the part, and returns what follows it. */
static const char *
parse_hole (VtSpaceWire *self, const char *at, GString *text, GError **error)
{
  const char *end = strchr (at, '}');
  g_autofree char *source = end != NULL ? g_strndup (at + 2, (gsize) (end - at - 2)) : NULL;
  VtSpaceWire *part = source != NULL ? parse_source (NULL, source, TRUE, self->path) : NULL;

  if (part == NULL)
    {
      vt_space_path_fail (error, self->path, "“%.20s” is no place for a value; it is written ${prompt} or ${step.text}, "
                          "and a dollar sign is $$", at);
      return NULL;
    }
  flush_text (self, text);
  g_ptr_array_add (self->parts, part);
  return end + 1;
}

/* A text with holes; without any it becomes a literal. */
static VtSpaceWire *
parse_template (const char *name, const char *at, const char *path, GError **error)
{
  VtSpaceWire *self = wire_new (name, VT_WIRE_TEMPLATE, path);
  g_autoptr (GString) text = g_string_new (NULL);

  while (at != NULL && *at != '\0')
    if (at[0] == '$' && at[1] == '{')
      at = parse_hole (self, at, text, error);
    else
      {
        g_string_append_c (text, *at);
        at += at[0] == '$' && at[1] == '$' ? 2 : 1;
      }
  if (at == NULL)
    g_clear_pointer (&self, vt_space_wire_free);
  else if (self->parts->len > 0)
    flush_text (self, text);
  else
    {
      self->kind = VT_WIRE_LITERAL;
      self->literal = vt_value_new_text (text->str);
    }
  return self;
}

static VtSpaceWire *
parse_text (const char *name, const char *text, const char *path, GError **error)
{
  VtSpaceWire *self = *text == '$' ? parse_source (name, text + 1, FALSE, path) : NULL;

  return self != NULL ? self : parse_template (name, text, path, error);
}

static const char *
message_role (const VtJsonNode *node)
{
  static const char *const roles[] = { "user", "assistant", "system" };

  for (guint i = 0; vt_json_length (node) == 1 && i < G_N_ELEMENTS (roles); i++)
    if (vt_json_get (node, roles[i]) != NULL)
      return roles[i];
  return NULL;
}

static gboolean
is_part_of_messages (const VtJsonNode *node)
{
  const char *text = vt_json_string (node, NULL);

  return text != NULL ? *text == '$' : message_role (node) != NULL;
}

static gboolean
is_messages (const VtJsonNode *node)
{
  VtJsonIter iter = VT_JSON_ITER (node);

  while (vt_json_type (node) == VT_JSON_ARRAY && vt_json_iter_next (&iter))
    if (is_part_of_messages (iter.value))
      return TRUE;
  return FALSE;
}

static VtSpaceWire *
parse_messages (const char *name, const VtJsonNode *node, const char *path, GError **error)
{
  VtSpaceWire *self = wire_new (name, VT_WIRE_MESSAGES, path);
  VtJsonIter iter = VT_JSON_ITER (node);

  while (vt_json_iter_next (&iter))
    {
      g_autofree char *place = vt_space_path_element (path, self->parts->len);
      const char *role = message_role (iter.value);
      const char *text = vt_json_string (role != NULL ? vt_json_get (iter.value, role) : iter.value, NULL);
      VtSpaceWire *part = NULL;

      if (text == NULL || (role == NULL && *text != '$'))
        vt_space_path_fail (error, place, "a part of a chat is “$ID”, or a text under its role: {\"user\": \"$ID\"}");
      else
        part = parse_text (role, text, place, error);
      if (part == NULL)
        {
          vt_space_wire_free (self);
          return NULL;
        }
      g_ptr_array_add (self->parts, part);
    }
  return self;
}

static char *
node_text (const VtJsonNode *node)
{
  VtJsonWriter writer = { .text = g_string_new (NULL) };

  vt_json_write_node (&writer, node);
  return g_string_free (writer.text, FALSE);
}

/* The array of {"first": […]} or {"list": […]}. */
static const VtJsonNode *
array_of (const VtJsonNode *node, const char *word)
{
  const VtJsonNode *list = vt_json_length (node) == 1 ? vt_json_get (node, word) : NULL;

  return vt_json_type (list) == VT_JSON_ARRAY ? list : NULL;
}

static VtSpaceWire *
parse_several (const char *name, const VtJsonNode *node, VtWireKind kind, const char *word, const char *path, GError **error)
{
  VtSpaceWire *self = wire_new (name, kind, path);
  const VtJsonNode *list = array_of (node, word);
  VtJsonIter iter = VT_JSON_ITER (list);

  while (vt_json_iter_next (&iter))
    {
      g_autofree char *member = vt_space_path_member (path, word);
      g_autofree char *place = vt_space_path_element (member, self->parts->len);
      const char *text = vt_json_string (iter.value, NULL);
      VtSpaceWire *part = NULL;

      if (text == NULL)
        vt_space_path_fail (error, place, "it must be a text, like “$ID” or “$STEP.NAME”, and it is %s",
                            vt_space_json_type_name (iter.value));
      else
        part = parse_text (NULL, text, place, error);
      if (part == NULL)
        {
          vt_space_wire_free (self);
          return NULL;
        }
      part->json = node_text (iter.value);
      g_ptr_array_add (self->parts, part);
    }
  return self;
}

VtSpaceWire *
vt_space_wire_new (const char *name, const VtJsonNode *node, const char *path, GError **error)
{
  const char *text = vt_json_string (node, NULL);
  VtSpaceWire *self;

  if (text != NULL)
    self = parse_text (name, text, path, error);
  else if (is_messages (node))
    self = parse_messages (name, node, path, error);
  else if (array_of (node, "first") != NULL)
    self = parse_several (name, node, VT_WIRE_FIRST, "first", path, error);
  else if (array_of (node, "list") != NULL)
    self = parse_several (name, node, VT_WIRE_LIST, "list", path, error);
  else
    self = literal_new (name, vt_value_from_json (node), path);
  if (self == NULL)
    return NULL;
  self->json = node_text (node);
  return self;
}

gboolean
vt_space_wire_foreach_source (const VtSpaceWire *self, VtSpaceWireFunc visit, gpointer data)
{
  if (self->source != NULL && !visit (self, data))
    return FALSE;
  for (guint i = 0; i < self->parts->len; i++)
    if (!vt_space_wire_foreach_source (self->parts->pdata[i], visit, data))
      return FALSE;
  return TRUE;
}

static VtValue *
resolve_template (const VtSpaceWire *self, VtSpaceWireLookup lookup, gpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->parts->len; i++)
    {
      g_autoptr (VtValue) value = vt_space_wire_resolve (self->parts->pdata[i], lookup, data);
      g_autofree char *part = vt_value_to_text (value);

      g_string_append (text, part);
    }
  return vt_value_new_text (text->str);
}

/* Collects messages; their texts are owned by @chunk. */
static void
append_messages (GArray *messages, GStringChunk *chunk, const char *role, VtValue *value)
{
  g_autoptr (VtValue) chat = NULL;
  const VtMessage *from;
  guint n;

  if (role != NULL)
    {
      g_autofree char *text = vt_value_to_text (value);
      VtMessage message = { role, g_string_chunk_insert (chunk, text) };

      if (*text != '\0')
        g_array_append_val (messages, message);
      return;
    }
  chat = vt_value_convert (value, VT_VALUE_CHAT, NULL);
  if (chat == NULL || vt_value_type (chat) != VT_VALUE_CHAT)
    return;
  from = vt_value_chat (chat, &n);
  for (guint i = 0; i < n; i++)
    {
      VtMessage message = { g_string_chunk_insert (chunk, from[i].role), g_string_chunk_insert (chunk, from[i].content) };

      g_array_append_val (messages, message);
    }
}

static VtValue *
resolve_messages (const VtSpaceWire *self, VtSpaceWireLookup lookup, gpointer data)
{
  g_autoptr (GArray) messages = g_array_new (FALSE, FALSE, sizeof (VtMessage));
  GStringChunk *chunk = g_string_chunk_new (1024);
  VtValue *chat;

  for (guint i = 0; i < self->parts->len; i++)
    {
      const VtSpaceWire *part = self->parts->pdata[i];
      g_autoptr (VtValue) value = vt_space_wire_resolve (part, lookup, data);

      append_messages (messages, chunk, part->name, value);
    }
  chat = vt_value_new_chat ((VtMessage *) messages->data, messages->len);
  g_string_chunk_free (chunk);
  return chat;
}

static VtValue *
resolve_list (const VtSpaceWire *self, VtSpaceWireLookup lookup, gpointer data)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_value_unref);

  for (guint i = 0; i < self->parts->len; i++)
    g_ptr_array_add (values, vt_space_wire_resolve (self->parts->pdata[i], lookup, data));
  return vt_value_new_list ((VtValue **) values->pdata, values->len);
}

static VtValue *
resolve_first (const VtSpaceWire *self, VtSpaceWireLookup lookup, gpointer data)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      const VtSpaceWire *part = self->parts->pdata[i];

      if (vt_space_wire_is_there (part, lookup, data))
        return vt_space_wire_resolve (part, lookup, data);
    }
  return vt_value_new_none ();
}

gboolean
vt_space_wire_is_there (const VtSpaceWire *self, VtSpaceWireLookup lookup, gpointer data)
{
  gboolean any = FALSE, all = TRUE;

  if (self->kind == VT_WIRE_STEP || self->kind == VT_WIRE_COMPONENT)
    return lookup (self->source, self->output, data) != NULL;
  for (guint i = 0; i < self->parts->len; i++)
    {
      gboolean there = vt_space_wire_is_there (self->parts->pdata[i], lookup, data);

      any = any || there;
      all = all && there;
    }
  return self->kind == VT_WIRE_FIRST ? any : all;
}

VtValue *
vt_space_wire_resolve (const VtSpaceWire *self, VtSpaceWireLookup lookup, gpointer data)
{
  VtValue *value;

  switch (self->kind)
    {
    case VT_WIRE_LITERAL:
      return vt_value_ref (self->literal);
    case VT_WIRE_TEMPLATE:
      return resolve_template (self, lookup, data);
    case VT_WIRE_MESSAGES:
      return resolve_messages (self, lookup, data);
    case VT_WIRE_FIRST:
      return resolve_first (self, lookup, data);
    case VT_WIRE_LIST:
      return resolve_list (self, lookup, data);
    case VT_WIRE_COMPONENT:
    case VT_WIRE_STEP:
    default:
      value = lookup (self->source, self->output, data);
      return value != NULL ? vt_value_ref (value) : vt_value_new_none ();
    }
}
