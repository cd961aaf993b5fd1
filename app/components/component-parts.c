/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

#include <string.h>

gboolean
vt_component_check_range (const VtSpaceComponent *component, GError **error)
{
  double minimum = vt_space_component_get_number (component, "minimum");
  double maximum = vt_space_component_get_number (component, "maximum");

  /* Not a number, where one is not set, compares as false. */
  if (minimum >= maximum)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "“minimum” is %g, which is not below “maximum”, %g",
                   minimum, maximum);
      return FALSE;
    }
  return TRUE;
}

VtValue *
vt_component_accept_in_range (const VtSpaceComponent *component, VtValue *value, GError **error)
{
  double number = vt_value_number (value);
  double minimum = vt_space_component_get_number (component, "minimum");
  double maximum = vt_space_component_get_number (component, "maximum");

  if (number < minimum || number > maximum)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "%g is not between %g and %g", number,
                   isnan (minimum) ? -INFINITY : minimum, isnan (maximum) ? INFINITY : maximum);
      return NULL;
    }
  return vt_value_ref (value);
}

gboolean
vt_component_check_choices (const VtSpaceComponent *component, GError **error)
{
  g_autoptr (VtValue) value = vt_space_component_get (component, "choices");
  const char *text = vt_value_text (value);
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), error);
  VtJsonIter iter = VT_JSON_ITER (json != NULL ? vt_json_root (json) : NULL);
  guint index = 0;

  if (json == NULL)
    return FALSE;
  if (vt_json_type (iter.container) != VT_JSON_ARRAY)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "“choices” must be an array");
      return FALSE;
    }
  for (; vt_json_iter_next (&iter); index++)
    if (vt_json_type (iter.value) != VT_JSON_STRING
        && (vt_json_length (iter.value) != 2 || vt_json_string (vt_json_at (iter.value, 0), NULL) == NULL
            || vt_json_string (vt_json_at (iter.value, 1), NULL) == NULL))
      {
        g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
                     "“choices[%u]” must be a text, or a pair of texts: what people read and what is passed on",
                     index);
        return FALSE;
      }
  return TRUE;
}

/* Whether @text is among the choices, or need not be; sets @error if it must. */
static gboolean
check_choice (const VtSpaceComponent *component, const char *text, GError **error)
{
  guint n;
  g_autofree VtSpaceChoice *choices = vt_space_component_choices (component, &n);
  g_autoptr (GString) names = g_string_new (NULL);
  gboolean custom = vt_component_class_find_property (component->klass, "allow_custom_value") != NULL
                    && vt_space_component_get_boolean (component, "allow_custom_value");

  for (guint i = 0; i < n; i++)
    {
      if (strcmp (choices[i].value, text) == 0)
        return TRUE;
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", choices[i].value);
    }
  if (!custom)
    g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "“%s” is none of the choices, which are: %s", text, names->str);
  return custom;
}

VtValue *
vt_component_accept_choice (const VtSpaceComponent *component, VtValue *value, GError **error)
{
  return check_choice (component, vt_value_text (value), error) ? vt_value_ref (value) : NULL;
}

static gboolean
check_count (const VtSpaceComponent *component, guint n, GError **error)
{
  double most = vt_component_class_find_property (component->klass, "max_choices") != NULL
                  ? vt_space_component_get_number (component, "max_choices")
                  : NAN;

  if (n <= most || isnan (most))
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "at most %.0f can be chosen, and these are %u", most, n);
  return FALSE;
}

VtValue *
vt_component_accept_several (const VtSpaceComponent *component, VtValue *value, GError **error)
{
  const char *text = vt_value_text (value);
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), NULL);
  VtJsonIter iter = VT_JSON_ITER (json != NULL ? vt_json_root (json) : NULL);
  guint n = 0;

  if (vt_json_type (iter.container) != VT_JSON_ARRAY)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "it takes an array of choices");
      return NULL;
    }
  for (; vt_json_iter_next (&iter); n++)
    {
      const char *choice = vt_json_string (iter.value, NULL);

      if (choice == NULL)
        g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "each choice is a text");
      if (choice == NULL || !check_choice (component, choice, error))
        return NULL;
    }
  return check_count (component, n, error) ? vt_value_ref (value) : NULL;
}

VtValue *
vt_component_coerce_several (const VtSpaceComponent *component, VtValue *value)
{
  VtJsonWriter writer = { 0 };
  VtValue *array;

  if (vt_value_type (value) != VT_VALUE_TEXT || g_str_has_prefix (vt_value_text (value), "["))
    return NULL;
  writer.text = g_string_new (NULL);
  vt_json_write_begin (&writer, '[');
  vt_json_write_string (&writer, vt_value_text (value), -1);
  vt_json_write_end (&writer, ']');
  array = vt_value_new_json (writer.text->str);
  g_string_free (writer.text, TRUE);
  return array;
}
