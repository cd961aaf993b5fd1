/* textbox.c: "textbox": text to type, or the text that a model writes.
 *
 * Enter submits a box of one line and Shift+Enter starts a new line in it; in a
 * taller box it is the other way round. Ctrl+Enter always submits, or, where the
 * space does not wait for that, runs the space. A box that is not interactive is
 * an output: it has a copy button and follows its end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>

#include "ui/components/component.h"
#include "ui/components/follow-end.h"
#include "ui/components/range.h"
#include "ui/components/text-update.h"

#define MAX_LINES 200
/* Pixels; in a lower box there is no room for a scroll bar. */
#define LOW 60

#define VT_TYPE_TEXTBOX (vt_textbox_get_type ())
G_DECLARE_FINAL_TYPE (VtTextbox, vt_textbox, VT, TEXTBOX, VtComponentView)

struct _VtTextbox
{
  VtComponentView parent_instance;
  GtkWidget *overlay;
  GtkWidget *scrolled;
  GtkWidget *view;
  GtkWidget *placeholder;
  GtkWidget *copy;
  GtkTextBuffer *buffer;
  int lines;
  int max_lines;
  int max_length; /* characters that the person may type; 0 for no limit */
  gboolean can_copy;
  gboolean follows; /* its end, since it is or was an output */
  gboolean submits; /* the space waits for "submit" */
  guint scroll_bar; /* source that shows or hides it */
};

G_DEFINE_FINAL_TYPE (VtTextbox, vt_textbox, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_textbox_get_value (VtComponentView *component)
{
  g_autofree char *text = vt_text_get (VT_TEXTBOX (component)->buffer);
  return vt_value_new_text (text);
}

static void
vt_textbox_set_value (VtComponentView *component, VtValue *value)
{
  g_autofree char *text = vt_value_to_text (value);
  vt_text_update (VT_TEXTBOX (component)->buffer, text);
}

static void
update_editable (VtTextbox *self)
{
  VtComponentView *component = VT_COMPONENT_VIEW (self);
  gboolean interactive = vt_component_view_get_interactive (component);
  gboolean editable = interactive && !vt_component_view_get_busy (component);

  /* The cursor stays: it serves selecting by the keyboard, and hiding it while it
   * blinks aborts GTK 4.8. */
  gtk_text_view_set_editable (GTK_TEXT_VIEW (self->view), editable);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_READ_ONLY, !editable, -1);
  /* Room for the copy button. */
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (self->view), interactive && !self->can_copy ? 12 : 40);
  if (interactive)
    gtk_widget_remove_css_class (self->overlay, "output");
  else
    gtk_widget_add_css_class (self->overlay, "output");
}

static void
update_extras (VtTextbox *self)
{
  gboolean empty = gtk_text_buffer_get_char_count (self->buffer) == 0;

  gtk_widget_set_visible (self->placeholder, empty);
  gtk_widget_set_visible (self->copy, !empty && (self->can_copy || !vt_component_view_get_interactive (VT_COMPONENT_VIEW (self))));
}

static void
vt_textbox_set_interactive (VtComponentView *component, gboolean interactive)
{
  VtTextbox *self = VT_TEXTBOX (component);

  update_editable (self);
  update_extras (self);
  if (!interactive && !self->follows)
    vt_follow_end (GTK_SCROLLED_WINDOW (self->scrolled));
  self->follows = self->follows || !interactive;
}

static void
vt_textbox_set_busy (VtComponentView *component, gboolean busy)
{
  update_editable (VT_TEXTBOX (component));
}

static void
on_changed (VtTextbox *self)
{
  update_extras (self);
  vt_component_view_emit_input (VT_COMPONENT_VIEW (self));
}

/* Of what is typed or pasted, only what still fits. */
static void
on_insert (GtkTextBuffer *buffer, GtkTextIter *at, const char *text, int length, VtTextbox *self)
{
  glong room = self->max_length - gtk_text_buffer_get_char_count (buffer);

  if (self->max_length <= 0 || !gtk_text_view_get_editable (GTK_TEXT_VIEW (self->view))
      || g_utf8_strlen (text, length) <= room)
    return;
  g_signal_stop_emission_by_name (buffer, "insert-text");
  if (room > 0)
    gtk_text_buffer_insert (buffer, at, text, (int) (g_utf8_offset_to_pointer (text, room) - text));
}

static void
on_copy (VtTextbox *self)
{
  g_autofree char *text = vt_text_get (self->buffer);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  vt_component_view_emit (VT_COMPONENT_VIEW (self), "copy");
}

static gboolean
on_key (VtTextbox *self, guint key, guint code, GdkModifierType state)
{
  gboolean control = (state & GDK_CONTROL_MASK) != 0;
  gboolean shift = (state & GDK_SHIFT_MASK) != 0;

  if (key != GDK_KEY_Return && key != GDK_KEY_KP_Enter)
    return GDK_EVENT_PROPAGATE;
  if (!gtk_text_view_get_editable (GTK_TEXT_VIEW (self->view)))
    return GDK_EVENT_PROPAGATE;
  if (!control && shift != (self->lines > 1))
    return GDK_EVENT_PROPAGATE;
  if (control && !self->submits && gtk_widget_activate_action (GTK_WIDGET (self), "space.run", NULL))
    return GDK_EVENT_STOP;
  vt_component_view_emit (VT_COMPONENT_VIEW (self), "submit");
  return GDK_EVENT_STOP;
}

static void
vt_textbox_listen (VtComponentView *view, const char *event)
{
  VtTextbox *self = VT_TEXTBOX (view);

  self->submits = self->submits || g_str_equal (event, "submit");
}

static void
on_focus (VtTextbox *self)
{
  vt_component_view_emit (VT_COMPONENT_VIEW (self), "focus");
}

static void
on_blur (VtTextbox *self)
{
  vt_component_view_emit (VT_COMPONENT_VIEW (self), "blur");
}

/* The height of the lines asked for, in this font. */
static void
update_height (VtTextbox *self)
{
  PangoContext *context = gtk_widget_get_pango_context (self->view);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int line = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));
  int margins = gtk_text_view_get_top_margin (GTK_TEXT_VIEW (self->view))
                + gtk_text_view_get_bottom_margin (GTK_TEXT_VIEW (self->view));

  pango_font_metrics_unref (metrics);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scrolled), -1);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->scrolled),
                                              self->lines * line + margins);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scrolled),
                                              self->max_lines * line + margins);
}

static void
vt_textbox_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (vt_textbox_parent_class)->css_changed (widget, change);
  update_height (VT_TEXTBOX (widget));
}

/* A scroll bar has a least height of some three lines, so a lower box goes
 * without one. */
static gboolean
update_scroll_bar (gpointer data)
{
  VtTextbox *self = data;
  GtkScrolledWindow *scrolled = GTK_SCROLLED_WINDOW (self->scrolled);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (scrolled);
  double page = gtk_adjustment_get_page_size (adjustment);
  gboolean fits = gtk_adjustment_get_upper (adjustment) <= page;

  self->scroll_bar = 0;
  if (!fits && page > LOW)
    gtk_scrolled_window_set_policy (scrolled, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  else if (fits && page <= LOW)
    gtk_scrolled_window_set_policy (scrolled, GTK_POLICY_NEVER, GTK_POLICY_EXTERNAL);
  return G_SOURCE_REMOVE;
}

/* Not at once: this happens during a layout. */
static void
on_bounds_changed (VtTextbox *self)
{
  if (self->scroll_bar == 0)
    self->scroll_bar = g_idle_add (update_scroll_bar, self);
}

static void
vt_textbox_dispose (GObject *object)
{
  g_clear_handle_id (&VT_TEXTBOX (object)->scroll_bar, g_source_remove);
  G_OBJECT_CLASS (vt_textbox_parent_class)->dispose (object);
  g_clear_handle_id (&VT_TEXTBOX (object)->scroll_bar, g_source_remove);
}

static void
vt_textbox_class_init (VtTextboxClass *klass)
{
  VtComponentViewClass *component_class = VT_COMPONENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_textbox_dispose;
  component_class->get_value = vt_textbox_get_value;
  component_class->set_value = vt_textbox_set_value;
  component_class->set_interactive = vt_textbox_set_interactive;
  component_class->set_busy = vt_textbox_set_busy;
  component_class->listen = vt_textbox_listen;
  GTK_WIDGET_CLASS (klass)->css_changed = vt_textbox_css_changed;
}

static void
add_controllers (VtTextbox *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (self->view, keys);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (on_focus), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_blur), self);
  gtk_widget_add_controller (self->view, focus);
}

static void
init_view (VtTextbox *self)
{
  GtkTextView *view = GTK_TEXT_VIEW (self->view = gtk_text_view_new ());

  self->buffer = gtk_text_view_get_buffer (view);
  gtk_text_view_set_wrap_mode (view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (view, FALSE);
  gtk_text_view_set_left_margin (view, 12);
  gtk_text_view_set_right_margin (view, 12);
  gtk_text_view_set_top_margin (view, 9);
  gtk_text_view_set_bottom_margin (view, 9);
  g_signal_connect_swapped (self->buffer, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect (self->buffer, "insert-text", G_CALLBACK (on_insert), self);
}

static void
init_placeholder (VtTextbox *self)
{
  GtkWidget *label = self->placeholder = gtk_label_new (NULL);

  gtk_widget_set_halign (label, GTK_ALIGN_START);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_end (label, 12);
  gtk_widget_set_margin_top (label, 9);
  gtk_widget_set_can_target (label, FALSE);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "dim-label");
}

static void
init_copy (VtTextbox *self)
{
  GtkWidget *button = self->copy = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  gtk_widget_set_halign (button, GTK_ALIGN_END);
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_set_margin_top (button, 3);
  gtk_widget_set_margin_end (button, 3);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "copy-button");
  gtk_widget_set_tooltip_text (button, _("Copy"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Copy"), -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_copy), self);
}

static void
vt_textbox_init (VtTextbox *self)
{
  init_view (self);
  init_placeholder (self);
  init_copy (self);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER, GTK_POLICY_EXTERNAL);
  g_signal_connect_swapped (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled)), "changed",
                            G_CALLBACK (on_bounds_changed), self);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->view);
  self->overlay = gtk_overlay_new ();
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), self->scrolled);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->placeholder);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->copy);
  gtk_widget_set_overflow (self->overlay, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (self->overlay, "text-frame");
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), self->overlay);
  vt_component_view_set_target (VT_COMPONENT_VIEW (self), self->view);
  add_controllers (self);
}

static VtComponentView *
build_textbox (const VtSpaceComponent *component)
{
  VtTextbox *self = g_object_new (VT_TYPE_TEXTBOX, NULL);
  const char *placeholder = vt_space_component_get_text (component, "placeholder");

  self->lines = (int) vt_range_number (component, "lines", 1, 1, MAX_LINES);
  self->max_lines = (int) vt_range_number (component, "max_lines", MAX (20, self->lines), self->lines, MAX_LINES);
  self->max_length = (int) vt_range_number (component, "max_length", 0, 0, G_MAXINT);
  self->can_copy = vt_space_component_get_boolean (component, "show_copy_button");
  gtk_label_set_text (GTK_LABEL (self->placeholder), placeholder);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_PLACEHOLDER,
                                  placeholder, GTK_ACCESSIBLE_PROPERTY_MULTI_LINE, TRUE, -1);
  gtk_widget_set_focusable (self->scrolled, FALSE);
  update_height (self);
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_textbox_class = { "textbox", build_textbox };
