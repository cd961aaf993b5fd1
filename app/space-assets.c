/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-assets.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/json-pretty.h"
#include "app/json-tree.h"
#include "app/space-document.h"
#include "app/space-save.h"
#include "engine/base/error.h"

#define FOLDER "assets"

/* What is done with each absolute path: another text for it (transfer full), or %NULL. */
typedef char *(*VisitPath) (const char *path, gpointer data);

typedef struct
{
  VisitPath visit;
  gpointer data;
} Walk;

static char *
visit_text (const char *text, gpointer data)
{
  const Walk *walk = data;

  return g_path_is_absolute (text) ? walk->visit (text, walk->data) : NULL;
}

static gboolean
is_file (VtValueType type)
{
  return type == VT_VALUE_FILE || type == VT_VALUE_IMAGE || type == VT_VALUE_AUDIO;
}

/* Whether a value of the component may name files: as itself, or in arrays. */
static gboolean
holds_files (const VtSpaceComponent *component, gboolean *alone)
{
  gboolean any = component->klass->value == VT_VALUE_LIST || is_file (component->klass->value);

  for (const VtComponentPart *part = component->klass->parts; part != NULL && part->name != NULL; part++)
    any = any || is_file (part->type);
  *alone = component->klass->value == VT_VALUE_LIST || is_file (component->klass->value);
  return any;
}

/* Of an object, such as {"text": …, "files": […]}, only what stands in arrays is paths. */
static void
walk_value (VtJsonTree *holder, guint index, gboolean alone, Walk *walk)
{
  VtJsonTree *value = vt_json_tree_at (holder, index);
  const char *text = vt_json_tree_string (value);
  g_autofree char *other = text != NULL && alone ? visit_text (text, walk) : NULL;

  if (other != NULL)
    vt_json_tree_free (vt_json_tree_replace (holder, index, vt_json_tree_new_string (other)));
  else if (vt_json_tree_is_array (value))
    vt_json_tree_map_strings (value, visit_text, walk);
  else if (vt_json_tree_is_object (value))
    for (guint i = 0; i < vt_json_tree_length (value); i++)
      walk_value (value, i, FALSE, walk);
}

static void
walk_examples (VtJsonTree *root, VtSpace *space, Walk *walk)
{
  VtJsonTree *rows = vt_json_tree_get (vt_json_tree_get (root, "examples"), "rows");
  GPtrArray *inputs = vt_space_get_example_inputs (space);

  for (guint i = 0; i < vt_json_tree_length (rows); i++)
    for (guint j = 0; j < inputs->len && j < vt_json_tree_length (vt_json_tree_at (rows, i)); j++)
      {
        gboolean alone;

        if (holds_files (inputs->pdata[j], &alone))
          walk_value (vt_json_tree_at (rows, i), j, alone, walk);
      }
}

static void
walk_components (VtJsonTree *root, VtSpace *space, Walk *walk)
{
  VtJsonTree *components = vt_json_tree_get (root, "components");

  for (guint i = 0; i < vt_json_tree_length (components); i++)
    {
      VtJsonTree *object = vt_json_tree_at (components, i), *value = vt_json_tree_get (object, "value");
      const char *id = vt_json_tree_string (vt_json_tree_get (object, "id"));
      const VtSpaceComponent *component = id != NULL ? vt_space_find_component (space, id) : NULL;
      gboolean alone;

      if (value != NULL && component != NULL && holds_files (component, &alone))
        walk_value (object, (guint) vt_json_tree_index (object, value), alone, walk);
    }
}

/* The document after the walk, or %NULL where it cannot be read, which others say. */
static VtJsonTree *
walk_document (const char *json, VisitPath visit, gpointer data)
{
  g_autoptr (VtSpace) space = vt_space_new_from_texts (json, strlen (json), NULL, NULL);
  VtJsonTree *root = space != NULL ? vt_json_tree_parse (json, NULL) : NULL;
  Walk walk = { visit, data };

  if (root == NULL)
    return NULL;
  walk_components (root, space, &walk);
  walk_examples (root, space, &walk);
  return root;
}

/* --- copying ------------------------------------------------------------------- */

static char *
collect (const char *path, gpointer data)
{
  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    g_hash_table_add (data, g_strdup (path));
  return NULL;
}

static gboolean
is_same (const char *a, const char *b)
{
  g_autoptr (GMappedFile) first = g_mapped_file_new (a, FALSE, NULL);
  g_autoptr (GMappedFile) second = g_mapped_file_new (b, FALSE, NULL);
  gsize n = first != NULL ? g_mapped_file_get_length (first) : 0;

  return first != NULL && second != NULL && n == g_mapped_file_get_length (second)
         && (n == 0 || memcmp (g_mapped_file_get_contents (first), g_mapped_file_get_contents (second), n) == 0);
}

/* "assets/cat-2.png" for "/home/me/cat.png" and 2; a name that begins with a point would be left out of files. */
static char *
asset_name (const char *path, guint number)
{
  g_autofree char *name = g_path_get_basename (path);
  const char *shown = *name == '.' ? name + 1 : name;
  const char *point = strrchr (shown, '.');
  int stem = point != NULL ? (int) (point - shown) : (int) strlen (shown);

  if (number < 2)
    return g_strdup_printf (FOLDER "/%s", shown);
  return g_strdup_printf (FOLDER "/%.*s-%u%s", stem, shown, number, shown + stem);
}

/* The relative path that the file has now, transfer full. */
static char *
copy_one (const char *path, const char *folder, GError **error)
{
  g_autofree char *inside = g_strconcat (folder, "/", NULL);

  if (g_str_has_prefix (path, inside))
    return g_strdup (path + strlen (inside));
  for (guint number = 1;; number++)
    {
      g_autofree char *name = asset_name (path, number);
      g_autofree char *target = g_build_filename (folder, name, NULL);

      if (g_file_test (target, G_FILE_TEST_EXISTS) ? is_same (path, target) : vt_space_copy_file (path, target, error))
        return g_steal_pointer (&name);
      if (error != NULL && *error != NULL)
        return NULL;
    }
}

GHashTable *
vt_space_assets_copy (const char *json, const char *folder, GError **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *home = g_canonicalize_filename (folder, NULL);
  g_autoptr (VtJsonTree) root = walk_document (json, collect, paths);
  GError *local = NULL;
  GHashTableIter iter;
  gpointer path;

  g_hash_table_iter_init (&iter, paths);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    {
      char *name = copy_one (path, home, &local);

      if (name == NULL)
        {
          g_propagate_error (error, local);
          return NULL;
        }
      g_hash_table_insert (names, g_strdup (path), name);
    }
  return g_steal_pointer (&names);
}

/* --- renaming ------------------------------------------------------------------ */

static char *
look_up (const char *path, gpointer data)
{
  return g_strdup (g_hash_table_lookup (data, path));
}

char *
vt_space_assets_rename (const char *json, GHashTable *names)
{
  g_autoptr (VtJsonTree) root = g_hash_table_size (names) > 0 ? walk_document (json, look_up, names) : NULL;
  g_autoptr (VtJsonTree) before = root != NULL ? vt_json_tree_parse (json, NULL) : NULL;
  g_autofree char *text = root != NULL ? vt_json_tree_to_text (root) : NULL;
  g_autofree char *old = before != NULL ? vt_json_tree_to_text (before) : NULL;

  return g_strcmp0 (text, old) != 0 ? vt_json_pretty (text) : NULL;
}
