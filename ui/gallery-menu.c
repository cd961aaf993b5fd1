/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/gallery-menu.h"

#include <glib/gi18n.h>

#include "app/user-spaces.h"
#include "ui/gallery-page.h"
#include "ui/gallery-store.h"
#include "ui/window.h"

/* One deed, done by a thread. */
typedef struct
{
  char *path;
  char *title; /* (nullable): of the copy; NULL to put it into the trash */
} Deed;

static void
deed_free (Deed *deed)
{
  g_free (deed->path);
  g_free (deed->title);
  g_free (deed);
}

static void
do_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Deed *deed = data;
  GError *error = NULL;
  char *changed = deed->title ? vt_user_spaces_duplicate (deed->path, deed->title, cancellable, &error)
                  : vt_user_spaces_trash (deed->path, &error) ? g_strdup (deed->path)
                                                              : NULL;

  if (changed)
    g_task_return_pointer (task, changed, g_free);
  else
    g_task_return_error (task, error);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (source));
  const Deed *deed = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autofree char *changed = g_task_propagate_pointer (G_TASK (result), &error);

  if (changed)
    vt_gallery_store_refresh (VT_GALLERY_STORE (vt_gallery_page_get_items (VT_GALLERY_PAGE (source))), changed);
  if (VT_IS_WINDOW (root))
    vt_window_toast (VT_WINDOW (root), error         ? error->message
                                       : deed->title ? _ ("The copy is among your spaces")
                                                     : _ ("Moved to the trash"));
}

static void
start (GtkWidget *page, const char *path, char *title)
{
  g_autoptr (GTask) task = g_task_new (page, NULL, on_done, NULL);
  Deed *deed = g_new (Deed, 1);

  *deed = (Deed) { g_strdup (path), title };
  g_task_set_task_data (task, deed, (GDestroyNotify) deed_free);
  g_task_run_in_thread (task, do_in_thread);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *path, *title;

  g_variant_get (parameter, "(&s&s)", &path, &title);
  start (widget, path, g_strdup_printf (_ ("%s (copy)"), title));
}

static void
trash_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  start (widget, g_variant_get_string (parameter, NULL), NULL);
}

void
vt_gallery_menu_install (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "gallery.copy", "(ss)", copy_action);
  gtk_widget_class_install_action (klass, "gallery.trash", "s", trash_action);
}

static void
add_entry (GMenu *menu, const char *label, const char *action, GVariant *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action, target);
  g_menu_append_item (menu, item);
}

/* A card that goes, as with a space that goes into the trash, takes its menu along. */
static void
drop_popover (GtkWidget *popover)
{
  if (gtk_widget_get_parent (popover))
    gtk_widget_unparent (popover);
}

static gboolean
close_popover (gpointer popover)
{
  drop_popover (popover);
  return G_SOURCE_REMOVE;
}

/* Not at once: the entry that closed it has still to be activated. */
static void
on_closed (GtkWidget *popover)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, close_popover, g_object_ref (popover), g_object_unref);
}

static void
open_menu (VtGalleryCard *card)
{
  const VtSpaceSummary *summary = vt_gallery_item_get_summary (vt_gallery_card_get_item (card));
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *popover;

  add_entry (menu, _ ("_Open"), "win.open-space", g_variant_new_string (summary->path));
  add_entry (menu, _ ("Make a _Copy"), "gallery.copy", g_variant_new ("(ss)", summary->path, summary->title));
  if (vt_user_spaces_contains (summary->path))
    add_entry (menu, _ ("Move to the _Trash"), "gallery.trash", g_variant_new_string (summary->path));
  popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_widget_set_parent (popover, GTK_WIDGET (card));
  g_signal_connect (popover, "closed", G_CALLBACK (on_closed), NULL);
  g_signal_connect_object (card, "destroy", G_CALLBACK (drop_popover), popover, G_CONNECT_SWAPPED);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static gboolean
on_key (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  open_menu (VT_GALLERY_CARD (widget));
  return TRUE;
}

void
vt_gallery_menu_attach (VtGalleryCard *card)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();
  static const char *const triggers[] = { "Menu", "<Shift>F10" };

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (open_menu), card, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (card), GTK_EVENT_CONTROLLER (click));
  for (guint i = 0; i < G_N_ELEMENTS (triggers); i++)
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                          gtk_shortcut_new (gtk_shortcut_trigger_parse_string (triggers[i]),
                                                            gtk_callback_action_new (on_key, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (card), keys);
}
