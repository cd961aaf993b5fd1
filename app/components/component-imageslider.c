/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const VtParam properties[] = {
  { "value", VT_PARAM_JSON, .title = N_ ("Two pictures"), .help = N_ ("Files of the space: [\"assets/a.png\", \"assets/b.png\"]") },
  { "slider_position", VT_PARAM_NUMBER, 0, 100, 1, 50, .title = N_ ("Divider"), .help = N_ ("In percent from the left") },
  { "height", VT_PARAM_INTEGER, 40, 4000, 10, NAN, .title = N_ ("Height"), .help = N_ ("In pixels") },
  { NULL },
};

static const char *const events[] = { "change", "input", NULL };

const VtComponentClass vt_component_imageslider = {
  .type = "imageslider",
  .title = N_ ("Two pictures to compare"),
  .value = VT_VALUE_LIST,
  .properties = properties,
  .events = events,
  .coerce = vt_component_coerce_files,
};
