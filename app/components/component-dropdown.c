/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

#include <string.h>

#include "engine/formats/json.h"

static const VtParam properties[] = {
  { "choices", VT_PARAM_JSON, .text = "[]", .title = N_ ("Choices"),
    .help = N_ ("Texts, or pairs of what people read and what is passed on") },
  { "value", VT_PARAM_TEXTS, .title = N_ ("Chosen") },
  { "multiselect", VT_PARAM_BOOLEAN, .title = N_ ("Several can be chosen") },
  { "max_choices", VT_PARAM_INTEGER, 1, 1000, 1, NAN, .title = N_ ("Most of them"),
    .help = N_ ("Where several can be chosen"), .advanced = TRUE },
  { "allow_custom_value", VT_PARAM_BOOLEAN, .title = N_ ("Takes other texts too"), .advanced = TRUE },
  { "filterable", VT_PARAM_BOOLEAN, .number = 1, .title = N_ ("Search in the choices"), .advanced = TRUE },
  { NULL },
};

static const char *const events[] = { "change", "input", "select", NULL };

static gboolean
takes_several (const VtSpaceComponent *component)
{
  return vt_space_component_get_boolean (component, "multiselect");
}

static VtValueType
value_of (const VtSpaceComponent *component)
{
  return takes_several (component) ? VT_VALUE_JSON : VT_VALUE_TEXT;
}

/* The property's array of one text, where one is wanted, and one text where an array is. */
static VtValue *
coerce (const VtSpaceComponent *component, VtValue *value)
{
  g_autoptr (VtJson) json = NULL;
  const char *text;

  if (takes_several (component))
    return vt_component_coerce_several (component, value);
  if (vt_value_type (value) != VT_VALUE_JSON)
    return NULL;
  text = vt_value_text (value);
  json = vt_json_parse (text, strlen (text), NULL);
  text = json != NULL && vt_json_length (vt_json_root (json)) == 1 ? vt_json_string (vt_json_at (vt_json_root (json), 0), NULL)
                                                                   : NULL;
  return text != NULL ? vt_value_new_text (text) : NULL;
}

static VtValue *
accept (const VtSpaceComponent *component, VtValue *value, GError **error)
{
  return takes_several (component) ? vt_component_accept_several (component, value, error)
                                   : vt_component_accept_choice (component, value, error);
}

/* As in Gradio, the first choice is taken where none is named. */
static VtValue *
initial (const VtSpaceComponent *component)
{
  guint n;
  g_autofree VtSpaceChoice *choices = vt_space_component_choices (component, &n);

  if (takes_several (component))
    return vt_value_new_json ("[]");
  return n > 0 ? vt_value_new_text (choices[0].value) : vt_value_new_none ();
}

const VtComponentClass vt_component_dropdown = {
  .type = "dropdown",
  .title = N_ ("Drop-down list"),
  .value = VT_VALUE_TEXT,
  .is_input = TRUE,
  .properties = properties,
  .events = events,
  .check = vt_component_check_choices,
  .value_of = value_of,
  .coerce = coerce,
  .accept = accept,
  .initial = initial,
};
