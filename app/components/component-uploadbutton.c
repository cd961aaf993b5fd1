/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const char *const counts[] = { "single", "multiple", "directory", NULL };
static const char *const variants[] = { "secondary", "primary", "stop", NULL };

static const VtParam properties[] = {
  { "value", VT_PARAM_TEXTS, .title = N_ ("Files"), .advanced = TRUE },
  { "variant", VT_PARAM_CHOICE, .text = "secondary", .choices = variants, .title = N_ ("Look") },
  { "file_count", VT_PARAM_CHOICE, .text = "single", .choices = counts, .title = N_ ("How many") },
  { "file_types", VT_PARAM_TEXTS, .title = N_ ("Which kinds"),
    .help = N_ ("Endings like .csv, or image, audio, video, text") },
  { NULL },
};

static const char *const events[] = { "upload", "click", "change", "input", NULL };

const VtComponentClass vt_component_uploadbutton = {
  .type = "uploadbutton",
  .title = N_ ("Button that opens a file"),
  .value = VT_VALUE_FILE,
  .is_input = TRUE,
  .properties = properties,
  .events = events,
  .value_of = vt_component_files_value_of,
  .coerce = vt_component_coerce_files,
  .accept = vt_component_accept_files,
};
