/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random-edits.h"

#include "app/space-edit-card.h"
#include "app/space-edit-events.h"
#include "app/space-edit-offers.h"
#include "app/space-edit.h"
#include "app/space-problems.h"

/* A document stays as large as one that people make: beyond these, what is added goes again. */
#define MANY_COMPONENTS 40
#define MANY_EVENTS 8
#define MANY_STEPS 5
#define MANY_LAYOUTS 30

static guint
roll (GRand *dice, guint n)
{
  return n > 0 ? (guint) g_rand_int_range (dice, 0, (gint32) n) : 0;
}

static const VtSpaceComponent *
some_component (VtSpaceEditor *editor, GRand *dice)
{
  GPtrArray *components = vt_space_get_components (vt_space_editor_get_space (editor));

  return components->len > 0 ? components->pdata[roll (dice, components->len)] : NULL;
}

/* A component's id, or a place in the layout that may or may not be there. */
static char *
some_node (VtSpaceEditor *editor, GRand *dice)
{
  const VtSpaceComponent *component = some_component (editor, dice);

  if (component != NULL && roll (dice, 3) > 0)
    return g_strdup (component->id);
  return roll (dice, 4) == 0 ? g_strdup ("@")
         : roll (dice, 2) == 0 ? g_strdup_printf ("@%u", roll (dice, 4))
                               : g_strdup_printf ("@%u.%u", roll (dice, 4), roll (dice, 3));
}

static const VtComponentClass *
some_class (GRand *dice)
{
  guint n = 0;

  while (vt_component_classes[n] != NULL)
    n++;
  return vt_component_classes[roll (dice, n)];
}

static void
change_property (VtSpaceEditor *editor, GRand *dice, GError **error)
{
  const VtSpaceComponent *component = some_component (editor, dice);
  guint n = 0;
  g_autoptr (VtValue) value = NULL;

  if (component == NULL)
    return;
  while (component->klass->properties[n].name != NULL)
    n++;
  if (roll (dice, 3) == 0)
    value = vt_value_new_number (roll (dice, 100));
  else if (roll (dice, 2) == 0)
    value = vt_value_new_boolean (roll (dice, 2) == 0);
  else
    value = vt_value_new_text (roll (dice, 2) == 0 ? "[\"a\", \"b\"]" : "Grüße, \"Welt\" $x ${y}");
  vt_space_edit_set_property (editor, component->id,
                              roll (dice, 3) == 0 ? "label" : component->klass->properties[roll (dice, n)].name,
                              roll (dice, 4) == 0 ? NULL : value, error);
}

/* A wire of those that a person is offered, or one of several of them. */
static void
take_offer (VtSpaceEditor *editor, guint event, guint step, GRand *dice, GError **error)
{
  GPtrArray *events = vt_space_get_events (vt_space_editor_get_space (editor));
  g_autoptr (GPtrArray) offers = vt_space_edit_offers (editor, event, step, VT_VALUE_TEXT);
  const VtSpaceEvent *of = event < events->len ? events->pdata[event] : NULL;
  const VtSpaceStep *at = of != NULL && step < of->steps->len ? of->steps->pdata[step] : NULL;
  const VtSpaceWire *wire = at != NULL && at->inputs->len > 0 ? at->inputs->pdata[roll (dice, at->inputs->len)] : NULL;
  const char *json = offers->len > 0 ? ((VtWireOffer *) offers->pdata[roll (dice, offers->len)])->json : NULL;
  g_autofree char *name = wire != NULL ? g_strdup (wire->name) : NULL;
  g_autofree char *taken = wire != NULL ? vt_wire_set_alternative (wire, roll (dice, 3), json) : NULL;

  if (name != NULL)
    vt_space_edit_set_input (editor, event, step, name, taken, error);
}

static void
change_events (VtSpaceEditor *editor, GRand *dice, GError **error)
{
  GPtrArray *events = vt_space_get_events (vt_space_editor_get_space (editor));
  const VtSpaceComponent *component = some_component (editor, dice);
  guint event = roll (dice, events->len);
  const VtSpaceEvent *of = events->len > 0 ? events->pdata[event] : NULL;
  gboolean many_steps = of != NULL && of->steps->len > MANY_STEPS;
  guint n = 0;
  const char *task;

  while (vt_task_classes[n] != NULL)
    n++;
  task = vt_task_classes[roll (dice, n)]->name;
  switch (component == NULL || events->len > MANY_EVENTS ? 0 : many_steps ? 5 : roll (dice, 13))
    {
    case 0:
      vt_space_edit_remove_event (editor, event, error);
      break;
    case 1:
      vt_space_edit_add_event (editor, component->id, component->klass->events[0] != NULL ? component->klass->events[0] : "x", error);
      break;
    case 2:
      vt_space_edit_set_trigger (editor, event, roll (dice, 3), roll (dice, 3) == 0 ? NULL : component->id, "change", error);
      break;
    case 3:
    case 4:
      vt_space_edit_add_step (editor, event, task, "owner/model", error);
      break;
    case 5:
      vt_space_edit_remove_step (editor, event, roll (dice, 3), error);
      break;
    case 6:
      vt_space_edit_move_step (editor, event, roll (dice, 3), roll (dice, 3), error);
      break;
    case 7:
      vt_space_edit_set_task (editor, event, roll (dice, 2), task, error);
      break;
    case 10:
      vt_space_edit_set_each (editor, event, roll (dice, 3) == 0 ? NULL : component->id, error);
      break;
    case 11:
      vt_space_edit_set_trigger_mode (editor, event, roll (dice, 2) == 0 ? NULL : "once", error);
      break;
    case 12:
      take_offer (editor, event, roll (dice, 2), dice, error);
      break;
    case 8:
      {
        g_autofree char *condition = g_strdup_printf ("[\"$%s\",\"is\",\"x\"]", component->id);

        vt_space_edit_set_condition (editor, event, roll (dice, 2), roll (dice, 3) == 0 ? NULL : condition, error);
        break;
      }
    default:
      {
        g_autofree char *wire = g_strdup_printf ("\"$%s\"", component->id);

        vt_space_edit_set_output (editor, event, component->id, roll (dice, 3) == 0 ? NULL : "\"hello\"", error);
        g_clear_error (error);
        vt_space_edit_set_input (editor, event, roll (dice, 2), roll (dice, 2) == 0 ? "text" : "messages", wire, error);
        break;
      }
    }
}

static guint
count_layouts (const VtSpaceLayout *node)
{
  guint n = node->kind != VT_LAYOUT_COMPONENT;

  for (guint i = 0; i < node->children->len; i++)
    n += count_layouts (node->children->pdata[i]);
  return n;
}

static void
change_layout (VtSpaceEditor *editor, GRand *dice, GError **error)
{
  static const char *const kinds[] = { "row", "column", "group", "tabs", "accordion" };
  g_autofree char *node = some_node (editor, dice);
  g_autofree char *other = some_node (editor, dice);
  VtSpacePlace place = { (VtPlaceSide) roll (dice, 5), other };

  switch (count_layouts (vt_space_get_layout (vt_space_editor_get_space (editor))) > MANY_LAYOUTS ? 1 : roll (dice, 6))
    {
    case 0:
      vt_space_edit_wrap (editor, node, kinds[roll (dice, G_N_ELEMENTS (kinds))], "More", error);
      break;
    case 1:
      vt_space_edit_unwrap (editor, node, error);
      break;
    case 2:
      vt_space_edit_nudge (editor, node, (VtPlaceSide) roll (dice, 4), error);
      break;
    case 3:
      vt_space_edit_add_tab (editor, node, "Tab", error);
      break;
    default:
      vt_space_edit_move (editor, node, &place, error);
      break;
    }
}

static void
change_components (VtSpaceEditor *editor, GRand *dice, GError **error)
{
  g_autofree char *node = some_node (editor, dice);
  g_autofree char *other = some_node (editor, dice);
  g_autofree char *made = NULL;
  VtSpacePlace place = { (VtPlaceSide) roll (dice, 5), other };
  guint n = vt_space_get_components (vt_space_editor_get_space (editor))->len;

  switch (n > MANY_COMPONENTS ? 0 : roll (dice, 6))
    {
    case 0:
      vt_space_edit_remove (editor, node, error);
      break;
    case 1:
      made = vt_space_edit_duplicate (editor, node, error);
      break;
    case 2:
      {
        g_autofree char *clip = vt_space_edit_copy (editor, node);

        made = clip != NULL ? vt_space_edit_paste (editor, clip, &place, error) : NULL;
        break;
      }
    case 3:
      if (*node != '@')
        {
          g_autofree char *name = g_strdup_printf ("name%u", roll (dice, 100));

          vt_space_edit_rename (editor, node, name, error);
        }
      break;
    default:
      made = vt_space_edit_add (editor, some_class (dice)->type, "Something", roll (dice, 2) == 0 ? &place : NULL, error);
      break;
    }
}

static void
change_card (VtSpaceEditor *editor, GRand *dice, GError **error)
{
  static const char *const texts[] = { "", "A title", "yes", "- : \"#\" \\ '", "Größe\nzwei", " lead", "5", "[x]" };
  static const char *const keys[] = { "title", "emoji", "colorFrom", "short_description", "license" };
  const char *const tags[] = { texts[roll (dice, G_N_ELEMENTS (texts))], "two", NULL };

  switch (roll (dice, 3))
    {
    case 0:
      vt_space_edit_set_card_list (editor, "tags", tags, error);
      break;
    case 1:
      vt_space_edit_set_notes (editor, texts[roll (dice, G_N_ELEMENTS (texts))], error);
      break;
    default:
      vt_space_edit_set_card (editor, keys[roll (dice, G_N_ELEMENTS (keys))], texts[roll (dice, G_N_ELEMENTS (texts))],
                              error);
      break;
    }
}

static void
fix_problem (VtSpaceEditor *editor, GRand *dice, GError **error)
{
  g_autoptr (GPtrArray) problems = vt_space_find_problems (vt_space_editor_get_space (editor), NULL);
  const VtSpaceProblem *problem = problems->len > 0 ? problems->pdata[roll (dice, problems->len)] : NULL;

  if (problem != NULL && problem->fix != NULL)
    problem->fix (editor, problem, error);
}

void
vt_random_edit (VtSpaceEditor *editor, GRand *dice)
{
  static void (*const edits[]) (VtSpaceEditor *, GRand *, GError **) = {
    change_components, change_components, change_layout, change_layout, change_property, change_events, change_events,
    change_card, fix_problem,
  };
  g_autoptr (GError) error = NULL;

  edits[roll (dice, G_N_ELEMENTS (edits))](editor, dice, &error);
  if (error != NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL) && *error->message != '\0');
  if (roll (dice, 8) == 0)
    vt_space_editor_end_step (editor);
}
