/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const VtParam properties[] = {
  { "value", VT_PARAM_NUMBER, 0, 1e6, 0.1, 1, .title = N_ ("Seconds"), .help = N_ ("From one tick to the next") },
  { "active", VT_PARAM_BOOLEAN, .number = 1, .title = N_ ("Running at first") },
  { NULL },
};

static const char *const events[] = { "tick", NULL };

/* It is never seen; whoever runs the space lets it tick. */
const VtComponentClass vt_component_timer = {
  .type = "timer",
  .title = N_ ("Timer"),
  .value = VT_VALUE_NUMBER,
  .properties = properties,
  .events = events,
};
