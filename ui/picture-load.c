/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/picture-load.h"

#define LOADING "vt-picture-loading"

typedef struct
{
  char *path;
  int size;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->path);
  g_free (request);
}

static GdkPixbuf *
read_scaled (const Request *request, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  int width, height;

  if (gdk_pixbuf_get_file_info (request->path, &width, &height) == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "It is no picture.");
      return NULL;
    }
  if (MAX (width, height) > request->size)
    pixbuf = gdk_pixbuf_new_from_file_at_scale (request->path, request->size, request->size, TRUE, error);
  else
    pixbuf = gdk_pixbuf_new_from_file (request->path, error);
  return pixbuf ? gdk_pixbuf_apply_embedded_orientation (pixbuf) : NULL;
}

static void
work (GTask *task, gpointer picture, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = read_scaled (data, &error);

  if (pixbuf)
    g_task_return_pointer (task, gdk_texture_new_for_pixbuf (pixbuf), g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), NULL);

  if (texture && g_object_get_data (source, LOADING) == (gpointer) g_task_get_task_data (G_TASK (result)))
    gtk_picture_set_paintable (GTK_PICTURE (source), GDK_PAINTABLE (texture));
}

void
vt_picture_load (GtkPicture *picture, const char *path, int size)
{
  g_autoptr (GTask) task = g_task_new (picture, NULL, on_read, NULL);
  Request *request = g_new0 (Request, 1);

  request->path = g_strdup (path);
  request->size = size;
  g_task_set_task_data (task, request, request_free);
  g_object_set_data (G_OBJECT (picture), LOADING, request);
  g_task_run_in_thread (task, work);
}
