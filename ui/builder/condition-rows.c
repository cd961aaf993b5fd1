/* condition-rows.c: when a step runs: always, or only if a component or an earlier
 * step holds something, or something certain.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>

#include "app/value-json.h"
#include "ui/builder/event-panel-private.h"
#include "ui/builder/event-words.h"
#include "ui/builder/param-row.h"

static const VtSpaceCondition *
condition_of (const VtEventRow *row)
{
  const VtSpaceEvent *event = vt_space_get_events (vt_space_editor_get_space (row->panel->editor))->pdata[row->event];

  return ((const VtSpaceStep *) event->steps->pdata[row->step])->condition;
}

static void
on_condition (VtEventRow *row, const char *value)
{
  GError *error = NULL;

  vt_space_edit_set_condition (row->panel->editor, row->event, row->step, *value ? value : NULL, &error);
  vt_event_panel_tell (row->panel, error);
}

/* `[LEFT, WORD, RIGHT]`, where a right that reads as a number is one if it is to be compared as such. */
static gboolean
set_comparison (VtEventRow *row, const char *word, const char *right)
{
  const VtSpaceCondition *condition = condition_of (row);
  gboolean number = *word == '<' || *word == '>';
  g_autoptr (VtValue) text = vt_value_new_text (right);
  g_autoptr (VtValue) value = number ? vt_value_convert (text, VT_VALUE_NUMBER, NULL) : NULL;
  g_autofree char *right_json = vt_value_to_json (value ? value : text);
  g_autofree char *json = g_strdup_printf ("[%s,\"%s\",%s]", condition->left->json, word, right_json);

  return vt_space_edit_set_condition (row->panel->editor, row->event, row->step, json, NULL);
}

static char *
right_text (const VtSpaceCondition *condition)
{
  return condition->right && condition->right->kind == VT_WIRE_LITERAL ? vt_value_to_text (condition->right->literal)
                                                                       : g_strdup ("");
}

static void
on_word (VtEventRow *row, const char *value)
{
  g_autofree char *right = right_text (condition_of (row));

  set_comparison (row, value, right);
}

static gboolean
on_right (const VtParam *param, VtValue *value, gpointer data)
{
  VtEventRow *row = data;
  gboolean good;

  row->panel->quiet = TRUE;
  good = set_comparison (row, condition_of (row)->word, value ? vt_value_text (value) : "");
  row->panel->quiet = FALSE;
  return good;
}

static void
row_data_free (gpointer data)
{
  VtEventRow *row = data;

  g_free (row->name);
  g_free (row);
}

/* The word of a comparison and what is compared with. */
static void
add_comparison (VtEventPanel *panel, guint event, guint number, const VtSpaceStep *step, AdwPreferencesGroup *group)
{
  static const VtParam right = { "right", VT_PARAM_TEXT, .text = "", .title = N_ ("what") };
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autofree char *key = g_strdup_printf ("event-%u-word-%s", event, step->id);
  g_autofree char *text = right_text (step->condition);
  g_autoptr (VtValue) value = vt_value_new_text (text);

  for (const char *const *word = vt_space_condition_words; *word; word++)
    g_ptr_array_add (words, (char *) *word);
  adw_preferences_group_add (group, vt_event_combo_new (_ ("namely"), key, words, words, step->condition->word, NULL,
                                                        vt_event_row_new (panel, event, number, NULL), on_word));
  if (step->condition->right->kind == VT_WIRE_LITERAL)
    adw_preferences_group_add (group, vt_param_row_new (&right, value, TRUE, on_right,
                                                        vt_event_row_new (panel, event, number, NULL), row_data_free));
}

/* The condition in the form of the combo's values; transfer full. */
static char *
current_value (const VtSpaceCondition *condition)
{
  if (!condition)
    return g_strdup ("");
  if (condition->word)
    return g_strdup_printf ("[%s,\"is\",\"\"]", condition->left->json);
  return condition->negated ? g_strdup_printf ("[\"not\",%s]", condition->left->json) : g_strdup (condition->left->json);
}

static void
add_choices (GPtrArray *names, GPtrArray *values, const char *name, const VtWireOffer *offer)
{
  gboolean ticked = offer->component && vt_space_component_value_type (offer->component) == VT_VALUE_BOOLEAN;

  g_ptr_array_add (names, g_strdup_printf (ticked ? _ ("“%s” is ticked") : _ ("there is something in “%s”"), name));
  g_ptr_array_add (values, g_strdup (offer->json));
  g_ptr_array_add (names, g_strdup_printf (ticked ? _ ("“%s” is not ticked") : _ ("there is nothing in “%s”"), name));
  g_ptr_array_add (values, g_strdup_printf ("[\"not\",%s]", offer->json));
  if (ticked)
    return;
  g_ptr_array_add (names, g_strdup_printf (_ ("“%s” is something certain"), name));
  g_ptr_array_add (values, g_strdup_printf ("[%s,\"is\",\"\"]", offer->json));
}

void
vt_condition_rows_add (VtEventPanel *panel, guint event, guint number, AdwPreferencesGroup *group)
{
  const VtSpaceEvent *of = vt_space_get_events (vt_space_editor_get_space (panel->editor))->pdata[event];
  const VtSpaceStep *step = of->steps->pdata[number];
  g_autoptr (GPtrArray) offers = vt_space_edit_offers (panel->editor, event, number, VT_VALUE_JSON);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free), values = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *key = g_strdup_printf ("event-%u-if-%s", event, step->id);
  g_autofree char *current = current_value (step->condition);

  g_ptr_array_add (names, g_strdup (_ ("always")));
  g_ptr_array_add (values, g_strdup (""));
  for (guint i = 0; i < offers->len; i++)
    {
      g_autofree char *name = vt_offer_words (of, offers->pdata[i]);

      add_choices (names, values, name, offers->pdata[i]);
    }
  adw_preferences_group_add (group, vt_event_combo_new (_ ("only if"), key, names, values, current, current,
                                                        vt_event_row_new (panel, event, number, NULL), on_condition));
  if (step->condition && step->condition->word)
    add_comparison (panel, event, number, step, group);
}
