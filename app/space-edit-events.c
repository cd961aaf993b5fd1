/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-edit-events.h"

#include <string.h>

#include "app/space-edit-offers.h"
#include "app/space-edit-tree.h"
#include "engine/base/error.h"

static VtJsonTree *
find_event (VtJsonTree *root, guint event, GError **error)
{
  VtJsonTree *found = vt_json_tree_at (vt_json_tree_get (root, "events"), event);

  if (found == NULL)
    g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND, "There is no such event any more.");
  return found;
}

static VtJsonTree *
find_step (VtJsonTree *root, guint event, guint step, GError **error)
{
  VtJsonTree *found = vt_json_tree_at (vt_json_tree_get (find_event (root, event, error), "steps"), step);

  if (found == NULL && error != NULL && *error == NULL)
    g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND, "There is no such step any more.");
  return found;
}

static const VtSpaceEvent *
space_event (VtSpaceEditor *self, guint event)
{
  GPtrArray *events = vt_space_get_events (vt_space_editor_get_space (self));

  return event < events->len ? events->pdata[event] : NULL;
}

static VtJsonTree *
new_trigger (const char *component, const char *name)
{
  VtJsonTree *pair = vt_json_tree_new_array ();

  vt_json_tree_append (pair, vt_json_tree_new_string (component));
  vt_json_tree_append (pair, vt_json_tree_new_string (name));
  return pair;
}

gint
vt_space_edit_add_event (VtSpaceEditor *self, const char *component, const char *event, GError **error)
{
  VtJsonTree *root = vt_space_editor_begin (self);
  VtJsonTree *events = vt_json_tree_need_array (root, "events");
  VtJsonTree *object = vt_json_tree_new_object ();
  gint index = (gint) vt_json_tree_length (events);

  vt_json_tree_append (vt_json_tree_need_array (object, "on"), new_trigger (component, event));
  vt_json_tree_need_array (object, "steps");
  vt_json_tree_append (events, object);
  return vt_space_editor_commit (self, root, N_ ("Add an event"), NULL, error) ? index : -1;
}

gboolean
vt_space_edit_remove_event (VtSpaceEditor *self, guint event, GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);

  if (find_event (root, event, error) == NULL)
    return FALSE;
  vt_json_tree_remove (vt_json_tree_get (root, "events"), event);
  return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Remove an event"), NULL, error);
}

gboolean
vt_space_edit_set_trigger (VtSpaceEditor *self, guint event, guint index, const char *component, const char *name,
                           GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  VtJsonTree *object = find_event (root, event, error), *on;

  if (object == NULL)
    return FALSE;
  on = vt_json_tree_need_array (object, "on");
  if (index > vt_json_tree_length (on) || (index == vt_json_tree_length (on) && component == NULL))
    return FALSE;
  if (component == NULL)
    vt_json_tree_remove (on, index);
  else if (index == vt_json_tree_length (on))
    vt_json_tree_append (on, new_trigger (component, name));
  else
    vt_json_tree_free (vt_json_tree_replace (on, index, new_trigger (component, name)));
  return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Change when it happens"), NULL, error);
}

gboolean
vt_space_edit_set_trigger_mode (VtSpaceEditor *self, guint event, const char *mode, GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  VtJsonTree *object = find_event (root, event, error);

  if (object == NULL)
    return FALSE;
  vt_json_tree_set (object, "trigger_mode", mode != NULL ? vt_json_tree_new_string (mode) : NULL);
  return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Change when it happens"), NULL, error);
}

gboolean
vt_space_edit_set_each (VtSpaceEditor *self, guint event, const char *table, GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  VtJsonTree *object = find_event (root, event, error);
  g_autofree char *before = NULL;

  if (object == NULL)
    return FALSE;
  before = g_strdup (vt_json_tree_string (vt_json_tree_get (object, "each")));
  if (g_strcmp0 (before, table) == 0)
    return TRUE;
  if (before != NULL)
    vt_edit_forget_columns (object, before);
  vt_json_tree_set (object, "each", table != NULL ? vt_json_tree_new_string (table) : NULL);
  return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Change what it goes through"), NULL, error);
}

/* --- steps ------------------------------------------------------------------------ */

/* Whether @inputs has one of the alternatives of @port. */
static gboolean
has_alternative (const VtTaskClass *task, const VtPort *port, VtJsonTree *inputs)
{
  for (const VtPort *other = task->inputs; other->name != NULL; other++)
    if ((other == port || (port->group != 0 && other->group == port->group))
        && vt_json_tree_get (inputs, other->name) != NULL)
      return TRUE;
  return FALSE;
}

/* A wire for each input that must be there and is not; nothing where nothing fits. */
static void
fill_inputs (VtSpaceEditor *self, guint event, guint index, const VtTaskClass *task, VtJsonTree *inputs)
{
  for (const VtPort *port = task->inputs; port->name != NULL; port++)
    {
      g_autoptr (GPtrArray) offers = NULL;
      const VtWireOffer *best;

      if ((!port->required && port->group == 0) || has_alternative (task, port, inputs))
        continue;
      offers = vt_space_edit_offers (self, event, index, port->type);
      best = vt_wire_offers_best (offers, port->type);
      vt_json_tree_set (inputs, port->name, vt_json_tree_new_json (best != NULL ? best->json : "null"));
    }
}

/* The wire into @component of some output, or %NULL. */
static gboolean
takes_output (const VtSpaceEvent *event, const char *component)
{
  for (guint i = 0; i < event->outputs->len; i++)
    if (strcmp (((const VtSpaceWire *) event->outputs->pdata[i])->name, component) == 0)
      return TRUE;
  return FALSE;
}

/* A component that shows and that no output of this event goes to yet. */
static const VtSpaceComponent *
find_target (VtSpaceEditor *self, const VtSpaceEvent *event, VtValueType type)
{
  GPtrArray *components = vt_space_get_components (vt_space_editor_get_space (self));

  for (guint exact = 2; exact-- > 0;)
    for (guint i = 0; i < components->len; i++)
      {
        const VtSpaceComponent *component = components->pdata[i];
        VtValueType value = vt_space_component_value_type (component);
        gboolean shows = component->klass->is_input ? !vt_space_component_get_boolean (component, "interactive")
                                                    : !vt_component_class_has_event (component->klass, "click");

        if (shows && !takes_output (event, component->id)
            && (exact ? value == type : value != VT_VALUE_NONE && vt_value_type_fits (type, value)))
          return component;
      }
  return NULL;
}

static void
connect_outputs (VtSpaceEditor *self, const VtSpaceEvent *event, const VtTaskClass *task, const char *id,
                 VtJsonTree *object)
{
  VtJsonTree *outputs = vt_json_tree_need_object (object, "outputs");
  const VtSpaceStep *last = event->steps->len > 0 ? event->steps->pdata[event->steps->len - 1] : NULL;
  const VtPort *port = task->outputs;
  g_autofree char *json = port->name != NULL ? g_strdup_printf ("\"$%s.%s\"", id, port->name) : NULL;
  const VtSpaceComponent *target;

  if (json == NULL)
    return;
  for (guint i = 0; i < event->outputs->len; i++)
    {
      const VtSpaceWire *wire = event->outputs->pdata[i];
      const VtSpaceComponent *component = vt_space_find_component (vt_space_editor_get_space (self), wire->name);

      if (last != NULL && wire->kind == VT_WIRE_STEP && strcmp (wire->source, last->id) == 0
          && vt_value_type_fits (port->type, vt_space_component_value_type (component)))
        {
          vt_json_tree_set (outputs, wire->name, vt_json_tree_new_json (json));
          return;
        }
    }
  target = find_target (self, event, port->type);
  if (target != NULL)
    vt_json_tree_set (outputs, target->id, vt_json_tree_new_json (json));
}

gboolean
vt_space_edit_add_step (VtSpaceEditor *self, guint event, const char *task, const char *model, GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  const VtTaskClass *klass = vt_task_find (task, error);
  VtJsonTree *object = klass != NULL ? find_event (root, event, error) : NULL;
  VtJsonTree *step;
  g_autofree char *id = NULL;

  if (object == NULL)
    return FALSE;
  id = vt_edit_new_id (root, "step");
  step = vt_json_tree_new_object ();
  vt_json_tree_set (step, "id", vt_json_tree_new_string (id));
  vt_json_tree_set (step, "task", vt_json_tree_new_string (task));
  if (model != NULL && *model != '\0')
    vt_json_tree_set (step, "model", vt_json_tree_new_string (model));
  fill_inputs (self, event, space_event (self, event)->steps->len, klass, vt_json_tree_need_object (step, "inputs"));
  vt_json_tree_append (vt_json_tree_need_array (object, "steps"), step);
  connect_outputs (self, space_event (self, event), klass, id, object);
  return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Add a step"), NULL, error);
}

gboolean
vt_space_edit_remove_step (VtSpaceEditor *self, guint event, guint step, GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  VtJsonTree *found = find_step (root, event, step, error);
  g_autofree char *id = NULL;

  if (found == NULL)
    return FALSE;
  id = g_strdup (vt_json_tree_string (vt_json_tree_get (found, "id")));
  vt_json_tree_remove (vt_json_tree_get (find_event (root, event, NULL), "steps"), step);
  if (id != NULL)
    vt_edit_forget (root, id);
  return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Remove a step"), NULL, error);
}

/* Takes away what the steps before number @n take from @id. */
static void
forget_before (VtJsonTree *root, VtJsonTree *event, guint n, const char *id)
{
  VtJsonTree *steps = vt_json_tree_get (event, "steps");
  g_autoptr (VtJsonTree) outputs =
    vt_json_tree_get (event, "outputs") != NULL ? vt_json_tree_copy (vt_json_tree_get (event, "outputs")) : NULL;
  g_autoptr (GPtrArray) later = g_ptr_array_new ();

  /* Later steps and the outputs may go on taking from it: they are kept aside. */
  while (vt_json_tree_length (steps) > n)
    g_ptr_array_add (later, vt_json_tree_steal (steps, n));
  vt_edit_forget (root, id);
  for (guint i = 0; i < later->len; i++)
    vt_json_tree_append (steps, later->pdata[i]);
  if (outputs != NULL)
    vt_json_tree_set (event, "outputs", g_steal_pointer (&outputs));
}

gboolean
vt_space_edit_move_step (VtSpaceEditor *self, guint event, guint step, guint to, GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  VtJsonTree *object = find_event (root, event, error);
  VtJsonTree *steps = vt_json_tree_get (object, "steps");

  if (object == NULL || find_step (root, event, step, error) == NULL || to >= vt_json_tree_length (steps))
    return FALSE;
  vt_json_tree_insert (steps, to, vt_json_tree_steal (steps, step));
  for (guint i = 0; i < vt_json_tree_length (steps); i++)
    {
      g_autofree char *id = g_strdup (vt_json_tree_string (vt_json_tree_get (vt_json_tree_at (steps, i), "id")));

      if (id != NULL)
        forget_before (root, object, i + 1, id);
    }
  return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Move a step"), NULL, error);
}

/* Members of @object that @table does not name go. */
static void
keep_ports (VtJsonTree *object, const VtPort *ports)
{
  for (guint i = vt_json_tree_length (object); i-- > 0;)
    if (vt_port_find (ports, vt_json_tree_key (object, i)) == NULL)
      vt_json_tree_remove (object, i);
}

static void
keep_params (VtJsonTree *object, const VtParam *params)
{
  for (guint i = vt_json_tree_length (object); i-- > 0;)
    if (vt_param_find (params, vt_json_tree_key (object, i)) == NULL)
      vt_json_tree_remove (object, i);
}

gboolean
vt_space_edit_set_task (VtSpaceEditor *self, guint event, guint step, const char *task, GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  const VtTaskClass *klass = vt_task_find (task, error);
  VtJsonTree *found = klass != NULL ? find_step (root, event, step, error) : NULL;
  VtJsonTree *object;
  g_autofree char *id = NULL;

  if (found == NULL || vt_json_tree_is_string (vt_json_tree_get (found, "task"), task))
    return found != NULL;
  object = find_event (root, event, NULL);
  id = g_strdup (vt_json_tree_string (vt_json_tree_get (found, "id")));
  vt_edit_forget (root, id);
  vt_json_tree_set (found, "task", vt_json_tree_new_string (task));
  vt_json_tree_set (found, "model", NULL);
  keep_ports (vt_json_tree_need_object (found, "inputs"), klass->inputs);
  keep_params (vt_json_tree_need_object (found, "parameters"), klass->params);
  fill_inputs (self, event, step, klass, vt_json_tree_get (found, "inputs"));
  if (step + 1 == vt_json_tree_length (vt_json_tree_get (object, "steps")))
    connect_outputs (self, space_event (self, event), klass, id, object);
  return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Change a step"), NULL, error);
}

gboolean
vt_space_edit_set_model (VtSpaceEditor *self, guint event, guint step, const char *model, GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  VtJsonTree *found = find_step (root, event, step, error);

  if (found == NULL)
    return FALSE;
  vt_json_tree_set (found, "model", model != NULL && *model != '\0' ? vt_json_tree_new_string (model) : NULL);
  return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Choose a model"), NULL, error);
}

/* --- wires ------------------------------------------------------------------------- */

gboolean
vt_space_edit_set_input (VtSpaceEditor *self, guint event, guint step, const char *name, const char *json,
                         GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  g_autofree char *merge = g_strdup_printf ("input %u %u %s", event, step, name);
  VtJsonTree *found = find_step (root, event, step, error);
  const VtSpaceStep *of = found != NULL ? space_event (self, event)->steps->pdata[step] : NULL;
  const VtPort *port = of != NULL ? vt_port_find (of->task->inputs, name) : NULL;
  VtJsonTree *inputs;

  if (port == NULL)
    return FALSE;
  inputs = vt_json_tree_need_object (found, "inputs");
  for (const VtPort *other = of->task->inputs; port->group != 0 && other->name != NULL; other++)
    if (other->group == port->group && other != port)
      vt_json_tree_set (inputs, other->name, NULL);
  if (json != NULL)
    vt_json_tree_set (inputs, name, vt_json_tree_new_json (json));
  else
    vt_json_tree_set (inputs, name,
                      port->required || port->group != 0 ? vt_json_tree_new_json ("null") : NULL);
  return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Change an input"), merge, error);
}

gboolean
vt_space_edit_set_condition (VtSpaceEditor *self, guint event, guint step, const char *json, GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  g_autofree char *merge = g_strdup_printf ("condition %u %u", event, step);
  VtJsonTree *found = find_step (root, event, step, error);

  if (found == NULL)
    return FALSE;
  vt_json_tree_set (found, "if", json != NULL ? vt_json_tree_new_json (json) : NULL);
  return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Change when a step runs"), merge, error);
}

gboolean
vt_space_edit_set_parameter (VtSpaceEditor *self, guint event, guint step, const char *name, const char *json,
                             GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  g_autofree char *merge = g_strdup_printf ("parameter %u %u %s", event, step, name);
  VtJsonTree *found = find_step (root, event, step, error);

  if (found == NULL)
    return FALSE;
  vt_json_tree_set (vt_json_tree_need_object (found, "parameters"), name,
                    json != NULL ? vt_json_tree_new_json (json) : NULL);
  return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Change a setting"), merge, error);
}

gboolean
vt_space_edit_set_output (VtSpaceEditor *self, guint event, const char *component, const char *json, GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  VtJsonTree *object = find_event (root, event, error);

  if (object == NULL)
    return FALSE;
  vt_json_tree_set (vt_json_tree_need_object (object, "outputs"), component,
                    json != NULL ? vt_json_tree_new_json (json) : NULL);
  return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Change where a result goes"), NULL, error);
}

gboolean
vt_space_edit_move_output (VtSpaceEditor *self, guint event, const char *component, const char *other, GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  VtJsonTree *outputs = vt_json_tree_get (find_event (root, event, error), "outputs");
  VtJsonTree *wire = vt_json_tree_get (outputs, component);

  if (wire == NULL || vt_json_tree_get (outputs, other) != NULL)
    return FALSE;
  vt_json_tree_rename (outputs, (guint) vt_json_tree_index (outputs, wire), other);
  return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Change where a result goes"), NULL, error);
}
