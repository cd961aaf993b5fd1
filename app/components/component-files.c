/* component-files.c: for components that hold what is in a file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/components/component-parts.h"

VtValue *
vt_component_coerce_file (const VtSpaceComponent *component, VtValue *value)
{
  g_autofree char *path = NULL;

  if (vt_value_type (value) != VT_VALUE_TEXT)
    return NULL;
  if (*vt_value_text (value) == '\0')
    return vt_value_new_none ();
  path = vt_space_component_path (component, vt_value_text (value));
  return path != NULL ? vt_value_new_file (path) : NULL;
}
