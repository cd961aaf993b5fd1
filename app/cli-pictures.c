/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli-pictures.h"

#include <string.h>

#include "app/json-tree.h"
#include "engine/base/error.h"
#include "media/picture.h"

/* "a/parts.json", 3: "a/parts-3.png"; transfer full. */
static char *
path_of_picture (const char *output, guint index)
{
  const char *slash = strrchr (output, G_DIR_SEPARATOR), *dot = strrchr (output, '.');
  gsize length = dot != NULL && (slash == NULL || dot > slash + 1) ? (gsize) (dot - output) : strlen (output);

  return g_strdup_printf ("%.*s-%u.png", (int) length, output, index);
}

/* What stands in the JSON for @picture: its file, written, or its bytes. */
static char *
keep_picture (const VtImage *picture, const char *output, guint index, GError **error)
{
  g_autofree char *path = output != NULL ? path_of_picture (output, index) : NULL;
  g_autoptr (GBytes) png = path == NULL ? vt_picture_to_png (picture, NULL, error) : NULL;

  if (path != NULL)
    return vt_picture_write (picture, path, NULL, error) ? g_steal_pointer (&path) : NULL;
  return png != NULL ? g_base64_encode (g_bytes_get_data (png, NULL), g_bytes_get_size (png)) : NULL;
}

static gboolean
add_pictures (VtJsonTree *result, VtValue *pictures, const char *key, const char *output, GError **error)
{
  guint n;
  VtValue *const *items = vt_value_list (pictures, &n);

  for (guint i = 0; i < MIN (n, vt_json_tree_length (result)); i++)
    {
      g_autofree char *text = keep_picture (vt_value_image (items[i]), output, i, error);

      if (text == NULL)
        return FALSE;
      vt_json_tree_set (vt_json_tree_at (result, i), key, vt_json_tree_new_string (text));
    }
  return TRUE;
}

char *
vt_cli_result_json (const VtTaskClass *task, GHashTable *inputs, GHashTable *outputs, const char *output, GError **error)
{
  g_autofree char *text = task->to_json (inputs, outputs);
  VtValue *pictures = task->pictures.output != NULL ? g_hash_table_lookup (outputs, task->pictures.output) : NULL;
  g_autoptr (VtJsonTree) result = pictures != NULL ? vt_json_tree_parse (text, error) : NULL;

  if (pictures == NULL)
    return g_steal_pointer (&text);
  if (result == NULL || !add_pictures (result, pictures, task->pictures.key, output, error))
    return NULL;
  return vt_json_tree_to_text (result);
}
