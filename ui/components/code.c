/* code.c: "code": a program's text, coloured, to read or to write.
 *
 * Tab leaves it, so that the keyboard is not caught; Ctrl+Enter runs the space.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>

#include "ui/code-view.h"
#include "ui/components/component.h"
#include "ui/components/follow-end.h"
#include "ui/components/range.h"
#include "ui/components/text-update.h"

#define VT_TYPE_CODE (vt_code_get_type ())
G_DECLARE_FINAL_TYPE (VtCode, vt_code, VT, CODE, VtComponentView)

struct _VtCode
{
  VtComponentView parent_instance;
  GtkWidget *overlay;
  GtkWidget *scrolled;
  GtkSourceView *view;
  GtkTextBuffer *buffer;
  GtkWidget *copy;
  gboolean follows;
};

G_DEFINE_FINAL_TYPE (VtCode, vt_code, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_code_get_value (VtComponentView *view)
{
  g_autofree char *text = vt_text_get (VT_CODE (view)->buffer);

  return vt_value_new_text (text);
}

static void
vt_code_set_value (VtComponentView *view, VtValue *value)
{
  g_autofree char *text = vt_value_to_text (value);

  vt_text_update (VT_CODE (view)->buffer, text);
}

static void
update (VtComponentView *view, gboolean whatever)
{
  VtCode *self = VT_CODE (view);
  gboolean interactive = vt_component_view_get_interactive (view);
  gboolean editable = interactive && !vt_component_view_get_busy (view);

  gtk_text_view_set_editable (GTK_TEXT_VIEW (self->view), editable);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_READ_ONLY, !editable, -1);
  if (interactive)
    gtk_widget_remove_css_class (self->overlay, "output");
  else
    gtk_widget_add_css_class (self->overlay, "output");
  if (!interactive && !self->follows)
    {
      vt_follow_end (GTK_SCROLLED_WINDOW (self->scrolled));
      self->follows = TRUE;
    }
}

static void
on_changed (VtCode *self)
{
  gtk_widget_set_visible (self->copy, gtk_text_buffer_get_char_count (self->buffer) > 0);
  vt_component_view_emit_input (VT_COMPONENT_VIEW (self));
}

static void
on_copy (VtCode *self)
{
  g_autofree char *text = vt_text_get (self->buffer);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
on_focus (VtComponentView *view)
{
  vt_component_view_emit (view, "focus");
}

static void
on_blur (VtComponentView *view)
{
  vt_component_view_emit (view, "blur");
}

static gboolean
on_key (VtCode *self, guint key, guint code, GdkModifierType state)
{
  if (!(state & GDK_CONTROL_MASK) || (key != GDK_KEY_Return && key != GDK_KEY_KP_Enter))
    return GDK_EVENT_PROPAGATE;
  return gtk_widget_activate_action (GTK_WIDGET (self), "space.run", NULL) ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
}

static void
vt_code_class_init (VtCodeClass *klass)
{
  VtComponentViewClass *view_class = VT_COMPONENT_VIEW_CLASS (klass);

  view_class->get_value = vt_code_get_value;
  view_class->set_value = vt_code_set_value;
  view_class->set_interactive = update;
  view_class->set_busy = update;
}

static void
add_controllers (VtCode *self)
{
  GtkEventController *keys = gtk_event_controller_key_new (), *focus = gtk_event_controller_focus_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (on_focus), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_blur), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), focus);
}

static void
init_copy (VtCode *self)
{
  self->copy = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  gtk_widget_set_halign (self->copy, GTK_ALIGN_END);
  gtk_widget_set_valign (self->copy, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->copy, 3);
  gtk_widget_set_margin_end (self->copy, 3);
  gtk_widget_add_css_class (self->copy, "flat");
  gtk_widget_add_css_class (self->copy, "copy-button");
  gtk_widget_set_tooltip_text (self->copy, _("Copy the Code"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->copy), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Copy the Code"), -1);
  gtk_widget_set_visible (self->copy, FALSE);
  g_signal_connect_swapped (self->copy, "clicked", G_CALLBACK (on_copy), self);
}

static void
vt_code_init (VtCode *self)
{
  GtkTextView *text;

  self->view = vt_code_view_new (NULL);
  text = GTK_TEXT_VIEW (self->view);
  self->buffer = gtk_text_view_get_buffer (text);
  gtk_text_view_set_top_margin (text, 9);
  gtk_text_view_set_bottom_margin (text, 9);
  gtk_text_view_set_left_margin (text, 9);
  gtk_text_view_set_right_margin (text, 40);
  gtk_source_view_set_auto_indent (self->view, TRUE);
  init_copy (self);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (text));
  self->overlay = gtk_overlay_new ();
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), self->scrolled);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->copy);
  gtk_widget_set_overflow (self->overlay, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (self->overlay, "text-frame");
  gtk_widget_add_css_class (self->overlay, "code-frame");
  g_signal_connect_swapped (self->buffer, "changed", G_CALLBACK (on_changed), self);
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), self->overlay);
  vt_component_view_set_target (VT_COMPONENT_VIEW (self), GTK_WIDGET (text));
  add_controllers (self);
}

static int
line_height (GtkWidget *widget)
{
  PangoFontMetrics *metrics = pango_context_get_metrics (gtk_widget_get_pango_context (widget), NULL, NULL);
  int height = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));

  pango_font_metrics_unref (metrics);
  return height;
}

static VtComponentView *
build_code (const VtSpaceComponent *component)
{
  VtCode *self = g_object_new (VT_TYPE_CODE, NULL);
  int line = line_height (GTK_WIDGET (self->view));
  int lines = (int) vt_range_number (component, "lines", 5, 1, 100);
  int most = (int) vt_range_number (component, "max_lines", MAX (25, lines), lines, 1000);

  vt_code_view_set_language (self->view, vt_space_component_get_text (component, "language"));
  gtk_source_view_set_show_line_numbers (self->view, vt_space_component_get_boolean (component, "show_line_numbers"));
  if (vt_space_component_get_boolean (component, "wrap_lines"))
    gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->view), GTK_WRAP_WORD_CHAR);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scrolled), most * line + 18);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->scrolled), lines * line + 18);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_MULTI_LINE, TRUE, -1);
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_code_class = { "code", build_code };
