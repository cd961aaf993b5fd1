/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-edit-offers.h"

#include <string.h>

#include "app/space-path.h"
#include "app/table.h"
#include "app/value-json.h"

void
vt_wire_offer_free (VtWireOffer *offer)
{
  g_free (offer->json);
  g_free (offer->column);
  g_free (offer);
}

/* Takes @json. */
static VtWireOffer *
add_offer (GPtrArray *offers, char *json, const VtSpaceComponent *component)
{
  VtWireOffer *offer = g_new0 (VtWireOffer, 1);

  offer->json = json;
  offer->component = component;
  g_ptr_array_add (offers, offer);
  return offer;
}

static void
offer_steps (GPtrArray *offers, const VtSpaceEvent *event, guint n_steps, VtValueType type)
{
  for (guint i = MIN (n_steps, event->steps->len); i-- > 0;)
    {
      const VtSpaceStep *step = event->steps->pdata[i];

      for (const VtPort *port = step->task->outputs; port->name != NULL; port++)
        if (vt_value_type_fits (port->type, type))
          {
            VtWireOffer *offer = add_offer (offers, g_strdup_printf ("\"$%s.%s\"", step->id, port->name), NULL);

            offer->step = i;
            offer->output = port;
          }
    }
}

/* Conversations: a chat with what a person writes in a text component, and, in the
 * outputs, with the answer of a step. */
static void
offer_conversations (GPtrArray *offers, GPtrArray *components, const VtSpaceEvent *event, guint n_steps)
{
  const VtSpaceStep *last = n_steps == VT_OUTPUTS && event->steps->len > 0
                              ? event->steps->pdata[event->steps->len - 1] : NULL;
  const VtPort *answer = last != NULL ? last->task->outputs : NULL;

  if (answer != NULL && answer->type != VT_VALUE_TEXT)
    return;
  for (guint i = 0; i < components->len; i++)
    for (guint j = 0; j < components->len; j++)
      {
        const VtSpaceComponent *chat = components->pdata[i], *message = components->pdata[j];
        VtWireOffer *offer;

        if (chat->klass->value != VT_VALUE_CHAT || message->klass->value != VT_VALUE_TEXT || !message->klass->is_input
            || !vt_space_component_get_boolean (message, "interactive"))
          continue;
        offer = add_offer (offers,
                           answer != NULL
                             ? g_strdup_printf ("[\"$%s\",{\"user\":\"$%s\"},{\"assistant\":\"$%s.%s\"}]", chat->id, message->id,
                                                last->id, answer->name)
                             : g_strdup_printf ("[\"$%s\",{\"user\":\"$%s\"}]", chat->id, message->id),
                           message);
        offer->chat = chat;
        offer->output = answer;
      }
}

/* What a picture became beside the picture, for components that show two: its
 * outputs other than texts. */
static void
offer_pairs_of (GPtrArray *offers, const VtSpaceComponent *picture, const VtSpaceStep *step, guint index)
{
  for (const VtPort *port = step->task->outputs; port->name != NULL; port++)
    if (port->type != VT_VALUE_TEXT)
      {
        char *json = g_strdup_printf ("{\"list\":[\"$%s\",\"$%s.%s\"]}", picture->id, step->id, port->name);
        VtWireOffer *offer = add_offer (offers, json, picture);

        offer->step = index;
        offer->output = port;
        offer->is_pair = TRUE;
      }
}

static void
offer_pairs (GPtrArray *offers, VtSpace *space, const VtSpaceEvent *event)
{
  for (guint i = 0; i < event->steps->len; i++)
    {
      const VtSpaceStep *step = event->steps->pdata[i];

      for (guint j = 0; j < step->inputs->len; j++)
        {
          const VtSpaceWire *wire = step->inputs->pdata[j];
          const VtSpaceComponent *component = wire->kind == VT_WIRE_COMPONENT ? vt_space_find_component (space, wire->source) : NULL;

          if (component != NULL && vt_space_component_value_type (component) == VT_VALUE_IMAGE)
            offer_pairs_of (offers, component, step, i);
        }
    }
}

GStrv
vt_space_component_columns (const VtSpaceComponent *component)
{
  g_autoptr (VtValue) value =
    vt_space_component_value_type (component) == VT_VALUE_JSON ? vt_space_component_initial (component) : NULL;
  const char *text = value != NULL && vt_value_type (value) == VT_VALUE_JSON ? vt_value_text (value) : "";
  g_autoptr (VtJson) json = *text != '\0' ? vt_json_parse (text, strlen (text), NULL) : NULL;
  g_autoptr (VtTable) table = json != NULL ? vt_table_from_json (vt_json_root (json), NULL) : NULL;
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  if (table == NULL || vt_table_n_columns (table) == 0)
    return NULL;
  for (guint i = 0; i < vt_table_n_columns (table); i++)
    g_strv_builder_add (names, vt_table_get_header (table, i));
  return g_strv_builder_end (names);
}

/* A cell of the row; what has an unusual name is written as a text with that cell in it. */
static void
offer_cells (GPtrArray *offers, const VtSpaceComponent *table, VtValueType type)
{
  g_auto (GStrv) columns = vt_space_component_columns (table);

  for (guint i = 0; columns != NULL && columns[i] != NULL; i++)
    {
      gboolean plain = vt_space_path_is_id (columns[i]);
      g_autofree char *wire = g_strdup_printf (plain ? "$%s.%s" : "${%s.%s}", table->id, columns[i]);
      g_autoptr (VtValue) value = vt_value_new_text (wire);

      if (*columns[i] == '\0' || strchr (columns[i], '}') != NULL
          || (!plain && !vt_value_type_fits (VT_VALUE_TEXT, type)))
        continue;
      add_offer (offers, vt_value_to_json (value), table)->column = g_strdup (columns[i]);
    }
}

/* A cell is a text, of which a number is made where one is wanted. */
static gboolean
fits_cell (VtValueType type)
{
  return vt_value_type_fits (VT_VALUE_TEXT, type) || type == VT_VALUE_NUMBER || type == VT_VALUE_BOOLEAN;
}

static void
offer_parts (GPtrArray *offers, const VtSpaceComponent *component, VtValueType type)
{
  for (const VtComponentPart *part = component->klass->parts; part != NULL && part->name != NULL; part++)
    if (vt_value_type_fits (part->type, type))
      add_offer (offers, g_strdup_printf ("\"$%s.%s\"", component->id, part->name), component)->part = part;
}

static void
offer_components (GPtrArray *offers, GPtrArray *components, VtValueType type)
{
  for (guint i = 0; i < components->len; i++)
    {
      const VtSpaceComponent *component = components->pdata[i];
      VtValueType value = vt_space_component_value_type (component);

      if (value != VT_VALUE_NONE && vt_value_type_fits (value, type))
        add_offer (offers, g_strdup_printf ("\"$%s\"", component->id), component);
      offer_parts (offers, component, type);
    }
}

GPtrArray *
vt_space_edit_offers (VtSpaceEditor *self, guint event, guint step, VtValueType type)
{
  GPtrArray *offers = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_wire_offer_free);
  VtSpace *space = vt_space_editor_get_space (self);
  GPtrArray *events = vt_space_get_events (space), *components = vt_space_get_components (space);
  const VtSpaceEvent *of = event < events->len ? events->pdata[event] : NULL;
  const VtSpaceComponent *table = of != NULL && of->each != NULL ? vt_space_find_component (space, of->each) : NULL;

  if (of != NULL)
    offer_steps (offers, of, step, type);
  if (of != NULL && type == VT_VALUE_CHAT)
    offer_conversations (offers, components, of, step);
  if (of != NULL && type == VT_VALUE_LIST && step == VT_OUTPUTS)
    offer_pairs (offers, space, of);
  if (table != NULL && step != VT_OUTPUTS && fits_cell (type))
    offer_cells (offers, table, type);
  offer_components (offers, components, type);
  return offers;
}

/* How well the offer suits: a cell of the row that is gone through, the step before,
 * then what a person fills in of just that type, then what can be made that type. */
static guint
suits (const VtWireOffer *offer, VtValueType type)
{
  if (offer->chat != NULL)
    return 2;
  if (offer->column != NULL)
    return type == VT_VALUE_TEXT ? 5 : 1;
  if (offer->output != NULL)
    return offer->output->type == type ? 4 : 1;
  if (!offer->component->klass->is_input || !vt_space_component_get_boolean (offer->component, "interactive"))
    return 0;
  if (offer->part != NULL)
    return offer->part->type == type ? 3 : 1;
  return vt_space_component_value_type (offer->component) == type ? 3 : 1;
}

const VtWireOffer *
vt_wire_offers_best (GPtrArray *offers, VtValueType type)
{
  const VtWireOffer *best = NULL;
  guint most = 0;

  for (guint i = 0; i < offers->len; i++)
    if (suits (offers->pdata[i], type) > most)
      {
        best = offers->pdata[i];
        most = suits (best, type);
      }
  return best;
}

/* --- one of several ----------------------------------------------------------- */

GStrv
vt_wire_alternatives (const VtSpaceWire *wire)
{
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();

  if (wire->kind != VT_WIRE_FIRST)
    g_strv_builder_add (all, wire->json);
  else
    for (guint i = 0; i < wire->parts->len; i++)
      g_strv_builder_add (all, ((const VtSpaceWire *) wire->parts->pdata[i])->json);
  return g_strv_builder_end (all);
}

char *
vt_wire_set_alternative (const VtSpaceWire *wire, guint index, const char *json)
{
  g_auto (GStrv) all = vt_wire_alternatives (wire);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  guint n = g_strv_length (all);
  g_autofree char *list = NULL;

  for (guint i = 0; i <= n; i++)
    {
      const char *one = i == index ? json : i < n ? all[i] : NULL;

      if (one != NULL && !g_ptr_array_find_with_equal_func (kept, one, g_str_equal, NULL))
        g_ptr_array_add (kept, (char *) one);
    }
  if (kept->len < 2)
    return kept->len == 1 ? g_strdup (kept->pdata[0]) : NULL;
  g_ptr_array_add (kept, NULL);
  list = g_strjoinv (",", (char **) kept->pdata);
  return g_strdup_printf ("{\"first\":[%s]}", list);
}

typedef struct
{
  const VtSpaceEvent *event;
  gboolean found;
} LeftOut;

static gboolean
look_at_source (const VtSpaceWire *wire, gpointer data)
{
  LeftOut *left = data;
  const VtSpaceStep *step = wire->kind == VT_WIRE_STEP ? vt_space_event_find_step (left->event, wire->source) : NULL;

  left->found = left->found || (step != NULL && vt_space_step_may_be_left_out (left->event, step));
  return !left->found;
}

gboolean
vt_space_step_may_be_left_out (const VtSpaceEvent *event, const VtSpaceStep *step)
{
  LeftOut left = { event, step->condition != NULL };

  if (!left.found)
    vt_space_step_foreach_source (step, look_at_source, &left);
  return left.found;
}
