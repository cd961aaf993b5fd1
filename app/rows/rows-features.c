/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/rows/rows-features.h"

#include <string.h>

static GStrv
read_names (const VtJsonNode *names)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  VtJsonIter iter = VT_JSON_ITER (names);

  if (vt_json_type (names) != VT_JSON_ARRAY)
    return NULL;
  while (vt_json_iter_next (&iter))
    g_strv_builder_add (builder, vt_json_string (iter.value, NULL) != NULL ? vt_json_string (iter.value, NULL) : "?");
  return g_strv_builder_end (builder);
}

static VtRowsKind
kind_of_value (const char *type)
{
  if (strcmp (type, "bool") == 0)
    return VT_ROWS_BOOLEAN;
  return g_str_has_prefix (type, "int") || g_str_has_prefix (type, "uint") || g_str_has_prefix (type, "float") ? VT_ROWS_NUMBER
                                                                                                             : VT_ROWS_TEXT;
}

GStrv
vt_rows_read_feature (const VtJsonNode *feature, VtRowsKind *kind)
{
  const char *type = vt_json_get_string (feature, "_type", "");

  if (strcmp (type, "Value") == 0)
    *kind = kind_of_value (vt_json_get_string (feature, "dtype", ""));
  else if (strcmp (type, "Image") == 0)
    *kind = VT_ROWS_IMAGE;
  else if (strcmp (type, "Audio") == 0)
    *kind = VT_ROWS_AUDIO;
  else if (strcmp (type, "ClassLabel") == 0)
    {
      *kind = VT_ROWS_TEXT;
      return read_names (vt_json_get (feature, "names"));
    }
  else if (feature != NULL && *kind == VT_ROWS_TEXT)
    *kind = VT_ROWS_JSON;
  return NULL;
}

char *
vt_rows_name_class (GStrv labels, const char *text)
{
  guint64 number;

  if (text == NULL || labels == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &number, NULL)
      || number >= g_strv_length (labels))
    return g_strdup (text);
  return g_strdup (labels[number]);
}
