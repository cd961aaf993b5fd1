/* component-plot.c: "plot" and Gradio's "barplot", "lineplot" and "scatterplot",
 * which are the same with the kind fixed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/components/component-parts.h"

static const char *const kinds[] = { "bar", "line", "scatter", NULL };

#define VALUE                                                                                                     \
  { "value", VT_PARAM_JSON, .title = N_ ("Table"),                                                                \
    .help = N_ ("{\"headers\": [\"year\", \"height\"], \"data\": [[2020, 1.2], [2021, 1.5]]}") }
#define COLUMNS                                                                                                   \
  { "x", VT_PARAM_TEXT, .text = "", .title = N_ ("Across"), .help = N_ ("A column; without one, the first that will do") }, \
  { "y", VT_PARAM_TEXT, .text = "", .title = N_ ("Upwards"), .help = N_ ("A column; without one, all with numbers") },      \
  { "color", VT_PARAM_TEXT, .text = "", .title = N_ ("Colour by"),                                                \
    .help = N_ ("A column whose different texts get colours of their own") },                                     \
  { "title", VT_PARAM_TEXT, .text = "", .title = N_ ("Title") },                                                  \
  { "x_title", VT_PARAM_TEXT, .text = "", .title = N_ ("Words below"), .advanced = TRUE },                        \
  { "y_title", VT_PARAM_TEXT, .text = "", .title = N_ ("Words above"), .advanced = TRUE },                        \
  { "x_lim", VT_PARAM_JSON, .title = N_ ("Ends across"), .help = N_ ("[0, 10]"), .advanced = TRUE },              \
  { "y_lim", VT_PARAM_JSON, .title = N_ ("Ends upwards"), .help = N_ ("[0, 1]"), .advanced = TRUE },              \
  { "height", VT_PARAM_NUMBER, 80, 4000, 10, 280, .title = N_ ("Height"), .help = N_ ("In pixels"), .advanced = TRUE }, \
  { "show_legend", VT_PARAM_BOOLEAN, .number = 1, .title = N_ ("Legend"), .advanced = TRUE },                     \
  { NULL }

static const VtParam plot_properties[] = {
  VALUE,
  { "kind", VT_PARAM_CHOICE, .text = "bar", .choices = kinds, .title = N_ ("Drawn as") },
  COLUMNS,
};
static const VtParam properties[] = { VALUE, COLUMNS };

static const char *const events[] = { "change", NULL };

#define PLOT(name, words, table)                 \
  const VtComponentClass vt_component_##name = { \
    .type = #name,                               \
    .title = words,                              \
    .value = VT_VALUE_JSON,                      \
    .properties = table,                         \
    .events = events,                            \
    .coerce = vt_component_coerce_table,         \
    .accept = vt_component_accept_table,         \
  }

PLOT (plot, N_ ("Diagram"), plot_properties);
PLOT (barplot, N_ ("Bar diagram"), properties);
PLOT (lineplot, N_ ("Line diagram"), properties);
PLOT (scatterplot, N_ ("Point diagram"), properties);
