/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/markdown-picture.h"

#include "ui/picture-load.h"

struct _VtMarkdownPicture
{
  GtkWidget parent_instance;
  GtkWidget *picture;
};

G_DEFINE_FINAL_TYPE (VtMarkdownPicture, vt_markdown_picture, GTK_TYPE_WIDGET)

/* What it takes of @width pixels, or of any number of them if that is -1. */
static int
own_width (VtMarkdownPicture *self, int width)
{
  int natural;

  gtk_widget_measure (self->picture, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return width < 0 ? natural : MIN (width, natural);
}

static void
vt_markdown_picture_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                             int *minimum_baseline, int *natural_baseline)
{
  VtMarkdownPicture *self = VT_MARKDOWN_PICTURE (widget);

  *minimum = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *natural = own_width (self, -1);
      return;
    }
  gtk_widget_measure (self->picture, GTK_ORIENTATION_VERTICAL, own_width (self, for_size), NULL, natural, NULL, NULL);
  *minimum = *natural;
}

static void
vt_markdown_picture_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  VtMarkdownPicture *self = VT_MARKDOWN_PICTURE (widget);
  GtkAllocation box = { 0, 0, own_width (self, width), height };

  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    box.x = width - box.width;
  gtk_widget_size_allocate (self->picture, &box, -1);
}

static GtkSizeRequestMode
vt_markdown_picture_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
vt_markdown_picture_dispose (GObject *object)
{
  g_clear_pointer (&VT_MARKDOWN_PICTURE (object)->picture, gtk_widget_unparent);
  G_OBJECT_CLASS (vt_markdown_picture_parent_class)->dispose (object);
}

static void
vt_markdown_picture_class_init (VtMarkdownPictureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_markdown_picture_dispose;
  widget_class->measure = vt_markdown_picture_measure;
  widget_class->size_allocate = vt_markdown_picture_size_allocate;
  widget_class->get_request_mode = vt_markdown_picture_get_request_mode;
}

static void
vt_markdown_picture_init (VtMarkdownPicture *self)
{
  self->picture = gtk_picture_new ();
  gtk_widget_set_parent (self->picture, GTK_WIDGET (self));
  /* A picture that comes later changes the size. */
  g_signal_connect_swapped (self->picture, "notify::paintable", G_CALLBACK (gtk_widget_queue_resize), self);
}

GtkWidget *
vt_markdown_picture_new (const char *path, int size, const char *words)
{
  VtMarkdownPicture *self = g_object_new (VT_TYPE_MARKDOWN_PICTURE, NULL);

  gtk_picture_set_alternative_text (GTK_PICTURE (self->picture), words);
  vt_picture_load (GTK_PICTURE (self->picture), path, size);
  return GTK_WIDGET (self);
}
