/* captions.c: "captions": text in letters for the last row, of which the end is seen.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>
#include <string.h>

#include "ui/components/component.h"
#include "ui/components/follow-end.h"
#include "ui/components/range.h"

/* Bytes of the end that are laid out: an hour of talk is kept, not drawn. */
#define SHOWN 4000

#define VT_TYPE_CAPTIONS (vt_captions_get_type ())
G_DECLARE_FINAL_TYPE (VtCaptions, vt_captions, VT, CAPTIONS, VtComponentView)

struct _VtCaptions
{
  VtComponentView parent_instance;
  GtkWidget *scrolled;
  GtkWidget *label;
  char *text;
  char *placeholder;
  int lines;
  guint settle; /* source that lays it out once more */
};

G_DEFINE_FINAL_TYPE (VtCaptions, vt_captions, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_captions_get_value (VtComponentView *view)
{
  return vt_value_new_text (VT_CAPTIONS (view)->text);
}

/* From a line or a word on, so that nothing is cut in two. */
static const char *
visible_end (const char *text)
{
  gsize length = strlen (text);
  const char *from = text + (length > SHOWN ? length - SHOWN : 0);
  const char *space = length > SHOWN ? strpbrk (from, "\n ") : NULL;

  while (space == NULL && (*from & 0xc0) == 0x80)
    from++;
  return space != NULL ? space + 1 : from;
}

/* Going to the end while it is laid out comes too late to be seen. */
static gboolean
on_settle (gpointer data)
{
  VtCaptions *self = data;

  self->settle = 0;
  gtk_widget_queue_allocate (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (self->scrolled)));
  return G_SOURCE_REMOVE;
}

static void
on_bounds_changed (VtCaptions *self)
{
  if (self->settle == 0)
    self->settle = g_idle_add (on_settle, self);
}

static void
show (VtCaptions *self)
{
  gboolean empty = *self->text == '\0';

  gtk_label_set_text (GTK_LABEL (self->label), empty ? self->placeholder : visible_end (self->text));
  if (empty)
    gtk_widget_add_css_class (self->label, "dim-label");
  else
    gtk_widget_remove_css_class (self->label, "dim-label");
}

static void
vt_captions_set_value (VtComponentView *view, VtValue *value)
{
  VtCaptions *self = VT_CAPTIONS (view);

  g_free (self->text);
  self->text = vt_value_to_text (value);
  g_strchug (self->text);
  show (self);
}

/* The text can be read while a run goes on. */
static void
vt_captions_set_state (VtComponentView *view, gboolean state)
{
}

static void
update_height (VtCaptions *self)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (self->label, "X");
  int height;

  pango_layout_set_attributes (layout, gtk_label_get_attributes (GTK_LABEL (self->label)));
  pango_layout_get_pixel_size (layout, NULL, &height);
  gtk_widget_set_size_request (self->scrolled, -1, height * self->lines + 12 /* below the last */);
}

static void
vt_captions_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (vt_captions_parent_class)->css_changed (widget, change);
  update_height (VT_CAPTIONS (widget));
}

static void
vt_captions_dispose (GObject *object)
{
  g_clear_handle_id (&VT_CAPTIONS (object)->settle, g_source_remove);
  G_OBJECT_CLASS (vt_captions_parent_class)->dispose (object);
  g_clear_handle_id (&VT_CAPTIONS (object)->settle, g_source_remove);
}

static void
vt_captions_finalize (GObject *object)
{
  g_free (VT_CAPTIONS (object)->text);
  g_free (VT_CAPTIONS (object)->placeholder);
  G_OBJECT_CLASS (vt_captions_parent_class)->finalize (object);
}

static void
vt_captions_class_init (VtCaptionsClass *klass)
{
  VtComponentViewClass *component_class = VT_COMPONENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_captions_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_captions_finalize;
  GTK_WIDGET_CLASS (klass)->css_changed = vt_captions_css_changed;
  component_class->get_value = vt_captions_get_value;
  component_class->set_value = vt_captions_set_value;
  component_class->set_interactive = vt_captions_set_state;
  component_class->set_busy = vt_captions_set_state;
}

static void
vt_captions_init (VtCaptions *self)
{
  self->text = g_strdup ("");
  self->label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_yalign (GTK_LABEL (self->label), 1);
  gtk_widget_set_vexpand (self->label, TRUE);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->label);
  gtk_widget_add_css_class (self->scrolled, "captions");
  vt_follow_end (GTK_SCROLLED_WINDOW (self->scrolled));
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled)), "changed",
                           G_CALLBACK (on_bounds_changed), self, G_CONNECT_SWAPPED);
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), self->scrolled);
  vt_component_view_set_target (VT_COMPONENT_VIEW (self), self->label);
}

static VtComponentView *
build_captions (const VtSpaceComponent *component)
{
  VtCaptions *self = g_object_new (VT_TYPE_CAPTIONS, NULL);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (vt_range_number (component, "size", 2.5, 1, 8)));
  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD));
  gtk_label_set_attributes (GTK_LABEL (self->label), attributes);
  pango_attr_list_unref (attributes);
  self->placeholder = g_strdup (vt_space_component_get_text (component, "placeholder"));
  self->lines = (int) vt_range_number (component, "lines", 4, 1, 20);
  update_height (self);
  show (self);
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_captions_class = { "captions", build_captions };
