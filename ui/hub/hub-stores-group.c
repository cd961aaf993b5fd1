/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/hub/hub-stores-group.h"

#include <glib/gi18n.h>

#include "hub/environment.h"
#include "ui/components/file-choose.h"

#define KEY "shared-stores"

/* Hung on the group, which holds it. */
typedef struct
{
  GSettings *settings;
  GPtrArray *rows; /* (element-type GtkWidget) */
} Stores;

static void
stores_free (gpointer data)
{
  Stores *self = data;

  g_object_unref (self->settings);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

static Stores *
stores_of (gpointer group)
{
  return g_object_get_data (G_OBJECT (group), "stores");
}

static void
on_forget (GtkWidget *button, GtkWidget *group)
{
  Stores *self = stores_of (group);
  g_auto (GStrv) dirs = g_settings_get_strv (self->settings, KEY);
  g_autoptr (GStrvBuilder) left = g_strv_builder_new ();
  g_auto (GStrv) rest = NULL;

  for (guint i = 0; dirs[i]; i++)
    if (!g_str_equal (dirs[i], g_object_get_data (G_OBJECT (button), "dir")))
      g_strv_builder_add (left, dirs[i]);
  rest = g_strv_builder_end (left);
  g_settings_set_strv (self->settings, KEY, (const char *const *) rest);
}

static GtkWidget *
make_forget (GtkWidget *group, const char *dir)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *name = g_strdup_printf (_ ("Forget %s"), dir);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "dir", g_strdup (dir), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_forget), group);
  return button;
}

/* What there is: a number of models, or that there is nothing (yet). */
static char *
describe (const char *dir, gboolean fixed)
{
  g_autoptr (VtHubCache) store = vt_hub_cache_new (dir);
  g_autoptr (GPtrArray) repos = vt_hub_cache_list (store, VT_HUB_MODELS);
  g_autofree char *models = g_strdup_printf (ngettext ("%u model", "%u models", repos->len), repos->len);

  if (repos->len == 0)
    return g_strdup (_ ("Nothing is there now"));
  return fixed ? g_strdup_printf (_ ("%s · set by this computer"), models) : g_steal_pointer (&models);
}

static void
add_row (GtkWidget *group, const char *dir, gboolean fixed)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *text = describe (dir, fixed);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), dir);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  if (!fixed)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_forget (group, dir));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  g_ptr_array_add (stores_of (group)->rows, row);
}

static void
list (GtkWidget *group)
{
  Stores *self = stores_of (group);
  g_auto (GStrv) given = vt_hub_environment_stores (), dirs = g_settings_get_strv (self->settings, KEY);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (group), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; given[i]; i++)
    add_row (group, given[i], TRUE);
  for (guint i = 0; dirs[i]; i++)
    add_row (group, dirs[i], FALSE);
}

static void
on_chosen (gpointer object, GListModel *files)
{
  Stores *self = stores_of (object);
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = g_file_get_path (file);
  g_auto (GStrv) dirs = g_settings_get_strv (self->settings, KEY);
  g_autoptr (GStrvBuilder) more = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  if (!path || g_strv_contains ((const char *const *) dirs, path))
    return;
  g_strv_builder_addv (more, (const char **) dirs);
  g_strv_builder_add (more, path);
  all = g_strv_builder_end (more);
  g_settings_set_strv (self->settings, KEY, (const char *const *) all);
}

static void
on_add (GtkWidget *group)
{
  vt_files_open (group, _ ("Use a Shared Folder"), NULL, NULL, FALSE, TRUE, on_chosen);
}

GtkWidget *
vt_hub_stores_group_new (GSettings *settings)
{
  GtkWidget *group = adw_preferences_group_new (), *add = gtk_button_new_from_icon_name ("list-add-symbolic");
  Stores *self = g_new0 (Stores, 1);

  self->settings = g_object_ref (settings);
  self->rows = g_ptr_array_new ();
  g_object_set_data_full (G_OBJECT (group), "stores", self, stores_free);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Shared Folders"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _ ("Models in them are used where they are; nothing is written there."));
  gtk_widget_add_css_class (add, "flat");
  gtk_widget_set_tooltip_text (add, _ ("Use a Shared Folder"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (add), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Use a Shared Folder"), -1);
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (on_add), group);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), add);
  g_signal_connect_object (settings, "changed::" KEY, G_CALLBACK (list), group, G_CONNECT_SWAPPED);
  list (group);
  return group;
}
