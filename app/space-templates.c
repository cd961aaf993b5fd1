/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-templates.h"

#include <math.h>
#include <string.h>

#include "app/component-class.h"
#include "app/json-pretty.h"
#include "app/json-tree.h"
#include "app/space-edit-card.h"
#include "app/value-json.h"
#include "engine/base/error.h"

#define MAX_SLIDER_STEPS 10000

/* A document as it grows. */
typedef struct
{
  const VtTaskClass *task;
  const VtTemplateWords *words;
  VtJsonTree *root;
  VtJsonTree *inputs;     /* of the step */
  VtJsonTree *parameters; /* of the step */
  VtJsonTree *outputs;    /* of the event */
  VtJsonTree *on;
} Draft;

/* The first component that holds @type, of those that are filled in or of those that show. */
static const VtComponentClass *
component_for (VtValueType type, gboolean input)
{
  const VtComponentClass *second = NULL;

  for (const VtComponentClass *const *klass = vt_component_classes; *klass != NULL; klass++)
    {
      if ((*klass)->value != type || (input && !(*klass)->is_input)
          || (!(*klass)->is_input && vt_component_class_has_event (*klass, "click")))
        continue;
      if (input || !(*klass)->is_input || type == VT_VALUE_TEXT)
        return *klass;
      second = second != NULL ? second : *klass;
    }
  return second;
}

static void
set_text (VtJsonTree *object, const char *key, const char *text)
{
  vt_json_tree_set (object, key, vt_json_tree_new_string (text));
}

static void
set_number (VtJsonTree *object, const char *key, double number)
{
  g_autoptr (VtValue) value = vt_value_new_number (number);
  g_autofree char *json = vt_value_to_json (value);

  vt_json_tree_set (object, key, vt_json_tree_new_json (json));
}

/* An id as `$id` can name it, from a port's or parameter's name. */
static char *
new_id (Draft *draft, const char *name)
{
  VtJsonTree *components = vt_json_tree_get (draft->root, "components");
  char *id = g_strdup (name);

  g_strcanon (id, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_-", '_');
  for (guint i = 0; i < vt_json_tree_length (components); i++)
    if (vt_json_tree_is_string (vt_json_tree_get (vt_json_tree_at (components, i), "id"), id))
      {
        g_autofree char *taken = id;

        id = g_strconcat (taken, "_out", NULL);
      }
  return id;
}

/* A new component of the document; transfer none. @id: (out) (transfer full) */
static VtJsonTree *
add_component (Draft *draft, const char *type, const char *name, const char *label, char **id)
{
  VtJsonTree *component = vt_json_tree_new_object ();

  *id = new_id (draft, name);
  set_text (component, "id", *id);
  set_text (component, "type", type);
  if (label != NULL)
    set_text (component, "label", draft->words->translate (label));
  vt_json_tree_append (vt_json_tree_get (draft->root, "components"), component);
  return component;
}

static void
set_wire (VtJsonTree *object, const char *key, const char *source)
{
  g_autofree char *wire = g_strconcat ("$", source, NULL);

  set_text (object, key, wire);
}

static gboolean
is_alternative (const VtTaskClass *task, const VtPort *port)
{
  for (const VtPort *other = task->inputs; other != port; other++)
    if (port->group != 0 && other->group == port->group)
      return TRUE;
  return FALSE;
}

static gboolean
add_input (Draft *draft, const VtPort *port, VtJsonTree *column, GError **error)
{
  const VtComponentClass *klass = component_for (port->type, TRUE);
  VtJsonTree *component;
  g_autofree char *id = NULL;

  if (klass == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "There is no component yet that holds what “%s” takes (%s).",
                   draft->task->name, vt_value_type_name (port->type));
      return FALSE;
    }
  component = add_component (draft, klass->type, port->name, port->title != NULL ? port->title : port->name, &id);
  if (vt_param_find (klass->properties, "lines") != NULL)
    {
      set_number (component, "lines", 3);
      if (vt_json_tree_length (draft->on) == 0)
        {
          VtJsonTree *trigger = vt_json_tree_new_array ();

          vt_json_tree_append (trigger, vt_json_tree_new_string (id));
          vt_json_tree_append (trigger, vt_json_tree_new_string ("submit"));
          vt_json_tree_append (draft->on, trigger);
        }
    }
  vt_json_tree_append (column, vt_json_tree_new_string (id));
  set_wire (draft->inputs, port->name, id);
  return TRUE;
}

static void
fill_number (VtJsonTree *component, const VtParam *param, gboolean slider)
{
  double step = param->step > 0 ? param->step : 1;

  if (slider || isfinite (param->minimum))
    set_number (component, "minimum", param->minimum);
  if (slider || (isfinite (param->maximum) && param->maximum < G_MAXDOUBLE))
    set_number (component, "maximum", param->maximum);
  if (param->step > 0 || param->type == VT_PARAM_INTEGER)
    set_number (component, "step", step);
  if (!isnan (param->number))
    set_number (component, "value", param->number);
}

static void
fill_choices (VtJsonTree *component, const VtParam *param)
{
  VtJsonTree *choices = vt_json_tree_need_array (component, "choices");

  for (const char *const *choice = param->choices; *choice != NULL; choice++)
    vt_json_tree_append (choices, vt_json_tree_new_string (*choice));
  if (param->text != NULL)
    set_text (component, "value", param->text);
}

/* Which component sets a parameter: "slider" where its range can be slid along. */
static const char *
type_for_param (const VtParam *param)
{
  double step = param->step > 0 ? param->step : 1;

  switch (param->type)
    {
    case VT_PARAM_NUMBER:
    case VT_PARAM_INTEGER:
      return isfinite (param->minimum) && isfinite (param->maximum) && !isnan (param->number)
                 && param->maximum > param->minimum && (param->maximum - param->minimum) / step <= MAX_SLIDER_STEPS
               ? "slider" : "number";
    case VT_PARAM_BOOLEAN:
      return "checkbox";
    case VT_PARAM_CHOICE:
      return "dropdown";
    case VT_PARAM_TEXT:
      return "textbox";
    default:
      return NULL;
    }
}

static void
add_parameter (Draft *draft, const VtParam *param, VtJsonTree *column)
{
  const char *type = type_for_param (param);
  VtJsonTree *component;
  g_autofree char *id = NULL;

  if (type == NULL || vt_component_class_find (type, NULL) == NULL)
    return;
  component = add_component (draft, type, param->name, param->title != NULL ? param->title : param->name, &id);
  if (param->help != NULL)
    set_text (component, "info", draft->words->translate (param->help));
  if (param->type == VT_PARAM_NUMBER || param->type == VT_PARAM_INTEGER)
    fill_number (component, param, strcmp (type, "slider") == 0);
  else if (param->type == VT_PARAM_BOOLEAN)
    vt_json_tree_set (component, "value", vt_json_tree_new_json (param->number != 0 ? "true" : "false"));
  else if (param->type == VT_PARAM_CHOICE)
    fill_choices (component, param);
  vt_json_tree_append (column, vt_json_tree_new_string (id));
  set_wire (draft->parameters, param->name, id);
}

static void
add_button (Draft *draft, VtJsonTree *column)
{
  VtJsonTree *trigger = vt_json_tree_new_array ();
  VtJsonTree *button;
  g_autofree char *id = NULL;

  button = add_component (draft, "button", "run", NULL, &id);
  set_text (button, "value", draft->words->run);
  set_text (button, "variant", "primary");
  vt_json_tree_append (column, vt_json_tree_new_string (id));
  vt_json_tree_append (trigger, vt_json_tree_new_string (id));
  vt_json_tree_append (trigger, vt_json_tree_new_string ("click"));
  vt_json_tree_insert (draft->on, 0, trigger);
}

static void
add_output (Draft *draft, const VtPort *port, VtJsonTree *column)
{
  const VtComponentClass *klass = port->shown_by != NULL ? vt_component_class_find (port->shown_by, NULL) : NULL;
  g_autofree char *wire = g_strdup_printf ("$step1.%s", port->name);
  VtJsonTree *component;
  g_autofree char *id = NULL;

  if (klass == NULL)
    klass = component_for (port->type, FALSE);
  if (klass == NULL) /* every value can be shown as JSON, where there is a component for that */
    klass = component_for (VT_VALUE_JSON, FALSE);
  if (klass == NULL)
    return;
  component = add_component (draft, klass->type, port->name, port->title != NULL ? port->title : port->name, &id);
  if (klass->is_input)
    vt_json_tree_set (component, "interactive", vt_json_tree_new_json ("false"));
  if (vt_param_find (klass->properties, "lines") != NULL)
    set_number (component, "lines", 6);
  vt_json_tree_append (column, vt_json_tree_new_string (id));
  set_text (draft->outputs, id, wire);
}

static VtJsonTree *
append_layout (VtJsonTree *children, const char *kind)
{
  VtJsonTree *layout = vt_json_tree_new_object ();

  vt_json_tree_need_array (layout, kind);
  vt_json_tree_append (children, layout);
  return layout;
}

static void
add_parameters (Draft *draft, VtJsonTree *column)
{
  VtJsonTree *accordion = append_layout (column, "accordion");
  VtJsonTree *inner = vt_json_tree_get (accordion, "accordion");

  set_text (accordion, "label", draft->words->settings);
  vt_json_tree_set (accordion, "open", vt_json_tree_new_json ("false"));
  for (const VtParam *param = draft->task->params; param != NULL && param->name != NULL; param++)
    if (!param->advanced)
      add_parameter (draft, param, inner);
  if (vt_json_tree_length (inner) == 0)
    vt_json_tree_remove (column, vt_json_tree_length (column) - 1);
}

/* Where none is said to be there always, the first is what people look for. */
static gboolean
is_shown (const VtTaskClass *task, const VtPort *port)
{
  for (const VtPort *other = task->outputs; other->name != NULL && !port->required; other++)
    if (other->required)
      return FALSE;
  return port->required || port == task->outputs;
}

static gboolean
fill_page (Draft *draft, GError **error)
{
  VtJsonTree *row = vt_json_tree_need_array (vt_json_tree_need_object (draft->root, "layout"), "row");
  VtJsonTree *left = vt_json_tree_get (append_layout (row, "column"), "column");
  VtJsonTree *right = vt_json_tree_get (append_layout (row, "column"), "column");

  for (const VtPort *port = draft->task->inputs; port->name != NULL; port++)
    if ((port->required || port->group != 0) && !is_alternative (draft->task, port)
        && !add_input (draft, port, left, error))
      return FALSE;
  add_button (draft, left);
  add_parameters (draft, left);
  for (const VtPort *port = draft->task->outputs; port->name != NULL; port++)
    if (is_shown (draft->task, port))
      add_output (draft, port, right);
  return TRUE;
}

static void
begin (Draft *draft, const char *model)
{
  VtJsonTree *event = vt_json_tree_new_object (), *step = vt_json_tree_new_object ();

  draft->root = vt_json_tree_new_object ();
  vt_json_tree_set (draft->root, "version", vt_json_tree_new_json ("1"));
  vt_json_tree_need_array (draft->root, "components");
  vt_json_tree_need_object (draft->root, "layout");
  vt_json_tree_append (vt_json_tree_need_array (draft->root, "events"), event);
  draft->on = vt_json_tree_need_array (event, "on");
  vt_json_tree_append (vt_json_tree_need_array (event, "steps"), step);
  set_text (step, "id", "step1");
  set_text (step, "task", draft->task->name);
  if (model != NULL && *model != '\0')
    set_text (step, "model", model);
  draft->inputs = vt_json_tree_need_object (step, "inputs");
  draft->parameters = vt_json_tree_need_object (step, "parameters");
  draft->outputs = vt_json_tree_need_object (event, "outputs");
}

VtSpaceEditor *
vt_space_new_for_task (const VtTaskClass *task, const char *model, const VtTemplateWords *words, GError **error)
{
  Draft draft = { task, words };
  g_autoptr (VtJsonTree) root = NULL;
  g_autofree char *text = NULL;
  g_autofree char *json = NULL;
  g_autofree char *readme = NULL;
  g_autofree char *with_model = NULL;
  const char *const none[] = { NULL }, *const models[] = { model != NULL && *model != '\0' ? model : NULL, NULL };

  begin (&draft, model);
  root = draft.root;
  if (!fill_page (&draft, error))
    return NULL;
  text = vt_json_tree_to_text (root);
  json = vt_json_pretty (text);
  readme = vt_space_new_readme (words->title, "✨", "indigo", "blue", words->description, NULL);
  with_model = vt_card_follow_models (readme, none, models);
  return vt_space_editor_new (json, with_model != NULL ? with_model : readme, error);
}

VtSpaceEditor *
vt_space_new_blank (const VtTemplateWords *words)
{
  g_autofree char *json =
    vt_json_pretty ("{\"version\":1,\"components\":[],\"layout\":{\"column\":[]},\"events\":[]}");
  g_autofree char *readme = vt_space_new_readme (words->title, "✨", "indigo", "blue", words->description, NULL);

  return vt_space_editor_new (json, readme, NULL);
}
