/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-event.h"

#include <string.h>

#include "app/space-path.h"
#include "engine/base/error.h"

static const char *const step_keys[] = { "id", "task", "model", "inputs", "parameters", NULL };
static const char *const event_keys[] = { "on", "steps", "outputs", NULL };

static void
trigger_free (gpointer data)
{
  VtSpaceTrigger *trigger = data;

  g_free (trigger->component);
  g_free (trigger->event);
  g_free (trigger);
}

static void
step_free (gpointer data)
{
  VtSpaceStep *step = data;

  g_free (step->id);
  g_clear_pointer (&step->model, vt_space_wire_free);
  g_ptr_array_unref (step->inputs);
  g_ptr_array_unref (step->parameters);
  g_clear_pointer (&step->condition, vt_space_condition_free);
  g_clear_pointer (&step->members, vt_space_members_free);
  g_free (step);
}

void
vt_space_event_free (VtSpaceEvent *self)
{
  g_ptr_array_unref (self->triggers);
  g_free (self->each);
  g_ptr_array_unref (self->steps);
  g_ptr_array_unref (self->outputs);
  g_clear_pointer (&self->members, vt_space_members_free);
  g_free (self);
}

/* The members of the object @key of @node as wires named for them. */
static gboolean
read_wires (GPtrArray *wires, const VtJsonNode *node, const char *path, const char *key, GError **error)
{
  const VtJsonNode *object = vt_json_get (node, key);
  g_autofree char *place = vt_space_path_member (path, key);
  VtJsonIter iter = VT_JSON_ITER (object);

  if (object == NULL)
    return TRUE;
  if (vt_json_type (object) != VT_JSON_OBJECT)
    return vt_space_path_fail (error, place, "it must be an object, and it is %s", vt_space_json_type_name (object));
  while (vt_json_iter_next (&iter))
    {
      g_autofree char *member = vt_space_path_member (place, iter.key);
      VtSpaceWire *wire = vt_space_wire_new (iter.key, iter.value, member, error);

      if (wire == NULL)
        return FALSE;
      g_ptr_array_add (wires, wire);
    }
  return TRUE;
}

static gboolean
read_triggers (VtSpaceEvent *self, const VtJsonNode *node, const char *path, GError **error)
{
  g_autofree char *place = NULL;
  const VtJsonNode *on = vt_space_path_read_array (node, path, "on", TRUE, &place, error);
  VtJsonIter iter = VT_JSON_ITER (on);

  if (on == NULL)
    return FALSE;
  while (vt_json_iter_next (&iter))
    {
      g_autofree char *element = vt_space_path_element (place, self->triggers->len);
      const char *component = vt_json_string (vt_json_at (iter.value, 0), NULL);
      const char *event = vt_json_string (vt_json_at (iter.value, 1), NULL);
      VtSpaceTrigger *trigger;

      if (component == NULL || event == NULL || vt_json_length (iter.value) != 2)
        return vt_space_path_fail (error, element, "it must be a pair of a component's id and an event, like "
                                   "[\"go\", \"click\"]");
      trigger = g_new0 (VtSpaceTrigger, 1);
      *trigger = (VtSpaceTrigger) { g_strdup (component), g_strdup (event) };
      g_ptr_array_add (self->triggers, trigger);
    }
  return TRUE;
}

static gboolean
read_model (VtSpaceStep *step, const VtJsonNode *node, const char *path, GError **error)
{
  const VtJsonNode *model = vt_json_get (node, "model");
  g_autofree char *place = vt_space_path_member (path, "model");

  if (model == NULL)
    return TRUE;
  if (vt_json_type (model) != VT_JSON_STRING)
    return vt_space_path_fail (error, place, "it must be a text, like “owner/name”, and it is %s",
                               vt_space_json_type_name (model));
  step->model = vt_space_wire_new ("model", model, place, error);
  return step->model != NULL;
}

static gboolean
read_task (VtSpaceStep *step, const VtJsonNode *node, const char *path, GError **error)
{
  const char *name = vt_json_get_string (node, "task", NULL);
  g_autofree char *place = vt_space_path_member (path, "task");

  if (name == NULL)
    return vt_space_path_fail (error, place, "a step needs a task, a text like “text-generation”");
  step->task = vt_task_find (name, error);
  return step->task != NULL || vt_space_path_prefix (error, place);
}

/* Besides, it stays among the members, which write it. */
static gboolean
read_condition (VtSpaceStep *step, const VtJsonNode *node, const char *path, GError **error)
{
  const VtJsonNode *condition = vt_json_get (node, "if");
  g_autofree char *place = vt_space_path_member (path, "if");

  if (condition == NULL)
    return TRUE;
  step->condition = vt_space_condition_new (condition, place, error);
  return step->condition != NULL;
}

static VtSpaceStep *
read_step (const VtJsonNode *node, const char *path, GError **error)
{
  const char *id = vt_space_path_read_id (node, path, error);
  VtSpaceStep *step;

  if (id == NULL)
    return NULL;
  step = g_new0 (VtSpaceStep, 1);
  step->id = g_strdup (id);
  step->inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_space_wire_free);
  step->parameters = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_space_wire_free);
  step->members = vt_space_members_new (node, step_keys);
  if (read_task (step, node, path, error) && read_model (step, node, path, error)
      && read_wires (step->inputs, node, path, "inputs", error)
      && read_wires (step->parameters, node, path, "parameters", error) && read_condition (step, node, path, error))
    return step;
  step_free (step);
  return NULL;
}

static gboolean
read_steps (VtSpaceEvent *self, const VtJsonNode *node, const char *path, GError **error)
{
  g_autofree char *place = NULL;
  GError *local = NULL;
  const VtJsonNode *steps = vt_space_path_read_array (node, path, "steps", FALSE, &place, &local);
  VtJsonIter iter = VT_JSON_ITER (steps);

  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  while (vt_json_iter_next (&iter))
    {
      g_autofree char *element = vt_space_path_element (place, self->steps->len);
      VtSpaceStep *step = read_step (iter.value, element, error);

      if (step == NULL)
        return FALSE;
      g_ptr_array_add (self->steps, step);
    }
  return TRUE;
}

/* "table.Column" is an output into a column. */
static void
split_columns (GPtrArray *outputs)
{
  for (guint i = 0; i < outputs->len; i++)
    {
      VtSpaceWire *wire = outputs->pdata[i];
      char *dot = strchr (wire->name, '.');

      if (dot == NULL)
        continue;
      wire->column = g_strdup (dot + 1);
      *dot = '\0';
    }
}

/* Both stay among the members as well, which write them. */
static gboolean
read_manner (VtSpaceEvent *self, const VtJsonNode *node, const char *path, GError **error)
{
  static const char *const modes[] = { "once", "multiple", "always_last" };
  const VtJsonNode *mode = vt_json_get (node, "trigger_mode"), *each = vt_json_get (node, "each");
  g_autofree char *mode_place = vt_space_path_member (path, "trigger_mode");
  g_autofree char *each_place = vt_space_path_member (path, "each");

  for (guint i = 0; mode != NULL && i < G_N_ELEMENTS (modes); i++)
    if (g_strcmp0 (vt_json_string (mode, NULL), modes[i]) == 0)
      self->mode = VT_TRIGGER_ONCE + i;
  if (mode != NULL && self->mode == VT_TRIGGER_DEFAULT)
    return vt_space_path_fail (error, mode_place, "it must be “once”, “multiple” or “always_last”");
  if (each != NULL && vt_json_string (each, NULL) == NULL)
    return vt_space_path_fail (error, each_place, "it must be a component's id, and it is %s", vt_space_json_type_name (each));
  self->each = g_strdup (vt_json_string (each, NULL));
  return TRUE;
}

VtSpaceEvent *
vt_space_event_new (const VtJsonNode *node, const char *path, GError **error)
{
  VtSpaceEvent *self;

  if (vt_json_type (node) != VT_JSON_OBJECT)
    {
      vt_space_path_fail (error, path, "it must be an object, and it is %s", vt_space_json_type_name (node));
      return NULL;
    }
  self = g_new0 (VtSpaceEvent, 1);
  self->triggers = g_ptr_array_new_with_free_func (trigger_free);
  self->steps = g_ptr_array_new_with_free_func (step_free);
  self->outputs = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_space_wire_free);
  self->members = vt_space_members_new (node, event_keys);
  if (read_triggers (self, node, path, error) && read_manner (self, node, path, error)
      && read_steps (self, node, path, error) && read_wires (self->outputs, node, path, "outputs", error))
    {
      split_columns (self->outputs);
      return self;
    }
  vt_space_event_free (self);
  return NULL;
}

static void
write_wires (const char *key, GPtrArray *wires, VtJsonWriter *writer)
{
  if (wires->len == 0)
    return;
  vt_json_write_key (writer, key);
  vt_json_write_begin (writer, '{');
  for (guint i = 0; i < wires->len; i++)
    {
      const VtSpaceWire *wire = wires->pdata[i];
      g_autofree char *column = wire->column != NULL ? g_strdup_printf ("%s.%s", wire->name, wire->column) : NULL;

      vt_json_write_key (writer, column != NULL ? column : wire->name);
      vt_space_members_write_json (writer, wire->json);
    }
  vt_json_write_end (writer, '}');
}

static void
write_step (const VtSpaceStep *step, VtJsonWriter *writer)
{
  vt_json_write_begin (writer, '{');
  vt_json_write_key (writer, "id");
  vt_json_write_string (writer, step->id, -1);
  vt_json_write_key (writer, "task");
  vt_json_write_string (writer, step->task->name, -1);
  if (step->model != NULL)
    {
      vt_json_write_key (writer, "model");
      vt_space_members_write_json (writer, step->model->json);
    }
  write_wires ("inputs", step->inputs, writer);
  write_wires ("parameters", step->parameters, writer);
  vt_space_members_write (step->members, writer);
  vt_json_write_end (writer, '}');
}

static void
write_triggers (const VtSpaceEvent *self, VtJsonWriter *writer)
{
  vt_json_write_key (writer, "on");
  vt_json_write_begin (writer, '[');
  for (guint i = 0; i < self->triggers->len; i++)
    {
      const VtSpaceTrigger *trigger = self->triggers->pdata[i];

      vt_json_write_begin (writer, '[');
      vt_json_write_string (writer, trigger->component, -1);
      vt_json_write_string (writer, trigger->event, -1);
      vt_json_write_end (writer, ']');
    }
  vt_json_write_end (writer, ']');
}

void
vt_space_event_write (const VtSpaceEvent *self, VtJsonWriter *writer)
{
  vt_json_write_begin (writer, '{');
  write_triggers (self, writer);
  vt_json_write_key (writer, "steps");
  vt_json_write_begin (writer, '[');
  for (guint i = 0; i < self->steps->len; i++)
    write_step (self->steps->pdata[i], writer);
  vt_json_write_end (writer, ']');
  write_wires ("outputs", self->outputs, writer);
  vt_space_members_write (self->members, writer);
  vt_json_write_end (writer, '}');
}

gboolean
vt_space_event_is_triggered_by (const VtSpaceEvent *self, const char *component, const char *event)
{
  for (guint i = 0; i < self->triggers->len; i++)
    {
      const VtSpaceTrigger *trigger = self->triggers->pdata[i];

      if (strcmp (trigger->component, component) == 0 && strcmp (trigger->event, event) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
foreach_source (GPtrArray *wires, VtSpaceWireFunc visit, gpointer data)
{
  for (guint i = 0; i < wires->len; i++)
    if (!vt_space_wire_foreach_source (wires->pdata[i], visit, data))
      return FALSE;
  return TRUE;
}

gboolean
vt_space_step_foreach_source (const VtSpaceStep *self, VtSpaceWireFunc visit, gpointer data)
{
  const VtSpaceCondition *condition = self->condition;

  return (self->model == NULL || vt_space_wire_foreach_source (self->model, visit, data))
         && foreach_source (self->inputs, visit, data) && foreach_source (self->parameters, visit, data)
         && (condition == NULL || vt_space_wire_foreach_source (condition->left, visit, data))
         && (condition == NULL || condition->right == NULL || vt_space_wire_foreach_source (condition->right, visit, data));
}

/* Goes on as long as no glass of the step @data is taken. */
static gboolean
is_no_glass (const VtSpaceWire *wire, gpointer data)
{
  const VtSpaceStep *step = data;

  return wire->kind != VT_WIRE_STEP || g_strcmp0 (wire->source, step->id) != 0 || wire->output == NULL
         || !g_strv_contains (step->task->glass, wire->output);
}

gboolean
vt_space_event_takes_glass (const VtSpaceEvent *self, const VtSpaceStep *step)
{
  gboolean none = step->task->glass == NULL || foreach_source (self->outputs, is_no_glass, (gpointer) step);

  for (guint i = 0; i < self->steps->len && none && step->task->glass != NULL; i++)
    none = vt_space_step_foreach_source (self->steps->pdata[i], is_no_glass, (gpointer) step);
  return !none;
}

const VtSpaceStep *
vt_space_event_find_step (const VtSpaceEvent *self, const char *id)
{
  for (guint i = 0; i < self->steps->len; i++)
    if (strcmp (((const VtSpaceStep *) self->steps->pdata[i])->id, id) == 0)
      return self->steps->pdata[i];
  return NULL;
}
