/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const VtParam properties[] = {
  { "value", VT_PARAM_TEXT, .text = "", .title = N_ ("Text") },
  { "placeholder", VT_PARAM_TEXT, .text = "", .title = N_ ("Placeholder"),
    .help = N_ ("What stands there while it is empty") },
  { "lines", VT_PARAM_INTEGER, 1, 100, 1, 1, .title = N_ ("Lines") },
  { "max_lines", VT_PARAM_INTEGER, 1, 1000, 1, 20, .title = N_ ("Most lines"),
    .help = N_ ("Beyond them the text scrolls"), .advanced = TRUE },
  { "max_length", VT_PARAM_INTEGER, 0, 10000000, 1, 0, .title = N_ ("Longest text"),
    .help = N_ ("In characters; 0 for no limit"), .advanced = TRUE },
  { "autofocus", VT_PARAM_BOOLEAN, .title = N_ ("Takes the keyboard first"), .advanced = TRUE },
  { "show_copy_button", VT_PARAM_BOOLEAN, .title = N_ ("Copy button"), .advanced = TRUE },
  { NULL },
};

static const char *const events[] = { "submit", "change", "input", "focus", "blur", NULL };

static VtValue *
accept (const VtSpaceComponent *component, VtValue *value, GError **error)
{
  double longest = vt_space_component_get_number (component, "max_length");

  if (longest > 0 && g_utf8_strlen (vt_value_text (value), -1) > (glong) longest)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_LIMIT, "the text is longer than %.0f characters", longest);
      return NULL;
    }
  return vt_value_ref (value);
}

const VtComponentClass vt_component_textbox = {
  .type = "textbox",
  .title = N_ ("Text"),
  .value = VT_VALUE_TEXT,
  .is_input = TRUE,
  .properties = properties,
  .events = events,
  .accept = accept,
};
