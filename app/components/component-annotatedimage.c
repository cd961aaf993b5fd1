/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const VtParam properties[] = {
  { "value", VT_PARAM_JSON, .title = N_ ("Picture and what is in it"), .help = N_ ("[\"assets/a.png\", [{\"label\": …, \"box\": …}]]") },
  { "show_legend", VT_PARAM_BOOLEAN, .number = 1, .title = N_ ("Legend") },
  { "height", VT_PARAM_INTEGER, 40, 4000, 10, NAN, .title = N_ ("Height"), .help = N_ ("In pixels") },
  { NULL },
};

static const char *const events[] = { "change", "select", NULL };

/* The value is a list: the picture, then boxes or masks in the Hub's form. */
const VtComponentClass vt_component_annotatedimage = {
  .type = "annotatedimage",
  .title = N_ ("Picture with things named in it"),
  .value = VT_VALUE_LIST,
  .properties = properties,
  .events = events,
  .coerce = vt_component_coerce_files,
};
