/* space-page-glass.c: the glass beside a space: it follows the runs, and what the
 * person chooses there makes another run.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>

#include "ui/glass/glass-made.h"
#include "ui/space-page-private.h"

typedef struct
{
  const char *id;
  gboolean found;
} Search;

static gboolean
is_source (const VtSpaceWire *wire, gpointer data)
{
  Search *search = data;

  search->found = search->found || g_strcmp0 (wire->source, search->id) == 0;
  return !search->found;
}

static gboolean
reads (const VtSpaceEvent *event, const char *component)
{
  Search search = { component, FALSE };

  for (guint i = 0; i < event->steps->len && !search.found; i++)
    {
      const VtSpaceStep *step = event->steps->pdata[i];

      for (guint j = 0; j < step->inputs->len && !search.found; j++)
        vt_space_wire_foreach_source (step->inputs->pdata[j], is_source, &search);
    }
  return search.found;
}

/* The component that an event of the space both reads and writes, so that run by
 * run a text grows; %NULL if there is none. Transfer none. */
static const char *
growing_component (VtSpace *space)
{
  GPtrArray *events = vt_space_get_events (space);

  for (guint i = 0; i < events->len; i++)
    {
      const VtSpaceEvent *event = events->pdata[i];

      for (guint j = 0; j < event->outputs->len; j++)
        {
          const VtSpaceWire *wire = event->outputs->pdata[j];
          VtSpaceComponent *component = vt_space_find_component (space, wire->name);

          if (component && component->klass->value == VT_VALUE_TEXT && reads (event, wire->name))
            return wire->name;
        }
    }
  return NULL;
}

static void
on_choose (VtSpacePage *self, guint index, int token)
{
  if (self->glass_step)
    vt_space_runner_continue_with (self->runner, self->glass_step, index, token);
}

static void
on_next (VtSpacePage *self)
{
  GPtrArray *events = vt_space_get_events (self->space);

  if (events->len > 0 && !vt_space_runner_is_running (self->runner))
    vt_space_runner_run (self->runner, events->pdata[0]);
}

static void
on_revealed (VtSpacePage *self)
{
  vt_space_runner_set_glass (self->runner, adw_flap_get_reveal_flap (self->flap));
}

/* Whether a step of the space shows more behind glass than the tokens of a text. */
static gboolean
has_glass (VtSpace *space)
{
  GPtrArray *events = vt_space_get_events (space);

  for (guint i = 0; i < events->len; i++)
    {
      const VtSpaceEvent *event = events->pdata[i];

      for (guint j = 0; j < event->steps->len; j++)
        if (((const VtSpaceStep *) event->steps->pdata[j])->task->glass)
          return TRUE;
    }
  return FALSE;
}

void
vt_space_page_make_glass (VtSpacePage *self)
{
  self->glass = VT_GLASS_PANEL (vt_glass_panel_new ());
  if (has_glass (self->space))
    vt_glass_panel_set_empty (self->glass, _ ("Run the space while this is open: how the result comes about appears here."));
  g_signal_connect_object (self->flap, "notify::reveal-flap", G_CALLBACK (on_revealed), self, G_CONNECT_SWAPPED);
  vt_glass_panel_set_step_mode (self->glass, growing_component (self->space) != NULL);
  gtk_widget_set_size_request (GTK_WIDGET (self->glass), 340, -1);
  gtk_widget_add_css_class (GTK_WIDGET (self->glass), "background"); /* folded, it lies over the demo */
  g_signal_connect_object (self->glass, "choose", G_CALLBACK (on_choose), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->glass, "next", G_CALLBACK (on_next), self, G_CONNECT_SWAPPED);
  adw_flap_set_flap (self->flap, GTK_WIDGET (self->glass));
}

/* What the growing component holds now; transfer full, %NULL if there is none. */
static char *
dup_growing_text (VtSpacePage *self)
{
  const char *id = growing_component (self->space);
  VtValue *value = id ? vt_space_runner_get_value (self->runner, id) : NULL;

  return value ? vt_value_to_text (value) : NULL;
}

void
vt_space_page_glass_started (VtSpacePage *self)
{
  g_autofree char *text = dup_growing_text (self);

  vt_glass_panel_begin (self->glass, text && g_strcmp0 (text, self->glass_text) == 0);
}

static const VtSpaceStep *
find_step (VtSpacePage *self, const char *id)
{
  GPtrArray *events = vt_space_get_events (self->space);
  const VtSpaceStep *step = NULL;

  for (guint i = 0; i < events->len && step == NULL; i++)
    step = vt_space_event_find_step (events->pdata[i], id);
  return step;
}

/* The step's tokens come next. */
static void
watch_step (VtSpacePage *self, const char *id)
{
  const VtSpaceStep *step = find_step (self, id);

  g_free (self->glass_step);
  self->glass_step = g_strdup (id);
  vt_glass_panel_set_can_choose (self->glass, step != NULL && vt_param_find (step->task->params, "prefix_ids") != NULL);
}

void
vt_space_page_glass_token (VtSpacePage *self, const char *step, const VtTokenTrace *trace)
{
  if (g_strcmp0 (step, self->glass_step) != 0)
    watch_step (self, step);
  vt_glass_panel_add_token (self->glass, trace);
}

/* What a step says of how its result came about. */
void
vt_space_page_glass_made (VtSpacePage *self, const char *id, GHashTable *outputs)
{
  const VtSpaceStep *step = find_step (self, id);
  g_autoptr (GdkPaintable) result = NULL;
  GtkWidget *made;

  made = step ? vt_glass_made_new (step->task, outputs) : NULL;
  if (!made)
    return;
  result = vt_glass_made_result (step->task, outputs);
  vt_glass_panel_add_made (self->glass, step->task->name, made, result);
}

void
vt_space_page_glass_ended (VtSpacePage *self)
{
  g_free (self->glass_text);
  self->glass_text = dup_growing_text (self);
}
