/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const VtParam properties[] = {
  { "value", VT_PARAM_TEXT, .text = "", .title = N_ ("Sound"), .help = N_ ("A file of the space, as assets/talk.ogg") },
  { "sources", VT_PARAM_JSON, .text = "[\"upload\", \"microphone\"]", .title = N_ ("Where from"),
    .help = N_ ("Of upload and microphone, those that are offered"), .advanced = TRUE },
  { "autoplay", VT_PARAM_BOOLEAN, .title = N_ ("Plays at once") },
  { "streaming", VT_PARAM_BOOLEAN, .title = N_ ("Passes on while it records"),
    .help = N_ ("Tells “stream” again and again while somebody speaks, and “utterance” at each pause"), .advanced = TRUE },
  { "show_download_button", VT_PARAM_BOOLEAN, .number = 1, .title = N_ ("Save button"), .advanced = TRUE },
  { NULL },
};

/* "utterance" is ours: somebody came to a pause; the value is what was said since the last. */
static const char *const events[] = { "change", "input",  "upload", "clear",           "play",           "pause",
                                      "stop",   "stream", "end",    "start_recording", "stop_recording", "utterance", NULL };

const VtComponentClass vt_component_audio = {
  .type = "audio",
  .title = N_ ("Sound"),
  .value = VT_VALUE_AUDIO,
  .is_input = TRUE,
  .properties = properties,
  .events = events,
  .coerce = vt_component_coerce_file,
};
