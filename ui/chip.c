/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/chip.h"

struct _VtChip
{
  GtkWidget parent_instance;
  char *kind;

  GtkMenuButton *button;
  GtkImage *icon;
  GtkLabel *label;
  GtkWidget *reason_box;
  GtkLabel *heading;
  GtkLabel *reason;
};

G_DEFINE_FINAL_TYPE (VtChip, vt_chip, GTK_TYPE_WIDGET)

static void
vt_chip_dispose (GObject *object)
{
  g_clear_pointer ((GtkWidget **) &VT_CHIP (object)->button, gtk_widget_unparent);
  G_OBJECT_CLASS (vt_chip_parent_class)->dispose (object);
}

static void
vt_chip_finalize (GObject *object)
{
  g_free (VT_CHIP (object)->kind);
  G_OBJECT_CLASS (vt_chip_parent_class)->finalize (object);
}

static void
vt_chip_class_init (VtChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_chip_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_chip_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vitrine/Studio/chip.ui");
  gtk_widget_class_bind_template_child (widget_class, VtChip, button);
  gtk_widget_class_bind_template_child (widget_class, VtChip, icon);
  gtk_widget_class_bind_template_child (widget_class, VtChip, label);
  gtk_widget_class_bind_template_child (widget_class, VtChip, reason_box);
  gtk_widget_class_bind_template_child (widget_class, VtChip, heading);
  gtk_widget_class_bind_template_child (widget_class, VtChip, reason);
}

static void
vt_chip_init (VtChip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
vt_chip_new (const char *icon_name, const char *kind)
{
  VtChip *self = g_object_new (VT_TYPE_CHIP, NULL);

  self->kind = g_strdup (kind);
  gtk_image_set_from_icon_name (self->icon, icon_name);
  gtk_label_set_label (self->heading, kind);
  vt_chip_set_menu (self, NULL);
  vt_chip_set_text (self, "…");
  return GTK_WIDGET (self);
}

void
vt_chip_set_icon (VtChip *self, const char *icon_name)
{
  gtk_image_set_from_icon_name (self->icon, icon_name);
}

void
vt_chip_set_text (VtChip *self, const char *text)
{
  g_autofree char *name = g_strdup_printf ("%s: %s", self->kind, text);

  gtk_label_set_label (self->label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
vt_chip_set_reason (VtChip *self, const char *reason)
{
  gtk_label_set_label (self->reason, reason ? reason : "");
}

/* The reason is a custom item at the top of the popover menu. */
void
vt_chip_set_menu (VtChip *self, GMenuModel *menu)
{
  g_autoptr (GMenu) whole = g_menu_new ();
  g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);
  g_autoptr (GMenu) top = g_menu_new ();
  GtkWidget *popover;

  if (gtk_widget_get_parent (self->reason_box))
    gtk_popover_menu_remove_child (GTK_POPOVER_MENU (gtk_menu_button_get_popover (self->button)), self->reason_box);
  g_menu_item_set_attribute (item, "custom", "s", "reason");
  g_menu_append_item (top, item);
  g_menu_append_section (whole, NULL, G_MENU_MODEL (top));
  if (menu)
    g_menu_append_section (whole, NULL, menu);
  popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (whole));
  gtk_menu_button_set_popover (self->button, popover);
  gtk_popover_menu_add_child (GTK_POPOVER_MENU (popover), self->reason_box, "reason");
}
