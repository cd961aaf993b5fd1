/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const VtParam properties[] = {
  { "value", VT_PARAM_JSON, .title = N_ ("Value at first"), .help = N_ ("Any JSON; it is never shown") },
  { NULL },
};

static const char *const events[] = { "change", NULL };

/* What a space remembers from run to run. */
const VtComponentClass vt_component_state = {
  .type = "state",
  .title = N_ ("Memory"),
  .value = VT_VALUE_JSON,
  .holds_any = TRUE,
  .properties = properties,
  .events = events,
};
