/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/json-tree.h"

#include <string.h>

struct _VtJsonTree
{
  char *key;           /* in an object */
  VtJsonType type;
  char *text;          /* of a string what it says, of other scalars their JSON */
  GPtrArray *children; /* of arrays and objects */
};

static VtJsonTree *
tree_new (VtJsonType type)
{
  VtJsonTree *self = g_new0 (VtJsonTree, 1);

  self->type = type;
  if (type == VT_JSON_ARRAY || type == VT_JSON_OBJECT)
    self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_json_tree_free);
  return self;
}

void
vt_json_tree_free (VtJsonTree *self)
{
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self->key);
  g_free (self->text);
  g_free (self);
}

/* Recursion is bounded by VT_JSON_MAX_DEPTH. */
static VtJsonTree *
from_node (const VtJsonNode *node)
{
  VtJsonTree *self = tree_new (vt_json_type (node));
  VtJsonWriter writer = { NULL };

  if (self->children != NULL)
    {
      VtJsonIter iter = VT_JSON_ITER (node);

      while (vt_json_iter_next (&iter))
        {
          VtJsonTree *child = from_node (iter.value);

          child->key = iter.key != NULL ? g_strndup (iter.key, iter.key_length) : NULL;
          g_ptr_array_add (self->children, child);
        }
      return self;
    }
  if (self->type == VT_JSON_STRING)
    {
      self->text = g_strdup (vt_json_string (node, NULL));
      return self;
    }
  writer.text = g_string_new (NULL);
  vt_json_write_node (&writer, node);
  self->text = g_string_free (writer.text, FALSE);
  return self;
}

VtJsonTree *
vt_json_tree_parse (const char *text, GError **error)
{
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), error);

  return json != NULL ? from_node (vt_json_root (json)) : NULL;
}

VtJsonTree *
vt_json_tree_copy (const VtJsonTree *self)
{
  VtJsonTree *copy = tree_new (self->type);

  copy->key = g_strdup (self->key);
  copy->text = g_strdup (self->text);
  for (guint i = 0; i < vt_json_tree_length (self); i++)
    g_ptr_array_add (copy->children, vt_json_tree_copy (self->children->pdata[i]));
  return copy;
}

static void
append (GString *text, const VtJsonTree *self)
{
  if (self->children == NULL)
    {
      if (self->type == VT_JSON_STRING)
        vt_json_append_string (text, self->text, -1);
      else
        g_string_append (text, self->text);
      return;
    }
  g_string_append_c (text, self->type == VT_JSON_ARRAY ? '[' : '{');
  for (guint i = 0; i < self->children->len; i++)
    {
      const VtJsonTree *child = self->children->pdata[i];

      if (i > 0)
        g_string_append_c (text, ',');
      if (self->type == VT_JSON_OBJECT)
        {
          vt_json_append_string (text, child->key, -1);
          g_string_append_c (text, ':');
        }
      append (text, child);
    }
  g_string_append_c (text, self->type == VT_JSON_ARRAY ? ']' : '}');
}

char *
vt_json_tree_to_text (const VtJsonTree *self)
{
  GString *text = g_string_new (NULL);

  append (text, self);
  return g_string_free (text, FALSE);
}

VtJsonTree *
vt_json_tree_new_object (void)
{
  return tree_new (VT_JSON_OBJECT);
}

VtJsonTree *
vt_json_tree_new_array (void)
{
  return tree_new (VT_JSON_ARRAY);
}

VtJsonTree *
vt_json_tree_new_string (const char *text)
{
  VtJsonTree *self = tree_new (VT_JSON_STRING);

  self->text = g_strdup (text);
  return self;
}

VtJsonTree *
vt_json_tree_new_json (const char *json)
{
  VtJsonTree *self = vt_json_tree_parse (json, NULL);

  return self != NULL ? self : vt_json_tree_parse ("null", NULL);
}

gboolean
vt_json_tree_is_object (const VtJsonTree *self)
{
  return self != NULL && self->type == VT_JSON_OBJECT;
}

gboolean
vt_json_tree_is_array (const VtJsonTree *self)
{
  return self != NULL && self->type == VT_JSON_ARRAY;
}

const char *
vt_json_tree_string (const VtJsonTree *self)
{
  return self != NULL && self->type == VT_JSON_STRING ? self->text : NULL;
}

gboolean
vt_json_tree_is_string (const VtJsonTree *self, const char *text)
{
  return g_strcmp0 (vt_json_tree_string (self), text) == 0;
}

guint
vt_json_tree_length (const VtJsonTree *self)
{
  return self != NULL && self->children != NULL ? self->children->len : 0;
}

VtJsonTree *
vt_json_tree_at (const VtJsonTree *self, guint index)
{
  return index < vt_json_tree_length (self) ? self->children->pdata[index] : NULL;
}

const char *
vt_json_tree_key (const VtJsonTree *self, guint index)
{
  const VtJsonTree *child = vt_json_tree_at (self, index);

  return child != NULL ? child->key : NULL;
}

gint
vt_json_tree_index (const VtJsonTree *self, const VtJsonTree *child)
{
  for (guint i = 0; i < vt_json_tree_length (self); i++)
    if (self->children->pdata[i] == child)
      return (gint) i;
  return -1;
}

gint
vt_json_tree_index_of_key (const VtJsonTree *self, const char *key)
{
  for (guint i = 0; vt_json_tree_is_object (self) && i < self->children->len; i++)
    if (strcmp (vt_json_tree_key (self, i), key) == 0)
      return (gint) i;
  return -1;
}

VtJsonTree *
vt_json_tree_get (const VtJsonTree *self, const char *key)
{
  gint index = vt_json_tree_index_of_key (self, key);

  return index < 0 ? NULL : self->children->pdata[index];
}

void
vt_json_tree_set (VtJsonTree *self, const char *key, VtJsonTree *value)
{
  gint index = vt_json_tree_index_of_key (self, key);

  if (value == NULL)
    {
      if (index >= 0)
        vt_json_tree_remove (self, (guint) index);
      return;
    }
  if (index >= 0)
    {
      vt_json_tree_free (vt_json_tree_replace (self, (guint) index, value));
      return;
    }
  g_free (value->key);
  value->key = g_strdup (key);
  g_ptr_array_add (self->children, value);
}

void
vt_json_tree_rename (VtJsonTree *self, guint index, const char *key)
{
  VtJsonTree *child = vt_json_tree_at (self, index);
  char *copy = g_strdup (key);

  g_free (child->key);
  child->key = copy;
}

void
vt_json_tree_insert (VtJsonTree *self, guint index, VtJsonTree *value)
{
  g_clear_pointer (&value->key, g_free);
  g_ptr_array_insert (self->children, (gint) MIN (index, self->children->len), value);
}

void
vt_json_tree_append (VtJsonTree *self, VtJsonTree *value)
{
  vt_json_tree_insert (self, G_MAXUINT, value);
}

void
vt_json_tree_remove (VtJsonTree *self, guint index)
{
  g_ptr_array_remove_index (self->children, index);
}

VtJsonTree *
vt_json_tree_steal (VtJsonTree *self, guint index)
{
  return g_ptr_array_steal_index (self->children, index);
}

VtJsonTree *
vt_json_tree_replace (VtJsonTree *self, guint index, VtJsonTree *value)
{
  VtJsonTree *old = self->children->pdata[index];

  g_free (value->key);
  value->key = g_strdup (old->key);
  self->children->pdata[index] = value;
  return old;
}

static VtJsonTree *
need (VtJsonTree *self, const char *key, VtJsonType type)
{
  VtJsonTree *member = vt_json_tree_get (self, key);

  if (member != NULL && member->type == type)
    return member;
  member = tree_new (type);
  vt_json_tree_set (self, key, member);
  return member;
}

VtJsonTree *
vt_json_tree_need_array (VtJsonTree *self, const char *key)
{
  return need (self, key, VT_JSON_ARRAY);
}

VtJsonTree *
vt_json_tree_need_object (VtJsonTree *self, const char *key)
{
  return need (self, key, VT_JSON_OBJECT);
}

void
vt_json_tree_map_strings (VtJsonTree *self, VtJsonTreeMap visit, gpointer data)
{
  char *other = self->type == VT_JSON_STRING ? visit (self->text, data) : NULL;

  if (other != NULL)
    {
      g_free (self->text);
      self->text = other;
    }
  for (guint i = 0; i < vt_json_tree_length (self); i++)
    vt_json_tree_map_strings (self->children->pdata[i], visit, data);
}
