/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const char *const variants[] = { "secondary", "primary", "stop", "huggingface", NULL };
static const char *const sizes[] = { "sm", "md", "lg", NULL };

static const VtParam properties[] = {
  { "value", VT_PARAM_TEXT, .text = "Run", .title = N_ ("What it says") },
  { "variant", VT_PARAM_CHOICE, .text = "secondary", .choices = variants, .title = N_ ("Look") },
  { "size", VT_PARAM_CHOICE, .text = "lg", .choices = sizes, .title = N_ ("Size"), .advanced = TRUE },
  { NULL },
};

static const char *const events[] = { "click", NULL };

/* Its value is what it says, so an output can rename it. */
const VtComponentClass vt_component_button = {
  .type = "button",
  .title = N_ ("Button"),
  .value = VT_VALUE_TEXT,
  .properties = properties,
  .events = events,
};
