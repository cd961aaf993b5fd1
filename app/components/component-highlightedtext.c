/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const VtParam properties[] = {
  { "value", VT_PARAM_JSON, .title = N_ ("Parts"),
    .help = N_ ("Pairs of a text and its label, a name, a number from -1 to 1, or null") },
  { "color_map", VT_PARAM_JSON, .text = "{}", .title = N_ ("Colours"),
    .help = N_ ("A colour for each label: {\"noun\": \"green\"}"), .advanced = TRUE },
  { "show_legend", VT_PARAM_BOOLEAN, .title = N_ ("Legend") },
  { "combine_adjacent", VT_PARAM_BOOLEAN, .title = N_ ("Join neighbours with one label"), .advanced = TRUE },
  { NULL },
};

static const char *const events[] = { "change", NULL };

const VtComponentClass vt_component_highlightedtext = {
  .type = "highlightedtext",
  .title = N_ ("Marked text"),
  .value = VT_VALUE_JSON,
  .properties = properties,
  .events = events,
};
