/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/formats/json.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/hash.h"
#include "engine/formats/json-private.h"
#include "engine/formats/mapping.h"

VtJson *
vt_json_load (const char *path, GError **error)
{
  g_autoptr (VtMapping) file = vt_mapping_open (path, error);
  g_autofree char *name = NULL;
  VtJson *self;

  if (file == NULL)
    return NULL;
  self = vt_json_parse ((const char *) file->data, file->size, error);
  name = g_filename_display_name (path);
  if (self == NULL)
    g_prefix_error (error, "The file “%s” cannot be used. ", name);
  return self;
}

void
vt_json_free (VtJson *self)
{
  g_free (self->nodes);
  g_free (self->strings);
  g_ptr_array_unref (self->indexes);
  g_free (self);
}

const VtJsonNode *
vt_json_root (const VtJson *self)
{
  return self->nodes;
}

VtJsonType
vt_json_type (const VtJsonNode *node)
{
  static const guint8 types[] = {
    [VT_JSON_KIND_NULL] = VT_JSON_NULL,      [VT_JSON_KIND_FALSE] = VT_JSON_BOOLEAN,
    [VT_JSON_KIND_TRUE] = VT_JSON_BOOLEAN,   [VT_JSON_KIND_INTEGER] = VT_JSON_NUMBER,
    [VT_JSON_KIND_DOUBLE] = VT_JSON_NUMBER,  [VT_JSON_KIND_STRING] = VT_JSON_STRING,
    [VT_JSON_KIND_ARRAY] = VT_JSON_ARRAY,    [VT_JSON_KIND_OBJECT] = VT_JSON_OBJECT,
  };

  return node == NULL ? VT_JSON_NONE : (VtJsonType) types[node->kind];
}

guint
vt_json_length (const VtJsonNode *node)
{
  return node != NULL && node->kind >= VT_JSON_KIND_ARRAY ? node->length : 0;
}

static gboolean
key_is (const VtJsonNode *key, const char *name, gsize length)
{
  return key->length == length && memcmp (key->string, name, length) == 0;
}

const VtJsonNode *
vt_json_get (const VtJsonNode *node, const char *key)
{
  gsize length = strlen (key);

  if (node == NULL || node->kind != VT_JSON_KIND_OBJECT)
    return NULL;
  if (node->index != NULL)
    {
      const VtJsonIndex *index = node->index;
      guint32 at = (guint32) vt_hash_bytes (index->seed, key, length) & index->mask;

      for (; index->slots[at] != 0; at = (at + 1) & index->mask)
        if (key_is (node + index->slots[at] - 1, key, length))
          return node + index->slots[at];
      return NULL;
    }
  const VtJsonNode *member = node + 1;
  for (guint i = 0; i < node->length; i++)
    {
      if (key_is (member, key, length))
        return member + 1;
      member += 1 + member[1].extent;
    }
  return NULL;
}

const VtJsonNode *
vt_json_at (const VtJsonNode *node, guint index)
{
  const VtJsonNode *element;

  if (node == NULL || node->kind != VT_JSON_KIND_ARRAY || index >= node->length)
    return NULL;
  if (node->extent == node->length + 1) /* only scalars */
    return node + 1 + index;
  element = node + 1;
  while (index-- > 0)
    element += element->extent;
  return element;
}

const char *
vt_json_string (const VtJsonNode *node, gsize *length)
{
  gboolean found = node != NULL && node->kind == VT_JSON_KIND_STRING;

  if (length != NULL)
    *length = found ? node->length : 0;
  return found ? node->string : NULL;
}

gboolean
vt_json_read_int (const VtJsonNode *node, gint64 *value)
{
  if (node != NULL && node->kind == VT_JSON_KIND_INTEGER)
    {
      *value = node->integer;
      return TRUE;
    }
  if (node == NULL || node->kind != VT_JSON_KIND_DOUBLE
      || !(node->number >= -0x1p63 && node->number < 0x1p63)
      || node->number != (double) (gint64) node->number)
    return FALSE;
  *value = (gint64) node->number;
  return TRUE;
}

gboolean
vt_json_read_double (const VtJsonNode *node, double *value)
{
  if (vt_json_type (node) != VT_JSON_NUMBER)
    return FALSE;
  *value = node->kind == VT_JSON_KIND_INTEGER ? (double) node->integer : node->number;
  return TRUE;
}

gboolean
vt_json_read_boolean (const VtJsonNode *node, gboolean *value)
{
  if (vt_json_type (node) != VT_JSON_BOOLEAN)
    return FALSE;
  *value = node->kind == VT_JSON_KIND_TRUE;
  return TRUE;
}

const char *
vt_json_get_string (const VtJsonNode *node, const char *key, const char *fallback)
{
  const char *value = vt_json_string (vt_json_get (node, key), NULL);

  return value != NULL ? value : fallback;
}

gint64
vt_json_get_int (const VtJsonNode *node, const char *key, gint64 fallback)
{
  vt_json_read_int (vt_json_get (node, key), &fallback);
  return fallback;
}

double
vt_json_get_double (const VtJsonNode *node, const char *key, double fallback)
{
  vt_json_read_double (vt_json_get (node, key), &fallback);
  return fallback;
}

gboolean
vt_json_get_boolean (const VtJsonNode *node, const char *key, gboolean fallback)
{
  vt_json_read_boolean (vt_json_get (node, key), &fallback);
  return fallback;
}

static void
iter_start (VtJsonIter *iter)
{
  iter->left = vt_json_length (iter->container);
  iter->next = iter->container != NULL ? iter->container + 1 : NULL;
  iter->started = TRUE;
}

gboolean
vt_json_iter_next (VtJsonIter *iter)
{
  if (!iter->started)
    iter_start (iter);
  if (iter->left == 0)
    return FALSE;
  iter->left--;
  if (iter->container->kind == VT_JSON_KIND_OBJECT)
    {
      iter->key = iter->next->string;
      iter->key_length = iter->next->length;
      iter->next++;
    }
  iter->value = iter->next;
  iter->next += iter->next->extent;
  return TRUE;
}
