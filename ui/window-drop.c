/* window-drop.c: files that are dropped on the window: a space is opened; a picture
 * that says how it was made gives its words and settings to the page.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>

#include "app/picture-recipe.h"
#include "media/picture.h"
#include "ui/window-private.h"

static const char *
use_picture (VtWindow *self, GHashTable *texts, GError **error)
{
  const char *recipe = texts ? g_hash_table_lookup (texts, VT_PICTURE_RECIPE_KEY) : NULL;

  if (!recipe)
    return _ ("This picture does not say how it was made.");
  if (!self->page || adw_leaflet_get_visible_child (self->leaflet) != GTK_WIDGET (self->page))
    return _ ("Open a space that draws, and drop the picture there.");
  if (vt_space_page_use_recipe (self->page, recipe, error))
    return _ ("The page now holds the words and settings that this picture was made with.");
  return NULL;
}

static void
on_picture_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtWindow) self = data;
  g_autoptr (GHashTable) texts = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (VtValue) picture = vt_picture_read_finish (result, &texts, &error);
  const char *said = picture ? use_picture (self, texts, &error) : NULL;

  vt_window_toast (self, said ? said : error->message);
}

static gboolean
is_picture (const char *path)
{
  g_autofree char *type = g_content_type_guess (path, NULL, 0, NULL);
  g_autofree char *mime = type ? g_content_type_get_mime_type (type) : NULL;

  return mime && g_str_has_prefix (mime, "image/");
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data)
{
  VtWindow *self = VT_WINDOW (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target)));
  g_autofree char *path = g_file_get_path (g_value_get_object (value));

  if (!path)
    return FALSE;
  if (is_picture (path))
    vt_picture_read_async (path, NULL, on_picture_read, g_object_ref (self));
  else
    vt_window_open_space (self, path);
  return TRUE;
}

void
vt_window_accept_drops (VtWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (on_drop), NULL);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
