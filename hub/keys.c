/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub/keys.h"

#include <fcntl.h>
#include <libsecret/secret.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/error.h"
#include "engine/formats/json-write.h"
#include "hub/disk.h"

#define KEY_MAX 4096

static const SecretSchema schema = {
  "org.vitrine.Studio.Key", SECRET_SCHEMA_NONE, { { "name", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

char *
vt_keys_hub_name (const char *endpoint)
{
  return g_strconcat ("hub ", endpoint, NULL);
}

gboolean
vt_keys_is_good (const char *key)
{
  gsize n = strlen (key);

  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isgraph (key[i]))
      return FALSE;
  return n > 0 && n <= KEY_MAX;
}

static gboolean
has_keyring (void)
{
  return g_strcmp0 (g_getenv ("VITRINE_KEYS"), "file") != 0;
}

/* --- the file ------------------------------------------------------------------ */

static char *
file_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "vitrine", "keys.json", NULL);
}

/* (element-type utf8 utf8): empty where there is no file, or none of ours. A key that is in
 * the keyring has an empty text here, so that the keyring is asked only for what it has. */
static GHashTable *
read_file (void)
{
  GHashTable *keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *path = file_path ();
  g_autoptr (VtJson) json = g_file_test (path, G_FILE_TEST_EXISTS) ? vt_json_load (path, NULL) : NULL;
  VtJsonIter iter = VT_JSON_ITER (json != NULL ? vt_json_root (json) : NULL);

  while (vt_json_iter_next (&iter))
    if (iter.key != NULL && vt_json_type (iter.value) == VT_JSON_STRING)
      g_hash_table_replace (keys, g_strdup (iter.key), g_strdup (vt_json_string (iter.value, NULL)));
  return keys;
}

/* A file that nobody else may read, from its first byte on. */
static gboolean
write_file (GHashTable *keys, GError **error)
{
  g_autofree char *path = file_path ();
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  VtJsonWriter json = { .text = text };
  GHashTableIter iter;
  gpointer name, key;
  vt_autofd int fd = -1;

  vt_json_write_begin (&json, '{');
  g_hash_table_iter_init (&iter, keys);
  while (g_hash_table_iter_next (&iter, &name, &key))
    {
      vt_json_write_key (&json, name);
      vt_json_write_string (&json, key, -1);
    }
  vt_json_write_end (&json, '}');
  if (!vt_disk_make_parent (path, error))
    return FALSE;
  g_unlink (part);
  fd = open (part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    {
      vt_disk_set_error (errno, "write", part, error);
      return FALSE;
    }
  return vt_disk_write (fd, text->str, text->len, part, error) && vt_disk_publish (fd, part, path, error);
}

static gboolean
store_in_file (const char *name, const char *key, GError **error)
{
  g_autoptr (GHashTable) keys = read_file ();

  g_hash_table_replace (keys, g_strdup (name), g_strdup (key));
  return write_file (keys, error);
}

static gboolean
remove_from_file (const char *name, GError **error)
{
  g_autoptr (GHashTable) keys = read_file ();

  return !g_hash_table_remove (keys, name) || write_file (keys, error);
}

/* --- both ---------------------------------------------------------------------- */

char *
vt_keys_lookup (const char *name, GCancellable *cancellable)
{
  g_autoptr (GHashTable) keys = read_file ();
  const char *kept = g_hash_table_lookup (keys, name);
  g_autoptr (GError) error = NULL;
  char *secret, *key;

  if (kept == NULL || *kept != '\0')
    return g_strdup (kept);
  if (!has_keyring ())
    return NULL;
  secret = secret_password_lookup_sync (&schema, cancellable, &error, "name", name, NULL);
  if (error != NULL)
    g_debug ("The keyring does not answer: %s", error->message);
  key = g_strdup (secret);
  secret_password_free (secret);
  return key;
}

gboolean
vt_keys_store (const char *name, const char *label, const char *key, GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (!vt_keys_is_good (key))
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_INVALID,
                           "A key has no blanks and no letters beyond the English ones; this is something else.");
      return FALSE;
    }
  if (has_keyring ()
      && secret_password_store_sync (&schema, SECRET_COLLECTION_DEFAULT, label, key, NULL, &reason, "name", name, NULL))
    return store_in_file (name, "", error);
  if (reason != NULL)
    g_debug ("The keyring does not keep it: %s", reason->message);
  return store_in_file (name, key, error);
}

gboolean
vt_keys_remove (const char *name, GError **error)
{
  g_autoptr (GHashTable) keys = read_file ();

  if (has_keyring () && g_strcmp0 (g_hash_table_lookup (keys, name), "") == 0)
    secret_password_clear_sync (&schema, NULL, NULL, "name", name, NULL);
  return remove_from_file (name, error);
}
