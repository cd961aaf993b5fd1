/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const VtParam properties[] = {
  { "choices", VT_PARAM_JSON, .text = "[]", .title = N_ ("Choices"),
    .help = N_ ("Texts, or pairs of what people read and what is passed on") },
  { "value", VT_PARAM_TEXTS, .title = N_ ("Chosen") },
  { NULL },
};

static const char *const events[] = { "change", "input", "select", NULL };

static VtValue *
initial (const VtSpaceComponent *component)
{
  return vt_value_new_json ("[]");
}

const VtComponentClass vt_component_checkboxgroup = {
  .type = "checkboxgroup",
  .title = N_ ("Choice of several"),
  .value = VT_VALUE_JSON,
  .is_input = TRUE,
  .properties = properties,
  .events = events,
  .check = vt_component_check_choices,
  .coerce = vt_component_coerce_several,
  .accept = vt_component_accept_several,
  .initial = initial,
};
