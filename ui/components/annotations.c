/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/components/annotations.h"

#include <math.h>
#include <string.h>

#include "app/value-json.h"
#include "media/picture.h"

#define MOST 500

static void
annotation_free (VtAnnotation *self)
{
  g_free (self->label);
  g_free (self->png);
  g_clear_pointer (&self->mask, vt_value_unref);
  g_free (self);
}

static guint
find_kind (GPtrArray *all, const char *label)
{
  guint n = 0;

  for (guint i = 0; i < all->len; i++)
    {
      const VtAnnotation *other = all->pdata[i];

      if (strcmp (other->label, label) == 0)
        return other->kind;
      n = MAX (n, other->kind + 1);
    }
  return n;
}

static gboolean
read_box (const VtJsonNode *box, VtAnnotation *to)
{
  return vt_json_read_double (vt_json_get (box, "xmin"), &to->xmin) && vt_json_read_double (vt_json_get (box, "ymin"), &to->ymin)
         && vt_json_read_double (vt_json_get (box, "xmax"), &to->xmax) && vt_json_read_double (vt_json_get (box, "ymax"), &to->ymax)
         && to->xmin <= to->xmax && to->ymin <= to->ymax;
}

static void
add (GPtrArray *all, const VtJsonNode *node)
{
  const char *label = vt_json_get_string (node, "label", NULL);
  VtAnnotation *annotation;

  if (label == NULL || all->len >= MOST)
    return;
  annotation = g_new0 (VtAnnotation, 1);
  annotation->label = g_strdup (label);
  annotation->kind = find_kind (all, label);
  if (!vt_json_read_double (vt_json_get (node, "score"), &annotation->score))
    annotation->score = -1;
  annotation->has_box = read_box (vt_json_get (node, "box"), annotation);
  annotation->png = g_strdup (vt_json_get_string (node, "mask", NULL));
  g_ptr_array_add (all, annotation);
}

static void
read_json (GPtrArray *all, const char *text)
{
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), NULL);
  VtJsonIter iter = VT_JSON_ITER (json != NULL ? vt_json_root (json) : NULL);

  if (json == NULL || vt_json_type (iter.container) != VT_JSON_ARRAY)
    return;
  while (vt_json_iter_next (&iter))
    add (all, iter.value);
}

/* The next entry that does not say where gets it. */
static void
give_mask (GPtrArray *all, VtValue *mask)
{
  if (vt_value_image (mask)->channels != 1)
    return;
  for (guint i = 0; i < all->len; i++)
    {
      VtAnnotation *annotation = all->pdata[i];

      if (!annotation->has_box && annotation->png == NULL && annotation->mask == NULL)
        {
          annotation->mask = vt_value_ref (mask);
          return;
        }
    }
}

static void
give_masks (GPtrArray *all, VtValue *const *items, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      guint n_below;

      if (vt_value_type (items[i]) == VT_VALUE_IMAGE)
        give_mask (all, items[i]);
      else if (vt_value_type (items[i]) == VT_VALUE_LIST)
        {
          VtValue *const *below = vt_value_list (items[i], &n_below);

          give_masks (all, below, n_below);
        }
    }
}

GPtrArray *
vt_annotations_read (VtValue *const *items, guint n)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) annotation_free);

  for (guint i = 0; i < n; i++)
    if (vt_value_type (items[i]) == VT_VALUE_JSON || vt_value_type (items[i]) == VT_VALUE_TEXT)
      read_json (all, vt_value_text (items[i]));
  give_masks (all, items, n);
  return all;
}

static VtValue *
read_mask (const char *base64)
{
  gsize size, n;
  guchar *data = g_base64_decode (base64, &size);
  g_autoptr (GBytes) png = g_bytes_new_take (data, size), greys = NULL;
  g_autoptr (VtValue) picture = vt_picture_read_bytes (png, "mask", NULL, NULL, NULL);
  const VtImage *image;
  guint8 *to;

  if (picture == NULL)
    return NULL;
  image = vt_value_image (picture);
  n = (gsize) image->width * image->height;
  to = g_malloc (n);
  for (gsize i = 0; i < n; i++)
    to[i] = image->pixels[i * image->channels];
  greys = g_bytes_new_take (to, n);
  return vt_value_new_image (greys, image->width, image->height, 1);
}

gboolean
vt_annotations_need_masks (GPtrArray *annotations)
{
  for (guint i = 0; i < annotations->len; i++)
    if (((const VtAnnotation *) annotations->pdata[i])->png != NULL)
      return TRUE;
  return FALSE;
}

void
vt_annotations_read_masks (GPtrArray *annotations)
{
  for (guint i = 0; i < annotations->len; i++)
    {
      VtAnnotation *annotation = annotations->pdata[i];

      if (annotation->png != NULL)
        annotation->mask = read_mask (annotation->png);
      g_clear_pointer (&annotation->png, g_free);
    }
}
