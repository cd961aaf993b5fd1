/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const VtParam properties[] = {
  { "value", VT_PARAM_JSON, .title = N_ ("Pictures"), .help = N_ ("[\"assets/first.png\", \"assets/second.png\"]") },
  { "height", VT_PARAM_INTEGER, 80, 2000, 10, 320, .title = N_ ("Height"), .help = N_ ("Of the large picture, in pixels"),
    .advanced = TRUE },
  { NULL },
};

static const char *const events[] = { "change", "select", NULL };

/* Pictures in the order in which they came, one of them large: Gradio has no such component. */
const VtComponentClass vt_component_filmstrip = {
  .type = "filmstrip",
  .title = N_ ("Film strip"),
  .value = VT_VALUE_LIST,
  .properties = properties,
  .events = events,
  .coerce = vt_component_coerce_files,
  .accept = vt_component_accept_files,
};
