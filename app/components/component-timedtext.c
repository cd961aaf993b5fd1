/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const VtParam properties[] = {
  { "value", VT_PARAM_JSON, .title = N_ ("Words with times"),
    .help = N_ ("What recognition gives as words or chunks, or a voice as phonemes") },
  { "follows", VT_PARAM_TEXT, .text = "", .title = N_ ("Sound that it follows"),
    .help = N_ ("The name of a sound of this space: its words light up as they are heard") },
  { "lines", VT_PARAM_INTEGER, 1, 20, 1, 4, .title = N_ ("Lines"), .help = N_ ("How many are seen at once") },
  { "size", VT_PARAM_NUMBER, 1, 8, 0.25, 1.5, .title = N_ ("Size of the letters"),
    .help = N_ ("How many times as large as other text") },
  { NULL },
};

static const char *const events[] = { "change", NULL };

const VtComponentClass vt_component_timedtext = {
  .type = "timedtext",
  .title = N_ ("Words that light up as they are heard"),
  .value = VT_VALUE_JSON,
  .properties = properties,
  .events = events,
};
