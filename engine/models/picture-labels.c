/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/picture-labels.h"

#define MAX_LABELS 100000

static gint64
number_of (const char *key)
{
  guint64 n;

  return g_ascii_string_to_unsigned (key, 10, 0, MAX_LABELS - 1, &n, NULL) ? (gint64) n : -1;
}

char **
vt_picture_labels_read (const VtJsonNode *config, guint *n)
{
  const VtJsonNode *names = vt_json_get (config, "id2label");
  VtJsonIter iter = VT_JSON_ITER (names), again = VT_JSON_ITER (names);
  char **labels;

  *n = 0;
  while (vt_json_iter_next (&iter))
    if (iter.key != NULL)
      *n = MAX (*n, (guint) (number_of (iter.key) + 1));
  if (*n == 0)
    return NULL;
  labels = g_new0 (char *, *n + 1);
  while (vt_json_iter_next (&again))
    {
      gint64 i = number_of (again.key);
      const char *name = vt_json_string (again.value, NULL);

      if (i >= 0 && name != NULL && labels[i] == NULL)
        labels[i] = g_strdup (name);
    }
  for (guint i = 0; i < *n; i++)
    if (labels[i] == NULL)
      labels[i] = g_strdup_printf ("LABEL_%u", i);
  return labels;
}

char **
vt_picture_labels_imagenet (void)
{
  char **labels = g_new0 (char *, VT_IMAGENET_LABELS + 1);

  for (guint i = 0; i < VT_IMAGENET_LABELS; i++)
    labels[i] = g_strdup (vt_imagenet_labels[i]);
  return labels;
}
