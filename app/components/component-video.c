/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const VtParam properties[] = {
  { "value", VT_PARAM_TEXT, .text = "", .title = N_ ("Film"), .help = N_ ("A file of the space, as assets/talk.webm") },
  { "height", VT_PARAM_INTEGER, 40, 4000, 10, NAN, .title = N_ ("Height"), .help = N_ ("In pixels") },
  { "autoplay", VT_PARAM_BOOLEAN, .title = N_ ("Plays at once") },
  { "loop", VT_PARAM_BOOLEAN, .title = N_ ("Begins again at its end"), .advanced = TRUE },
  { NULL },
};

static const char *const events[] = { "change", "input", "upload", "clear", "play", "pause", "end", NULL };

const VtComponentClass vt_component_video = {
  .type = "video",
  .title = N_ ("Film"),
  .value = VT_VALUE_FILE,
  .is_input = TRUE,
  .properties = properties,
  .events = events,
  .coerce = vt_component_coerce_file,
};
