/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const VtParam properties[] = {
  { "value", VT_PARAM_BOOLEAN, .title = N_ ("Ticked") },
  { NULL },
};

static const char *const events[] = { "change", "input", "select", NULL };

static VtValue *
initial (const VtSpaceComponent *component)
{
  return vt_value_new_boolean (FALSE);
}

const VtComponentClass vt_component_checkbox = {
  .type = "checkbox",
  .title = N_ ("Tick box"),
  .value = VT_VALUE_BOOLEAN,
  .is_input = TRUE,
  .properties = properties,
  .events = events,
  .initial = initial,
};
