/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-condition.h"

#include <math.h>
#include <string.h>

#include "app/space-path.h"
#include "app/value-json.h"

const char *const vt_space_condition_words[] = { "is", "is not", "contains", "<", "<=", ">", ">=", NULL };

static const char *
find_word (const VtJsonNode *node)
{
  const char *text = vt_json_string (node, NULL);

  for (const char *const *word = vt_space_condition_words; text != NULL && *word != NULL; word++)
    if (strcmp (*word, text) == 0)
      return *word;
  return NULL;
}

/* The elements of @node: 1 for a wire alone, 2 behind "not", 3 for a comparison; else 0. */
static guint
read_shape (const VtJsonNode *node, const VtJsonNode *parts[3])
{
  VtJsonIter iter = VT_JSON_ITER (node);
  guint n = 0;

  if (vt_json_type (node) == VT_JSON_STRING)
    {
      parts[0] = node;
      return 1;
    }
  while (vt_json_type (node) == VT_JSON_ARRAY && n < 3 && vt_json_iter_next (&iter))
    parts[n++] = iter.value;
  if (vt_json_length (node) == 2)
    return g_strcmp0 (vt_json_string (parts[0], NULL), "not") == 0 ? 2 : 0;
  return vt_json_length (node) == 3 && find_word (parts[1]) != NULL ? 3 : 0;
}

static VtSpaceCondition *
fail (VtSpaceCondition *self, const char *path, GError **error)
{
  g_autofree char *words = g_strjoinv ("”, “", (char **) vt_space_condition_words);

  vt_space_condition_free (self);
  vt_space_path_fail (error, path, "a condition is “$ID”, [\"not\", \"$ID\"] or [\"$ID\", WORD, VALUE], where WORD is “%s”",
                      words);
  return NULL;
}

VtSpaceCondition *
vt_space_condition_new (const VtJsonNode *node, const char *path, GError **error)
{
  VtSpaceCondition *self = g_new0 (VtSpaceCondition, 1);
  const VtJsonNode *parts[3];
  guint shape = read_shape (node, parts);

  if (shape == 0)
    return fail (self, path, error);
  self->negated = shape == 2;
  self->left = vt_space_wire_new ("if", parts[shape == 2], path, error);
  if (shape == 3 && self->left != NULL)
    {
      self->word = find_word (parts[1]);
      self->right = vt_space_wire_new ("if", parts[2], path, error);
    }
  if (self->left == NULL || (shape == 3 && self->right == NULL))
    {
      vt_space_condition_free (self);
      return NULL;
    }
  return self->left->kind == VT_WIRE_LITERAL ? fail (self, path, error) : self;
}

void
vt_space_condition_free (VtSpaceCondition *self)
{
  g_clear_pointer (&self->left, vt_space_wire_free);
  g_clear_pointer (&self->right, vt_space_wire_free);
  g_free (self);
}

/* Whether there is anything in it. */
static gboolean
is_something (VtValue *value)
{
  g_autofree char *text = NULL;

  switch (vt_value_type (value))
    {
    case VT_VALUE_NONE:
      return FALSE;
    case VT_VALUE_BOOLEAN:
      return vt_value_boolean (value);
    case VT_VALUE_NUMBER:
      return vt_value_number (value) != 0 && !isnan (vt_value_number (value));
    case VT_VALUE_JSON:
      return !g_strv_contains ((const char *const[]) { "null", "false", "0", "\"\"", "[]", "{}", NULL },
                               vt_value_text (value));
    case VT_VALUE_AUDIO:
    case VT_VALUE_IMAGE:
    case VT_VALUE_FILE:
      return TRUE;
    default:
      text = vt_value_to_text (value);
      return *g_strchug (text) != '\0';
    }
}

static char *
as_text (VtValue *value)
{
  guint n;
  const VtLabel *labels;

  if (vt_value_type (value) != VT_VALUE_LABELS)
    return vt_value_to_text (value);
  labels = vt_value_labels (value, &n);
  return g_strdup (n > 0 ? labels[0].label : "");
}

/* NAN where it is none. */
static double
as_number (VtValue *value)
{
  g_autoptr (VtValue) number = NULL;
  guint n;
  const VtLabel *labels;

  if (vt_value_type (value) == VT_VALUE_LABELS)
    {
      labels = vt_value_labels (value, &n);
      return n > 0 ? labels[0].score : NAN;
    }
  number = vt_value_convert (value, VT_VALUE_NUMBER, NULL);
  return number != NULL && vt_value_type (number) == VT_VALUE_NUMBER ? vt_value_number (number) : NAN;
}

static gboolean
texts_hold (const char *word, VtValue *left, VtValue *right)
{
  g_autofree char *a = as_text (left);
  g_autofree char *b = as_text (right);

  if (strcmp (word, "contains") == 0)
    return vt_value_type (left) != VT_VALUE_NONE && strstr (a, b) != NULL;
  /* Two ways to write a number, or yes and true, are one value. */
  if (vt_value_type (left) == VT_VALUE_NUMBER || vt_value_type (right) == VT_VALUE_NUMBER)
    return (as_number (left) == as_number (right)) == (strcmp (word, "is") == 0);
  if (vt_value_type (left) == VT_VALUE_BOOLEAN && vt_value_type (right) == VT_VALUE_BOOLEAN)
    return vt_value_equal (left, right) == (strcmp (word, "is") == 0);
  return (strcmp (a, b) == 0) == (strcmp (word, "is") == 0);
}

static gboolean
numbers_hold (const char *word, double a, double b)
{
  if (word[0] == '<')
    return word[1] == '=' ? a <= b : a < b;
  return word[1] == '=' ? a >= b : a > b;
}

gboolean
vt_space_condition_holds (const VtSpaceCondition *self, VtSpaceWireLookup lookup, gpointer data)
{
  g_autoptr (VtValue) left = vt_space_wire_resolve (self->left, lookup, data);
  g_autoptr (VtValue) right = self->right != NULL ? vt_space_wire_resolve (self->right, lookup, data) : NULL;

  if (self->word == NULL)
    return is_something (left) != self->negated;
  if (*self->word == '<' || *self->word == '>')
    return numbers_hold (self->word, as_number (left), as_number (right));
  return texts_hold (self->word, left, right);
}
