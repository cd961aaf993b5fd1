/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const VtParam properties[] = {
  { "choices", VT_PARAM_JSON, .text = "[]", .title = N_ ("Choices"),
    .help = N_ ("Texts, or pairs of what people read and what is passed on") },
  { "value", VT_PARAM_TEXT, .title = N_ ("Chosen") },
  { "allow_custom_value", VT_PARAM_BOOLEAN, .title = N_ ("Takes other texts too"), .advanced = TRUE },
  { "filterable", VT_PARAM_BOOLEAN, .number = 1, .title = N_ ("Search in the choices"), .advanced = TRUE },
  { NULL },
};

static const char *const events[] = { "change", "input", "select", NULL };

/* As in Gradio, the first choice is taken where none is named. */
static VtValue *
initial (const VtSpaceComponent *component)
{
  guint n;
  g_autofree VtSpaceChoice *choices = vt_space_component_choices (component, &n);

  return n > 0 ? vt_value_new_text (choices[0].value) : vt_value_new_none ();
}

const VtComponentClass vt_component_dropdown = {
  .type = "dropdown",
  .title = N_ ("Drop-down list"),
  .value = VT_VALUE_TEXT,
  .is_input = TRUE,
  .properties = properties,
  .events = events,
  .check = vt_component_check_choices,
  .accept = vt_component_accept_choice,
  .initial = initial,
};
