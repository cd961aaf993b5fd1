/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

#include "engine/base/error.h"
#include "media/picture.h"

static void
free_pixels (guchar *pixels, gpointer data)
{
  g_free (pixels);
}

/* gdk-pixbuf has no grey, so a mask is written as three equal channels. */
static GdkPixbuf *
to_pixbuf (const VtImage *image)
{
  gsize n = (gsize) image->width * image->height;
  guint channels = MAX (image->channels, 3);
  guint8 *pixels = g_malloc (n * channels);

  if (channels == image->channels)
    memcpy (pixels, image->pixels, n * channels);
  else
    for (gsize i = 0; i < n; i++)
      memset (pixels + 3 * i, image->pixels[i], 3);
  return gdk_pixbuf_new_from_data (pixels, GDK_COLORSPACE_RGB, channels == 4, 8, (int) image->width,
                                   (int) image->height, (int) (image->width * channels), free_pixels, NULL);
}

/* The format of gdk-pixbuf that writes files with the suffix of @path. */
static char *
find_format (const char *path, GError **error)
{
  const char *dot = strrchr (path, '.');
  g_autofree char *suffix = g_ascii_strdown (dot != NULL ? dot + 1 : "", -1);
  g_autoptr (GSList) formats = gdk_pixbuf_get_formats ();
  g_autoptr (GString) names = g_string_new (NULL);

  for (GSList *item = formats; item != NULL; item = item->next)
    {
      g_auto (GStrv) suffixes = gdk_pixbuf_format_get_extensions (item->data);

      if (!gdk_pixbuf_format_is_writable (item->data))
        continue;
      if (g_strv_contains ((const char *const *) suffixes, suffix))
        return gdk_pixbuf_format_get_name (item->data);
      g_string_append_printf (names, "%s.%s", names->len > 0 ? ", " : "", suffixes[0]);
    }
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
               "“%s” does not say by its ending in which form the picture is to be written; there are %s.", path,
               names->str);
  return NULL;
}

static void
add_texts (GHashTable *texts, GPtrArray *keys, GPtrArray *values)
{
  GHashTableIter iter;
  gpointer key, text;

  g_hash_table_iter_init (&iter, texts);
  while (g_hash_table_iter_next (&iter, &key, &text))
    {
      g_ptr_array_add (keys, g_strconcat ("tEXt::", key, NULL));
      g_ptr_array_add (values, g_strdup (text));
    }
}

static GBytes *
encode (const VtImage *image, const char *format, GHashTable *texts, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = to_pixbuf (image);
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;
  char *data;
  gsize size;

  if (texts != NULL && strcmp (format, "png") == 0)
    add_texts (texts, keys, values);
  if (strcmp (format, "jpeg") == 0)
    {
      g_ptr_array_add (keys, g_strdup ("quality"));
      g_ptr_array_add (values, g_strdup ("92"));
    }
  g_ptr_array_add (keys, NULL);
  g_ptr_array_add (values, NULL);
  if (gdk_pixbuf_save_to_bufferv (pixbuf, &data, &size, format, (char **) keys->pdata, (char **) values->pdata, &local))
    return g_bytes_new_take (data, size);
  g_set_error (error, VT_ERROR, VT_ERROR_FAILED, "The picture cannot be written as %s: %s.", format, local->message);
  return NULL;
}

GBytes *
vt_picture_to_png (const VtImage *image, GHashTable *texts, GError **error)
{
  return encode (image, "png", texts, error);
}

gboolean
vt_picture_write (const VtImage *image, const char *path, GHashTable *texts, GError **error)
{
  g_autofree char *format = find_format (path, error);
  g_autoptr (GBytes) bytes = format != NULL ? encode (image, format, texts, error) : NULL;
  g_autoptr (GError) local = NULL;

  if (bytes == NULL)
    return FALSE;
  if (g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), &local))
    return TRUE;
  g_set_error (error, VT_ERROR, g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ? VT_ERROR_NO_SPACE
               : VT_ERROR_FAILED, "The picture cannot be written to “%s”: %s.", path, local->message);
  return FALSE;
}
