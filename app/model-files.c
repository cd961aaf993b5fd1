/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/model-files.h"

#include <string.h>
#include <sys/stat.h>

#include "engine/base/error.h"

#define DEPTH_MAX 8
#define MANY 20 /* names of models in one message */

/* For `m-00001-of-00003.gguf` the length of `m-`, else 0. */
static gsize
split_stem (const char *name)
{
  static const char pattern[] = "ddddd-of-ddddd.gguf";
  gsize n = strlen (name), m = sizeof pattern - 1;

  if (n <= m)
    return 0;
  for (gsize i = 0; i < m; i++)
    if (pattern[i] == 'd' ? !g_ascii_isdigit (name[n - m + i]) : name[n - m + i] != pattern[i])
      return 0;
  return n - m;
}

static gboolean
is_same_split (const char *a, const char *b)
{
  gsize stem = split_stem (a);

  return stem > 0 && stem == split_stem (b) && strncmp (a, b, stem) == 0
         && strcmp (a + stem + 5, b + stem + 5) == 0;
}

/* NAME.onnx.json, without which a Piper voice NAME.onnx cannot speak. */
static gboolean
is_description (const char *file, const char *model)
{
  return g_str_has_suffix (model, ".onnx") && g_str_has_prefix (file, model) && strcmp (file + strlen (model), ".json") == 0;
}

static GPtrArray *
choose_named (GPtrArray *files, const char *name)
{
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; i < files->len; i++)
    {
      VtHubFile *file = files->pdata[i];

      if (strcmp (file->name, name) == 0 || is_same_split (name, file->name) || is_description (file->name, name))
        g_ptr_array_add (chosen, file);
    }
  return chosen;
}

/* A GGUF model, of a split one the first part; not the picture encoder beside some. */
static gboolean
is_gguf_model (const VtHubFile *file)
{
  g_autofree char *base = g_path_get_basename (file->name);
  gsize stem = split_stem (base);

  return g_str_has_suffix (base, ".gguf") && !g_str_has_prefix (base, "mmproj")
         && (stem == 0 || g_str_has_prefix (base + stem, "00001"));
}

GPtrArray *
vt_model_files_list_gguf (GPtrArray *files)
{
  GPtrArray *models = g_ptr_array_new ();

  for (guint i = 0; i < files->len; i++)
    if (is_gguf_model (files->pdata[i]))
      g_ptr_array_add (models, files->pdata[i]);
  return models;
}

static gboolean
has_file (GPtrArray *files, const char *name)
{
  for (guint i = 0; i < files->len; i++)
    if (strcmp (((VtHubFile *) files->pdata[i])->name, name) == 0)
      return TRUE;
  return FALSE;
}

/* Voices: .onnx files with their descriptions. */
static void
add_voices (GPtrArray *models, GPtrArray *files)
{
  for (guint i = 0; i < files->len; i++)
    {
      const char *name = ((VtHubFile *) files->pdata[i])->name;
      g_autofree char *description = g_strconcat (name, ".json", NULL);

      if (g_str_has_suffix (name, ".onnx") && has_file (files, description))
        g_ptr_array_add (models, files->pdata[i]);
    }
}

/* The one of the quantisation that most people take; or NULL. */
static const char *
usual_gguf (GPtrArray *models)
{
  static const char *const usual[] = { "q4_k_m", "q8_0" };

  for (guint u = 0; u < G_N_ELEMENTS (usual); u++)
    for (guint i = 0; i < models->len; i++)
      {
        const VtHubFile *file = models->pdata[i];
        g_autofree char *lower = g_ascii_strdown (file->name, -1);

        if (strstr (lower, usual[u]) != NULL)
          return file->name;
      }
  return models->len == 1 ? ((VtHubFile *) models->pdata[0])->name : NULL;
}

static void
complain_of_many (GPtrArray *models, const char *repo, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < MIN (models->len, MANY); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", ((VtHubFile *) models->pdata[i])->name);
  if (models->len > MANY)
    g_string_append_printf (names, " and %u more", models->len - MANY);
  g_set_error (error, VT_ERROR, VT_ERROR_INVALID,
               "%s has several models; name one of them as %s:FILE. They are: %s.",
               repo, repo, names->str);
}

static gboolean
has_suffix_of (const char *name, const char *const *suffixes)
{
  for (guint i = 0; suffixes[i] != NULL; i++)
    if (g_str_has_suffix (name, suffixes[i]))
      return TRUE;
  return FALSE;
}

/* Folders of other programs' versions of the same weights. */
static gboolean
is_foreign (const char *name)
{
  static const char *const folders[] = { "onnx/", "openvino/", "coreml/", "original/", "flax/", NULL };

  for (guint i = 0; folders[i] != NULL; i++)
    if (g_str_has_prefix (name, folders[i]))
      return TRUE;
  return FALSE;
}

static GPtrArray *
choose_folder (GPtrArray *files)
{
  static const char *const texts[] = { ".json", ".txt", ".model", ".jinja", ".md", NULL };
  static const char *const safe[] = { ".safetensors", NULL };
  static const char *const pickled[] = { ".bin", ".pth", ".pt", NULL };
  GPtrArray *chosen = g_ptr_array_new ();
  const char *const *weights = pickled;

  for (guint i = 0; i < files->len; i++)
    if (g_str_has_suffix (((VtHubFile *) files->pdata[i])->name, ".safetensors"))
      weights = safe;
  for (guint i = 0; i < files->len; i++)
    {
      VtHubFile *file = files->pdata[i];

      if (!is_foreign (file->name)
          && (has_suffix_of (file->name, texts) || has_suffix_of (file->name, weights)))
        g_ptr_array_add (chosen, file);
    }
  return chosen;
}

GPtrArray *
vt_model_files_choose (GPtrArray *files, const VtHubReference *reference, GError **error)
{
  g_autoptr (GPtrArray) models = vt_model_files_list_gguf (files);
  const char *name;
  GPtrArray *chosen;

  if (models->len == 0)
    add_voices (models, files);
  name = reference->file != NULL ? reference->file : usual_gguf (models);
  if (name == NULL && models->len > 0)
    {
      complain_of_many (models, reference->repo, error);
      return NULL;
    }
  chosen = name != NULL ? choose_named (files, name) : choose_folder (files);
  if (chosen->len > 0)
    return chosen;
  g_ptr_array_unref (chosen);
  g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND, "%s has no %s.", reference->repo,
               name != NULL ? name : "model file that Vitrine knows");
  return NULL;
}

static guint64
file_bytes (const char *path)
{
  struct stat info;

  return stat (path, &info) == 0 && S_ISREG (info.st_mode) ? info.st_size : 0;
}

static void
add_folder (GPtrArray *paths, const char *path, const char *split_of, guint depth)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);

      if (split_of != NULL && !is_same_split (split_of, name))
        continue;
      if (depth < DEPTH_MAX && g_file_test (below, G_FILE_TEST_IS_DIR)
          && !g_file_test (below, G_FILE_TEST_IS_SYMLINK))
        add_folder (paths, below, NULL, depth + 1);
      else if (g_file_test (below, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (paths, g_steal_pointer (&below));
    }
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
vt_model_files_list (const char *path)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *dir = g_path_get_dirname (path);

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    add_folder (paths, path, NULL, 0);
  else if (split_stem (base) > 0)
    add_folder (paths, dir, base, DEPTH_MAX);
  else if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    g_ptr_array_add (paths, g_strdup (path));
  g_ptr_array_sort (paths, compare_paths);
  return paths;
}

guint64
vt_model_files_bytes (const char *path)
{
  g_autoptr (GPtrArray) paths = vt_model_files_list (path);
  guint64 bytes = 0;

  for (guint i = 0; i < paths->len; i++)
    bytes += file_bytes (paths->pdata[i]);
  return bytes;
}
