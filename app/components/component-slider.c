/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const VtParam properties[] = {
  { "value", VT_PARAM_NUMBER, -G_MAXDOUBLE, G_MAXDOUBLE, .number = NAN, .title = N_ ("Number") },
  { "minimum", VT_PARAM_NUMBER, -G_MAXDOUBLE, G_MAXDOUBLE, .number = 0, .title = N_ ("Least") },
  { "maximum", VT_PARAM_NUMBER, -G_MAXDOUBLE, G_MAXDOUBLE, .number = 100, .title = N_ ("Greatest") },
  { "step", VT_PARAM_NUMBER, 0, G_MAXDOUBLE, .number = NAN, .title = N_ ("Step"),
    .help = N_ ("Without one, a hundredth of the way, or 1 for long ones") },
  { "precision", VT_PARAM_INTEGER, 0, 12, 1, NAN, .title = N_ ("Digits"),
    .help = N_ ("Digits behind the point; 0 for whole numbers"), .advanced = TRUE },
  { NULL },
};

static const char *const events[] = { "change", "input", "release", NULL };

static VtValue *
initial (const VtSpaceComponent *component)
{
  return vt_value_new_number (vt_space_component_get_number (component, "minimum"));
}

const VtComponentClass vt_component_slider = {
  .type = "slider",
  .title = N_ ("Slider"),
  .value = VT_VALUE_NUMBER,
  .is_input = TRUE,
  .properties = properties,
  .events = events,
  .check = vt_component_check_range,
  .accept = vt_component_accept_in_range,
  .initial = initial,
};
