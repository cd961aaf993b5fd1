/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-check.h"

#include <string.h>

#include "app/space-path.h"
#include "app/value-json.h"
#include "engine/base/error.h"

/* What a wire may take from: components, and steps of its event. */
typedef struct
{
  const VtSpaceParts *parts;
  const VtSpaceEvent *event;
  GError **error;
} Scope;

static gboolean
check_component_source (const Scope *scope, const VtSpaceWire *wire)
{
  const VtSpaceComponent *component = g_hash_table_lookup (scope->parts->by_id, wire->source);

  if (component != NULL)
    return TRUE;
  if (vt_space_event_find_step (scope->event, wire->source) != NULL)
    return vt_space_path_fail (scope->error, wire->path, "“$%s” is a step; its outputs are written “$%s.NAME”",
                               wire->source, wire->source);
  return vt_space_path_fail (scope->error, wire->path, "there is no component with the id “%s”", wire->source);
}

static gboolean
check_step_source (const Scope *scope, const VtSpaceWire *wire)
{
  const VtSpaceStep *step = vt_space_event_find_step (scope->event, wire->source);
  const VtSpaceComponent *component = g_hash_table_lookup (scope->parts->by_id, wire->source);

  if (g_strcmp0 (scope->event->each, wire->source) == 0)
    return TRUE; /* a column, which the table may have when it runs */
  if (component != NULL && vt_space_component_find_part (component, wire->output) != NULL)
    return TRUE;
  if (component != NULL && component->klass->parts != NULL)
    return vt_space_path_fail (scope->error, wire->path, "a %s has no part “%s”", component->klass->type, wire->output);
  if (step == NULL)
    return vt_space_path_fail (scope->error, wire->path, "there is no step with the id “%s” in this event", wire->source);
  if (vt_port_find (step->task->outputs, wire->output) == NULL)
    return vt_space_path_fail (scope->error, wire->path, "the task %s has no output “%s”", step->task->name, wire->output);
  return TRUE;
}

static gboolean
check_source (const VtSpaceWire *wire, gpointer data)
{
  return wire->kind == VT_WIRE_COMPONENT ? check_component_source (data, wire) : check_step_source (data, wire);
}

/* The type that a wire gives; its sources have been checked. */
static VtValueType
wire_type (const Scope *scope, const VtSpaceWire *wire)
{
  const VtSpaceComponent *component = wire->source != NULL ? g_hash_table_lookup (scope->parts->by_id, wire->source) : NULL;
  const VtComponentPart *part =
    component != NULL && wire->kind == VT_WIRE_STEP ? vt_space_component_find_part (component, wire->output) : NULL;

  if (part != NULL)
    return part->type;
  switch (wire->kind)
    {
    case VT_WIRE_COMPONENT:
      return vt_space_component_value_type (component);
    case VT_WIRE_STEP:
      if (g_strcmp0 (scope->event->each, wire->source) == 0)
        return VT_VALUE_TEXT;
      return vt_port_find (vt_space_event_find_step (scope->event, wire->source)->task->outputs, wire->output)->type;
    case VT_WIRE_TEMPLATE:
      return VT_VALUE_TEXT;
    case VT_WIRE_MESSAGES:
      return VT_VALUE_CHAT;
    case VT_WIRE_LIST:
      return VT_VALUE_LIST;
    case VT_WIRE_LITERAL:
    default:
      return vt_value_type (wire->literal);
    }
}

/* Whether it shows only when it runs what comes: out of a memory, or of a cell,
 * whose text becomes a number where one is wanted. */
static gboolean
is_anything (const Scope *scope, const VtSpaceWire *wire)
{
  const VtSpaceComponent *component = wire->source != NULL ? g_hash_table_lookup (scope->parts->by_id, wire->source) : NULL;

  return component != NULL
         && (wire->kind == VT_WIRE_STEP ? g_strcmp0 (scope->event->each, wire->source) == 0 : component->klass->holds_any);
}

/* Parts of a chat: texts under a role, chats without one. */
static gboolean
check_parts (const Scope *scope, const VtSpaceWire *wire)
{
  for (guint i = 0; wire->kind == VT_WIRE_MESSAGES && i < wire->parts->len; i++)
    {
      const VtSpaceWire *part = wire->parts->pdata[i];
      VtValueType type = wire_type (scope, part);
      VtValueType wanted = part->name != NULL ? VT_VALUE_TEXT : VT_VALUE_CHAT;

      if (!vt_value_type_fits (type, wanted) && !is_anything (scope, part))
        return vt_space_path_fail (scope->error, part->path, "a %s is wanted here, and this is a %s",
                                   vt_value_type_name (wanted), vt_value_type_name (type));
    }
  return TRUE;
}

/* Sources alone, where a value of any type will do. */
static gboolean
check_sources (const Scope *scope, const VtSpaceWire *wire)
{
  return vt_space_wire_foreach_source (wire, check_source, (gpointer) scope) && check_parts (scope, wire);
}

/* Sources, and whether what comes fits @wanted; literals are looked at elsewhere. */
static gboolean
check_wire (const Scope *scope, const VtSpaceWire *wire, VtValueType wanted)
{
  VtValueType type;

  for (guint i = 0; wire->kind == VT_WIRE_FIRST && i < wire->parts->len; i++)
    if (!check_wire (scope, wire->parts->pdata[i], wanted))
      return FALSE;
  if (wire->kind == VT_WIRE_FIRST)
    return wire->parts->len > 0 || vt_space_path_fail (scope->error, wire->path, "“first” needs something to choose from");
  if (!check_sources (scope, wire))
    return FALSE;
  type = wire_type (scope, wire);
  if (wire->kind == VT_WIRE_LITERAL || vt_value_type_fits (type, wanted) || is_anything (scope, wire))
    return TRUE;
  return vt_space_path_fail (scope->error, wire->path, "a value of the type %s does not fit where %s is wanted",
                             vt_value_type_name (type), vt_value_type_name (wanted));
}

static char *
port_names (const VtPort *ports)
{
  GString *names = g_string_new (NULL);

  for (const VtPort *port = ports; port != NULL && port->name != NULL; port++)
    g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", port->name);
  return g_string_free (names, FALSE);
}

static gboolean
check_input (const Scope *scope, const VtSpaceStep *step, const VtSpaceWire *wire)
{
  const VtPort *port = vt_port_find (step->task->inputs, wire->name);
  g_autoptr (VtValue) value = NULL;

  if (port == NULL)
    {
      g_autofree char *names = port_names (step->task->inputs);

      return vt_space_path_fail (scope->error, wire->path, "the task %s has no input of this name; it has %s",
                                 step->task->name, names);
    }
  if (!check_wire (scope, wire, port->type))
    return FALSE;
  if (wire->kind != VT_WIRE_LITERAL)
    return TRUE;
  value = vt_value_convert (wire->literal, port->type, scope->error);
  return value != NULL || vt_space_path_prefix (scope->error, wire->path);
}

static gboolean
has_wire (GPtrArray *wires, const char *name)
{
  for (guint i = 0; i < wires->len; i++)
    if (strcmp (((const VtSpaceWire *) wires->pdata[i])->name, name) == 0)
      return TRUE;
  return FALSE;
}

/* Whether all that are needed are there, and of alternatives exactly one. */
static gboolean
check_input_groups (const VtSpaceStep *step, const char *path, GError **error)
{
  for (const VtPort *port = step->task->inputs; port->name != NULL; port++)
    {
      guint given = 0;
      g_autoptr (GString) names = g_string_new (NULL);

      if (port->group == 0)
        {
          if (port->required && !has_wire (step->inputs, port->name))
            return vt_space_path_fail (error, path, "the task %s needs the input “%s”", step->task->name, port->name);
          continue;
        }
      for (const VtPort *other = step->task->inputs; other->name != NULL; other++)
        if (other->group == port->group)
          {
            given += has_wire (step->inputs, other->name);
            g_string_append_printf (names, "%s“%s”", names->len > 0 ? ", " : "", other->name);
          }
      if (given != 1)
        return vt_space_path_fail (error, path, "the task %s needs exactly one of the inputs %s", step->task->name,
                                   names->str);
    }
  return TRUE;
}

static gboolean
check_parameter (const Scope *scope, const VtSpaceStep *step, const VtSpaceWire *wire)
{
  const VtParam *param = vt_param_find (step->task->params, wire->name);
  g_autoptr (VtValue) value = NULL;

  if (param == NULL)
    return vt_space_path_fail (scope->error, wire->path, "the task %s has no parameter of this name", step->task->name);
  if (!check_wire (scope, wire, vt_param_value_type (param)))
    return FALSE;
  if (wire->kind != VT_WIRE_LITERAL)
    return TRUE;
  value = vt_param_accept (param, wire->literal, scope->error);
  return value != NULL || vt_space_path_prefix (scope->error, wire->path);
}

/* Values of any type can be looked at. */
static gboolean
check_condition (const Scope *scope, const VtSpaceCondition *condition)
{
  return check_sources (scope, condition->left) && (condition->right == NULL || check_sources (scope, condition->right));
}

static gboolean
check_step (const Scope *scope, const VtSpaceStep *step, const char *path)
{
  g_autofree char *inputs = vt_space_path_member (path, "inputs");

  if (g_hash_table_contains (scope->parts->by_id, step->id)
      || vt_space_event_find_step (scope->event, step->id) != step)
    return vt_space_path_fail (scope->error, path, "the id “%s” is taken already", step->id);
  if (step->model != NULL && !check_wire (scope, step->model, VT_VALUE_TEXT))
    return FALSE;
  for (guint i = 0; i < step->inputs->len; i++)
    if (!check_input (scope, step, step->inputs->pdata[i]))
      return FALSE;
  for (guint i = 0; i < step->parameters->len; i++)
    if (!check_parameter (scope, step, step->parameters->pdata[i]))
      return FALSE;
  if (step->condition != NULL && !check_condition (scope, step->condition))
    return FALSE;
  return check_input_groups (step, inputs, scope->error);
}

/* A column takes what can be written into a cell. */
static gboolean
check_column (const Scope *scope, const VtSpaceWire *wire)
{
  if (g_strcmp0 (scope->event->each, wire->name) != 0)
    return vt_space_path_fail (scope->error, wire->path, "a column can be filled only by an event that goes through the "
                               "rows of its table: “each”: “%s”", wire->name);
  return check_wire (scope, wire, VT_VALUE_JSON);
}

static gboolean
check_each (const Scope *scope, const char *path)
{
  const char *each = scope->event->each;
  const VtSpaceComponent *table = each != NULL ? g_hash_table_lookup (scope->parts->by_id, each) : NULL;
  g_autofree char *place = vt_space_path_member (path, "each");

  if (each == NULL || (table != NULL && vt_space_component_value_type (table) == VT_VALUE_JSON))
    return TRUE;
  if (table == NULL)
    return vt_space_path_fail (scope->error, place, "there is no component with the id “%s”", each);
  return vt_space_path_fail (scope->error, place, "a %s has no rows; a dataframe has", table->klass->type);
}

static gboolean
check_output (const Scope *scope, const VtSpaceWire *wire)
{
  const VtSpaceComponent *component = g_hash_table_lookup (scope->parts->by_id, wire->name);
  g_autoptr (VtValue) value = NULL;

  if (component == NULL)
    return vt_space_path_fail (scope->error, wire->path, "there is no component with the id “%s”", wire->name);
  if (wire->column != NULL)
    return check_column (scope, wire);
  if (component->klass->holds_any)
    return check_sources (scope, wire);
  if (vt_space_component_value_type (component) == VT_VALUE_NONE)
    return vt_space_path_fail (scope->error, wire->path, "a %s holds no value", component->klass->type);
  if (!check_wire (scope, wire, vt_space_component_value_type (component)))
    return FALSE;
  if (wire->kind != VT_WIRE_LITERAL)
    return TRUE;
  value = vt_space_component_accept (component, wire->literal, scope->error);
  return value != NULL || vt_space_path_prefix (scope->error, wire->path);
}

static gboolean
check_triggers (const Scope *scope, const char *path)
{
  for (guint i = 0; i < scope->event->triggers->len; i++)
    {
      const VtSpaceTrigger *trigger = scope->event->triggers->pdata[i];
      const VtSpaceComponent *component = g_hash_table_lookup (scope->parts->by_id, trigger->component);
      g_autofree char *place = g_strdup_printf ("%s.on[%u]", path, i);
      g_autofree char *events = NULL;

      if (component == NULL)
        return vt_space_path_fail (scope->error, place, "there is no component with the id “%s”", trigger->component);
      if (vt_component_class_has_event (component->klass, trigger->event))
        continue;
      events = g_strjoinv (", ", (char **) component->klass->events);
      return vt_space_path_fail (scope->error, place, "a %s has no event “%s”; it has %s", component->klass->type,
                                 trigger->event, events);
    }
  return TRUE;
}

/* Looks whether a step waits for itself. */
typedef struct
{
  const Scope *scope;
  GPtrArray *on_way;
  GHashTable *done;
} Walk;

static gboolean walk_step (Walk *walk, const VtSpaceStep *step);

static gboolean
walk_source (const VtSpaceWire *wire, gpointer data)
{
  Walk *walk = data;
  const VtSpaceStep *step = wire->kind == VT_WIRE_STEP ? vt_space_event_find_step (walk->scope->event, wire->source) : NULL;

  if (step == NULL || g_hash_table_contains (walk->done, step))
    return TRUE;
  if (g_ptr_array_find (walk->on_way, step, NULL))
    return vt_space_path_fail (walk->scope->error, wire->path, "“$%s.%s” itself waits for what this gives, so that "
                               "neither could ever begin", wire->source, wire->output);
  return walk_step (walk, step);
}

static gboolean
walk_step (Walk *walk, const VtSpaceStep *step)
{
  g_ptr_array_add (walk->on_way, (gpointer) step);
  if (!vt_space_step_foreach_source (step, walk_source, walk))
    return FALSE;
  g_ptr_array_set_size (walk->on_way, (gint) walk->on_way->len - 1);
  g_hash_table_add (walk->done, (gpointer) step);
  return TRUE;
}

static gboolean
check_steps_end (const Scope *scope)
{
  g_autoptr (GPtrArray) on_way = g_ptr_array_new ();
  g_autoptr (GHashTable) done = g_hash_table_new (NULL, NULL);
  Walk walk = { scope, on_way, done };

  for (guint i = 0; i < scope->event->steps->len; i++)
    if (!g_hash_table_contains (done, scope->event->steps->pdata[i]) && !walk_step (&walk, scope->event->steps->pdata[i]))
      return FALSE;
  return TRUE;
}

gboolean
vt_space_check_event (const VtSpaceParts *parts, const VtSpaceEvent *event, const char *path, GError **error)
{
  Scope scope = { parts, event, error };

  if (!check_triggers (&scope, path) || !check_each (&scope, path))
    return FALSE;
  for (guint i = 0; i < event->steps->len; i++)
    {
      g_autofree char *step = g_strdup_printf ("%s.steps[%u]", path, i);

      if (!check_step (&scope, event->steps->pdata[i], step))
        return FALSE;
    }
  for (guint i = 0; i < event->outputs->len; i++)
    if (!check_output (&scope, event->outputs->pdata[i]))
      return FALSE;
  return check_steps_end (&scope);
}

/* Walks from the event at @index along "change" triggers of its outputs;
 * @state: 0 not seen, 1 on the way, 2 done. */
static gboolean
leads_back (const VtSpaceParts *parts, guint index, guint8 *state)
{
  const VtSpaceEvent *event = parts->events->pdata[index];

  if (state[index] != 0)
    return state[index] == 1;
  state[index] = 1;
  for (guint i = 0; i < event->outputs->len; i++)
    for (guint next = 0; next < parts->events->len; next++)
      if (vt_space_event_is_triggered_by (parts->events->pdata[next],
                                          ((const VtSpaceWire *) event->outputs->pdata[i])->name, "change")
          && leads_back (parts, next, state))
        return TRUE;
  state[index] = 2;
  return FALSE;
}

gboolean
vt_space_check_cycles (const VtSpaceParts *parts, GError **error)
{
  g_autofree guint8 *state = g_new0 (guint8, parts->events->len + 1);

  for (guint i = 0; i < parts->events->len; i++)
    if (leads_back (parts, i, state))
      {
        g_autofree char *path = vt_space_path_element ("events", i);

        return vt_space_path_fail (error, path, "its outputs change a component whose “change” starts it again, "
                                   "so it would never end; use “input”, which only people cause");
      }
  return TRUE;
}

gboolean
vt_space_check_layout (const VtSpaceParts *parts, const VtSpaceLayout *layout, GHashTable *placed, GError **error)
{
  for (guint i = 0; i < layout->children->len; i++)
    if (!vt_space_check_layout (parts, layout->children->pdata[i], placed, error))
      return FALSE;
  if (layout->kind != VT_LAYOUT_COMPONENT)
    return TRUE;
  if (!g_hash_table_contains (parts->by_id, layout->id))
    return vt_space_path_fail (error, layout->path, "there is no component with the id “%s”", layout->id);
  if (!g_hash_table_add (placed, layout->id))
    return vt_space_path_fail (error, layout->path, "the component “%s” stands in it twice", layout->id);
  return TRUE;
}
