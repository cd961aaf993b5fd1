/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/value-store.h"

#include <fcntl.h>
#include <string.h>
#include <utime.h>

#include "app/value-json.h"
#include "app/value-media.h"
#include "hub/digest.h"
#include "hub/disk.h"
#include "hub/reference.h"

/* A hash of what is heard or seen, so that it need not be encoded to be known. */
static char *
hash_of (VtValue *value, GError **error)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint shape[3];

  if (vt_value_type (value) == VT_VALUE_FILE)
    return vt_digest_file (vt_value_text (value), VT_DIGEST_SHA256, NULL, NULL, NULL, error);
  if (vt_value_type (value) == VT_VALUE_AUDIO)
    {
      const VtAudio *audio = vt_value_audio (value);

      shape[0] = audio->rate, shape[1] = audio->channels, shape[2] = 0;
      g_checksum_update (sum, (const guchar *) audio->samples, (gssize) (audio->n_frames * audio->channels * sizeof (float)));
    }
  else
    {
      const VtImage *image = vt_value_image (value);

      shape[0] = image->width, shape[1] = image->height, shape[2] = image->channels;
      g_checksum_update (sum, image->pixels, (gssize) ((gsize) image->width * image->height * image->channels));
    }
  g_checksum_update (sum, (const guchar *) shape, sizeof shape);
  return g_strdup (g_checksum_get_string (sum));
}

/* "HASH.png"; what follows the last dot of a foreign file's name is kept if it is plain. */
static char *
name_of (VtValue *value, GError **error)
{
  g_autofree char *hash = hash_of (value, error);
  g_autofree char *suffix = vt_value_suffix (value);

  for (const char *c = suffix; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) || c - suffix > 8)
      {
        g_free (suffix);
        suffix = g_strdup ("bin");
        break;
      }
  return hash != NULL ? g_strdup_printf ("%.32s.%s", hash, suffix) : NULL;
}

static gboolean
save (VtValue *value, const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *part = g_strdup_printf ("%s/.%08x-%s", folder, g_random_int (), name); /* the suffix is its format */
  vt_autofd int fd = -1;

  if (utime (path, NULL) == 0) /* it is there, and in use again */
    return TRUE;
  if (!vt_disk_make_folder (folder, error) || !vt_value_save (value, part, NULL, error))
    return FALSE;
  fd = vt_disk_open (part, O_RDWR, error);
  if (fd >= 0 && vt_disk_publish (fd, part, path, error))
    return TRUE;
  g_unlink (part);
  return FALSE;
}

static void
write_object (VtJsonWriter *json, const char *type, const char *key, const char *text)
{
  vt_json_write_begin (json, '{');
  vt_json_write_key (json, "type");
  vt_json_write_string (json, type, -1);
  vt_json_write_key (json, key);
  vt_json_write_string (json, text, -1);
  vt_json_write_end (json, '}');
}

static gboolean
write_media (const char *folder, VtValue *value, VtJsonWriter *json, GPtrArray *files, GError **error)
{
  const char *type = vt_value_type_name (vt_value_type (value));
  g_autofree char *name = NULL;
  GStatBuf info;

  if (vt_value_type (value) == VT_VALUE_FILE
      && (g_stat (vt_value_text (value), &info) != 0 || (guint64) info.st_size > VT_VALUE_STORE_MAX_FILE))
    {
      write_object (json, type, "path", vt_value_text (value));
      return TRUE;
    }
  name = name_of (value, error);
  if (name == NULL || !save (value, folder, name, error))
    {
      vt_json_write_null (json);
      return FALSE;
    }
  write_object (json, type, "file", name);
  if (files != NULL)
    g_ptr_array_add (files, g_steal_pointer (&name));
  return TRUE;
}

static gboolean
write_list (const char *folder, VtValue *value, VtJsonWriter *json, GPtrArray *files, GError **error)
{
  guint n;
  VtValue *const *items = vt_value_list (value, &n);
  gboolean good = TRUE;

  vt_json_write_begin (json, '[');
  for (guint i = 0; i < n; i++)
    good = vt_value_store_write (folder, items[i], json, files, good ? error : NULL) && good;
  vt_json_write_end (json, ']');
  return good;
}

gboolean
vt_value_store_write (const char *folder, VtValue *value, VtJsonWriter *json, GPtrArray *files, GError **error)
{
  switch (vt_value_type (value))
    {
    case VT_VALUE_NONE:
    case VT_VALUE_TEXT:
    case VT_VALUE_NUMBER:
    case VT_VALUE_BOOLEAN:
      vt_value_write_json (value, json);
      return TRUE;
    case VT_VALUE_LIST:
      return write_list (folder, value, json, files, error);
    case VT_VALUE_AUDIO:
    case VT_VALUE_IMAGE:
    case VT_VALUE_FILE:
      return write_media (folder, value, json, files, error);
    default:
      vt_json_write_begin (json, '{');
      vt_json_write_key (json, "type");
      vt_json_write_string (json, vt_value_type_name (vt_value_type (value)), -1);
      vt_json_write_key (json, "value");
      vt_value_write_json (value, json);
      vt_json_write_end (json, '}');
      return TRUE;
    }
}

static VtValue *
read_list (const char *folder, const VtJsonNode *node)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_value_unref);
  VtJsonIter iter = VT_JSON_ITER (node);

  while (vt_json_iter_next (&iter))
    g_ptr_array_add (items, vt_value_store_read (folder, iter.value));
  return vt_value_new_list ((VtValue **) items->pdata, items->len);
}

static VtValue *
read_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (strchr (name, '/') != NULL || !vt_hub_is_safe_path (name) || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return vt_value_new_none ();
  return vt_value_new_file (path);
}

VtValue *
vt_value_store_read (const char *folder, const VtJsonNode *node)
{
  const char *type = vt_json_get_string (node, "type", "");
  const char *file = vt_json_get_string (node, "file", NULL);
  const char *path = vt_json_get_string (node, "path", NULL);
  g_autoptr (VtValue) value = NULL;
  VtValue *converted = NULL;

  if (vt_json_type (node) == VT_JSON_ARRAY)
    return read_list (folder, node);
  if (vt_json_type (node) != VT_JSON_OBJECT)
    return vt_value_from_json (node);
  if (file != NULL)
    return read_file (folder, file);
  if (path != NULL)
    return vt_value_new_file (path);
  value = vt_value_from_json (vt_json_get (node, "value"));
  for (VtValueType t = VT_VALUE_LABELS; t <= VT_VALUE_JSON && converted == NULL; t++)
    if (strcmp (type, vt_value_type_name (t)) == 0)
      converted = vt_value_convert (value, t, NULL);
  return converted != NULL ? converted : vt_value_new_none ();
}
