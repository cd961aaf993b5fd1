/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/classroom.h"

#include <glib/gi18n.h>

#include "app/data-path.h"

VtWordList *
vt_classroom_words (GSettings *settings)
{
  g_autofree char *path = vt_data_path ("words.txt");
  g_auto (GStrv) more = settings ? g_settings_get_strv (settings, "more-words") : NULL;
  g_autoptr (GError) error = NULL;
  VtWordList *words;

  if (!settings || !g_settings_get_boolean (settings, "leave-out-words"))
    return NULL;
  words = vt_word_list_new (path, (const char *const *) more, &error);
  if (words)
    return words;
  g_message ("%s", error->message);
  return vt_word_list_new (NULL, (const char *const *) more, NULL);
}

static void
on_more_applied (AdwEntryRow *row, GSettings *settings)
{
  g_auto (GStrv) parts = g_strsplit_set (gtk_editable_get_text (GTK_EDITABLE (row)), " ,;", -1);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (guint i = 0; parts[i]; i++)
    if (*parts[i])
      g_ptr_array_add (words, parts[i]);
  g_ptr_array_add (words, NULL);
  g_settings_set_strv (settings, "more-words", (const char *const *) words->pdata);
}

static GtkWidget *
make_switch_row (GSettings *settings)
{
  GtkWidget *row = adw_action_row_new (), *toggle = gtk_switch_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Leave out unsuitable words"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("What is typed is not passed on to a model where such a word is in it"));
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Leave out unsuitable words"), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  g_settings_bind (settings, "leave-out-words", toggle, "active", G_SETTINGS_BIND_DEFAULT);
  return row;
}

GtkWidget *
vt_classroom_group_new (GSettings *settings)
{
  GtkWidget *group = adw_preferences_group_new (), *more = adw_entry_row_new ();
  g_auto (GStrv) words = g_settings_get_strv (settings, "more-words");
  g_autofree char *text = g_strjoinv (" ", words);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("In the Classroom"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _ ("Lock the window for visitors (Ctrl+L) so that nobody else changes this. "
                                            "A list of words understands nothing: stay near when children try things out."));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (more), _ ("More words, with blanks between"));
  gtk_editable_set_text (GTK_EDITABLE (more), text);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (more), TRUE);
  g_signal_connect_object (more, "apply", G_CALLBACK (on_more_applied), settings, 0);
  g_settings_bind (settings, "leave-out-words", more, "sensitive", G_SETTINGS_BIND_GET);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_switch_row (settings));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), more);
  return group;
}
