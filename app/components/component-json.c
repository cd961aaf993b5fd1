/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const VtParam properties[] = {
  { "value", VT_PARAM_JSON, .title = N_ ("Value"), .help = N_ ("Any JSON") },
  { "open", VT_PARAM_BOOLEAN, .number = 1, .title = N_ ("Unfolded at first") },
  { "show_indices", VT_PARAM_BOOLEAN, .title = N_ ("Number the elements"), .advanced = TRUE },
  { "max_height", VT_PARAM_NUMBER, 50, 10000, 10, 400, .title = N_ ("Height"),
    .help = N_ ("In pixels; beyond it the tree scrolls"), .advanced = TRUE },
  { NULL },
};

static const char *const events[] = { "change", NULL };

const VtComponentClass vt_component_json = {
  .type = "json",
  .title = N_ ("Tree of values"),
  .value = VT_VALUE_JSON,
  .properties = properties,
  .events = events,
};
