/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/wrap-layout.h"

struct _VtWrapLayout
{
  GtkLayoutManager parent_instance;
  int spacing;
};

G_DEFINE_FINAL_TYPE (VtWrapLayout, vt_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

typedef struct
{
  int x, y;        /* where the next child begins */
  int line_height; /* of the line so far */
} Pen;

/* Where @child stands in lines of @width; the pen moves behind it. */
static GtkAllocation
place (VtWrapLayout *self, GtkWidget *child, int width, Pen *pen)
{
  GtkAllocation box;
  int minimum, natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  box.width = MAX (MIN (natural, width), minimum);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, box.width, NULL, &box.height, NULL, NULL);
  if (pen->x > 0 && pen->x + box.width > width)
    *pen = (Pen) { 0, pen->y + pen->line_height + self->spacing, 0 };
  box.x = pen->x;
  box.y = pen->y;
  pen->x += box.width + self->spacing;
  pen->line_height = MAX (pen->line_height, box.height);
  return box;
}

static void
vt_wrap_layout_measure (GtkLayoutManager *manager, GtkWidget *widget, GtkOrientation orientation, int for_size,
                        int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  VtWrapLayout *self = VT_WRAP_LAYOUT (manager);
  Pen pen = { 0 };

  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      int min, nat;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &min, &nat, NULL, NULL);
      if (orientation == GTK_ORIENTATION_HORIZONTAL)
        {
          *minimum = MAX (*minimum, min);
          *natural += nat + (*natural ? self->spacing : 0);
        }
      else
        place (self, child, for_size < 0 ? G_MAXINT / 4 : for_size, &pen);
    }
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = pen.y + pen.line_height;
}

static void
vt_wrap_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  Pen pen = { 0 };

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      GtkAllocation box;

      if (!gtk_widget_should_layout (child))
        continue;
      box = place (VT_WRAP_LAYOUT (manager), child, width, &pen);
      if (mirrored)
        box.x = width - box.x - box.width;
      gtk_widget_size_allocate (child, &box, -1);
    }
}

static GtkSizeRequestMode
vt_wrap_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
vt_wrap_layout_class_init (VtWrapLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->measure = vt_wrap_layout_measure;
  layout_class->allocate = vt_wrap_layout_allocate;
  layout_class->get_request_mode = vt_wrap_layout_get_request_mode;
}

static void
vt_wrap_layout_init (VtWrapLayout *self)
{
}

GtkLayoutManager *
vt_wrap_layout_new (int spacing)
{
  VtWrapLayout *self = g_object_new (VT_TYPE_WRAP_LAYOUT, NULL);

  self->spacing = spacing;
  return GTK_LAYOUT_MANAGER (self);
}
