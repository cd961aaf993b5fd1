/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/hub/hub-space-page.h"

#include <glib/gi18n.h>

#include "app/hub-space.h"
#include "hub/client.h"
#include "ui/gradient.h"
#include "ui/hub/hub-row.h"
#include "ui/markdown-view.h"
#include "ui/notice-bar.h"
#include "ui/tell.h"
#include "ui/wrap-layout.h"

struct _VtHubSpacePage
{
  GtkWidget parent_instance;
  VtApplication *app;
  char *repo;              /* `spaces/owner/name` */
  VtHubSpace *space;       /* (nullable): until it has come */
  GCancellable *loading;   /* (nullable): also of the copy that is being made */

  GtkStack *stack;
  GtkWidget *to_list;
  VtGradient *banner;
  GtkLabel *emoji;
  GtkLabel *title;
  GtkLabel *description;
  GtkLabel *facts;
  GtkWidget *buttons;
  GtkWidget *copy_button;
  GtkSpinner *spinner;
  VtNoticeBar *notice;
  GtkWidget *rows;
  AdwActionRow *opens_row;
  AdwActionRow *models_row;
  AdwActionRow *size_row;
  AdwActionRow *licence_row;
  GtkBox *card;
};

G_DEFINE_FINAL_TYPE (VtHubSpacePage, vt_hub_space_page, GTK_TYPE_WIDGET)

static VtHubClient *
get_client (VtHubSpacePage *self)
{
  return vt_model_library_get_client (vt_application_get_library (self->app));
}

static void
set_row (AdwActionRow *row, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_action_row_set_subtitle (row, markup);
  gtk_widget_set_visible (GTK_WIDGET (row), *text != '\0');
}

static void
set_label (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static void
show_card (VtHubSpacePage *self, const char *text)
{
  GtkWidget *old = gtk_widget_get_first_child (GTK_WIDGET (self->card)), *view;

  if (old)
    gtk_box_remove (self->card, old);
  if (!*text)
    return;
  view = vt_markdown_view_new (FALSE);
  vt_markdown_view_set_text (VT_MARKDOWN_VIEW (view), text);
  gtk_box_append (self->card, view);
}

static void
show_space (VtHubSpacePage *self)
{
  const VtHubSpace *space = self->space;
  g_autofree char *size = g_format_size (space->bytes), *models = g_strjoinv (", ", space->models);
  g_autofree char *files = g_strdup_printf (g_dngettext (NULL, "%u file, %s", "%u files, %s", space->files->len), space->files->len, size);

  vt_gradient_set_colors (self->banner, space->color_from, space->color_to);
  set_label (self->emoji, space->emoji);
  set_label (self->title, space->title);
  set_label (self->description, space->description);
  set_row (self->opens_row, space->opens ? _ ("Yes: it was made with Vitrine, and a copy of it is yours to change.")
                                         : _ (vt_hub_space_reason (space)));
  set_row (self->models_row, models);
  set_row (self->size_row, files);
  set_row (self->licence_row, *space->licence ? space->licence : _ ("Not stated"));
  gtk_widget_set_visible (self->rows, TRUE);
  gtk_widget_set_sensitive (self->copy_button, space->opens);
  show_card (self, space->notes);
}

/* Whether the answer is to what was asked last; then nothing is asked any more. */
static gboolean
is_current (VtHubSpacePage *self, GAsyncResult *result)
{
  if (self->loading != g_task_get_cancellable (G_TASK (result)))
    return FALSE;
  g_clear_object (&self->loading);
  gtk_spinner_stop (self->spinner);
  return TRUE;
}

static GCancellable *
begin (VtHubSpacePage *self)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  vt_notice_bar_hide (self->notice);
  gtk_spinner_start (self->spinner);
  gtk_widget_set_sensitive (self->copy_button, FALSE);
  return self->loading = g_cancellable_new ();
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtHubSpacePage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VtHubSpace) space = vt_hub_space_load_finish (result, &error);

  if (!is_current (self, result))
    return;
  if (!space)
    {
      vt_notice_bar_show (self->notice, TRUE, error->message, NULL, _ ("Try Again"));
      return;
    }
  g_clear_pointer (&self->space, vt_hub_space_free);
  self->space = g_steal_pointer (&space);
  show_space (self);
}

static void
load (VtHubSpacePage *self)
{
  vt_hub_space_load_async (get_client (self), self->repo, begin (self), on_loaded, g_object_ref (self));
}

static void
on_copied (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtHubSpacePage) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = vt_hub_space_copy_finish (result, &error);

  if (!is_current (self, result))
    return;
  gtk_widget_set_sensitive (self->copy_button, TRUE);
  if (!folder)
    {
      vt_tell (GTK_WIDGET (self), _ ("No Copy Could Be Made"), error->message);
      return;
    }
  vt_application_space_saved (self->app, folder);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-space", "s", folder);
}

static void
on_copy (VtHubSpacePage *self)
{
  vt_hub_space_copy_async (get_client (self), self->repo, begin (self), on_copied, g_object_ref (self));
}

static void
on_browser (VtHubSpacePage *self)
{
  g_autofree char *address = g_strconcat (vt_hub_client_get_endpoint (get_client (self)), "/", self->repo, NULL);

  gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), address, GDK_CURRENT_TIME);
}

static void
vt_hub_space_page_dispose (GObject *object)
{
  VtHubSpacePage *self = VT_HUB_SPACE_PAGE (object);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_pointer ((GtkWidget **) &self->stack, gtk_widget_unparent);
  G_OBJECT_CLASS (vt_hub_space_page_parent_class)->dispose (object);
}

static void
vt_hub_space_page_finalize (GObject *object)
{
  VtHubSpacePage *self = VT_HUB_SPACE_PAGE (object);

  g_free (self->repo);
  g_clear_pointer (&self->space, vt_hub_space_free);
  G_OBJECT_CLASS (vt_hub_space_page_parent_class)->finalize (object);
}

static void
vt_hub_space_page_class_init (VtHubSpacePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_hub_space_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_hub_space_page_finalize;
  g_type_ensure (VT_TYPE_NOTICE_BAR);
  g_type_ensure (VT_TYPE_GRADIENT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vitrine/Studio/hub/hub-space-page.ui");
  gtk_widget_class_bind_template_child (widget_class, VtHubSpacePage, stack);
  gtk_widget_class_bind_template_child (widget_class, VtHubSpacePage, to_list);
  gtk_widget_class_bind_template_child (widget_class, VtHubSpacePage, banner);
  gtk_widget_class_bind_template_child (widget_class, VtHubSpacePage, emoji);
  gtk_widget_class_bind_template_child (widget_class, VtHubSpacePage, title);
  gtk_widget_class_bind_template_child (widget_class, VtHubSpacePage, description);
  gtk_widget_class_bind_template_child (widget_class, VtHubSpacePage, facts);
  gtk_widget_class_bind_template_child (widget_class, VtHubSpacePage, buttons);
  gtk_widget_class_bind_template_child (widget_class, VtHubSpacePage, copy_button);
  gtk_widget_class_bind_template_child (widget_class, VtHubSpacePage, spinner);
  gtk_widget_class_bind_template_child (widget_class, VtHubSpacePage, notice);
  gtk_widget_class_bind_template_child (widget_class, VtHubSpacePage, rows);
  gtk_widget_class_bind_template_child (widget_class, VtHubSpacePage, opens_row);
  gtk_widget_class_bind_template_child (widget_class, VtHubSpacePage, models_row);
  gtk_widget_class_bind_template_child (widget_class, VtHubSpacePage, size_row);
  gtk_widget_class_bind_template_child (widget_class, VtHubSpacePage, licence_row);
  gtk_widget_class_bind_template_child (widget_class, VtHubSpacePage, card);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
  gtk_widget_class_bind_template_callback (widget_class, on_browser);
  gtk_widget_class_bind_template_callback (widget_class, load);
}

static void
vt_hub_space_page_init (VtHubSpacePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->buttons, vt_wrap_layout_new (6)); /* two of them are wider than a phone */
}

GtkWidget *
vt_hub_space_page_new (VtApplication *app)
{
  VtHubSpacePage *self = g_object_new (VT_TYPE_HUB_SPACE_PAGE, NULL);

  self->app = app; /* outlives every page */
  return GTK_WIDGET (self);
}

void
vt_hub_space_page_show (VtHubSpacePage *self, const VtHubModel *space)
{
  g_autofree char *facts = vt_hub_model_facts (space);

  g_free (self->repo);
  self->repo = vt_hub_repo_make (VT_HUB_SPACES, space->id);
  g_clear_pointer (&self->space, vt_hub_space_free);
  vt_gradient_set_colors (self->banner, NULL, NULL);
  set_label (self->emoji, "");
  set_label (self->title, space->id);
  set_label (self->description, "");
  set_label (self->facts, *facts ? facts : space->id);
  gtk_widget_set_visible (self->rows, FALSE);
  show_card (self, "");
  gtk_stack_set_visible_child_name (self->stack, "space");
  load (self);
}

void
vt_hub_space_page_set_folded (VtHubSpacePage *self, gboolean folded)
{
  gtk_widget_set_visible (self->to_list, folded);
}
