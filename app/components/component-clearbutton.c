/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const char *const variants[] = { "secondary", "primary", "stop", NULL };

static const VtParam properties[] = {
  { "value", VT_PARAM_TEXT, .text = "Clear", .title = N_ ("What it says") },
  { "components", VT_PARAM_TEXTS, .title = N_ ("What it empties"), .help = N_ ("Ids of components; without any, all of them") },
  { "variant", VT_PARAM_CHOICE, .text = "secondary", .choices = variants, .title = N_ ("Look"), .advanced = TRUE },
  { NULL },
};

static const char *const events[] = { "click", NULL };

const VtComponentClass vt_component_clearbutton = {
  .type = "clearbutton",
  .title = N_ ("Button that empties"),
  .value = VT_VALUE_TEXT,
  .properties = properties,
  .events = events,
};
