/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/glass/glass-pages.h"

#include <glib/gi18n.h>

#include "ui/wrap-layout.h"

#define THUMBNAIL 48 /* pixels across and down */

struct _VtGlassPages
{
  GtkWidget parent_instance;
  char *kind;
  GtkWidget *buttons;
  GtkWidget *stack;
  guint n;
  gboolean picked; /* the person has chosen one */
};

G_DEFINE_FINAL_TYPE (VtGlassPages, vt_glass_pages, GTK_TYPE_WIDGET)

static void
on_toggled (GtkToggleButton *button, VtGlassPages *self)
{
  if (gtk_toggle_button_get_active (button))
    gtk_stack_set_visible_child (GTK_STACK (self->stack), g_object_get_data (G_OBJECT (button), "page"));
}

static void
on_clicked (VtGlassPages *self)
{
  self->picked = TRUE;
}

static GtkWidget *
make_face (guint number, GdkPaintable *result)
{
  g_autofree char *digits = g_strdup_printf ("%u", number);
  GtkWidget *face = result ? gtk_image_new_from_paintable (result) : gtk_label_new (digits);

  if (result)
    gtk_image_set_pixel_size (GTK_IMAGE (face), THUMBNAIL);
  else
    gtk_widget_set_size_request (face, THUMBNAIL / 2, -1);
  return face;
}

static GtkWidget *
add_button (VtGlassPages *self, GtkWidget *page, GdkPaintable *result)
{
  GtkWidget *first = gtk_widget_get_first_child (self->buttons), *button = gtk_toggle_button_new ();
  /* Translators: a button; the 2nd of four pictures that were drawn. */
  g_autofree char *name = g_strdup_printf (_("Result %u"), self->n);

  gtk_button_set_child (GTK_BUTTON (button), make_face (self->n, result));
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "page", page);
  if (first)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (first));
  g_signal_connect (button, "toggled", G_CALLBACK (on_toggled), self);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_clicked), self);
  gtk_box_append (GTK_BOX (self->buttons), button);
  return button;
}

static void
vt_glass_pages_dispose (GObject *object)
{
  VtGlassPages *self = VT_GLASS_PAGES (object);

  g_clear_pointer (&self->buttons, gtk_widget_unparent);
  g_clear_pointer (&self->stack, gtk_widget_unparent);
  g_clear_pointer (&self->kind, g_free);
  G_OBJECT_CLASS (vt_glass_pages_parent_class)->dispose (object);
}

static void
vt_glass_pages_class_init (VtGlassPagesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vt_glass_pages_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "vtglasspages");
}

static void
vt_glass_pages_init (VtGlassPages *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 12);
  self->buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (self->buttons, vt_wrap_layout_new (6));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->buttons), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Which result is shown"), -1);
  gtk_widget_set_visible (self->buttons, FALSE);
  gtk_widget_set_parent (self->buttons, GTK_WIDGET (self));
  self->stack = gtk_stack_new ();
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
}

GtkWidget *
vt_glass_pages_new (const char *kind)
{
  VtGlassPages *self = g_object_new (VT_TYPE_GLASS_PAGES, NULL);

  self->kind = g_strdup (kind);
  return GTK_WIDGET (self);
}

const char *
vt_glass_pages_get_kind (VtGlassPages *self)
{
  g_return_val_if_fail (VT_IS_GLASS_PAGES (self), NULL);
  return self->kind;
}

void
vt_glass_pages_add (VtGlassPages *self, GtkWidget *page, GdkPaintable *result)
{
  GtkWidget *button;

  g_return_if_fail (VT_IS_GLASS_PAGES (self));
  self->n++;
  gtk_stack_add_child (GTK_STACK (self->stack), page);
  button = add_button (self, page, result);
  gtk_widget_set_visible (self->buttons, self->n > 1);
  if (!self->picked)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
}

GtkWidget *
vt_glass_pages_get_shown (VtGlassPages *self)
{
  g_return_val_if_fail (VT_IS_GLASS_PAGES (self), NULL);
  return gtk_stack_get_visible_child (GTK_STACK (self->stack));
}
