/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/builder/event-words.h"

#include <glib/gi18n.h>

#include "ui/model-text.h"

static const struct
{
  const char *event;
  const char *words;
} events[] = {
  { "click", N_ ("“%s” is clicked") },
  { "submit", N_ ("Enter is pressed in “%s”") },
  { "change", N_ ("“%s” changes") },
  { "input", N_ ("somebody changes “%s”") },
  { "release", N_ ("“%s” is let go") },
  { "select", N_ ("something is chosen in “%s”") },
  { "clear", N_ ("“%s” is emptied") },
  { "upload", N_ ("a file is put into “%s”") },
  { "retry", N_ ("another answer is wanted in “%s”") },
  { "undo", N_ ("something is taken back in “%s”") },
  { "focus", N_ ("the keyboard comes into “%s”") },
  { "blur", N_ ("the keyboard leaves “%s”") },
  { "tick", N_ ("“%s” ticks") },
  { "load", N_ ("“%s” is there") },
  { "stop", N_ ("“%s” stops") },
  { "stop_recording", N_ ("recording ends in “%s”") },
  { "start_recording", N_ ("recording begins in “%s”") },
};

char *
vt_component_words (const VtSpaceComponent *component)
{
  const char *label = vt_space_component_get_text (component, "label");

  if (!*label && vt_component_class_has_event (component->klass, "click"))
    label = vt_space_component_get_text (component, "value");
  return g_strdup (*label ? label : component->id);
}

char *
vt_trigger_words (const VtSpaceComponent *component, const char *event)
{
  g_autofree char *name = vt_component_words (component);

  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    if (g_str_equal (events[i].event, event))
      return g_strdup_printf (_ (events[i].words), name);
  /* Translators: a component's name, and its event's, which has no words of its own */
  return g_strdup_printf (_ ("“%s” says “%s”"), name, event);
}

static const char *
port_title (const VtPort *port)
{
  return port->title ? _ (port->title) : port->name;
}

/* A part of what a component holds, or the cell in a column of a table. */
static char *
inner_words (const VtSpaceComponent *component, const VtComponentPart *part, const char *column)
{
  g_autofree char *name = vt_component_words (component);

  if (column)
    /* Translators: a column of a table that an event goes through row by row */
    return g_strdup_printf (_ ("%s of each row"), column);
  /* Translators: a part of what a component holds, and the component: "Files of Message" */
  return g_strdup_printf (_ ("%s of %s"), part->title ? _ (part->title) : part->name, name);
}

static char *
step_output_words (const VtSpaceEvent *event, guint step, const VtPort *port)
{
  const VtSpaceStep *of = event->steps->pdata[step];

  if (event->steps->len == 1)
    return g_strdup (port_title (port));
  /* Translators: an output, the number of the step, what the step does: "Text of step 1, Text generation" */
  return g_strdup_printf (_ ("%s of step %u, %s"), port_title (port), step + 1, _ (of->task->title));
}

char *
vt_offer_words (const VtSpaceEvent *event, const VtWireOffer *offer)
{
  if (offer->chat)
    {
      g_autofree char *chat = vt_component_words (offer->chat);
      g_autofree char *message = vt_component_words (offer->component);

      /* Translators: a conversation: what is in the chat, and then the message */
      return offer->output ? g_strdup_printf (_ ("%s, then “%s” and the answer"), chat, message)
                           : g_strdup_printf (_ ("%s, then “%s”"), chat, message);
    }
  if (offer->is_pair)
    {
      g_autofree char *picture = vt_component_words (offer->component);
      g_autofree char *output = step_output_words (event, offer->step, offer->output);

      /* Translators: two values side by side: a picture and what was found in it */
      return g_strdup_printf (_ ("%s and %s"), picture, output);
    }
  if (offer->part || offer->column)
    return inner_words (offer->component, offer->part, offer->column);
  return offer->component ? vt_component_words (offer->component)
                          : step_output_words (event, offer->step, offer->output);
}

/* What comes from a step, a part of a component, or a cell. */
static char *
output_words (VtSpace *space, const VtSpaceEvent *event, const VtSpaceWire *wire)
{
  const VtSpaceComponent *component = vt_space_find_component (space, wire->source);
  const VtComponentPart *part = component ? vt_space_component_find_part (component, wire->output) : NULL;

  if (component && (part || g_strcmp0 (event->each, wire->source) == 0))
    return inner_words (component, part, part ? NULL : wire->output);
  for (guint i = 0; i < event->steps->len; i++)
    {
      const VtSpaceStep *step = event->steps->pdata[i];
      const VtPort *port = vt_port_find (step->task->outputs, wire->output);

      if (g_str_equal (step->id, wire->source) && port)
        return step_output_words (event, i, port);
    }
  return g_strdup (wire->source);
}

/* @between: "and", or what separates values of which the first that is there is taken */
static char *
several_words (VtSpace *space, const VtSpaceEvent *event, const VtSpaceWire *wire, const char *between)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < wire->parts->len; i++)
    {
      g_autofree char *words = vt_wire_words (space, event, wire->parts->pdata[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? between : "", words);
    }
  return g_string_free (text, FALSE);
}

/* Of a text that is a single cell, that cell. */
static const VtSpaceWire *
only_cell (const VtSpaceEvent *event, const VtSpaceWire *wire)
{
  const VtSpaceWire *part = wire->parts->len == 1 ? wire->parts->pdata[0] : NULL;

  return part && part->kind == VT_WIRE_STEP && g_strcmp0 (event->each, part->source) == 0 ? part : NULL;
}

char *
vt_wire_words (VtSpace *space, const VtSpaceEvent *event, const VtSpaceWire *wire)
{
  const VtSpaceComponent *component;

  switch (wire->kind)
    {
    case VT_WIRE_COMPONENT:
      component = vt_space_find_component (space, wire->source);
      return component ? vt_component_words (component) : g_strdup (wire->source);
    case VT_WIRE_STEP:
      return output_words (space, event, wire);
    case VT_WIRE_MESSAGES:
      return g_strdup (_ ("a conversation"));
    case VT_WIRE_TEMPLATE:
      return only_cell (event, wire) ? output_words (space, event, only_cell (event, wire))
                                     : g_strdup (_ ("a text with values filled in"));
    case VT_WIRE_FIRST:
      /* Translators: joins values of which the first that is there is taken */
      return several_words (space, event, wire, _ (", or else "));
    case VT_WIRE_LIST:
      /* Translators: joins values side by side */
      return several_words (space, event, wire, _ (" and "));
    case VT_WIRE_LITERAL:
    default:
      return vt_value_type (wire->literal) == VT_VALUE_NONE ? g_strdup (_ ("nothing")) : vt_value_to_text (wire->literal);
    }
}

static void
append_triggers (GString *text, VtSpace *space, const VtSpaceEvent *event)
{
  for (guint i = 0; i < event->triggers->len; i++)
    {
      const VtSpaceTrigger *trigger = event->triggers->pdata[i];
      const VtSpaceComponent *component = vt_space_find_component (space, trigger->component);
      g_autofree char *words = component ? vt_trigger_words (component, trigger->event) : g_strdup (trigger->component);

      /* Translators: joins what starts an event: "“Write” is clicked or Enter is pressed in “Prompt”" */
      g_string_append_printf (text, "%s%s", i > 0 ? _ (" or ") : "", words);
    }
  if (event->triggers->len == 0)
    g_string_append (text, _ ("nothing happens yet"));
}

static void
append_step (GString *text, VtSpace *space, const VtSpaceEvent *event, const VtSpaceStep *step, gboolean first)
{
  g_autoptr (GString) from = g_string_new (NULL);
  gboolean named = step->model && step->model->kind == VT_WIRE_LITERAL
                   && vt_value_type (step->model->literal) == VT_VALUE_TEXT && *vt_value_text (step->model->literal);
  const char *model = named ? vt_model_title (vt_value_text (step->model->literal)) : _ ("a model");

  for (guint i = 0; i < step->inputs->len; i++)
    {
      g_autofree char *words = vt_wire_words (space, event, step->inputs->pdata[i]);

      g_string_append_printf (from, "%s%s", i > 0 ? ", " : "", words);
    }
  /* Translators: a step of an event: the task, the model, and where its inputs come from */
  g_string_append_printf (text, first ? _ (", run %s with %s, from %s") : _ (", then %s with %s, from %s"),
                          _ (step->task->title), model, from->str);
}

static void
append_each (GString *text, VtSpace *space, const VtSpaceEvent *event)
{
  const VtSpaceComponent *table = event->each ? vt_space_find_component (space, event->each) : NULL;
  g_autofree char *words = table ? vt_component_words (table) : NULL;

  if (words)
    /* Translators: follows "When “Go” is clicked" */
    g_string_append_printf (text, _ (", for each row of “%s”"), words);
}

static void
append_output (GString *text, VtSpace *space, const VtSpaceEvent *event, const VtSpaceWire *wire, gboolean first)
{
  const VtSpaceComponent *component = vt_space_find_component (space, wire->name);
  g_autofree char *from = vt_wire_words (space, event, wire);
  g_autofree char *to = component ? vt_component_words (component) : g_strdup (wire->name);

  if (wire->column)
    g_string_append_printf (text, first ? _ (", and put “%s” in the column “%s” of “%s”") : _ (", “%s” in the column “%s” of “%s”"),
                            from, wire->column, to);
  else
    g_string_append_printf (text, first ? _ (", and put “%s” in “%s”") : _ (", “%s” in “%s”"), from, to);
}

char *
vt_event_words (VtSpace *space, const VtSpaceEvent *event)
{
  g_autoptr (GString) triggers = g_string_new (NULL);
  GString *text = g_string_new (NULL);

  append_triggers (triggers, space, event);
  /* Translators: begins the sentence that says what an event does: "When “Write” is clicked" */
  g_string_append_printf (text, _ ("When %s"), triggers->str);
  append_each (text, space, event);
  for (guint i = 0; i < event->steps->len; i++)
    append_step (text, space, event, event->steps->pdata[i], i == 0);
  for (guint i = 0; i < event->outputs->len; i++)
    append_output (text, space, event, event->outputs->pdata[i], i == 0);
  g_string_append (text, ".");
  return g_string_free (text, FALSE);
}
