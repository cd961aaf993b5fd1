/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-diff.h"

#include <string.h>

#include "app/space-event.h"

static char *
component_text (const VtSpaceComponent *component)
{
  VtJsonWriter writer = { .text = g_string_new (NULL) };

  if (component != NULL)
    vt_space_component_write (component, &writer);
  return g_string_free (writer.text, FALSE);
}

static gboolean
is_same (const VtSpaceComponent *a, const VtSpaceComponent *b)
{
  g_autofree char *before = component_text (a);
  g_autofree char *after = component_text (b);

  return strcmp (before, after) == 0;
}

static GStrv
different_components (VtSpace *before, VtSpace *after)
{
  GPtrArray *ids = g_ptr_array_new ();
  GPtrArray *old = vt_space_get_components (before), *new = vt_space_get_components (after);

  for (guint i = 0; i < old->len; i++)
    {
      const VtSpaceComponent *component = old->pdata[i];

      if (!is_same (component, vt_space_find_component (after, component->id)))
        g_ptr_array_add (ids, g_strdup (component->id));
    }
  for (guint i = 0; i < new->len; i++)
    {
      const VtSpaceComponent *component = new->pdata[i];

      if (vt_space_find_component (before, component->id) == NULL)
        g_ptr_array_add (ids, g_strdup (component->id));
    }
  g_ptr_array_add (ids, NULL);
  return (GStrv) g_ptr_array_free (ids, FALSE);
}

static char *
layout_text (VtSpace *space)
{
  VtJsonWriter writer = { .text = g_string_new (NULL) };

  vt_space_layout_write (vt_space_get_layout (space), &writer);
  return g_string_free (writer.text, FALSE);
}

static char *
events_text (VtSpace *space)
{
  VtJsonWriter writer = { .text = g_string_new (NULL) };
  GPtrArray *events = vt_space_get_events (space);

  vt_json_write_begin (&writer, '[');
  for (guint i = 0; i < events->len; i++)
    vt_space_event_write (events->pdata[i], &writer);
  vt_json_write_end (&writer, ']');
  return g_string_free (writer.text, FALSE);
}

static gboolean
texts_differ (char *(*text_of) (VtSpace *), VtSpace *before, VtSpace *after)
{
  g_autofree char *a = text_of (before);
  g_autofree char *b = text_of (after);

  return strcmp (a, b) != 0;
}

static gboolean
examples_differ (VtSpace *before, VtSpace *after)
{
  GPtrArray *a = vt_space_get_example_inputs (before), *b = vt_space_get_example_inputs (after);

  if (a->len != b->len || vt_space_get_n_examples (before) != vt_space_get_n_examples (after))
    return TRUE;
  for (guint i = 0; i < a->len; i++)
    {
      if (strcmp (((VtSpaceComponent *) a->pdata[i])->id, ((VtSpaceComponent *) b->pdata[i])->id) != 0)
        return TRUE;
      for (guint row = 0; row < vt_space_get_n_examples (before); row++)
        if (!vt_value_equal (vt_space_get_example (before, row, i), vt_space_get_example (after, row, i)))
          return TRUE;
    }
  return FALSE;
}

static char *
card_text (VtSpace *space)
{
  g_autofree char *tags = g_strjoinv ("\n", (char **) vt_space_get_tags (space));

  return g_strjoin ("\x1f", vt_space_get_title (space), vt_space_get_emoji (space), vt_space_get_color_from (space),
                    vt_space_get_color_to (space), vt_space_get_short_description (space),
                    vt_space_get_license (space), tags, NULL);
}

static char *
notes_text (VtSpace *space)
{
  return g_strdup (vt_space_get_notes (space));
}

VtSpaceChange
vt_space_diff (VtSpace *before, VtSpace *after, GStrv *components)
{
  VtSpaceChange what = 0;

  *components = different_components (before, after);
  if ((*components)[0] != NULL)
    what |= VT_SPACE_CHANGE_COMPONENTS;
  if (texts_differ (layout_text, before, after))
    what |= VT_SPACE_CHANGE_LAYOUT;
  if (texts_differ (events_text, before, after))
    what |= VT_SPACE_CHANGE_EVENTS;
  if (examples_differ (before, after))
    what |= VT_SPACE_CHANGE_EXAMPLES;
  if (texts_differ (card_text, before, after))
    what |= VT_SPACE_CHANGE_CARD;
  if (texts_differ (notes_text, before, after))
    what |= VT_SPACE_CHANGE_NOTES;
  return what != 0 ? what : VT_SPACE_CHANGE_OTHER;
}
