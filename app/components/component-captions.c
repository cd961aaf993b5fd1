/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const VtParam properties[] = {
  { "value", VT_PARAM_TEXT, .text = "", .title = N_ ("Text") },
  { "lines", VT_PARAM_INTEGER, 1, 20, 1, 4, .title = N_ ("Lines"), .help = N_ ("How many are seen at once") },
  { "size", VT_PARAM_NUMBER, 1, 8, 0.25, 2.5, .title = N_ ("Size of the letters"),
    .help = N_ ("How many times as large as other text") },
  { "placeholder", VT_PARAM_TEXT, .text = "", .title = N_ ("Placeholder"),
    .help = N_ ("What stands there while it is empty") },
  { NULL },
};

static const char *const events[] = { "change", NULL };

const VtComponentClass vt_component_captions = {
  .type = "captions",
  .title = N_ ("Captions"),
  .value = VT_VALUE_TEXT,
  .properties = properties,
  .events = events,
};
