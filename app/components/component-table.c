/* component-table.c: what the components that hold a table take.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "app/components/component-parts.h"
#include "app/table.h"

VtValue *
vt_component_coerce_table (const VtSpaceComponent *component, VtValue *value)
{
  const char *text = vt_value_type (value) == VT_VALUE_TEXT ? vt_value_text (value) : NULL;
  g_autoptr (VtTable) table = NULL;
  g_autofree char *json = NULL;

  if (text == NULL || strchr ("{[", *text) != NULL)
    return NULL;
  table = vt_table_from_csv (text, strlen (text), 0, TRUE, NULL);
  if (table == NULL)
    return NULL;
  json = vt_table_to_json (table);
  return vt_value_new_json (json);
}

VtValue *
vt_component_accept_table (const VtSpaceComponent *component, VtValue *value, GError **error)
{
  const char *text = vt_value_text (value);
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), error);
  g_autoptr (VtTable) table = json != NULL ? vt_table_from_json (vt_json_root (json), error) : NULL;
  g_autofree char *written = table != NULL ? vt_table_to_json (table) : NULL;

  return written != NULL ? vt_value_new_json (written) : NULL;
}
