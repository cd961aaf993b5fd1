/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "app/components/component-parts.h"

static const VtParam properties[] = {
  { "value", VT_PARAM_TEXT, .text = "#000000", .title = N_ ("Colour"), .help = N_ ("#rrggbb") },
  { NULL },
};

static const char *const events[] = { "change", "input", "submit", NULL };

/* "#f80" and "#FF8800" as "#ff8800". */
static VtValue *
accept (const VtSpaceComponent *component, VtValue *value, GError **error)
{
  const char *text = vt_value_text (value);
  gsize n = strlen (text);
  char color[8] = "#";

  if (*text == '\0')
    return vt_value_new_none ();
  if (*text != '#' || (n != 4 && n != 7) || strspn (text + 1, "0123456789abcdefABCDEF") != n - 1)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "“%s” is no colour; one is written #rrggbb", text);
      return NULL;
    }
  for (guint i = 0; i < 6; i++)
    color[i + 1] = g_ascii_tolower (text[1 + (n == 4 ? i / 2 : i)]);
  return vt_value_new_text (color);
}

const VtComponentClass vt_component_colorpicker = {
  .type = "colorpicker",
  .title = N_ ("Colour"),
  .value = VT_VALUE_TEXT,
  .is_input = TRUE,
  .properties = properties,
  .events = events,
  .accept = accept,
};
