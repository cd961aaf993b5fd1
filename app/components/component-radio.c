/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const VtParam properties[] = {
  { "choices", VT_PARAM_JSON, .text = "[]", .title = N_ ("Choices"),
    .help = N_ ("Texts, or pairs of what people read and what is passed on") },
  { "value", VT_PARAM_TEXT, .title = N_ ("Chosen") },
  { NULL },
};

static const char *const events[] = { "change", "input", "select", NULL };

static VtValue *
initial (const VtSpaceComponent *component)
{
  return vt_value_new_none ();
}

const VtComponentClass vt_component_radio = {
  .type = "radio",
  .title = N_ ("Choice of one"),
  .value = VT_VALUE_TEXT,
  .is_input = TRUE,
  .properties = properties,
  .events = events,
  .check = vt_component_check_choices,
  .accept = vt_component_accept_choice,
  .initial = initial,
};
