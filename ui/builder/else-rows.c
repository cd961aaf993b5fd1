/* else-rows.c: what a wire takes where the step that it takes from is left out.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>
#include <string.h>

#include "ui/builder/event-panel-private.h"
#include "ui/builder/event-words.h"

#define BETWEEN '\n' /* the wire's number among those that are tried, and the input's or output's name */

static const VtSpaceEvent *
event_of (const VtEventRow *row)
{
  return vt_space_get_events (vt_space_editor_get_space (row->panel->editor))->pdata[row->event];
}

/* The wire of an input, or of an output: "answer", "table.Column". */
static const VtSpaceWire *
find_wire (const VtEventRow *row, const char *name)
{
  gboolean output = row->step == VT_OUTPUTS;
  GPtrArray *wires = output ? event_of (row)->outputs : ((const VtSpaceStep *) event_of (row)->steps->pdata[row->step])->inputs;

  for (guint i = 0; i < wires->len; i++)
    {
      const VtSpaceWire *wire = wires->pdata[i];
      g_autofree char *full = wire->column ? g_strdup_printf ("%s.%s", wire->name, wire->column) : g_strdup (wire->name);

      if (g_str_equal (full, name))
        return wire;
    }
  return NULL;
}

char *
vt_else_keep (const VtEventRow *row, const char *name, const char *json)
{
  const VtSpaceWire *wire = find_wire (row, name);

  if (!json || *json != '"' || !wire || wire->kind != VT_WIRE_FIRST)
    return g_strdup (json);
  return vt_wire_set_alternative (wire, 0, json);
}

static void
on_else (VtEventRow *row, const char *value)
{
  const char *name = strchr (row->name, BETWEEN) + 1;
  const VtSpaceWire *wire = find_wire (row, name);
  guint index = (guint) g_ascii_strtoull (row->name, NULL, 10);
  g_autofree char *json = wire ? vt_wire_set_alternative (wire, index, *value ? value : NULL) : NULL;
  GError *error = NULL;

  if (json && row->step == VT_OUTPUTS)
    vt_space_edit_set_output (row->panel->editor, row->event, name, json, &error);
  else if (json)
    vt_space_edit_set_input (row->panel->editor, row->event, row->step, name, json, &error);
  vt_event_panel_tell (row->panel, error);
}

static gboolean
may_be_left_out (const VtSpaceEvent *event, const VtSpaceWire *wire)
{
  const VtSpaceStep *step = wire->kind == VT_WIRE_STEP ? vt_space_event_find_step (event, wire->source) : NULL;

  return step && vt_space_step_may_be_left_out (event, step);
}

/* Row number @index of those below the first. */
static void
add_row (VtEventPanel *panel, guint event, guint step, const char *name, const VtSpaceWire *wire, guint index,
         GPtrArray *offers, AdwPreferencesGroup *group)
{
  const VtSpaceEvent *of = vt_space_get_events (vt_space_editor_get_space (panel->editor))->pdata[event];
  const VtSpaceWire *shown = wire->kind == VT_WIRE_FIRST && index < wire->parts->len ? wire->parts->pdata[index] : NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free), values = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *key = g_strdup_printf ("event-%u-else-%u-%s-%u", event, step, name, index);
  g_autofree char *words = shown ? vt_wire_words (vt_space_editor_get_space (panel->editor), of, shown) : NULL;
  g_autofree char *place = g_strdup_printf ("%u%c%s", index, BETWEEN, name);

  g_ptr_array_add (names, g_strdup (_ ("nothing")));
  g_ptr_array_add (values, g_strdup (""));
  for (guint i = 0; i < offers->len; i++)
    {
      const VtWireOffer *offer = offers->pdata[i];

      if (*offer->json != '"') /* a chat that is put together is none of several */
        continue;
      g_ptr_array_add (names, vt_offer_words (of, offer));
      g_ptr_array_add (values, g_strdup (offer->json));
    }
  adw_preferences_group_add (group, vt_event_combo_new (_ ("or, if that is left out"), key, names, values, shown ? shown->json : "",
                                                        words, vt_event_row_new (panel, event, step, place), on_else));
}

void
vt_else_rows_add (VtEventPanel *panel, guint event, guint step, const char *name, const VtSpaceWire *wire,
                  VtValueType type, AdwPreferencesGroup *group)
{
  const VtSpaceEvent *of = vt_space_get_events (vt_space_editor_get_space (panel->editor))->pdata[event];
  g_autoptr (GPtrArray) offers = vt_space_edit_offers (panel->editor, event, step, type);
  guint n = wire->kind == VT_WIRE_FIRST ? wire->parts->len : 1;
  const VtSpaceWire *last = wire->kind == VT_WIRE_FIRST && n > 0 ? wire->parts->pdata[n - 1] : wire;

  for (guint i = 1; i < n; i++)
    add_row (panel, event, step, name, wire, i, offers, group);
  if (may_be_left_out (of, last))
    add_row (panel, event, step, name, wire, n, offers, group);
}
