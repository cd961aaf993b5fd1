/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/kokoro-style.h"

#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/base/text-head.h"
#include "engine/formats/mapping.h"
#include "engine/models/kokoro-symbols.h"

#define SUFFIX ".bin"
#define MAX_ROWS 4096
#define MAX_NAMED 400 /* bytes of names in a message */

char *
vt_kokoro_style_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *voices = g_build_filename (folder, i == 0 ? "." : "..", "voices", NULL);

      if (g_file_test (voices, G_FILE_TEST_IS_DIR))
        return g_steal_pointer (&voices);
    }
  return NULL;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
vt_kokoro_style_list (const char *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, SUFFIX) && g_utf8_validate (name, -1, NULL))
      g_ptr_array_add (names, g_strndup (name, strlen (name) - strlen (SUFFIX)));
  g_ptr_array_sort (names, compare);
  return names;
}

void
vt_kokoro_style_free (VtKokoroStyle *self)
{
  g_free (self->rows);
  g_free (self);
}

const float *
vt_kokoro_style_row (const VtKokoroStyle *self, guint symbols)
{
  guint row = MIN (symbols > 0 ? symbols - 1 : 0, self->n_rows - 1);

  return self->rows + (gsize) row * self->width;
}

static void
not_found (const char *folder, const char *name, GError **error)
{
  g_autoptr (GPtrArray) names = vt_kokoro_style_list (folder);
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < names->len && all->len < MAX_NAMED; i++)
    g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", (const char *) g_ptr_array_index (names, i));
  g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND, "The model has no voice “%.*s”; there are: %s.", vt_text_head (name, 40), name,
               all->str);
}

/* Adds @weight times the voice @name to the rows; the shortest voice says how many rows there are. */
static gboolean
add_voice (VtKokoroStyle *self, const char *folder, const char *name, float weight, GError **error)
{
  g_autofree char *file = g_strconcat (name, SUFFIX, NULL), *path = g_build_filename (folder, file, NULL);
  g_autoptr (VtMapping) bytes = NULL;
  gsize row = self->width * sizeof (float);
  guint n;

  if (strchr (name, G_DIR_SEPARATOR) != NULL || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      not_found (folder, name, error);
      return FALSE;
    }
  bytes = vt_mapping_open (path, error);
  if (bytes == NULL)
    return FALSE;
  n = (guint) MIN (bytes->size / row, MAX_ROWS);
  if (n == 0 || bytes->size % row != 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "The voice “%s” is damaged: its file has not the numbers that it should have.", name);
      return FALSE;
    }
  if (self->rows == NULL)
    self->rows = g_new0 (float, (gsize) n * self->width);
  self->n_rows = self->n_rows == 0 ? n : MIN (self->n_rows, n);
  for (gsize i = 0; i < (gsize) self->n_rows * self->width; i++)
    {
      float value;

      memcpy (&value, bytes->data + i * sizeof value, sizeof value);
      self->rows[i] += weight * (isfinite (value) ? value : 0);
    }
  return TRUE;
}

/* "af_heart:0.7": the name, cut off, and the weight, 1 where there is none. */
static gboolean
read_entry (char *entry, double *weight)
{
  char *colon = strchr (entry, ':'), *end;

  *weight = 1;
  if (colon != NULL)
    {
      *colon = '\0';
      *weight = g_ascii_strtod (g_strstrip (colon + 1), &end);
      if (*end != '\0' || end == colon + 1)
        return FALSE;
    }
  g_strstrip (entry);
  return entry[0] != '\0' && isfinite (*weight) && *weight > 0 && *weight <= 1e6;
}

static gboolean
mix (VtKokoroStyle *self, const char *folder, char **entries, GError **error)
{
  double sum = 0, weight;

  for (guint i = 0; entries[i] != NULL; i++)
    {
      g_autofree char *copy = g_strdup (entries[i]);

      if (!read_entry (copy, &weight))
        {
          g_set_error (error, VT_ERROR, VT_ERROR_INVALID,
                       "“%.*s” is no voice with a weight; write “af_heart” or “af_heart:0.7,bm_george:0.3”.",
                       vt_text_head (entries[i], 40), entries[i]);
          return FALSE;
        }
      sum += weight;
    }
  for (guint i = 0; entries[i] != NULL; i++)
    {
      read_entry (entries[i], &weight);
      if (!add_voice (self, folder, entries[i], (float) (weight / sum), error))
        return FALSE;
      if (self->language == NULL)
        self->language = vt_kokoro_language (entries[i][0]);
    }
  return TRUE;
}

/* The first voice that speaks what espeak-ng can read. Transfer full. */
static char *
first_voice (const char *folder)
{
  g_autoptr (GPtrArray) names = vt_kokoro_style_list (folder);

  for (guint i = 0; i < names->len; i++)
    if (vt_kokoro_language (*(const char *) g_ptr_array_index (names, i)) != NULL)
      return g_strdup (g_ptr_array_index (names, i));
  return g_strdup (names->len > 0 ? g_ptr_array_index (names, 0) : "af_heart");
}

VtKokoroStyle *
vt_kokoro_style_load (const char *folder, const char *names, guint width, GError **error)
{
  g_autoptr (VtKokoroStyle) self = g_new0 (VtKokoroStyle, 1);
  g_autofree char *first = NULL;
  g_auto (GStrv) entries = NULL;

  self->width = width;
  if (folder == NULL)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_NOT_FOUND,
                           "The Kokoro model has no voices: a folder “voices” with files such as af_heart.bin belongs beside it.");
      return NULL;
    }
  first = names == NULL ? first_voice (folder) : NULL;
  entries = g_strsplit (names != NULL ? names : first, ",", 32);
  if (!mix (self, folder, entries, error))
    return NULL;
  if (self->language != NULL)
    return g_steal_pointer (&self);
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
               "The voice “%.*s” speaks a language whose pronunciation this version cannot write as it was trained with; "
               "mix it behind a voice of another language.", vt_text_head (entries[0], 40), entries[0]);
  return NULL;
}
