/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/sidebar-view.h"

#include <glib/gi18n.h>

#define WIDTH 250 /* pixels, beside the rest */

struct _VtSidebarView
{
  GtkWidget parent_instance;
  GtkWidget *title;
  GtkWidget *button;
  GtkWidget *content;
};

G_DEFINE_FINAL_TYPE (VtSidebarView, vt_sidebar_view, GTK_TYPE_WIDGET)

static void
update (VtSidebarView *self)
{
  gboolean open = vt_sidebar_view_get_open (self);
  const char *tip = open ? _("Hide the Sidebar") : _("Show the Sidebar");

  gtk_widget_set_visible (self->content, open);
  gtk_widget_set_visible (self->title, open && *gtk_label_get_label (GTK_LABEL (self->title)));
  gtk_widget_set_tooltip_text (self->button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_STATE_EXPANDED, open, -1);
}

static void
vt_sidebar_view_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (vt_sidebar_view_parent_class)->dispose (object);
}

static void
vt_sidebar_view_class_init (VtSidebarViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_sidebar_view_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "vtsidebar");
}

static void
vt_sidebar_view_init (VtSidebarView *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 12);
  self->title = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_label_set_wrap (GTK_LABEL (self->title), TRUE);
  gtk_widget_add_css_class (self->title, "heading");
  self->button = gtk_toggle_button_new ();
  gtk_button_set_icon_name (GTK_BUTTON (self->button), "sidebar-show-symbolic");
  gtk_widget_add_css_class (self->button, "flat");
  g_signal_connect_swapped (self->button, "toggled", G_CALLBACK (update), self);
  gtk_box_append (GTK_BOX (head), self->button);
  gtk_box_append (GTK_BOX (head), self->title);
  gtk_widget_set_parent (head, GTK_WIDGET (self));
}

void
vt_sidebar_view_set_title (VtSidebarView *self, const char *title)
{
  g_return_if_fail (VT_IS_SIDEBAR_VIEW (self));
  gtk_label_set_label (GTK_LABEL (self->title), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, *title ? title : _("Sidebar"), -1);
  update (self);
}

GtkWidget *
vt_sidebar_view_get_content (VtSidebarView *self)
{
  g_return_val_if_fail (VT_IS_SIDEBAR_VIEW (self), NULL);
  return self->content;
}

GtkWidget *
vt_sidebar_view_new (const char *title, GtkWidget *content, gboolean open)
{
  VtSidebarView *self = g_object_new (VT_TYPE_SIDEBAR_VIEW, NULL);

  self->content = content;
  gtk_widget_set_size_request (content, WIDTH, -1);
  gtk_widget_set_parent (content, GTK_WIDGET (self));
  vt_sidebar_view_set_title (self, title);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->button), open);
  update (self);
  return GTK_WIDGET (self);
}

gboolean
vt_sidebar_view_get_open (VtSidebarView *self)
{
  g_return_val_if_fail (VT_IS_SIDEBAR_VIEW (self), FALSE);
  return gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->button));
}

void
vt_sidebar_view_set_open (VtSidebarView *self, gboolean open)
{
  g_return_if_fail (VT_IS_SIDEBAR_VIEW (self));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->button), open);
}
