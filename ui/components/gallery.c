/* gallery.c: "gallery": pictures beside each other, and one of them large.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>
#include <math.h>

#include "ui/components/component.h"
#include "ui/components/file-choose.h"
#include "ui/components/file-types.h"
#include "ui/components/texture.h"
#include "ui/picture-load.h"

#define CELL_WIDTH 96   /* pixels at least */
#define CELL_HEIGHT 130
#define THUMBNAIL 400   /* pixels of the file that are kept */
#define LARGE 2000
#define LARGE_HEIGHT 360

#define VT_TYPE_GALLERY (vt_gallery_get_type ())
G_DECLARE_FINAL_TYPE (VtGallery, vt_gallery, VT, GALLERY, VtComponentView)

struct _VtGallery
{
  VtComponentView parent_instance;
  GtkWidget *stack;    /* "nothing", "grid", "large" */
  GtkWidget *grid;
  GtkWidget *picture;  /* the large one */
  GtkWidget *caption;
  GtkWidget *add;
  VtValue *value;      /* a list */
  GtkContentFit fit;
  guint shown;         /* which is large */
  gboolean preview;
  gboolean input;      /* the document says that people can add pictures */
};

G_DEFINE_FINAL_TYPE (VtGallery, vt_gallery, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_gallery_get_value (VtComponentView *view)
{
  return vt_value_ref (VT_GALLERY (view)->value);
}

/* Picture number @index, and what is said below it or "". */
static VtValue *
get_picture (VtGallery *self, guint index, const char **caption)
{
  guint n, parts;
  VtValue *const *values = vt_value_list (self->value, &n);
  VtValue *const *pair;

  *caption = "";
  if (vt_value_type (values[index]) != VT_VALUE_LIST)
    return values[index];
  pair = vt_value_list (values[index], &parts);
  if (parts < 2)
    return values[index];
  if (vt_value_type (pair[1]) == VT_VALUE_TEXT)
    *caption = vt_value_text (pair[1]);
  return pair[0];
}

static guint
n_pictures (VtGallery *self)
{
  guint n;

  vt_value_list (self->value, &n);
  return n;
}

static void
show_picture (GtkPicture *picture, VtValue *value, int size)
{
  if (vt_value_type (value) == VT_VALUE_FILE)
    vt_picture_load (picture, vt_value_text (value), size);
  else if (vt_value_type (value) == VT_VALUE_IMAGE)
    {
      g_autoptr (GdkTexture) texture = vt_texture_new (value);
      gtk_picture_set_paintable (picture, GDK_PAINTABLE (texture));
    }
}

/* "Picture 2 of 5", or its caption; transfer full. */
static char *
name_of (VtGallery *self, guint index)
{
  const char *caption;

  get_picture (self, index, &caption);
  return *caption ? g_strdup (caption) : g_strdup_printf (_("Picture %u of %u"), index + 1, n_pictures (self));
}

static void
show_large (VtGallery *self, guint index)
{
  const char *caption;
  VtValue *value = get_picture (self, index, &caption);
  g_autofree char *name = name_of (self, index);

  self->shown = index;
  gtk_picture_set_paintable (GTK_PICTURE (self->picture), NULL);
  show_picture (GTK_PICTURE (self->picture), value, LARGE);
  gtk_picture_set_alternative_text (GTK_PICTURE (self->picture), name);
  gtk_label_set_label (GTK_LABEL (self->caption), name);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "large");
}

static guint
index_of (VtGallery *self, GtkWidget *button)
{
  GtkWidget *child = gtk_widget_get_ancestor (button, GTK_TYPE_FLOW_BOX_CHILD);

  return (guint) gtk_flow_box_child_get_index (GTK_FLOW_BOX_CHILD (child));
}

static void
on_chosen (VtGallery *self, GtkWidget *button)
{
  guint index = index_of (self, button);

  if (self->preview)
    {
      show_large (self, index);
      gtk_widget_child_focus (gtk_stack_get_visible_child (GTK_STACK (self->stack)), GTK_DIR_TAB_FORWARD);
    }
  vt_component_view_emit (VT_COMPONENT_VIEW (self), "select");
}

static GtkWidget *
make_cell (VtGallery *self, guint index)
{
  GtkWidget *button = gtk_button_new (), *overlay = gtk_overlay_new (), *picture = gtk_picture_new ();
  GtkWidget *room = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *child = gtk_flow_box_child_new ();
  const char *caption;
  VtValue *value = get_picture (self, index, &caption);
  g_autofree char *name = name_of (self, index);

  gtk_widget_set_size_request (room, CELL_WIDTH, CELL_HEIGHT);
  gtk_picture_set_content_fit (GTK_PICTURE (picture), self->fit);
  show_picture (GTK_PICTURE (picture), value, THUMBNAIL);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), room);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), picture);
  if (*caption)
    {
      GtkWidget *label = gtk_label_new (caption);

      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_widget_set_valign (label, GTK_ALIGN_END);
      gtk_widget_add_css_class (label, "picture-caption");
      gtk_overlay_add_overlay (GTK_OVERLAY (overlay), label);
    }
  gtk_widget_set_overflow (overlay, GTK_OVERFLOW_HIDDEN);
  gtk_button_set_child (GTK_BUTTON (button), overlay);
  gtk_widget_add_css_class (button, "picture-cell");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_chosen), self);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), button);
  gtk_widget_set_focusable (child, FALSE);
  return child;
}

static void
fill_grid (VtGallery *self)
{
  GtkWidget *child;
  guint n = n_pictures (self);

  while ((child = gtk_widget_get_first_child (self->grid)))
    gtk_flow_box_remove (GTK_FLOW_BOX (self->grid), child);
  for (guint i = 0; i < n; i++)
    gtk_flow_box_append (GTK_FLOW_BOX (self->grid), make_cell (self, i));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), n > 0 ? "grid" : "nothing");
}

static void
vt_gallery_set_value (VtComponentView *view, VtValue *value)
{
  VtGallery *self = VT_GALLERY (view);
  VtValueType type = vt_value_type (value);

  if (type != VT_VALUE_NONE && type != VT_VALUE_LIST && type != VT_VALUE_FILE && type != VT_VALUE_IMAGE)
    return;
  vt_value_ref (value);
  vt_value_unref (self->value);
  self->value = type == VT_VALUE_LIST   ? vt_value_ref (value)
                : type == VT_VALUE_NONE ? vt_value_new_list (NULL, 0)
                                        : vt_value_new_list (&value, 1);
  vt_value_unref (value);
  fill_grid (self);
}

static void
update (VtComponentView *view, gboolean whatever)
{
  VtGallery *self = VT_GALLERY (view);

  gtk_widget_set_visible (self->add, self->input && vt_component_view_get_interactive (view));
  gtk_widget_set_sensitive (self->add, !vt_component_view_get_busy (view));
}

static void
on_files (gpointer object, GListModel *files)
{
  VtGallery *self = object;
  VtComponentView *view = object;
  char *types[] = { (char *) "image/*", NULL };
  g_autoptr (GPtrArray) paths = vt_file_types_pick (types, files, G_MAXUINT);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_value_unref);
  guint n;
  VtValue *const *values = vt_value_list (self->value, &n);

  if (paths->len == 0 || !self->input || !vt_component_view_get_interactive (view) || vt_component_view_get_busy (view))
    return;
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (all, vt_value_ref (values[i]));
  for (guint i = 0; i < paths->len; i++)
    g_ptr_array_add (all, vt_value_new_file (paths->pdata[i]));
  vt_value_unref (self->value);
  self->value = vt_value_new_list ((VtValue **) all->pdata, all->len);
  fill_grid (self);
  g_object_ref (self);
  vt_component_view_emit_input (view);
  vt_component_view_emit (view, "upload");
  g_object_unref (self);
}

static void
on_add (VtGallery *self)
{
  static const char *const types[] = { "image/*", NULL };

  vt_files_open (GTK_WIDGET (self), _("Add Pictures"), types, _("Pictures"), TRUE, FALSE, on_files);
}

static void
turn (VtGallery *self, int by)
{
  guint n = n_pictures (self);

  if (n > 0)
    show_large (self, (guint) ((int) (self->shown + n) + by) % n);
}

static void
on_next (VtGallery *self)
{
  turn (self, 1);
}

static void
on_previous (VtGallery *self)
{
  turn (self, -1);
}

/* Back to all of them; the focus goes where it came from. */
static void
on_close (VtGallery *self)
{
  GtkFlowBoxChild *child = gtk_flow_box_get_child_at_index (GTK_FLOW_BOX (self->grid), (int) self->shown);

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "grid");
  if (child)
    gtk_widget_grab_focus (gtk_flow_box_child_get_child (child));
}

static gboolean
on_key (VtGallery *self, guint key, guint code, GdkModifierType state)
{
  switch (key)
    {
    case GDK_KEY_Right:
      turn (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Left:
      turn (self, -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      on_close (self);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
vt_gallery_finalize (GObject *object)
{
  vt_value_unref (VT_GALLERY (object)->value);
  G_OBJECT_CLASS (vt_gallery_parent_class)->finalize (object);
}

static void
vt_gallery_class_init (VtGalleryClass *klass)
{
  VtComponentViewClass *view_class = VT_COMPONENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vt_gallery_finalize;
  view_class->get_value = vt_gallery_get_value;
  view_class->set_value = vt_gallery_set_value;
  view_class->set_interactive = update;
  view_class->set_busy = update;
}

static GtkWidget *
make_button (VtGallery *self, const char *icon, const char *tip, GCallback handler)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  g_signal_connect_swapped (button, "clicked", handler, self);
  return button;
}

static GtkWidget *
make_large (VtGallery *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->picture = gtk_picture_new ();
  gtk_picture_set_content_fit (GTK_PICTURE (self->picture), GTK_CONTENT_FIT_SCALE_DOWN);
  gtk_widget_set_size_request (self->picture, -1, LARGE_HEIGHT);
  self->caption = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->caption), TRUE);
  gtk_label_set_justify (GTK_LABEL (self->caption), GTK_JUSTIFY_CENTER);
  gtk_widget_set_hexpand (self->caption, TRUE);
  gtk_box_append (GTK_BOX (bar), make_button (self, "go-previous-symbolic", _("Previous Picture"), G_CALLBACK (on_previous)));
  gtk_box_append (GTK_BOX (bar), self->caption);
  gtk_box_append (GTK_BOX (bar), make_button (self, "go-next-symbolic", _("Next Picture"), G_CALLBACK (on_next)));
  gtk_box_append (GTK_BOX (bar), make_button (self, "view-grid-symbolic", _("All Pictures"), G_CALLBACK (on_close)));
  gtk_box_append (GTK_BOX (box), self->picture);
  gtk_box_append (GTK_BOX (box), bar);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (box, keys);
  return box;
}

static void
init_grid (VtGallery *self)
{
  self->grid = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->grid), GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (self->grid), TRUE);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (self->grid), 6);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (self->grid), 6);
  gtk_widget_set_valign (self->grid, GTK_ALIGN_START);
}

static void
vt_gallery_init (VtGallery *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9), *nothing = gtk_label_new (_("Nothing yet"));

  self->value = vt_value_new_list (NULL, 0);
  gtk_widget_add_css_class (nothing, "dim-label");
  init_grid (self);
  self->stack = gtk_stack_new ();
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_add_named (GTK_STACK (self->stack), nothing, "nothing");
  gtk_stack_add_named (GTK_STACK (self->stack), make_large (self), "large");
  self->add = gtk_button_new_with_label (_("Add Pictures…"));
  gtk_widget_set_halign (self->add, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->add, FALSE);
  g_signal_connect_swapped (self->add, "clicked", G_CALLBACK (on_add), self);
  gtk_box_append (GTK_BOX (box), self->stack);
  gtk_box_append (GTK_BOX (box), self->add);
  gtk_widget_add_css_class (box, "output-frame");
  vt_files_accept_drops (GTK_WIDGET (self), on_files);
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), box);
  vt_component_view_set_target (VT_COMPONENT_VIEW (self), self->grid);
}

static GtkContentFit
fit_of (const char *name)
{
  return g_str_equal (name, "contain")      ? GTK_CONTENT_FIT_CONTAIN
         : g_str_equal (name, "scale-down") ? GTK_CONTENT_FIT_SCALE_DOWN
                                            : GTK_CONTENT_FIT_COVER;
}

/* Without a height it is as high as its pictures, which a scrolled window does not
 * know before it has a width. */
static void
add_grid (VtGallery *self, double height)
{
  GtkWidget *page = self->grid;

  if (isfinite (height))
    {
      page = gtk_scrolled_window_new ();
      gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (page), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
      gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (page), (int) height);
      gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (page), self->grid);
    }
  gtk_stack_add_named (GTK_STACK (self->stack), page, "grid");
}

static VtComponentView *
build_gallery (const VtSpaceComponent *component)
{
  VtGallery *self = g_object_new (VT_TYPE_GALLERY, NULL);
  double height = vt_space_component_get_number (component, "height");
  guint columns = (guint) vt_space_component_get_number (component, "columns");

  self->fit = fit_of (vt_space_component_get_text (component, "object_fit"));
  self->preview = vt_space_component_get_boolean (component, "allow_preview");
  self->input = vt_space_component_has (component, "interactive");
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->grid), columns);
  add_grid (self, height);
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_gallery_class = { "gallery", build_gallery };
