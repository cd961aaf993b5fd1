/* timedtext.c: "timedtext": words that light up as the sound that they are of is
 * heard; with phonemes, the sounds of the sentence below it.
 *
 * Pressing a word, or Left and Right, sends the sound there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>
#include <string.h>

#include "ui/components/component.h"
#include "ui/components/phoneme-strip.h"
#include "ui/components/range.h"
#include "ui/components/timed-parts.h"
#include "ui/components/timeline.h"

#define VT_TYPE_TIMED_TEXT (vt_timed_text_get_type ())
G_DECLARE_FINAL_TYPE (VtTimedText, vt_timed_text, VT, TIMED_TEXT, VtComponentView)

struct _VtTimedText
{
  VtComponentView parent_instance;
  GtkWidget *scrolled;
  GtkWidget *label;
  VtPhonemeStrip *strip;
  VtTimeline *timeline; /* weak; what it follows */
  VtValue *value;
  GPtrArray *parts;
  GArray *ends; /* of gsize: where in the label each part ends */
  char *follows;
  double size;
  int lines;
  int current;
};

G_DEFINE_FINAL_TYPE (VtTimedText, vt_timed_text, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_timed_text_get_value (VtComponentView *view)
{
  return vt_value_ref (VT_TIMED_TEXT (view)->value);
}

static gsize
begin_of (VtTimedText *self, guint part)
{
  const char *text = gtk_label_get_text (GTK_LABEL (self->label));
  gsize at = part > 0 ? g_array_index (self->ends, gsize, part - 1) : 0;

  return text[at] == ' ' ? at + 1 : at;
}

/* --- what lights up --------------------------------------------------------------- */

static void
paint (VtTimedText *self, PangoAttrList *attributes)
{
  GtkStyleContext *style = gtk_widget_get_style_context (self->label);
  GdkRGBA colors[2];
  PangoAttribute *marks[2];

  if (!gtk_style_context_lookup_color (style, "accent_bg_color", &colors[0])
      || !gtk_style_context_lookup_color (style, "accent_fg_color", &colors[1]))
    return;
  for (guint i = 0; i < 2; i++)
    {
      guint16 red = (guint16) (colors[i].red * 65535), green = (guint16) (colors[i].green * 65535),
              blue = (guint16) (colors[i].blue * 65535);

      marks[i] = i == 0 ? pango_attr_background_new (red, green, blue) : pango_attr_foreground_new (red, green, blue);
      marks[i]->start_index = (guint) begin_of (self, (guint) self->current);
      marks[i]->end_index = (guint) g_array_index (self->ends, gsize, self->current);
      pango_attr_list_insert (attributes, marks[i]);
    }
}

static void
update_marks (VtTimedText *self)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (self->size));
  if (self->current >= 0)
    paint (self, attributes);
  gtk_label_set_attributes (GTK_LABEL (self->label), attributes);
}

static void
scroll_to_current (VtTimedText *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled));
  PangoRectangle box;

  pango_layout_index_to_pos (gtk_label_get_layout (GTK_LABEL (self->label)), (int) begin_of (self, (guint) self->current), &box);
  gtk_adjustment_clamp_page (adjustment, (double) box.y / PANGO_SCALE, (double) (box.y + box.height) / PANGO_SCALE);
}

static void
set_current (VtTimedText *self, int current)
{
  if (current == self->current)
    return;
  self->current = current;
  update_marks (self);
  if (current >= 0)
    scroll_to_current (self);
}

static void
show_sounds (VtTimedText *self, int part)
{
  const VtTimedPart *sentence = self->parts->len > 0 ? self->parts->pdata[MAX (part, 0)] : NULL;
  GPtrArray *sounds = sentence != NULL && sentence->sounds != NULL && sentence->sounds->len > 0 ? sentence->sounds : NULL;

  vt_phoneme_strip_set_sounds (self->strip, sounds);
  gtk_widget_set_visible (GTK_WIDGET (self->strip), sounds != NULL);
}

static void
on_position (VtTimedText *self, double seconds)
{
  int part = vt_timed_parts_at (self->parts, seconds);
  const VtTimedPart *at = part >= 0 ? self->parts->pdata[part] : NULL;

  set_current (self, at != NULL && seconds <= at->end + 0.5 ? part : -1);
  show_sounds (self, part);
  vt_phoneme_strip_set_current (self->strip, at != NULL && at->sounds != NULL ? vt_timed_parts_at (at->sounds, seconds) : -1);
}

static void
stop_following (VtTimedText *self)
{
  if (self->timeline == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->timeline, self);
  g_clear_weak_pointer (&self->timeline);
}

/* Components are made in any order, so it is looked for when it is needed. */
static void
follow (VtTimedText *self)
{
  VtTimeline *found = *self->follows != '\0' ? vt_timeline_find (GTK_WIDGET (self), self->follows) : NULL;

  if (found == self->timeline)
    return;
  stop_following (self);
  if (found == NULL)
    return;
  g_set_weak_pointer (&self->timeline, found);
  g_signal_connect_object (found, "position", G_CALLBACK (on_position), self, G_CONNECT_SWAPPED);
}

/* --- the value -------------------------------------------------------------------- */

static void
show (VtTimedText *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_array_set_size (self->ends, 0);
  for (guint i = 0; i < self->parts->len; i++)
    {
      const VtTimedPart *part = self->parts->pdata[i];
      gsize end;

      /* Words bring their blanks, sentences do not. */
      if (i > 0 && part->sounds != NULL)
        g_string_append_c (text, ' ');
      g_string_append (text, i == 0 ? part->text + strspn (part->text, " ") : part->text);
      end = text->len;
      g_array_append_val (self->ends, end);
    }
  gtk_label_set_text (GTK_LABEL (self->label), text->len > 0 ? text->str : _ ("Nothing yet"));
  gtk_widget_set_sensitive (self->label, text->len > 0);
  self->current = -1;
  update_marks (self);
  show_sounds (self, -1);
}

static void
vt_timed_text_set_value (VtComponentView *view, VtValue *value)
{
  VtTimedText *self = VT_TIMED_TEXT (view);
  gboolean json = vt_value_type (value) == VT_VALUE_JSON;

  if (!json && vt_value_type (value) != VT_VALUE_NONE)
    return;
  vt_value_ref (value);
  vt_value_unref (self->value);
  self->value = value;
  g_ptr_array_unref (self->parts);
  self->parts = vt_timed_parts_parse (json ? vt_value_text (value) : "null");
  show (self);
  follow (self);
}

static void
keep_enabled (VtComponentView *view, gboolean whatever)
{
}

/* --- what the person does --------------------------------------------------------- */

static void
go_to (VtTimedText *self, double seconds)
{
  follow (self);
  if (self->timeline != NULL)
    vt_timeline_seek (self->timeline, seconds);
  else
    on_position (self, seconds);
}

static void
on_pressed (VtTimedText *self, int n_press, double x, double y)
{
  int left, top, index, trailing;

  gtk_widget_grab_focus (self->label);
  gtk_label_get_layout_offsets (GTK_LABEL (self->label), &left, &top);
  pango_layout_xy_to_index (gtk_label_get_layout (GTK_LABEL (self->label)), (int) (x - left) * PANGO_SCALE,
                            (int) (y - top) * PANGO_SCALE, &index, &trailing);
  for (guint i = 0; i < self->ends->len; i++)
    if (index < (int) g_array_index (self->ends, gsize, i))
      {
        go_to (self, ((const VtTimedPart *) self->parts->pdata[i])->start);
        return;
      }
}

static gboolean
on_key (VtTimedText *self, guint key)
{
  int step = key == GDK_KEY_Left ? -1 : key == GDK_KEY_Right ? 1 : 0;
  int to = CLAMP (self->current + step, 0, (int) self->parts->len - 1);

  if (step == 0 || self->parts->len == 0)
    return GDK_EVENT_PROPAGATE;
  go_to (self, ((const VtTimedPart *) self->parts->pdata[to])->start);
  return GDK_EVENT_STOP;
}

/* --- the object ------------------------------------------------------------------- */

static void
update_height (VtTimedText *self)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (self->label, "X");
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  int height;

  pango_attr_list_insert (attributes, pango_attr_scale_new (self->size));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, NULL, &height);
  gtk_widget_set_size_request (self->scrolled, -1, height * self->lines);
}

/* In other letters it is as high, and marked in other colours. */
static void
vt_timed_text_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (vt_timed_text_parent_class)->css_changed (widget, change);
  update_height (VT_TIMED_TEXT (widget));
  update_marks (VT_TIMED_TEXT (widget));
}

static void
vt_timed_text_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vt_timed_text_parent_class)->map (widget);
  follow (VT_TIMED_TEXT (widget));
}

static void
vt_timed_text_dispose (GObject *object)
{
  stop_following (VT_TIMED_TEXT (object));
  G_OBJECT_CLASS (vt_timed_text_parent_class)->dispose (object);
}

static void
vt_timed_text_finalize (GObject *object)
{
  VtTimedText *self = VT_TIMED_TEXT (object);

  vt_value_unref (self->value);
  g_ptr_array_unref (self->parts);
  g_array_unref (self->ends);
  g_free (self->follows);
  G_OBJECT_CLASS (vt_timed_text_parent_class)->finalize (object);
}

static void
vt_timed_text_class_init (VtTimedTextClass *klass)
{
  VtComponentViewClass *view_class = VT_COMPONENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_timed_text_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_timed_text_finalize;
  GTK_WIDGET_CLASS (klass)->map = vt_timed_text_map;
  GTK_WIDGET_CLASS (klass)->css_changed = vt_timed_text_css_changed;
  view_class->get_value = vt_timed_text_get_value;
  view_class->set_value = vt_timed_text_set_value;
  view_class->set_interactive = keep_enabled;
  view_class->set_busy = keep_enabled;
}

static void
init_label (VtTimedText *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_yalign (GTK_LABEL (self->label), 0);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_focusable (self->label, TRUE);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (self->label, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (self->label, keys);
}

static void
vt_timed_text_init (VtTimedText *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->value = vt_value_new_none ();
  self->parts = g_ptr_array_new ();
  self->ends = g_array_new (FALSE, FALSE, sizeof (gsize));
  self->current = -1;
  init_label (self);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->label);
  self->strip = VT_PHONEME_STRIP (vt_phoneme_strip_new ());
  g_signal_connect_object (self->strip, "seek", G_CALLBACK (go_to), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->scrolled);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->strip));
  gtk_widget_add_css_class (box, "output-frame");
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), box);
  vt_component_view_set_target (VT_COMPONENT_VIEW (self), self->label);
}

static VtComponentView *
build_timed_text (const VtSpaceComponent *component)
{
  VtTimedText *self = g_object_new (VT_TYPE_TIMED_TEXT, NULL);

  self->follows = g_strdup (vt_space_component_get_text (component, "follows"));
  self->size = vt_range_number (component, "size", 1.5, 1, 8);
  self->lines = (int) vt_range_number (component, "lines", 4, 1, 20);
  update_height (self);
  show (self);
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_timedtext_class = { "timedtext", build_timed_text };
