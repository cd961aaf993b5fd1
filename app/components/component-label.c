/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const VtParam properties[] = {
  { "value", VT_PARAM_JSON, .title = N_ ("Labels"),
    .help = N_ ("Names with scores: {\"cat\": 0.9, \"dog\": 0.1}") },
  { "num_top_classes", VT_PARAM_INTEGER, 1, 1000, 1, NAN, .title = N_ ("How many are shown") },
  { "show_heading", VT_PARAM_BOOLEAN, .number = 1, .title = N_ ("The best one in large letters") },
  { NULL },
};

static const char *const events[] = { "change", NULL };

const VtComponentClass vt_component_label = {
  .type = "label",
  .title = N_ ("Labels with scores"),
  .value = VT_VALUE_LABELS,
  .properties = properties,
  .events = events,
};
