/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/hub/hub-page.h"

#include <glib/gi18n.h>

#include "app/space-save.h"
#include "app/space-templates.h"
#include "ui/hub/hub-search.h"
#include "ui/hub/hub-storage.h"
#include "ui/model-text.h"
#include "ui/notice-bar.h"
#include "ui/tell.h"

struct _VtHubPage
{
  GtkWidget parent_instance;
  GtkWidget *box;
  AdwViewStack *stack;
  VtNoticeBar *notice;
  VtApplication *app;
  VtHubSearch *search;
};

G_DEFINE_FINAL_TYPE (VtHubPage, vt_hub_page, GTK_TYPE_WIDGET)

static const char *
translate (const char *text)
{
  return _ (text);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtHubPage) self = data;
  g_autoptr (GError) error = NULL;

  if (!vt_space_editor_save_finish (VT_SPACE_EDITOR (source), result, &error))
    vt_tell (GTK_WIDGET (self), _ ("No Space Could Be Made"), error->message);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-space", "s",
                                vt_space_editor_get_folder (VT_SPACE_EDITOR (source)));
}

static void
try_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *task_name, *reference;
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpaceEditor) editor = NULL;
  const VtTaskClass *task;

  g_variant_get (parameter, "(&s&s)", &task_name, &reference);
  task = vt_task_find (task_name, &error);
  if (task)
    {
      VtTemplateWords words = { vt_model_title (reference), _ (task->description), _ ("Run"), _ ("Settings"), translate };
      g_autofree char *folder = vt_space_own_path (words.title);

      editor = vt_space_new_for_task (task, reference, &words, &error);
      if (editor)
        vt_space_editor_save_async (editor, folder, on_saved, g_object_ref (widget));
    }
  if (!editor)
    vt_tell (widget, _ ("No Space Could Be Made"), error->message);
}

/* That models come from a computer of the room and not from the Hub must not be overlooked. */
static void
show_source (VtHubPage *self)
{
  g_autofree char *url = g_settings_get_string (vt_application_get_settings (self->app), "room-hub");
  /* Translators: %s is an address */
  g_autofree char *text = g_strdup_printf (_ ("Models come from %s, a computer of this room, and not from the Hub."), url);

  if (*url)
    vt_notice_bar_show (self->notice, FALSE, text, NULL, _ ("Back to the Hub"));
  else
    vt_notice_bar_hide (self->notice);
}

static void
on_back_to_hub (VtHubPage *self)
{
  g_settings_set_string (vt_application_get_settings (self->app), "room-hub", "");
}

static void
vt_hub_page_dispose (GObject *object)
{
  g_clear_pointer (&VT_HUB_PAGE (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (vt_hub_page_parent_class)->dispose (object);
}

static void
vt_hub_page_class_init (VtHubPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_hub_page_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vitrine/Studio/hub/hub-page.ui");
  gtk_widget_class_bind_template_child (widget_class, VtHubPage, box);
  gtk_widget_class_bind_template_child (widget_class, VtHubPage, stack);
  gtk_widget_class_bind_template_child (widget_class, VtHubPage, notice);
  gtk_widget_class_bind_template_callback (widget_class, on_back_to_hub);
  gtk_widget_class_install_action (widget_class, "hub.try", "(ss)", try_action);
}

static void
vt_hub_page_init (VtHubPage *self)
{
  g_type_ensure (VT_TYPE_NOTICE_BAR);
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
vt_hub_page_new (VtApplication *app)
{
  VtHubPage *self = g_object_new (VT_TYPE_HUB_PAGE, NULL);
  GtkWidget *storage = vt_hub_storage_new (app);
  GtkWidget *datasets = vt_hub_search_new (app, VT_HUB_DATASETS);
  GtkWidget *spaces = vt_hub_search_new (app, VT_HUB_SPACES);

  self->search = VT_HUB_SEARCH (vt_hub_search_new (app, VT_HUB_MODELS));
  adw_view_stack_add_titled (self->stack, GTK_WIDGET (self->search), "discover", _ ("Discover"));
  adw_view_stack_page_set_icon_name (adw_view_stack_get_page (self->stack, GTK_WIDGET (self->search)),
                                     "system-search-symbolic");
  adw_view_stack_add_titled (self->stack, datasets, "datasets", _ ("Data Sets"));
  adw_view_stack_page_set_icon_name (adw_view_stack_get_page (self->stack, datasets), "view-list-symbolic");
  adw_view_stack_add_titled (self->stack, spaces, "spaces", _ ("Spaces"));
  adw_view_stack_page_set_icon_name (adw_view_stack_get_page (self->stack, spaces), "view-grid-symbolic");
  adw_view_stack_add_titled (self->stack, storage, "storage", _ ("On This Computer"));
  adw_view_stack_page_set_icon_name (adw_view_stack_get_page (self->stack, storage), "drive-harddisk-symbolic");
  self->app = app; /* outlives every page */
  if (vt_application_get_settings (app))
    {
      g_signal_connect_object (vt_application_get_settings (app), "changed::room-hub", G_CALLBACK (show_source), self,
                               G_CONNECT_SWAPPED);
      show_source (self);
    }
  return GTK_WIDGET (self);
}

void
vt_hub_page_search (VtHubPage *self)
{
  adw_view_stack_set_visible_child (self->stack, GTK_WIDGET (self->search));
  vt_hub_search_focus (self->search);
}
