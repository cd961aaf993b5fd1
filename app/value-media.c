/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/value-media.h"

#include <string.h>

#include "app/picture-recipe.h"
#include "app/value-json.h"
#include "engine/base/error.h"
#include "media/film-read.h"
#include "media/film-write.h"
#include "media/picture.h"
#include "media/sound-read.h"
#include "media/sound-write.h"

static gboolean
is_media (VtValueType type)
{
  return type == VT_VALUE_AUDIO || type == VT_VALUE_IMAGE;
}

gboolean
vt_value_needs_loading (VtValue *value, const VtPort *port)
{
  guint n;
  VtValue *const *items;

  if (!is_media (port->type))
    return FALSE;
  if (vt_value_type (value) != VT_VALUE_LIST)
    return vt_value_type (value) == VT_VALUE_FILE;
  items = vt_value_list (value, &n);
  for (guint i = 0; i < n; i++)
    if (vt_value_needs_loading (items[i], port))
      return TRUE;
  return FALSE;
}

static VtValue *
load_list (VtValue *value, const VtPort *port, const char *folder, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) loaded = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_value_unref);
  guint n;
  VtValue *const *items = vt_value_list (value, &n);

  for (guint i = 0; i < n; i++)
    {
      VtValue *item = vt_value_load (items[i], port, folder, cancellable, error);

      if (item == NULL)
        return NULL;
      g_ptr_array_add (loaded, item);
    }
  return vt_value_new_list ((VtValue **) loaded->pdata, n);
}

/* The picture in the middle of a film: tasks that see take one. */
static VtValue *
load_film (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (VtValue) frames = vt_film_read_frames (path, 1, 1, cancellable, error);
  guint n;

  return frames != NULL ? vt_value_ref (vt_value_list (frames, &n)[0]) : NULL;
}

VtValue *
vt_value_load (VtValue *value, const VtPort *port, const char *folder, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = NULL;

  if (!vt_value_needs_loading (value, port))
    return vt_value_ref (value);
  if (vt_value_type (value) == VT_VALUE_LIST)
    return load_list (value, port, folder, cancellable, error);
  path = g_canonicalize_filename (vt_value_text (value), folder);
  if (port->type == VT_VALUE_IMAGE && vt_film_is (path))
    return load_film (path, cancellable, error);
  if (port->type == VT_VALUE_IMAGE)
    return vt_picture_read (path, NULL, cancellable, error);
  return vt_sound_read (path, port->rate, port->rate > 0, cancellable, error);
}

typedef struct
{
  const VtPort *ports;
  GHashTable *values;
  char *folder;
} Request;

static void
request_free (Request *request)
{
  g_hash_table_unref (request->values);
  g_free (request->folder);
  g_free (request);
}

static GHashTable *
table_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) vt_value_unref);
}

static GHashTable *
load_all (const Request *request, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) loaded = table_new ();
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, request->values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      const VtPort *port = vt_port_find (request->ports, name);
      VtValue *item = port != NULL ? vt_value_load (value, port, request->folder, cancellable, error)
                                   : vt_value_ref (value);

      if (item == NULL)
        return NULL;
      g_hash_table_insert (loaded, g_strdup (name), item);
    }
  return g_steal_pointer (&loaded);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer request, GCancellable *cancellable)
{
  GError *error = NULL;
  GHashTable *loaded = load_all (request, cancellable, &error);

  if (loaded != NULL)
    g_task_return_pointer (task, loaded, (GDestroyNotify) g_hash_table_unref);
  else
    g_task_return_error (task, error);
}

static Request *
request_new (const VtPort *ports, GHashTable *values, const char *folder)
{
  Request *request = g_new (Request, 1);
  GHashTableIter iter;
  gpointer name, value;

  *request = (Request) { ports, table_new (), g_strdup (folder) };
  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_insert (request->values, g_strdup (name), vt_value_ref (value));
  return request;
}

void
vt_values_load_async (const VtPort *ports, GHashTable *values, const char *folder, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_task_data (task, request_new (ports, values, folder), (GDestroyNotify) request_free);
  g_task_run_in_thread (task, load_in_thread);
}

GHashTable *
vt_values_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The value itself, or the first of a list. */
static VtValue *
first_of (VtValue *value)
{
  guint n = 0;
  VtValue *const *items = vt_value_type (value) == VT_VALUE_LIST ? vt_value_list (value, &n) : NULL;

  return n > 0 ? items[0] : value;
}

char *
vt_value_suffix (VtValue *value)
{
  VtValue *first = first_of (value);
  const char *dot;

  if (is_media (vt_value_type (first)))
    return g_strdup (vt_value_type (first) == VT_VALUE_AUDIO ? "wav" : "png");
  if (vt_value_type (value) == VT_VALUE_FILE)
    {
      dot = strrchr (vt_value_text (value), '.');
      return g_strdup (dot != NULL && strchr (dot, '/') == NULL ? dot + 1 : "bin");
    }
  return g_strdup (vt_value_type (value) == VT_VALUE_TEXT ? "txt" : "json");
}

static gboolean
save_text (const char *text, const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (g_file_set_contents (path, text, -1, &local))
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_FAILED, "The result cannot be written to “%s”: %s.", path, local->message);
  return FALSE;
}

static gboolean
save_file (const char *from, const char *to, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (to);
  g_autoptr (GError) local = NULL;

  if (g_file_equal (source, target)
      || g_file_copy (source, target, G_FILE_COPY_OVERWRITE, cancellable, NULL, NULL, &local))
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_FAILED, "The result cannot be written to “%s”: %s.", to, local->message);
  return FALSE;
}

/* Pictures of a list, each of which may be in a file, one after another. */
static gboolean
save_film (VtValue *list, const char *path, GCancellable *cancellable, GError **error)
{
  const VtPort port = { .name = "image", .type = VT_VALUE_IMAGE };
  g_autoptr (VtValue) loaded = vt_value_load (list, &port, NULL, cancellable, error);
  guint n;
  VtValue *const *pictures;

  if (loaded == NULL)
    return FALSE;
  pictures = vt_value_list (loaded, &n);
  return vt_film_write (pictures, n, VT_FILM_FRAME_MS, path, cancellable, error);
}

gboolean
vt_value_save (VtValue *value, const char *path, GCancellable *cancellable, GError **error)
{
  VtValue *first = first_of (value);
  g_autoptr (GHashTable) texts = vt_picture_recipe_texts (first);
  g_autofree char *text = NULL;

  if (vt_value_type (value) == VT_VALUE_LIST && g_str_has_suffix (path, ".webm"))
    return save_film (value, path, cancellable, error);
  switch (vt_value_type (first))
    {
    case VT_VALUE_AUDIO:
      return vt_sound_write (vt_value_audio (first), path, cancellable, error);
    case VT_VALUE_IMAGE:
      return vt_picture_write (vt_value_image (first), path, texts, error);
    case VT_VALUE_FILE:
      return save_file (vt_value_text (first), path, cancellable, error);
    default:
      text = vt_value_type (value) == VT_VALUE_TEXT ? vt_value_to_text (value) : vt_value_to_json (value);
      return save_text (text, path, error);
    }
}

typedef struct
{
  VtValue *value;
  char *path;
} Saving;

static void
saving_free (Saving *saving)
{
  vt_value_unref (saving->value);
  g_free (saving->path);
  g_free (saving);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Saving *saving = data;
  GError *error = NULL;

  if (vt_value_save (saving->value, saving->path, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
vt_value_save_async (VtValue *value, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Saving *saving = g_new (Saving, 1);

  *saving = (Saving) { vt_value_ref (value), g_strdup (path) };
  g_task_set_task_data (task, saving, (GDestroyNotify) saving_free);
  g_task_run_in_thread (task, save_in_thread);
}

gboolean
vt_value_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
