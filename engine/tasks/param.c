/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/param.h"

#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/json-write.h"

const VtParam *
vt_param_find (const VtParam *params, const char *name)
{
  for (const VtParam *param = params; param != NULL && param->name != NULL; param++)
    if (strcmp (param->name, name) == 0)
      return param;
  return NULL;
}

static char *
describe_number (const VtParam *param)
{
  const char *what = param->type == VT_PARAM_INTEGER ? "a whole number" : "a number";

  if (param->maximum < G_MAXDOUBLE)
    return g_strdup_printf ("%s from %.15g to %.15g", what, param->minimum, param->maximum);
  if (param->minimum > -G_MAXDOUBLE)
    return g_strdup_printf ("%s from %.15g", what, param->minimum);
  return g_strdup (what);
}

/* What a parameter takes, for the end of a sentence: "a number from 0 to 2". */
static char *
describe (const VtParam *param)
{
  switch (param->type)
    {
    case VT_PARAM_NUMBER:
    case VT_PARAM_INTEGER:
      return describe_number (param);
    case VT_PARAM_BOOLEAN:
      return g_strdup ("true or false");
    case VT_PARAM_CHOICE:
      {
        g_autofree char *choices = g_strjoinv (", ", (char **) param->choices);

        return g_strdup_printf ("one of: %s", choices);
      }
    case VT_PARAM_TEXT:
      return g_strdup ("a text");
    case VT_PARAM_TEXTS:
      return g_strdup ("a text, or a JSON array of texts");
    case VT_PARAM_JSON:
    default:
      return g_strdup ("JSON");
    }
}

/* Always %NULL, for a tail call. */
static VtValue *
refuse (const VtParam *param, VtValue *value, GError **error)
{
  g_autofree char *wanted = describe (param);
  g_autofree char *given = vt_value_to_text (value);
  g_autofree char *shown = g_utf8_strlen (given, -1) > 80 ? g_utf8_substring (given, 0, 80) : NULL;

  g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "The parameter “%s” takes %s, not “%s%s”.",
               param->name, wanted, shown != NULL ? shown : given, shown != NULL ? "…" : "");
  return NULL;
}

static gboolean
has_text (VtValue *value)
{
  VtValueType type = vt_value_type (value);

  return type == VT_VALUE_TEXT || type == VT_VALUE_JSON;
}

static gboolean
read_number (VtValue *value, double *number)
{
  g_autofree char *text = NULL;
  char *end;

  if (vt_value_type (value) == VT_VALUE_NUMBER)
    *number = vt_value_number (value);
  else if (has_text (value))
    {
      text = g_strstrip (g_strdup (vt_value_text (value)));
      *number = g_ascii_strtod (text, &end);
      if (end == text || *end != '\0')
        return FALSE;
    }
  else
    return FALSE;
  return isfinite (*number);
}

static VtValue *
accept_number (const VtParam *param, VtValue *value, GError **error)
{
  double number;

  if (!read_number (value, &number) || number < param->minimum || number > param->maximum
      || (param->type == VT_PARAM_INTEGER && number != floor (number)))
    return refuse (param, value, error);
  return vt_value_new_number (number);
}

static VtValue *
accept_boolean (const VtParam *param, VtValue *value, GError **error)
{
  static const char *const words[2][4] = { { "false", "no", "off", "0" }, { "true", "yes", "on", "1" } };
  g_autofree char *text = NULL;

  if (vt_value_type (value) == VT_VALUE_BOOLEAN)
    return vt_value_ref (value);
  text = vt_value_to_text (value);
  for (int truth = 0; truth < 2; truth++)
    for (guint i = 0; i < G_N_ELEMENTS (words[truth]); i++)
      if (g_ascii_strcasecmp (text, words[truth][i]) == 0)
        return vt_value_new_boolean (truth);
  return refuse (param, value, error);
}

static VtValue *
accept_text (const VtParam *param, VtValue *value, GError **error)
{
  g_autofree char *text = NULL;

  if (!vt_value_type_fits (vt_value_type (value), VT_VALUE_TEXT))
    return refuse (param, value, error);
  text = vt_value_to_text (value);
  if (param->type == VT_PARAM_CHOICE && !g_strv_contains (param->choices, text))
    return refuse (param, value, error);
  return vt_value_new_text (text);
}

static gboolean
is_array_of_texts (const char *text)
{
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), NULL);
  const VtJsonNode *root = json != NULL ? vt_json_root (json) : NULL;
  VtJsonIter iter = VT_JSON_ITER (root);

  while (vt_json_iter_next (&iter))
    if (vt_json_type (iter.value) != VT_JSON_STRING)
      return FALSE;
  return vt_json_type (root) == VT_JSON_ARRAY;
}

static VtValue *
texts_new (const char *text)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };
  VtValue *value;

  vt_json_write_begin (&json, '[');
  vt_json_write_string (&json, text, -1);
  vt_json_write_end (&json, ']');
  value = vt_value_new_json (json.text->str);
  g_string_free (json.text, TRUE);
  return value;
}

static VtValue *
accept_texts (const VtParam *param, VtValue *value, GError **error)
{
  if (has_text (value) && is_array_of_texts (vt_value_text (value)))
    return vt_value_new_json (vt_value_text (value));
  if (vt_value_type (value) == VT_VALUE_TEXT)
    return texts_new (vt_value_text (value));
  return refuse (param, value, error);
}

static VtValue *
accept_json (const VtParam *param, VtValue *value, GError **error)
{
  g_autofree char *text = vt_value_type (value) == VT_VALUE_BOOLEAN
                            ? g_strdup (vt_value_boolean (value) ? "true" : "false")
                            : vt_value_to_text (value);
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), NULL);

  return json != NULL ? vt_value_new_json (text) : refuse (param, value, error);
}

VtValue *
vt_param_accept (const VtParam *param, VtValue *value, GError **error)
{
  static VtValue *(*const accept[]) (const VtParam *, VtValue *, GError **) = {
    [VT_PARAM_NUMBER] = accept_number, [VT_PARAM_INTEGER] = accept_number,
    [VT_PARAM_BOOLEAN] = accept_boolean, [VT_PARAM_CHOICE] = accept_text,
    [VT_PARAM_TEXT] = accept_text, [VT_PARAM_TEXTS] = accept_texts, [VT_PARAM_JSON] = accept_json,
  };

  if (vt_value_type (value) == VT_VALUE_NONE)
    return vt_param_default (param);
  return accept[param->type] (param, value, error);
}

VtValue *
vt_param_default (const VtParam *param)
{
  switch (param->type)
    {
    case VT_PARAM_NUMBER:
    case VT_PARAM_INTEGER:
      return vt_value_new_number (param->number);
    case VT_PARAM_BOOLEAN:
      return vt_value_new_boolean (param->number != 0);
    case VT_PARAM_TEXTS:
      return param->text != NULL ? texts_new (param->text) : vt_value_new_none ();
    case VT_PARAM_JSON:
      return param->text != NULL ? vt_value_new_json (param->text) : vt_value_new_none ();
    default:
      return param->text != NULL ? vt_value_new_text (param->text) : vt_value_new_none ();
    }
}

VtValueType
vt_param_value_type (const VtParam *param)
{
  static const VtValueType types[] = {
    [VT_PARAM_NUMBER] = VT_VALUE_NUMBER, [VT_PARAM_INTEGER] = VT_VALUE_NUMBER, [VT_PARAM_BOOLEAN] = VT_VALUE_BOOLEAN,
    [VT_PARAM_CHOICE] = VT_VALUE_TEXT,   [VT_PARAM_TEXT] = VT_VALUE_TEXT,      [VT_PARAM_TEXTS] = VT_VALUE_TEXT,
    [VT_PARAM_JSON] = VT_VALUE_JSON,
  };

  return types[param->type];
}
