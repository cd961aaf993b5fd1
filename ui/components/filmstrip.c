/* filmstrip.c: "filmstrip": pictures in the order in which they came, as the steps
 * of a drawing: one large, a scale to go to and fro, and all of them small below.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "app/value-media.h"
#include "ui/components/component.h"
#include "ui/components/file-choose.h"
#include "ui/components/media-frame.h"
#include "ui/components/range.h"
#include "ui/components/texture.h"
#include "ui/picture-load.h"

#define SMALL 56      /* pixels of the small pictures */
#define LARGE 2000    /* pixels of a file that are kept */
#define MOST_SMALL 60 /* of more pictures, some are left out of the row */

#define VT_TYPE_FILMSTRIP (vt_filmstrip_get_type ())
G_DECLARE_FINAL_TYPE (VtFilmstrip, vt_filmstrip, VT, FILMSTRIP, VtComponentView)

struct _VtFilmstrip
{
  VtComponentView parent_instance;
  GtkWidget *stack;    /* "nothing", "film" */
  GtkWidget *clamp;    /* as high as the large picture may be */
  GtkWidget *picture;
  GtkWidget *caption;
  GtkAdjustment *at;   /* owned by the scale; counts from 1 */
  GtkWidget *scale;
  GtkWidget *play;
  GtkWidget *save;
  GtkWidget *error;    /* why it could not be saved */
  GtkWidget *row;      /* of the small pictures */
  GtkWidget *current;  /* the small picture of the large one */
  VtValue *value;      /* a list */
  guint every;         /* each so many pictures one is in the row */
  guint playing;       /* source */
};

G_DEFINE_FINAL_TYPE (VtFilmstrip, vt_filmstrip, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_filmstrip_get_value (VtComponentView *view)
{
  return vt_value_ref (VT_FILMSTRIP (view)->value);
}

static guint
n_pictures (VtFilmstrip *self)
{
  guint n;

  vt_value_list (self->value, &n);
  return n;
}

static guint
shown (VtFilmstrip *self)
{
  return (guint) gtk_adjustment_get_value (self->at) - 1;
}

static void
show_picture (GtkWidget *picture, VtValue *value, int size)
{
  if (vt_value_type (value) == VT_VALUE_FILE)
    vt_picture_load (GTK_PICTURE (picture), vt_value_text (value), size);
  else if (vt_value_type (value) == VT_VALUE_IMAGE)
    {
      g_autoptr (GdkTexture) texture = vt_texture_new (value);

      gtk_picture_set_paintable (GTK_PICTURE (picture), GDK_PAINTABLE (texture));
    }
}

/* Marks the small picture that stands for the large one, and scrolls to it. */
static void
mark (VtFilmstrip *self, guint index)
{
  GtkWidget *cell = gtk_widget_get_first_child (self->row);

  for (guint i = 0; cell != NULL && i < index / self->every; i++)
    cell = gtk_widget_get_next_sibling (cell);
  if (self->current != NULL)
    gtk_widget_remove_css_class (self->current, "current");
  self->current = cell;
  if (cell != NULL)
    gtk_widget_add_css_class (cell, "current");
}

static void
show_current (VtFilmstrip *self)
{
  guint n, index = shown (self);
  VtValue *const *values = vt_value_list (self->value, &n);
  g_autofree char *name = NULL;

  if (index >= n)
    return;
  name = g_strdup_printf (_ ("Picture %u of %u"), index + 1, n);
  show_picture (self->picture, values[index], LARGE);
  gtk_picture_set_alternative_text (GTK_PICTURE (self->picture), name);
  gtk_label_set_label (GTK_LABEL (self->caption), name);
  mark (self, index);
}

static void
set_playing (VtFilmstrip *self, gboolean playing)
{
  const char *name = playing ? _ ("Stop") : _ ("Play");

  if (!playing)
    g_clear_handle_id (&self->playing, g_source_remove);
  gtk_button_set_icon_name (GTK_BUTTON (self->play), playing ? "media-playback-stop-symbolic" : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->play, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static gboolean
on_frame (gpointer data)
{
  VtFilmstrip *self = data;

  gtk_adjustment_set_value (self->at, gtk_adjustment_get_value (self->at) + 1);
  if (shown (self) + 1 < n_pictures (self))
    return G_SOURCE_CONTINUE;
  self->playing = 0;
  set_playing (self, FALSE);
  return G_SOURCE_REMOVE;
}

static void
on_play (VtFilmstrip *self)
{
  gboolean start = self->playing == 0 && n_pictures (self) > 1;

  if (start)
    {
      if (shown (self) + 1 >= n_pictures (self))
        gtk_adjustment_set_value (self->at, 1);
      self->playing = g_timeout_add (VT_FILM_FRAME_MS, on_frame, self);
    }
  set_playing (self, start);
}

static void
on_chosen (VtFilmstrip *self, GtkWidget *button)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index"));

  set_playing (self, FALSE);
  gtk_adjustment_set_value (self->at, index + 1);
  vt_component_view_emit (VT_COMPONENT_VIEW (self), "select");
}

static void
show_error (VtFilmstrip *self, const char *sentence)
{
  gtk_label_set_label (GTK_LABEL (self->error), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->error, sentence != NULL);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtFilmstrip) self = data;
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (self->save, TRUE);
  if (!vt_value_save_finish (result, &error))
    show_error (self, error->message);
}

static void
on_place (gpointer object, GListModel *files)
{
  VtFilmstrip *self = object;
  g_autofree char *path = vt_media_first_path (files);

  if (path == NULL)
    return;
  show_error (self, NULL);
  gtk_widget_set_sensitive (self->save, FALSE);
  vt_value_save_async (self->value, path, NULL, on_saved, g_object_ref (self));
}

static void
on_save (VtFilmstrip *self)
{
  g_autofree char *name = g_strconcat (vt_component_view_get_title (VT_COMPONENT_VIEW (self)), ".webm", NULL);

  vt_files_save (GTK_WIDGET (self), _ ("Save as a Film"), g_strdelimit (name, "/", '-'), on_place);
}

/* The scale does the same by keyboard, so the many small ones are no stops of Tab. */
static GtkWidget *
make_small (VtFilmstrip *self, VtValue *value, guint index)
{
  GtkWidget *button = gtk_button_new (), *picture = gtk_picture_new ();
  g_autofree char *name = g_strdup_printf (_ ("Picture %u"), index + 1);

  show_picture (picture, value, 2 * SMALL);
  gtk_widget_set_size_request (picture, SMALL, SMALL);
  gtk_button_set_child (GTK_BUTTON (button), picture);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "film-frame");
  gtk_widget_set_focusable (button, FALSE);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "index", GUINT_TO_POINTER (index));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_chosen), self);
  return button;
}

/* How many pictures at the beginning are the very ones that were there before. */
static guint
count_same (VtFilmstrip *self, VtValue *list)
{
  guint n_old, n_new, n = 0;
  VtValue *const *old = vt_value_list (self->value, &n_old), *const *now = vt_value_list (list, &n_new);

  while (n < MIN (n_old, n_new) && vt_value_equal (old[n], now[n]))
    n++;
  return n == n_old ? n : 0;
}

static void
clear_row (VtFilmstrip *self)
{
  GtkWidget *child;

  self->current = NULL;
  while ((child = gtk_widget_get_first_child (self->row)))
    gtk_box_remove (GTK_BOX (self->row), child);
}

/* Takes @list; what was there already stays, so that a growing film does not flicker. */
static void
fill (VtFilmstrip *self, VtValue *list)
{
  guint same = count_same (self, list), n, every;
  VtValue *const *values = vt_value_list (list, &n);
  gboolean at_end = same == 0 || shown (self) + 1 >= same;

  every = MAX ((n + MOST_SMALL - 1) / MOST_SMALL, 1);
  if (same == 0 || every != self->every)
    {
      clear_row (self);
      same = 0;
    }
  self->every = every;
  for (guint i = same; i < n; i++)
    if (i % every == 0)
      gtk_box_append (GTK_BOX (self->row), make_small (self, values[i], i));
  vt_value_unref (self->value);
  self->value = list;
  gtk_adjustment_set_upper (self->at, MAX (n, 1));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), n > 0 ? "film" : "nothing");
  if (at_end && self->playing == 0)
    gtk_adjustment_set_value (self->at, MAX (n, 1));
  show_current (self);
}

static void
vt_filmstrip_set_value (VtComponentView *view, VtValue *value)
{
  VtFilmstrip *self = VT_FILMSTRIP (view);
  VtValueType type = vt_value_type (value);

  if (type == VT_VALUE_LIST)
    fill (self, vt_value_ref (value));
  else if (type == VT_VALUE_NONE)
    fill (self, vt_value_new_list (NULL, 0));
  else if (type == VT_VALUE_FILE || type == VT_VALUE_IMAGE)
    fill (self, vt_value_new_list (&value, 1));
}

static void
vt_filmstrip_dispose (GObject *object)
{
  g_clear_handle_id (&VT_FILMSTRIP (object)->playing, g_source_remove);
  G_OBJECT_CLASS (vt_filmstrip_parent_class)->dispose (object);
}

static void
vt_filmstrip_finalize (GObject *object)
{
  vt_value_unref (VT_FILMSTRIP (object)->value);
  G_OBJECT_CLASS (vt_filmstrip_parent_class)->finalize (object);
}

static void
vt_filmstrip_class_init (VtFilmstripClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vt_filmstrip_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_filmstrip_finalize;
  VT_COMPONENT_VIEW_CLASS (klass)->get_value = vt_filmstrip_get_value;
  VT_COMPONENT_VIEW_CLASS (klass)->set_value = vt_filmstrip_set_value;
}

static GtkWidget *
make_bar (VtFilmstrip *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->play = gtk_button_new ();
  gtk_widget_add_css_class (self->play, "flat");
  g_signal_connect_swapped (self->play, "clicked", G_CALLBACK (on_play), self);
  set_playing (self, FALSE);
  self->at = gtk_adjustment_new (1, 1, 1, 1, 5, 0);
  self->scale = gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, self->at);
  gtk_range_set_round_digits (GTK_RANGE (self->scale), 0);
  gtk_widget_set_hexpand (self->scale, TRUE);
  gtk_widget_set_size_request (self->scale, 80, -1);
  g_signal_connect_object (self->at, "value-changed", G_CALLBACK (show_current), self, G_CONNECT_SWAPPED);
  self->caption = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->caption, "numeric");
  gtk_box_append (GTK_BOX (bar), self->play);
  gtk_box_append (GTK_BOX (bar), self->scale);
  self->save = gtk_button_new_from_icon_name ("document-save-symbolic");
  gtk_widget_add_css_class (self->save, "flat");
  gtk_widget_set_tooltip_text (self->save, _ ("Save as a film"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->save), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Save as a film"), -1);
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (on_save), self);
  gtk_box_append (GTK_BOX (bar), self->caption);
  gtk_box_append (GTK_BOX (bar), self->save);
  return bar;
}

static GtkWidget *
make_film (VtFilmstrip *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *scrolled = gtk_scrolled_window_new ();

  self->picture = gtk_picture_new ();
  self->clamp = adw_clamp_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->clamp), GTK_ORIENTATION_VERTICAL);
  adw_clamp_set_child (ADW_CLAMP (self->clamp), self->picture);
  self->row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->row);
  gtk_box_append (GTK_BOX (box), self->clamp);
  self->error = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->error), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->error), 0);
  gtk_widget_add_css_class (self->error, "error");
  gtk_widget_set_visible (self->error, FALSE);
  gtk_box_append (GTK_BOX (box), make_bar (self));
  gtk_box_append (GTK_BOX (box), self->error);
  gtk_box_append (GTK_BOX (box), scrolled);
  return box;
}

static void
vt_filmstrip_init (VtFilmstrip *self)
{
  GtkWidget *nothing = gtk_label_new (_ ("Nothing yet"));

  self->value = vt_value_new_list (NULL, 0);
  self->every = 1;
  gtk_widget_add_css_class (nothing, "dim-label");
  self->stack = gtk_stack_new ();
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_add_named (GTK_STACK (self->stack), nothing, "nothing");
  gtk_stack_add_named (GTK_STACK (self->stack), make_film (self), "film");
  gtk_widget_add_css_class (self->stack, "output-frame");
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), self->stack);
  vt_component_view_set_target (VT_COMPONENT_VIEW (self), self->scale);
}

static VtComponentView *
build_filmstrip (const VtSpaceComponent *component)
{
  VtFilmstrip *self = g_object_new (VT_TYPE_FILMSTRIP, NULL);

  int height = (int) vt_range_number (component, "height", 320, 80, 2000);

  gtk_widget_set_size_request (self->picture, -1, height);
  adw_clamp_set_maximum_size (ADW_CLAMP (self->clamp), height);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (self->clamp), height);
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_filmstrip_class = { "filmstrip", build_filmstrip };
