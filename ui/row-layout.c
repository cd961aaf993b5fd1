/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/row-layout.h"

struct _VtRowLayout
{
  GtkLayoutManager parent_instance;
  int threshold;
  int spacing;
  GHashTable *scales; /* (element-type GtkWidget double); those that are not 1 */
};

G_DEFINE_FINAL_TYPE (VtRowLayout, vt_row_layout, GTK_TYPE_LAYOUT_MANAGER)

typedef struct
{
  guint n;
  int widest_minimum;
  int natural;      /* all side by side, with spacing */
  int fixed;        /* what those with scale 0 take */
  double scale_sum; /* of the others */
} Sums;

static double
scale_of (VtRowLayout *self, GtkWidget *child)
{
  const double *scale = g_hash_table_lookup (self->scales, child);

  return scale ? *scale : 1;
}

static GtkWidget *
next_shown (GtkWidget *child)
{
  while (child && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

#define FOR_EACH_SHOWN(child, widget) \
  for (GtkWidget *child = next_shown (gtk_widget_get_first_child (widget)); child; \
       child = next_shown (gtk_widget_get_next_sibling (child)))

static Sums
sum_up (VtRowLayout *self, GtkWidget *widget)
{
  Sums sums = { 0 };

  FOR_EACH_SHOWN (child, widget)
    {
      int minimum, natural;
      double scale = scale_of (self, child);

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
      sums.widest_minimum = MAX (sums.widest_minimum, minimum);
      sums.natural += natural + (sums.n ? self->spacing : 0);
      sums.fixed += scale > 0 ? 0 : natural;
      sums.scale_sum += scale;
      sums.n++;
    }
  return sums;
}

/* Pixels of @child when all stand side by side in @width. */
static int
share (VtRowLayout *self, GtkWidget *child, const Sums *sums, int width)
{
  double scale = scale_of (self, child);
  int natural;

  if (scale > 0)
    return (int) ((width - sums->fixed - self->spacing * ((int) sums->n - 1)) * scale / sums->scale_sum);
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static gboolean
fits_side_by_side (VtRowLayout *self, GtkWidget *widget, const Sums *sums, int width)
{
  FOR_EACH_SHOWN (child, widget)
    {
      int minimum, part = share (self, child, sums, width);

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      if (part < minimum || (scale_of (self, child) > 0 && part < self->threshold))
        return FALSE;
    }
  return TRUE;
}

/* For any width, which is to say for all that it could be given, each that has a share may have
 * what it likes; one that has its natural width has no more than that, however wide the row is. */
static int
any_share (VtRowLayout *self, GtkWidget *child)
{
  int natural;

  if (scale_of (self, child) > 0)
    return -1;
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static void
measure_height (VtRowLayout *self, GtkWidget *widget, int width, int *minimum, int *natural)
{
  Sums sums = sum_up (self, widget);
  gboolean row = width < 0 || fits_side_by_side (self, widget, &sums, width);
  guint n = 0;

  FOR_EACH_SHOWN (child, widget)
    {
      int min, nat, for_width = width < 0 ? any_share (self, child) : row ? share (self, child, &sums, width) : width;

      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, for_width, &min, &nat, NULL, NULL);
      *minimum = row ? MAX (*minimum, min) : *minimum + min + (n ? self->spacing : 0);
      *natural = row ? MAX (*natural, nat) : *natural + nat + (n ? self->spacing : 0);
      n++;
    }
}

static void
vt_row_layout_measure (GtkLayoutManager *manager, GtkWidget *widget, GtkOrientation orientation, int for_size,
                       int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  VtRowLayout *self = VT_ROW_LAYOUT (manager);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      measure_height (self, widget, for_size, minimum, natural);
      return;
    }
  Sums sums = sum_up (self, widget);

  *minimum = sums.widest_minimum;
  *natural = MAX (sums.natural, sums.widest_minimum);
}

static void
allocate_row (VtRowLayout *self, GtkWidget *widget, const Sums *sums, int width, int height)
{
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int x = 0;

  FOR_EACH_SHOWN (child, widget)
    {
      GtkAllocation box = { x, 0, share (self, child, sums, width), height };

      x += box.width + self->spacing;
      if (mirrored)
        box.x = width - box.x - box.width;
      gtk_widget_size_allocate (child, &box, -1);
    }
}

/* Minimum heights, and of what is left what each would like. */
static void
allocate_column (VtRowLayout *self, GtkWidget *widget, guint n, int width, int height)
{
  g_autofree GtkRequestedSize *sizes = g_new0 (GtkRequestedSize, n);
  int y = 0, left = height - self->spacing * ((int) n - 1);
  guint i = 0;

  FOR_EACH_SHOWN (child, widget)
    {
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &sizes[i].minimum_size, &sizes[i].natural_size, NULL,
                          NULL);
      left -= sizes[i++].minimum_size;
    }
  gtk_distribute_natural_allocation (MAX (left, 0), n, sizes);
  i = 0;
  FOR_EACH_SHOWN (child, widget)
    {
      GtkAllocation box = { 0, y, width, sizes[i++].minimum_size };

      gtk_widget_size_allocate (child, &box, -1);
      y += box.height + self->spacing;
    }
}

static void
vt_row_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  VtRowLayout *self = VT_ROW_LAYOUT (manager);
  Sums sums = sum_up (self, widget);

  if (fits_side_by_side (self, widget, &sums, width))
    allocate_row (self, widget, &sums, width, height);
  else
    allocate_column (self, widget, sums.n, width, height);
}

static GtkSizeRequestMode
vt_row_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
vt_row_layout_finalize (GObject *object)
{
  g_hash_table_unref (VT_ROW_LAYOUT (object)->scales);
  G_OBJECT_CLASS (vt_row_layout_parent_class)->finalize (object);
}

static void
vt_row_layout_class_init (VtRowLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vt_row_layout_finalize;
  layout_class->measure = vt_row_layout_measure;
  layout_class->allocate = vt_row_layout_allocate;
  layout_class->get_request_mode = vt_row_layout_get_request_mode;
}

static void
vt_row_layout_init (VtRowLayout *self)
{
  self->scales = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

GtkLayoutManager *
vt_row_layout_new (int threshold, int spacing)
{
  VtRowLayout *self = g_object_new (VT_TYPE_ROW_LAYOUT, NULL);

  self->threshold = threshold;
  self->spacing = spacing;
  return GTK_LAYOUT_MANAGER (self);
}

void
vt_row_layout_set_scale (VtRowLayout *self, GtkWidget *child, double scale)
{
  double *kept = g_new (double, 1);

  *kept = MAX (scale, 0);
  g_hash_table_insert (self->scales, child, kept);
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}
