/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const VtParam properties[] = {
  { "value", VT_PARAM_NUMBER, -G_MAXDOUBLE, G_MAXDOUBLE, .number = NAN, .title = N_ ("Number") },
  { "minimum", VT_PARAM_NUMBER, -G_MAXDOUBLE, G_MAXDOUBLE, .number = NAN, .title = N_ ("Least") },
  { "maximum", VT_PARAM_NUMBER, -G_MAXDOUBLE, G_MAXDOUBLE, .number = NAN, .title = N_ ("Greatest") },
  { "step", VT_PARAM_NUMBER, 0, G_MAXDOUBLE, .number = 1, .title = N_ ("Step"), .advanced = TRUE },
  { "precision", VT_PARAM_INTEGER, 0, 12, 1, NAN, .title = N_ ("Digits"),
    .help = N_ ("Digits behind the point; 0 for whole numbers"), .advanced = TRUE },
  { NULL },
};

static const char *const events[] = { "change", "input", "submit", NULL };

const VtComponentClass vt_component_number = {
  .type = "number",
  .title = N_ ("Number"),
  .value = VT_VALUE_NUMBER,
  .is_input = TRUE,
  .properties = properties,
  .events = events,
  .check = vt_component_check_range,
  .accept = vt_component_accept_in_range,
};
