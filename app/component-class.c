/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/component-class.h"

#include <math.h>
#include <string.h>

#include "engine/base/error.h"

const VtParam vt_component_common_properties[] = {
  { "label", VT_PARAM_TEXT, .text = "", .title = N_ ("Label") },
  { "info", VT_PARAM_TEXT, .text = "", .title = N_ ("Explanation"), .help = N_ ("A line below the label") },
  { "show_label", VT_PARAM_BOOLEAN, .number = 1, .title = N_ ("Show the label"), .advanced = TRUE },
  { "interactive", VT_PARAM_BOOLEAN, .number = 1, .title = N_ ("People can change it"), .advanced = TRUE },
  { "visible", VT_PARAM_BOOLEAN, .number = 1, .title = N_ ("Visible"), .advanced = TRUE },
  { "scale", VT_PARAM_NUMBER, 0, 100, 1, NAN, .title = N_ ("Share of the width"),
    .help = N_ ("In a row, beside the others; 0 for no more than it needs"), .advanced = TRUE },
  { "min_width", VT_PARAM_NUMBER, 0, 10000, 1, NAN, .title = N_ ("Least width"),
    .help = N_ ("In pixels; a row with too little room breaks"), .advanced = TRUE },
  { NULL },
};

const VtComponentClass *
vt_component_class_find (const char *type, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (const VtComponentClass *const *klass = vt_component_classes; *klass != NULL; klass++)
    {
      if (strcmp ((*klass)->type, type) == 0)
        return *klass;
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", (*klass)->type);
    }
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
               "“%s” is no component that this version knows; it knows %s", type, names->str);
  return NULL;
}

const VtParam *
vt_component_class_find_property (const VtComponentClass *klass, const char *name)
{
  const VtParam *property = vt_param_find (klass->properties, name);

  return property != NULL ? property : vt_param_find (vt_component_common_properties, name);
}

gboolean
vt_component_class_has_event (const VtComponentClass *klass, const char *event)
{
  return g_strv_contains (klass->events, event);
}
