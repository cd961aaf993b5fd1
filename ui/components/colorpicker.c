/* colorpicker.c: "colorpicker": a colour, as "#rrggbb".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>

#include "ui/components/component.h"
#include "ui/components/palette.h"

#define VT_TYPE_COLOR_PICKER (vt_color_picker_get_type ())
G_DECLARE_FINAL_TYPE (VtColorPicker, vt_color_picker, VT, COLOR_PICKER, VtComponentView)

struct _VtColorPicker
{
  VtComponentView parent_instance;
  GtkWidget *button;
  GtkWidget *text; /* the same to read, and to write */
  gboolean writing; /* one of the two follows the other */
};

G_DEFINE_FINAL_TYPE (VtColorPicker, vt_color_picker, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_color_picker_get_value (VtComponentView *view)
{
  GdkRGBA color;
  char hex[8];

  gtk_color_chooser_get_rgba (GTK_COLOR_CHOOSER (VT_COLOR_PICKER (view)->button), &color);
  return vt_value_new_text (vt_palette_hex (&color, hex));
}

static void
show_color (VtColorPicker *self, const GdkRGBA *color)
{
  char hex[8];

  self->writing = TRUE;
  gtk_color_chooser_set_rgba (GTK_COLOR_CHOOSER (self->button), color);
  gtk_editable_set_text (GTK_EDITABLE (self->text), vt_palette_hex (color, hex));
  gtk_widget_remove_css_class (self->text, "error");
  self->writing = FALSE;
}

static void
vt_color_picker_set_value (VtComponentView *view, VtValue *value)
{
  GdkRGBA color = { 0, 0, 0, 1 };

  if (vt_value_type (value) == VT_VALUE_NONE
      || (vt_value_type (value) == VT_VALUE_TEXT && gdk_rgba_parse (&color, vt_value_text (value))))
    show_color (VT_COLOR_PICKER (view), &color);
}

static void
on_color_set (VtColorPicker *self)
{
  GdkRGBA color;

  gtk_color_chooser_get_rgba (GTK_COLOR_CHOOSER (self->button), &color);
  show_color (self, &color);
  vt_component_view_emit_input (VT_COMPONENT_VIEW (self));
}

/* What is written counts as soon as it is a colour. */
static void
on_typed (VtColorPicker *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->text));
  GdkRGBA color;

  if (self->writing)
    return;
  if (*text != '#' || !gdk_rgba_parse (&color, text))
    {
      gtk_widget_add_css_class (self->text, "error");
      return;
    }
  gtk_widget_remove_css_class (self->text, "error");
  gtk_color_chooser_set_rgba (GTK_COLOR_CHOOSER (self->button), &color);
  vt_component_view_emit_input (VT_COMPONENT_VIEW (self));
}

static void
on_activate (VtComponentView *view)
{
  vt_component_view_emit (view, "submit");
}

static void
vt_color_picker_class_init (VtColorPickerClass *klass)
{
  VT_COMPONENT_VIEW_CLASS (klass)->get_value = vt_color_picker_get_value;
  VT_COMPONENT_VIEW_CLASS (klass)->set_value = vt_color_picker_set_value;
}

static void
vt_color_picker_init (VtColorPicker *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->button = gtk_color_button_new ();
  self->text = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (self->text), 9);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->text), 12);
  gtk_widget_add_css_class (self->text, "monospace");
  gtk_box_append (GTK_BOX (box), self->button);
  gtk_box_append (GTK_BOX (box), self->text);
  gtk_widget_set_halign (box, GTK_ALIGN_START);
  g_signal_connect_swapped (self->button, "color-set", G_CALLBACK (on_color_set), self);
  g_signal_connect_swapped (self->text, "changed", G_CALLBACK (on_typed), self);
  g_signal_connect_swapped (self->text, "activate", G_CALLBACK (on_activate), self);
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), box);
  vt_component_view_set_target (VT_COMPONENT_VIEW (self), self->text);
}

static VtComponentView *
build_color_picker (const VtSpaceComponent *component)
{
  VtColorPicker *self = g_object_new (VT_TYPE_COLOR_PICKER, NULL);
  const char *label = vt_space_component_get_text (component, "label");

  gtk_color_button_set_title (GTK_COLOR_BUTTON (self->button), label);
  /* The keyboard goes to the button within. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (self->button)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, *label ? label : _("Colour"), -1);
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_colorpicker_class = { "colorpicker", build_color_picker };
