/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const VtParam properties[] = {
  { "value", VT_PARAM_TEXT, .text = "", .title = N_ ("Text"), .help = N_ ("Markdown") },
  { NULL },
};

static const char *const events[] = { "change", NULL };

const VtComponentClass vt_component_markdown = {
  .type = "markdown",
  .title = N_ ("Formatted text"),
  .value = VT_VALUE_TEXT,
  .properties = properties,
  .events = events,
};
