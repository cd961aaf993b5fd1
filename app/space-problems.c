/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-problems.h"

#include <string.h>

#include "app/remote/remote-address.h"
#include "app/space-edit-events.h"
#include "app/space-edit.h"
#include "engine/base/error.h"

/* What is looked at, and what has been found. */
typedef struct
{
  VtSpace *space;
  VtModelLibrary *library;
  GPtrArray *found;
  GHashTable *read;    /* ids of components that something takes from */
  GHashTable *written; /* ids of components that an output goes to */
} Look;

void
vt_space_problem_free (VtSpaceProblem *problem)
{
  g_free (problem->name);
  g_free (problem->other);
  g_free (problem->component);
  g_free (problem->missing_model);
  g_free (problem->argument);
  g_free (problem);
}

static VtSpaceProblem *
add (Look *look, const char *sentence, const char *name, gint event, gint step)
{
  VtSpaceProblem *problem = g_new0 (VtSpaceProblem, 1);

  problem->sentence = sentence;
  problem->name = g_strdup (name);
  problem->event = event;
  problem->step = step;
  g_ptr_array_add (look->found, problem);
  return problem;
}

static char *
component_name (const VtSpaceComponent *component)
{
  const char *label = vt_space_component_get_text (component, "label");

  if (*label == '\0' && vt_component_class_has_event (component->klass, "click"))
    label = vt_space_component_get_text (component, "value");
  return g_strdup (*label != '\0' ? label : component->id);
}

static gboolean
note_source (const VtSpaceWire *wire, gpointer data)
{
  if (wire->kind == VT_WIRE_COMPONENT || wire->kind == VT_WIRE_STEP) /* or a part of one */
    g_hash_table_add (((Look *) data)->read, wire->source);
  return TRUE;
}

static void
note_wires (Look *look, GPtrArray *wires)
{
  for (guint i = 0; i < wires->len; i++)
    vt_space_wire_foreach_source (wires->pdata[i], note_source, look);
}

static void
note_event (Look *look, const VtSpaceEvent *event)
{
  for (guint i = 0; i < event->steps->len; i++)
    {
      const VtSpaceStep *step = event->steps->pdata[i];

      vt_space_step_foreach_source (step, note_source, look);
      if (step->model != NULL)
        vt_space_wire_foreach_source (step->model, note_source, look);
    }
  if (event->each != NULL)
    g_hash_table_add (look->read, event->each);
  note_wires (look, event->outputs);
  for (guint i = 0; i < event->outputs->len; i++)
    g_hash_table_add (look->written, ((VtSpaceWire *) event->outputs->pdata[i])->name);
}

/* --- steps --------------------------------------------------------------------- */

static gboolean
gives_nothing (const VtSpaceWire *wire)
{
  return wire->kind == VT_WIRE_LITERAL
         && (vt_value_type (wire->literal) == VT_VALUE_NONE
             || (vt_value_type (wire->literal) == VT_VALUE_TEXT && *vt_value_text (wire->literal) == '\0'));
}

static void
look_at_inputs (Look *look, const VtSpaceStep *step, gint event, gint number)
{
  for (guint i = 0; i < step->inputs->len; i++)
    {
      const VtSpaceWire *wire = step->inputs->pdata[i];
      const VtPort *port = vt_port_find (step->task->inputs, wire->name);
      VtSpaceProblem *problem;

      if (port == NULL || !gives_nothing (wire) || (!port->required && port->group == 0))
        continue;
      problem = add (look, N_ ("The step “%s” gets nothing for its input “%s”."), step->task->title, event, number);
      problem->title = TRUE;
      problem->other = g_strdup (port->title != NULL ? port->title : port->name);
      problem->is_error = TRUE;
    }
}

static gboolean
looks_like_path (const char *reference)
{
  return g_path_is_absolute (reference) || g_str_has_prefix (reference, "vitrine/");
}

static void
look_at_model (Look *look, const VtSpaceStep *step, gint event, gint number)
{
  g_autoptr (VtModelStatus) status = NULL;
  const char *reference;
  VtSpaceProblem *problem;

  if (step->task->model == NULL || (step->model != NULL && step->model->kind != VT_WIRE_LITERAL))
    return;
  reference = step->model != NULL && vt_value_type (step->model->literal) == VT_VALUE_TEXT
                ? vt_value_text (step->model->literal) : "";
  if (*reference == '\0')
    {
      problem = add (look, N_ ("The step “%s” has no model."), step->task->title, event, number);
      problem->title = problem->is_error = TRUE;
      return;
    }
  if (look->library == NULL)
    return;
  status = vt_model_library_get_status (look->library, reference);
  if (status->state == VT_MODEL_PRESENT || status->state == VT_MODEL_FETCHING)
    return;
  problem = add (look,
                 vt_remote_address_is (reference)
                   ? N_ ("The model “%s” is on another computer, which you have not allowed this space to use.")
                   : N_ ("The model “%s” is not on this computer."),
                 reference, event, number);
  problem->is_error = TRUE;
  if (!looks_like_path (reference))
    {
      problem->missing_model = g_strdup (reference);
      problem->other = NULL;
    }
}

/* --- events -------------------------------------------------------------------- */

static gboolean
remove_event (VtSpaceEditor *editor, const VtSpaceProblem *problem, GError **error)
{
  return vt_space_edit_remove_event (editor, (guint) problem->event, error);
}

static char *
event_name (Look *look, const VtSpaceEvent *event)
{
  const VtSpaceTrigger *trigger = event->triggers->len > 0 ? event->triggers->pdata[0] : NULL;
  const VtSpaceComponent *component = trigger != NULL ? vt_space_find_component (look->space, trigger->component) : NULL;

  return component != NULL ? component_name (component) : g_strdup ("");
}

static void
look_at_event (Look *look, const VtSpaceEvent *event, gint number)
{
  g_autofree char *name = event_name (look, event);
  VtSpaceProblem *problem = NULL;

  if (event->triggers->len == 0)
    problem = add (look, N_ ("An event is never started: nothing says when it happens."), NULL, number, -1);
  else if (event->steps->len == 0 && event->outputs->len == 0)
    problem = add (look, N_ ("The event of “%s” does nothing."), name, number, -1);
  else if (event->outputs->len == 0)
    problem = add (look, N_ ("The result of what “%s” starts is shown nowhere."), name, number, -1);
  if (problem != NULL && event->steps->len == 0)
    {
      problem->fix = remove_event;
      problem->fix_label = N_ ("Remove It");
    }
  for (guint i = 0; i < event->steps->len; i++)
    {
      look_at_inputs (look, event->steps->pdata[i], number, (gint) i);
      look_at_model (look, event->steps->pdata[i], number, (gint) i);
    }
}

/* --- components ---------------------------------------------------------------- */

static gboolean
has_trigger (Look *look, const char *id, const char *event)
{
  GPtrArray *events = vt_space_get_events (look->space);

  for (guint i = 0; i < events->len; i++)
    {
      const VtSpaceEvent *of = events->pdata[i];

      for (guint j = 0; j < of->triggers->len; j++)
        {
          const VtSpaceTrigger *trigger = of->triggers->pdata[j];

          if (strcmp (trigger->component, id) == 0 && (event == NULL || strcmp (trigger->event, event) == 0))
            return TRUE;
        }
    }
  return FALSE;
}

static gboolean
remove_component (VtSpaceEditor *editor, const VtSpaceProblem *problem, GError **error)
{
  return vt_space_edit_remove (editor, problem->component, error);
}

static gboolean
add_click_event (VtSpaceEditor *editor, const VtSpaceProblem *problem, GError **error)
{
  return vt_space_edit_add_event (editor, problem->component, "click", error) >= 0;
}

/* Puts there the last step's output that fits, of the first event that has one. */
static gboolean
connect_output (VtSpaceEditor *editor, const VtSpaceProblem *problem, GError **error)
{
  return vt_space_edit_set_output (editor, (guint) problem->event, problem->component, problem->argument, error);
}

/* Which output of which event could go to @component. */
static void
propose_output (Look *look, VtSpaceProblem *problem, const VtSpaceComponent *component)
{
  GPtrArray *events = vt_space_get_events (look->space);

  for (guint i = 0; i < events->len; i++)
    {
      const VtSpaceEvent *event = events->pdata[i];
      const VtSpaceStep *step = event->steps->len > 0 ? event->steps->pdata[event->steps->len - 1] : NULL;
      const VtPort *port = step != NULL ? step->task->outputs : NULL;

      for (; port != NULL && port->name != NULL; port++)
        if (vt_value_type_fits (port->type, vt_space_component_value_type (component)))
          {
            problem->event = (gint) i;
            problem->argument = g_strdup_printf ("\"$%s.%s\"", step->id, port->name);
            problem->fix = connect_output;
            problem->fix_label = N_ ("Show the Result There");
            return;
          }
    }
}

static gboolean
shows_only (const VtSpaceComponent *component)
{
  return component->klass->is_input ? !vt_space_component_get_boolean (component, "interactive")
                                    : !vt_component_class_has_event (component->klass, "click");
}

static void
look_at_component (Look *look, const VtSpaceComponent *component)
{
  g_autofree char *name = component_name (component);
  gboolean written = g_hash_table_contains (look->written, component->id);
  gboolean read = g_hash_table_contains (look->read, component->id);
  g_autoptr (VtValue) initial = vt_space_component_initial (component);
  gboolean empty = vt_value_type (initial) == VT_VALUE_NONE
                   || (vt_value_type (initial) == VT_VALUE_TEXT && *vt_value_text (initial) == '\0');
  VtSpaceProblem *problem = NULL;

  if (vt_space_component_value_type (component) == VT_VALUE_NONE && !vt_component_class_has_event (component->klass, "click"))
    return;
  if (vt_component_class_has_event (component->klass, "click") && !component->klass->is_input)
    {
      if (has_trigger (look, component->id, "click"))
        return;
      problem = add (look, N_ ("Nothing happens when “%s” is clicked."), name, -1, -1);
      problem->fix = add_click_event;
      problem->adds_event = TRUE;
      problem->fix_label = N_ ("Say What Happens");
    }
  else if (shows_only (component) && !written && empty)
    {
      problem = add (look, N_ ("“%s” gets no value."), name, -1, -1);
      propose_output (look, problem, component);
    }
  else if (component->klass->is_input && !shows_only (component) && !read && !written
           && !has_trigger (look, component->id, NULL))
    {
      problem = add (look, N_ ("What people enter in “%s” is used nowhere."), name, -1, -1);
      problem->fix = remove_component;
      problem->fix_label = N_ ("Remove It");
    }
  if (problem != NULL)
    problem->component = g_strdup (component->id);
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  const VtSpaceProblem *p = *(VtSpaceProblem *const *) a, *q = *(VtSpaceProblem *const *) b;

  return q->is_error - p->is_error;
}

GPtrArray *
vt_space_find_problems (VtSpace *space, VtModelLibrary *library)
{
  Look look = { space, library, g_ptr_array_new_with_free_func ((GDestroyNotify) vt_space_problem_free),
                g_hash_table_new (g_str_hash, g_str_equal), g_hash_table_new (g_str_hash, g_str_equal) };
  GPtrArray *events = vt_space_get_events (space), *components = vt_space_get_components (space);

  if (components->len == 0)
    add (&look, N_ ("The page is empty: add something to it."), NULL, -1, -1);
  for (guint i = 0; i < events->len; i++)
    note_event (&look, events->pdata[i]);
  for (guint i = 0; i < events->len; i++)
    look_at_event (&look, events->pdata[i], (gint) i);
  for (guint i = 0; i < components->len; i++)
    look_at_component (&look, components->pdata[i]);
  g_ptr_array_sort (look.found, compare);
  g_hash_table_unref (look.read);
  g_hash_table_unref (look.written);
  return look.found;
}
