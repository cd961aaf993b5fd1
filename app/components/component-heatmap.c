/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const VtParam properties[] = {
  { "value", VT_PARAM_JSON, .title = N_ ("Picture, words and masks"),
    .help = N_ ("[\"assets/a.png\", [{\"label\": …}], [\"assets/mask.png\"]]") },
  { "height", VT_PARAM_INTEGER, 80, 2000, 10, 320, .title = N_ ("Height"), .help = N_ ("Of the picture, in pixels"), .advanced = TRUE },
  { NULL },
};

static const char *const events[] = { "change", "select", NULL };

/* A picture and words, one of which can be laid over it as far as it counts at each place: Gradio has no such component. */
const VtComponentClass vt_component_heatmap = {
  .type = "heatmap",
  .title = N_ ("Where each word counts"),
  .value = VT_VALUE_LIST,
  .properties = properties,
  .events = events,
  .coerce = vt_component_coerce_files,
};
