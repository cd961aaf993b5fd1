/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/remote/remote-book.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/json-write.h"
#include "hub/disk.h"
#include "hub/keys.h"

static char *
book_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "vitrine", "remotes.json", NULL);
}

static char *
key_name (const VtRemoteAddress *address)
{
  return g_strconcat ("remote ", address->origin, NULL);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* (element-type utf8) */
static GPtrArray *
read_book (void)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *path = book_path ();
  g_autoptr (VtJson) json = g_file_test (path, G_FILE_TEST_EXISTS) ? vt_json_load (path, NULL) : NULL;
  VtJsonIter iter = VT_JSON_ITER (json != NULL ? vt_json_root (json) : NULL);

  while (vt_json_iter_next (&iter))
    {
      const char *text = vt_json_string (iter.value, NULL);
      g_autoptr (VtRemoteAddress) address = text != NULL ? vt_remote_address_parse (text, NULL) : NULL;

      if (address != NULL)
        g_ptr_array_add (all, g_strdup (address->text));
    }
  g_ptr_array_sort (all, compare);
  return all;
}

static gboolean
write_book (GPtrArray *all, GError **error)
{
  g_autofree char *path = book_path ();
  g_autoptr (GString) text = g_string_new (NULL);
  VtJsonWriter json = { .text = text };

  vt_json_write_begin (&json, '[');
  for (guint i = 0; i < all->len; i++)
    vt_json_write_string (&json, all->pdata[i], -1);
  vt_json_write_end (&json, ']');
  return vt_disk_make_parent (path, error) && g_file_set_contents (path, text->str, (gssize) text->len, error);
}

GStrv
vt_remote_book_list (void)
{
  GPtrArray *all = read_book ();

  g_ptr_array_add (all, NULL);
  g_ptr_array_set_free_func (all, NULL);
  return (GStrv) g_ptr_array_free (all, FALSE);
}

static gboolean
is_of_server (const char *text, const VtRemoteAddress *address)
{
  g_autoptr (VtRemoteAddress) other = vt_remote_address_parse (text, NULL);

  return other != NULL && strcmp (other->base, address->base) == 0;
}

gboolean
vt_remote_book_allows (const VtRemoteAddress *address)
{
  g_autoptr (GPtrArray) all = read_book ();

  for (guint i = 0; i < all->len; i++)
    if (is_of_server (all->pdata[i], address))
      return TRUE;
  return FALSE;
}

gboolean
vt_remote_book_check (const VtRemoteAddress *address, GError **error)
{
  if (vt_remote_book_allows (address))
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_DENIED,
               address->is_here ? "The model runs on a server of this computer, %s, which you have not allowed yet."
                                : "The model runs on another computer, %s: what is put in goes there. You have not "
                                  "allowed that yet.",
               address->host);
  return FALSE;
}

gboolean
vt_remote_book_add (const VtRemoteAddress *address, const char *key, GError **error)
{
  g_autoptr (GPtrArray) all = read_book ();
  g_autofree char *name = key_name (address);

  if (key != NULL && !vt_keys_store (name, address->origin, key, error))
    return FALSE;
  if (g_ptr_array_find_with_equal_func (all, address->text, g_str_equal, NULL))
    return TRUE;
  g_ptr_array_add (all, g_strdup (address->text));
  return write_book (all, error);
}

gboolean
vt_remote_book_remove (const VtRemoteAddress *address, GError **error)
{
  g_autoptr (GPtrArray) all = read_book ();
  g_autofree char *name = key_name (address);
  guint index;

  if (!g_ptr_array_find_with_equal_func (all, address->text, g_str_equal, &index))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND, "%s is not among the models on other computers.", address->text);
      return FALSE;
    }
  g_ptr_array_remove_index (all, index);
  if (!write_book (all, error))
    return FALSE;
  return vt_remote_book_allows (address) || vt_keys_remove (name, error);
}

char *
vt_remote_book_dup_key (const VtRemoteAddress *address, GCancellable *cancellable)
{
  g_autofree char *name = key_name (address);

  return vt_keys_lookup (name, cancellable);
}
