/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/text-inversion.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/quants.h"
#include "engine/formats/weights.h"

#define MOST_VECTORS 75 /* tokens that an encoder has room for */

static const char *const names[] = { "emb_params", "*", "clip_l", "clip_g" };

static gboolean
is_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      return TRUE;
  return FALSE;
}

/* "PATH:WORD"; a colon in the path itself is no word. */
static char *
divide (const char *file, char **word)
{
  const char *colon = strrchr (file, ':');

  if (colon == NULL || colon[1] == '\0' || g_file_test (file, G_FILE_TEST_EXISTS))
    return g_strdup (file);
  *word = g_strdup (colon + 1);
  return g_strndup (file, (gsize) (colon - file));
}

static char *
word_of_file (const char *path)
{
  char *name = g_path_get_basename (path), *dot = strrchr (name, '.');

  if (dot != NULL && dot != name)
    *dot = '\0';
  return name;
}

static gboolean
wrong_width (const char *path, const VtTensorInfo *t, const gint64 *widths, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);

  g_set_error (error, VT_ERROR, VT_ERROR_INVALID,
               "The word in “%s” is %" G_GINT64_FORMAT " numbers wide, and those of this model are %" G_GINT64_FORMAT
               ": it was made for another base model.", name, t->ne[0], widths[0]);
  return FALSE;
}

/* Into the first encoder of its width that has none yet. */
static gboolean
add (VtTextInversion *self, const char *path, const VtTensorInfo *t, const gint64 *widths, guint n_encoders, GError **error)
{
  gsize row_bytes;

  if (t->type == VT_TYPE_UNKNOWN || t->ne[1] < 1 || t->ne[1] > MOST_VECTORS || t->ne[2] != 1 || t->ne[3] != 1)
    return wrong_width (path, t, widths, error);
  row_bytes = vt_type_row_bytes (t->type, t->ne[0]);
  for (guint i = 0; i < n_encoders; i++)
    if (widths[i] == t->ne[0] && self->n[i] == 0)
      {
        self->n[i] = (guint) t->ne[1];
        self->vectors[i] = g_new (float, t->ne[0] * t->ne[1]);
        for (gint64 k = 0; k < t->ne[1]; k++)
          vt_dequantise (t->type, t->data + (gsize) k * row_bytes, self->vectors[i] + k * t->ne[0], t->ne[0]);
        return TRUE;
      }
  return wrong_width (path, t, widths, error);
}

VtTextInversion *
vt_text_inversion_open (const char *file, const gint64 *widths, guint n_encoders, GError **error)
{
  g_autoptr(VtTextInversion) self = g_new0 (VtTextInversion, 1);
  g_autofree char *path = divide (file, &self->word);
  g_autoptr(VtWeights) weights = vt_weights_open (path, error);
  guint n = weights != NULL ? vt_weights_n_tensors (weights) : 0;

  if (weights == NULL)
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      const VtTensorInfo *t = vt_weights_tensor (weights, i);

      if (!is_name (t->name) && n > 1)
        continue;
      if (self->word == NULL)
        self->word = is_name (t->name) ? word_of_file (path) : g_strdup (t->name);
      if (!add (self, path, t, widths, n_encoders, error))
        return NULL;
    }
  if (self->n[0] + self->n[1] > 0 && *self->word != '\0')
    return g_steal_pointer (&self);
  g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "The file “%s” teaches no word.", path);
  return NULL;
}

void
vt_text_inversion_free (VtTextInversion *self)
{
  for (guint i = 0; i < VT_TEXT_INVERSION_ENCODERS; i++)
    g_free (self->vectors[i]);
  g_free (self->word);
  g_free (self);
}
