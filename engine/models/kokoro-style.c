/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/kokoro-style.h"

#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/base/text-head.h"
#include "engine/formats/mapping.h"
#include "engine/formats/weights.h"
#include "engine/models/kokoro-symbols.h"

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

/* A kind of files: what opens one gives the numbers of its rows, which live as long as @owner. */
typedef struct
{
  const char *suffix;
  gboolean (*open) (const char *path, gpointer *owner, const guint8 **bytes, gsize *size, GError **error);
  void (*close) (gpointer owner);
} Kind;

static gboolean
open_bare (const char *path, gpointer *owner, const guint8 **bytes, gsize *size, GError **error)
{
  VtMapping *mapping = *owner = vt_mapping_open (path, error);

  if (mapping == NULL)
    return FALSE;
  *bytes = mapping->data;
  *size = mapping->size;
  return TRUE;
}

static void
close_bare (gpointer owner)
{
  vt_mapping_unref (owner);
}

/* A tensor of PyTorch's (rows, 1, 2 * style). */
static gboolean
open_tensor (const char *path, gpointer *owner, const guint8 **bytes, gsize *size, GError **error)
{
  VtWeights *weights = *owner = vt_weights_open (path, error);
  const VtTensorInfo *t = weights != NULL ? vt_weights_find (weights, "tensor") : NULL;

  if (weights == NULL)
    return FALSE;
  *bytes = t != NULL && t->type == VT_TYPE_F32 ? t->data : NULL;
  *size = *bytes != NULL ? t->size : 0;
  return TRUE;
}

static void
close_tensor (gpointer owner)
{
  vt_weights_unref (owner);
}

static const Kind kinds[] = {
  { ".bin", open_bare, close_bare },
  { ".pt", open_tensor, close_tensor },
};

static const Kind *
kind_of (const char *file)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_suffix (file, kinds[i].suffix))
      return &kinds[i];
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
    {
      const Kind *kind = kind_of (name);

      if (kind != NULL && g_utf8_validate (name, -1, NULL))
        g_ptr_array_add (names, g_strndup (name, strlen (name) - strlen (kind->suffix)));
    }
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

/* Adds @weight times the rows in @bytes; the shortest voice says how many rows there are. */
static gboolean
add_rows (VtKokoroStyle *self, const guint8 *bytes, gsize size, float weight)
{
  gsize row = self->width * sizeof (float);
  guint n = (guint) MIN (size / row, MAX_ROWS);

  if (n == 0 || size % row != 0)
    return FALSE;
  if (self->rows == NULL)
    self->rows = g_new0 (float, (gsize) n * self->width);
  self->n_rows = self->n_rows == 0 ? n : MIN (self->n_rows, n);
  for (gsize i = 0; i < (gsize) self->n_rows * self->width; i++)
    {
      float value;

      memcpy (&value, bytes + i * sizeof value, sizeof value);
      self->rows[i] += weight * (isfinite (value) ? value : 0);
    }
  return TRUE;
}

/* The file of the voice @name, and of which kind it is; %NULL where there is none. Transfer full. */
static char *
find_voice (const char *folder, const char *name, const Kind **kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds) && strchr (name, G_DIR_SEPARATOR) == NULL; i++)
    {
      g_autofree char *file = g_strconcat (name, kinds[i].suffix, NULL), *path = g_build_filename (folder, file, NULL);

      *kind = &kinds[i];
      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&path);
    }
  return NULL;
}

/* Adds @weight times the voice @name. */
static gboolean
add_voice (VtKokoroStyle *self, const char *folder, const char *name, float weight, GError **error)
{
  const Kind *kind;
  g_autofree char *path = find_voice (folder, name, &kind);
  const guint8 *bytes;
  gpointer owner;
  gsize size;
  gboolean ok;

  if (path == NULL)
    {
      not_found (folder, name, error);
      return FALSE;
    }
  if (!kind->open (path, &owner, &bytes, &size, error))
    return FALSE;
  ok = add_rows (self, bytes, size, weight);
  kind->close (owner);
  if (!ok)
    g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "The voice “%s” is damaged: its file has not the numbers that it should have.", name);
  return ok;
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
                           "The Kokoro model has no voices: a folder “voices” with files such as af_heart.bin or af_heart.pt belongs beside it.");
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
