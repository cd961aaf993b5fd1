/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "app/components/component-parts.h"
#include "app/table.h"

static const VtParam properties[] = {
  { "value", VT_PARAM_JSON, .title = N_ ("Cells"),
    .help = N_ ("{\"headers\": [\"Name\", \"Age\"], \"data\": [[\"Ada\", 36]]}") },
  { "headers", VT_PARAM_TEXTS, .title = N_ ("Headers"), .help = N_ ("What the columns are called") },
  { "datatype", VT_PARAM_TEXTS, .title = N_ ("What columns hold"),
    .help = N_ ("str, number, bool, date or markdown, one for each column or one for all") },
  { "row_count", VT_PARAM_INTEGER, 0, 100000, 1, 3, .title = N_ ("Rows at first"),
    .help = N_ ("Where there are no cells yet") },
  { "max_height", VT_PARAM_NUMBER, 100, 10000, 10, 400, .title = N_ ("Height"),
    .help = N_ ("In pixels; beyond it the table scrolls"), .advanced = TRUE },
  { "wrap", VT_PARAM_BOOLEAN, .title = N_ ("Break long texts"), .advanced = TRUE },
  { "show_row_numbers", VT_PARAM_BOOLEAN, .title = N_ ("Number the rows"), .advanced = TRUE },
  { NULL },
};

static const char *const events[] = { "change", "input", "select", NULL };

/* The headers that the document gives, over empty rows. */
static VtValue *
initial (const VtSpaceComponent *component)
{
  g_autoptr (VtValue) headers = vt_space_component_get (component, "headers");
  const char *text = vt_value_type (headers) == VT_VALUE_JSON ? vt_value_text (headers) : "[\"1\", \"2\", \"3\"]";
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), NULL);
  g_autoptr (VtTable) table = vt_table_new ();
  VtJsonIter iter = VT_JSON_ITER (json != NULL ? vt_json_root (json) : NULL);
  g_autofree char *written = NULL;

  while (vt_json_iter_next (&iter) && vt_json_string (iter.value, NULL) != NULL)
    vt_table_insert_column (table, vt_table_n_columns (table), vt_json_string (iter.value, NULL));
  for (int rows = (int) vt_space_component_get_number (component, "row_count"); rows > 0; rows--)
    vt_table_insert_row (table, vt_table_n_rows (table));
  written = vt_table_to_json (table);
  return vt_value_new_json (written);
}

const VtComponentClass vt_component_dataframe = {
  .type = "dataframe",
  .title = N_ ("Table"),
  .value = VT_VALUE_JSON,
  .is_input = TRUE,
  .properties = properties,
  .events = events,
  .coerce = vt_component_coerce_table,
  .accept = vt_component_accept_table,
  .initial = initial,
};
