/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/formats/format.h"

#include <stdarg.h>
#include <string.h>

#include "engine/base/error.h"

/* The list of formats: one name each. */
static const VtFormatClass *const formats[] = {
  &vt_format_gguf,
  &vt_format_safetensors,
  &vt_format_ctranslate2,
  &vt_format_whisper_ggml,
  &vt_format_onnx,
  &vt_format_pytorch,
};

gboolean
vt_format_damaged (GError **error, const char *path, const char *what, ...)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *reason = NULL;
  va_list args;

  va_start (args, what);
  reason = g_strdup_vprintf (what, args);
  va_end (args);
  g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
               "The file “%s” is damaged: %s. It should be fetched again.", name, reason);
  return FALSE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
first_with_suffix (const char *folder, const char *suffix)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (dir == NULL)
    return NULL;
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, suffix))
      g_ptr_array_add (names, g_strdup (name));
  g_dir_close (dir);
  g_ptr_array_sort (names, compare_names);
  return names->len > 0 ? g_build_filename (folder, names->pdata[0], NULL) : NULL;
}

char *
vt_format_find_file (const char *folder, const char *const *names, const char *suffix)
{
  for (; *names != NULL; names++)
    {
      g_autofree char *path = g_build_filename (folder, *names, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
  return first_with_suffix (folder, suffix);
}

static VtWeights *
open_folder (const char *folder, GError **error)
{
  g_autofree char *name = g_filename_display_name (folder);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *path = formats[i]->find (folder);

      if (path != NULL)
        return formats[i]->open (path, error);
    }
  g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND,
               "The folder “%s” holds no weights: a .safetensors, .gguf, .onnx or .pth file, or a model.bin of CTranslate2, was looked for.", name);
  return NULL;
}

/* What people mistake for weights most often. */
static void
set_unknown (const char *path, const guint8 *head, gsize n_head, GError **error)
{
  static const char pointer[] = "version https://git-lfs";
  g_autofree char *name = g_filename_display_name (path);

  if (n_head >= sizeof pointer - 1 && memcmp (head, pointer, sizeof pointer - 1) == 0)
    g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
                 "The file “%s” is only a Git LFS pointer to the weights; fetch the real file.", name);
  else
    g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                 "The file “%s” is in no format that can be read here; GGUF, safetensors, CTranslate2, whisper.cpp, ONNX and PyTorch files can.",
                 name);
}

VtWeights *
vt_weights_open (const char *path, GError **error)
{
  g_autoptr (VtMapping) file = NULL;
  guint8 head[64];
  gsize n_head;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return open_folder (path, error);
  file = vt_mapping_open (path, error);
  if (file == NULL)
    return NULL;
  n_head = MIN (file->size, sizeof head);
  memcpy (head, file->data, n_head);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (formats[i]->probe (path, head, n_head))
      return formats[i]->open (path, error);
  set_unknown (path, head, n_head, error);
  return NULL;
}
