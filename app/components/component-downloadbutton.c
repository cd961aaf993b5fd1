/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const char *const variants[] = { "secondary", "primary", "stop", NULL };

static const VtParam properties[] = {
  { "value", VT_PARAM_TEXT, .text = "", .title = N_ ("File"),
    .help = N_ ("Where it lies, from the space’s folder: assets/text.txt") },
  { "variant", VT_PARAM_CHOICE, .text = "secondary", .choices = variants, .title = N_ ("Look") },
  { NULL },
};

static const char *const events[] = { "click", "change", NULL };

/* What a step made, or the document has, to be saved by the person. */
const VtComponentClass vt_component_downloadbutton = {
  .type = "downloadbutton",
  .title = N_ ("Button that saves a file"),
  .value = VT_VALUE_FILE,
  .properties = properties,
  .events = events,
  .coerce = vt_component_coerce_file,
  .accept = vt_component_accept_files,
};
