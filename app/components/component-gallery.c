/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const char *const fits[] = { "cover", "contain", "scale-down", NULL };

static const VtParam properties[] = {
  { "value", VT_PARAM_JSON, .title = N_ ("Pictures"),
    .help = N_ ("[\"assets/cat.png\", [\"assets/dog.png\", \"A dog\"]]") },
  { "columns", VT_PARAM_INTEGER, 1, 12, 1, 4, .title = N_ ("Beside each other"), .help = N_ ("At most; fewer in a narrow window") },
  { "height", VT_PARAM_NUMBER, 80, 4000, 10, NAN, .title = N_ ("Height"),
    .help = N_ ("In pixels; beyond it the pictures scroll"), .advanced = TRUE },
  { "object_fit", VT_PARAM_CHOICE, .text = "cover", .choices = fits, .title = N_ ("In its frame"), .advanced = TRUE },
  { "allow_preview", VT_PARAM_BOOLEAN, .number = 1, .title = N_ ("Large at a click"), .advanced = TRUE },
  { NULL },
};

static const char *const events[] = { "select", "change", "input", "upload", NULL };

/* People can add pictures where the document says that it is interactive. */
const VtComponentClass vt_component_gallery = {
  .type = "gallery",
  .title = N_ ("Pictures"),
  .value = VT_VALUE_LIST,
  .is_input = TRUE,
  .properties = properties,
  .events = events,
  .coerce = vt_component_coerce_files,
  .accept = vt_component_accept_files,
};
