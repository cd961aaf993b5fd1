/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

#include "engine/base/error.h"
#include "media/media-file.h"
#include "media/picture.h"

/* Bytes given to the loader before cancelling is looked at. */
#define TURN (256 << 10)

typedef struct
{
  int width;
  int height;
  gboolean too_large;
  int rows; /* that have come */
} Size;

static void
on_size (GdkPixbufLoader *loader, int width, int height, Size *size)
{
  size->width = width;
  size->height = height;
  if ((gint64) width * height <= VT_PICTURE_MAX_PIXELS)
    return;
  size->too_large = TRUE;
  /* This is how a loader is told to stop. */
  gdk_pixbuf_loader_set_size (loader, 0, 0);
}

static void
on_updated (GdkPixbufLoader *loader, int x, int y, int width, int height, Size *size)
{
  size->rows = MAX (size->rows, y + height);
}

/* The loaders of these take what is there of a cut file for all of it. */
static gboolean
is_cut (GdkPixbufLoader *loader, const Size *size)
{
  GdkPixbufFormat *format = gdk_pixbuf_loader_get_format (loader);
  g_autofree char *name = format != NULL ? gdk_pixbuf_format_get_name (format) : NULL;

  return (g_strcmp0 (name, "png") == 0 || g_strcmp0 (name, "jpeg") == 0) && size->rows < size->height;
}

static void
set_error (GError **error, const char *name, const Size *size, const GError *from)
{
  if (size->too_large)
    g_set_error (error, VT_ERROR, VT_ERROR_LIMIT,
                 "“%s” has %d × %d pixels, and more than %d million cannot be used. Make it smaller first.", name,
                 size->width, size->height, VT_PICTURE_MAX_PIXELS / 1000000);
  else if (g_error_matches (from, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_UNKNOWN_TYPE))
    g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "“%s” is no picture of a kind that can be read here.", name);
  else if (g_error_matches (from, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY))
    g_set_error (error, VT_ERROR, VT_ERROR_NO_MEMORY, "There is not enough memory for the picture “%s”.", name);
  else if (from != NULL)
    g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "The picture “%s” is damaged or cut off (%s).", name, from->message);
  else
    g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "The picture “%s” is damaged or cut off.", name);
}

static gboolean
feed (GdkPixbufLoader *loader, GBytes *bytes, const Size *size, GCancellable *cancellable, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  for (gsize at = 0; at < length && !size->too_large; at += TURN)
    if (g_cancellable_set_error_if_cancelled (cancellable, error)
        || !gdk_pixbuf_loader_write (loader, data + at, MIN (TURN, length - at), error))
      return FALSE;
  return TRUE;
}

static GdkPixbuf *
load (GBytes *bytes, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  g_autoptr (GError) local = NULL;
  Size size = { 0, 0, FALSE, 0 };
  GdkPixbuf *pixbuf = NULL;
  gboolean fed;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size), &size);
  g_signal_connect (loader, "area-updated", G_CALLBACK (on_updated), &size);
  fed = feed (loader, bytes, &size, cancellable, &local);
  /* It wants to be closed in any case, and says then whether it was cut. */
  if (gdk_pixbuf_loader_close (loader, fed ? &local : NULL) && fed && !size.too_large && !is_cut (loader, &size))
    pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&local));
  else if (pixbuf == NULL)
    set_error (error, name, &size, local);
  return pixbuf != NULL ? gdk_pixbuf_apply_embedded_orientation (pixbuf) : NULL;
}

static VtValue *
to_value (GdkPixbuf *pixbuf)
{
  guint width = (guint) gdk_pixbuf_get_width (pixbuf), height = (guint) gdk_pixbuf_get_height (pixbuf);
  guint channels = (guint) gdk_pixbuf_get_n_channels (pixbuf);
  gsize row = (gsize) width * channels, stride = (gsize) gdk_pixbuf_get_rowstride (pixbuf);
  const guint8 *from = gdk_pixbuf_read_pixels (pixbuf);
  guint8 *pixels = g_malloc (row * height);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, row * height);

  for (guint y = 0; y < height; y++)
    memcpy (pixels + y * row, from + y * stride, row);
  return vt_value_new_image (bytes, width, height, channels);
}

/* gdk-pixbuf keeps what a PNG carries as options named "tEXt::KEYWORD". */
static GHashTable *
take_texts (GdkPixbuf *pixbuf)
{
  GHashTable *texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) options = gdk_pixbuf_get_options (pixbuf);
  GHashTableIter iter;
  gpointer key, text;

  g_hash_table_iter_init (&iter, options);
  while (g_hash_table_iter_next (&iter, &key, &text))
    if (g_str_has_prefix (key, "tEXt::") && g_utf8_validate (key, -1, NULL) && g_utf8_validate (text, -1, NULL))
      g_hash_table_insert (texts, g_strdup ((const char *) key + 6), g_strdup (text));
  return texts;
}

VtValue *
vt_picture_read_bytes (GBytes *bytes, const char *name, GHashTable **texts, GCancellable *cancellable, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = load (bytes, name, cancellable, error);

  if (pixbuf == NULL)
    return NULL;
  if (texts != NULL)
    *texts = take_texts (pixbuf);
  return to_value (pixbuf);
}

VtValue *
vt_picture_read (const char *path, GHashTable **texts, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = vt_media_file_name (path);
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) local = NULL;
  goffset size;

  if (!vt_media_file_check (path, &size, error))
    return NULL;
  if (size > VT_PICTURE_MAX_BYTES)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_LIMIT, "“%s” has more than %d MB, the most that is read of a picture.", name,
                   VT_PICTURE_MAX_BYTES >> 20);
      return NULL;
    }
  file = g_mapped_file_new (path, FALSE, &local);
  if (file == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FAILED, "The file “%s” cannot be read: %s.", path, local->message);
      return NULL;
    }
  bytes = g_mapped_file_get_bytes (file);
  return vt_picture_read_bytes (bytes, name, texts, cancellable, error);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  GHashTable *texts = NULL;
  GError *error = NULL;
  VtValue *value = vt_picture_read (path, &texts, cancellable, &error);

  if (value == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_object_set_data_full (G_OBJECT (task), "texts", texts, (GDestroyNotify) g_hash_table_unref);
  g_task_return_pointer (task, value, (GDestroyNotify) vt_value_unref);
}

void
vt_picture_read_async (const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, read_in_thread);
}

VtValue *
vt_picture_read_finish (GAsyncResult *result, GHashTable **texts, GError **error)
{
  VtValue *value = g_task_propagate_pointer (G_TASK (result), error);

  if (value != NULL && texts != NULL)
    *texts = g_object_steal_data (G_OBJECT (result), "texts");
  return value;
}
