/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "app/components/component-parts.h"
#include "app/date-text.h"

static const VtParam properties[] = {
  { "value", VT_PARAM_TEXT, .text = "", .title = N_ ("Date"), .help = N_ ("2026-03-01 14:30:00, or now") },
  { "include_time", VT_PARAM_BOOLEAN, .number = 1, .title = N_ ("With the time of day") },
  { NULL },
};

static const char *const events[] = { "change", "input", "submit", NULL };

static VtValue *
accept (const VtSpaceComponent *component, VtValue *value, GError **error)
{
  gboolean with_time = vt_space_component_get_boolean (component, "include_time");
  g_autofree char *text = NULL;

  if (*vt_value_text (value) == '\0')
    return vt_value_new_none ();
  text = vt_date_text_normalize (vt_value_text (value), with_time);
  if (text != NULL)
    return vt_value_new_text (text);
  g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "“%s” is no date; one is written %s", vt_value_text (value),
               with_time ? "2026-03-01 14:30:00" : "2026-03-01");
  return NULL;
}

const VtComponentClass vt_component_datetime = {
  .type = "datetime",
  .title = N_ ("Date and time"),
  .value = VT_VALUE_TEXT,
  .is_input = TRUE,
  .properties = properties,
  .events = events,
  .accept = accept,
};
