/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const VtParam properties[] = {
  { "value", VT_PARAM_TEXT, .text = "", .title = N_ ("Picture"), .help = N_ ("A file of the space, as assets/cat.jpg") },
  { "sources", VT_PARAM_JSON, .text = "[\"upload\", \"webcam\", \"clipboard\"]", .title = N_ ("Where from"),
    .help = N_ ("Of upload, webcam and clipboard, those that are offered"), .advanced = TRUE },
  { "height", VT_PARAM_INTEGER, 40, 4000, 10, NAN, .title = N_ ("Height"), .help = N_ ("In pixels") },
  { "show_download_button", VT_PARAM_BOOLEAN, .number = 1, .title = N_ ("Save button"), .advanced = TRUE },
  { "placeholder", VT_PARAM_TEXT, .text = "", .title = N_ ("Placeholder"),
    .help = N_ ("What stands there while it is empty"), .advanced = TRUE },
  { NULL },
};

static const char *const events[] = { "change", "input", "upload", "clear", "select", NULL };

const VtComponentClass vt_component_image = {
  .type = "image",
  .title = N_ ("Picture"),
  .value = VT_VALUE_IMAGE,
  .is_input = TRUE,
  .properties = properties,
  .events = events,
  .coerce = vt_component_coerce_file,
};
