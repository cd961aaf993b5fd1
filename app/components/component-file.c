/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const char *const counts[] = { "single", "multiple", "directory", NULL };

static const VtParam properties[] = {
  { "value", VT_PARAM_TEXTS, .title = N_ ("Files"), .help = N_ ("Where they lie, from the space’s folder: assets/text.txt") },
  { "file_count", VT_PARAM_CHOICE, .text = "single", .choices = counts, .title = N_ ("How many") },
  { "file_types", VT_PARAM_TEXTS, .title = N_ ("Which kinds"),
    .help = N_ ("Endings like .csv, or image, audio, video, text") },
  { "height", VT_PARAM_NUMBER, 40, 4000, 10, NAN, .title = N_ ("Height"),
    .help = N_ ("In pixels; beyond it the list scrolls"), .advanced = TRUE },
  { NULL },
};

static const char *const events[] = { "change", "input", "upload", "clear", "delete", NULL };

const VtComponentClass vt_component_file = {
  .type = "file",
  .title = N_ ("File"),
  .value = VT_VALUE_FILE,
  .is_input = TRUE,
  .properties = properties,
  .events = events,
  .value_of = vt_component_files_value_of,
  .coerce = vt_component_coerce_files,
  .accept = vt_component_accept_files,
};
