/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/value-json.h"

#include <math.h>
#include <string.h>

#include "engine/base/error.h"

VtValue *
vt_value_from_json (const VtJsonNode *node)
{
  double number = 0;
  gboolean truth = FALSE;

  switch (vt_json_type (node))
    {
    case VT_JSON_STRING:
      return vt_value_new_text (vt_json_string (node, NULL));
    case VT_JSON_NUMBER:
      vt_json_read_double (node, &number);
      return vt_value_new_number (number);
    case VT_JSON_BOOLEAN:
      vt_json_read_boolean (node, &truth);
      return vt_value_new_boolean (truth);
    case VT_JSON_ARRAY:
    case VT_JSON_OBJECT:
      {
        VtJsonWriter writer = { .text = g_string_new (NULL) };
        VtValue *value;

        vt_json_write_node (&writer, node);
        value = vt_value_new_json (writer.text->str);
        g_string_free (writer.text, TRUE);
        return value;
      }
    default:
      return vt_value_new_none ();
    }
}

static void
write_labels (VtValue *value, VtJsonWriter *writer)
{
  guint n;
  const VtLabel *labels = vt_value_labels (value, &n);

  vt_json_write_begin (writer, '[');
  for (guint i = 0; i < n; i++)
    {
      vt_json_write_begin (writer, '{');
      vt_json_write_key (writer, "label");
      vt_json_write_string (writer, labels[i].label, -1);
      vt_json_write_key (writer, "score");
      vt_json_write_double (writer, labels[i].score);
      vt_json_write_end (writer, '}');
    }
  vt_json_write_end (writer, ']');
}

static void
write_chat (VtValue *value, VtJsonWriter *writer)
{
  guint n;
  const VtMessage *messages = vt_value_chat (value, &n);

  vt_json_write_begin (writer, '[');
  for (guint i = 0; i < n; i++)
    {
      vt_json_write_begin (writer, '{');
      vt_json_write_key (writer, "role");
      vt_json_write_string (writer, messages[i].role, -1);
      vt_json_write_key (writer, "content");
      vt_json_write_string (writer, messages[i].content, -1);
      vt_json_write_end (writer, '}');
    }
  vt_json_write_end (writer, ']');
}

static void
write_list (VtValue *value, VtJsonWriter *writer)
{
  guint n;
  VtValue *const *values = vt_value_list (value, &n);

  vt_json_write_begin (writer, '[');
  for (guint i = 0; i < n; i++)
    vt_value_write_json (values[i], writer);
  vt_json_write_end (writer, ']');
}

static void
write_parsed (VtValue *value, VtJsonWriter *writer)
{
  const char *text = vt_value_text (value);
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), NULL);

  vt_json_write_node (writer, json != NULL ? vt_json_root (json) : NULL);
}

static void
write_number (VtValue *value, VtJsonWriter *writer)
{
  double number = vt_value_number (value);

  if (number == floor (number) && fabs (number) < 9e15)
    vt_json_write_int (writer, (gint64) number);
  else
    vt_json_write_double (writer, number);
}

void
vt_value_write_json (VtValue *value, VtJsonWriter *writer)
{
  switch (vt_value_type (value))
    {
    case VT_VALUE_NONE:
    case VT_VALUE_AUDIO: /* go into files */
    case VT_VALUE_IMAGE:
      vt_json_write_null (writer);
      break;
    case VT_VALUE_TEXT:
    case VT_VALUE_FILE:
      vt_json_write_string (writer, vt_value_text (value), -1);
      break;
    case VT_VALUE_NUMBER:
      write_number (value, writer);
      break;
    case VT_VALUE_BOOLEAN:
      vt_json_write_boolean (writer, vt_value_boolean (value));
      break;
    case VT_VALUE_LABELS:
      write_labels (value, writer);
      break;
    case VT_VALUE_CHAT:
      write_chat (value, writer);
      break;
    case VT_VALUE_JSON:
      write_parsed (value, writer);
      break;
    case VT_VALUE_LIST:
      write_list (value, writer);
      break;
    }
}

char *
vt_value_to_json (VtValue *value)
{
  VtJsonWriter writer = { .text = g_string_new (NULL) };

  vt_value_write_json (value, &writer);
  return g_string_free (writer.text, FALSE);
}

static gint
compare_scores (gconstpointer a, gconstpointer b)
{
  double x = ((const VtLabel *) a)->score, y = ((const VtLabel *) b)->score;

  return (x < y) - (x > y);
}

/* `{"cat": 0.9}`, or an array of objects with "label" and @score. */
static gboolean
read_labels (const VtJsonNode *node, const char *score, GArray *labels)
{
  VtJsonIter iter = VT_JSON_ITER (node);

  while (vt_json_iter_next (&iter))
    {
      const VtJsonNode *number = iter.key != NULL ? iter.value : vt_json_get (iter.value, score);
      const char *name = iter.key != NULL ? iter.key : vt_json_get_string (iter.value, "label", NULL);
      VtLabel label = { name, 0 };

      if (name == NULL || !vt_json_read_double (number, &label.score))
        return FALSE;
      g_array_append_val (labels, label);
    }
  g_array_sort (labels, compare_scores);
  return TRUE;
}

static VtValue *
labels_from_json (const VtJsonNode *root)
{
  g_autoptr (GArray) labels = g_array_new (FALSE, FALSE, sizeof (VtLabel));
  const VtJsonNode *confidences = vt_json_get (root, "confidences");
  gboolean read = vt_json_type (confidences) == VT_JSON_ARRAY ? read_labels (confidences, "confidence", labels)
                  : vt_json_type (root) >= VT_JSON_ARRAY      ? read_labels (root, "score", labels)
                                                              : FALSE;

  return read ? vt_value_new_labels ((VtLabel *) labels->data, labels->len) : NULL;
}

static VtValue *
chat_from_json (const VtJsonNode *root)
{
  g_autoptr (GArray) messages = g_array_new (FALSE, FALSE, sizeof (VtMessage));
  VtJsonIter iter = VT_JSON_ITER (root);

  if (vt_json_type (root) != VT_JSON_ARRAY)
    return NULL;
  while (vt_json_iter_next (&iter))
    {
      VtMessage message = { vt_json_get_string (iter.value, "role", NULL),
                            vt_json_get_string (iter.value, "content", NULL) };

      if (message.role == NULL || message.content == NULL)
        return NULL;
      g_array_append_val (messages, message);
    }
  return vt_value_new_chat ((VtMessage *) messages->data, messages->len);
}

static gboolean
is_file_like (VtValueType type)
{
  return type == VT_VALUE_FILE || type == VT_VALUE_AUDIO || type == VT_VALUE_IMAGE;
}

static VtValue *
convert_text (const char *text, VtValueType type)
{
  g_autoptr (VtJson) json = NULL;

  if (is_file_like (type))
    return *text != '\0' ? vt_value_new_file (text) : vt_value_new_none ();
  if (type == VT_VALUE_TEXT)
    return vt_value_new_text (text);
  if (type == VT_VALUE_BOOLEAN)
    return strcmp (text, "true") == 0    ? vt_value_new_boolean (TRUE)
           : strcmp (text, "false") == 0 ? vt_value_new_boolean (FALSE)
                                         : NULL;
  json = vt_json_parse (text, strlen (text), NULL);
  if (json == NULL)
    return NULL;
  switch (type)
    {
    case VT_VALUE_NUMBER:
      return vt_json_type (vt_json_root (json)) == VT_JSON_NUMBER ? vt_value_from_json (vt_json_root (json)) : NULL;
    case VT_VALUE_JSON:
      return vt_value_new_json (text);
    case VT_VALUE_LABELS:
      return labels_from_json (vt_json_root (json));
    case VT_VALUE_CHAT:
      return chat_from_json (vt_json_root (json));
    default:
      return NULL;
    }
}

static VtValue *
convert (VtValue *value, VtValueType type)
{
  VtValueType from = vt_value_type (value);
  g_autofree char *text = NULL;

  if (is_file_like (type) && from != VT_VALUE_TEXT)
    return from == VT_VALUE_FILE ? vt_value_ref (value) : NULL;
  if (from == VT_VALUE_TEXT || from == VT_VALUE_JSON)
    return convert_text (vt_value_text (value), type);
  if (type == VT_VALUE_JSON && vt_value_type_fits (from, type))
    {
      text = vt_value_to_json (value);
      return vt_value_new_json (text);
    }
  if (type != VT_VALUE_TEXT || !vt_value_type_fits (from, type))
    return NULL;
  text = vt_value_to_text (value);
  return vt_value_new_text (text);
}

VtValue *
vt_value_convert (VtValue *value, VtValueType type, GError **error)
{
  static const char *const wanted[] = {
    [VT_VALUE_TEXT] = "a text", [VT_VALUE_NUMBER] = "a number", [VT_VALUE_BOOLEAN] = "true or false",
    [VT_VALUE_LABELS] = "labels with scores", [VT_VALUE_CHAT] = "messages with “role” and “content”",
    [VT_VALUE_JSON] = "JSON", [VT_VALUE_LIST] = "a list", [VT_VALUE_FILE] = "a file",
    [VT_VALUE_AUDIO] = "a sound", [VT_VALUE_IMAGE] = "a picture",
  };
  VtValueType from = vt_value_type (value);
  VtValue *converted;

  if (from == type || from == VT_VALUE_NONE)
    return vt_value_ref (value);
  converted = convert (value, type);
  if (converted == NULL)
    g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "it takes %s, and this is %s",
                 type < G_N_ELEMENTS (wanted) && wanted[type] != NULL ? wanted[type] : "nothing",
                 wanted[from]);
  return converted;
}
