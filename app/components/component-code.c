/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const char *const languages[] = { "", "python", "c", "cpp", "javascript", "typescript", "html", "css", "json",
                                         "yaml", "markdown", "latex", "sql", "shell", "dockerfile", "r", "rust", "go",
                                         "java", NULL };

static const VtParam properties[] = {
  { "value", VT_PARAM_TEXT, .text = "", .title = N_ ("Code") },
  { "language", VT_PARAM_CHOICE, .text = "", .choices = languages, .title = N_ ("Language") },
  { "lines", VT_PARAM_INTEGER, 1, 100, 1, 5, .title = N_ ("Lines") },
  { "max_lines", VT_PARAM_INTEGER, 1, 1000, 1, 25, .title = N_ ("Most lines"),
    .help = N_ ("Beyond them the text scrolls"), .advanced = TRUE },
  { "show_line_numbers", VT_PARAM_BOOLEAN, .number = 1, .title = N_ ("Number the lines"), .advanced = TRUE },
  { "wrap_lines", VT_PARAM_BOOLEAN, .title = N_ ("Break long lines"), .advanced = TRUE },
  { NULL },
};

static const char *const events[] = { "change", "input", "focus", "blur", NULL };

const VtComponentClass vt_component_code = {
  .type = "code",
  .title = N_ ("Code"),
  .value = VT_VALUE_TEXT,
  .is_input = TRUE,
  .properties = properties,
  .events = events,
};
