/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/picture-rules.h"

#include <math.h>

#include "engine/base/error.h"

static guint
get_side (const VtJsonNode *size, const char *key)
{
  gint64 side = vt_json_get_int (size, key, 0);

  return side > 0 && side <= VT_PICTURE_MAX_SIDE ? (guint) side : 0;
}

/* A number, or an object of names; what a lone number means differs. */
static void
read_size (VtPictureRules *r, const VtJsonNode *size)
{
  gint64 side;

  r->width = r->height = r->shortest = r->longest = 0;
  if (vt_json_read_int (size, &side))
    {
      if (side > 0 && side <= VT_PICTURE_MAX_SIDE)
        r->width = r->height = (guint) side;
      return;
    }
  r->width = get_side (size, "width");
  r->height = get_side (size, "height");
  r->shortest = get_side (size, "shortest_edge");
  r->longest = get_side (size, "longest_edge");
}

/* CLIP's files of before 2023 say 224 and mean the shorter side: they cut afterwards. */
static void
read_resize (VtPictureRules *r, const VtJsonNode *c, gboolean crops)
{
  const VtJsonNode *size = vt_json_get (c, "size");

  if (size != NULL)
    read_size (r, size);
  if (vt_json_type (size) == VT_JSON_NUMBER && crops)
    {
      r->shortest = r->width;
      r->width = r->height = 0;
    }
  if (!vt_json_get_boolean (c, "do_resize", TRUE))
    r->width = r->height = r->shortest = r->longest = 0;
}

static void
read_crop (VtPictureRules *r, const VtJsonNode *c)
{
  const VtJsonNode *size = vt_json_get (c, "crop_size");
  gint64 side;

  if (vt_json_get (c, "do_center_crop") == NULL && size == NULL)
    return;
  if (vt_json_read_int (size, &side) && side > 0 && side <= VT_PICTURE_MAX_SIDE)
    r->crop_width = r->crop_height = (guint) side;
  else if (vt_json_type (size) == VT_JSON_OBJECT)
    {
      r->crop_width = get_side (size, "width");
      r->crop_height = get_side (size, "height");
    }
  if (!vt_json_get_boolean (c, "do_center_crop", r->crop_width > 0))
    r->crop_width = r->crop_height = 0;
}

static void
read_three (float to[3], const VtJsonNode *from)
{
  for (guint i = 0; i < 3; i++)
    {
      double value;

      if (vt_json_read_double (from, &value) || vt_json_read_double (vt_json_at (from, i), &value))
        to[i] = (float) value;
    }
}

static void
read_numbers (VtPictureRules *r, const VtJsonNode *c)
{
  r->scale = (float) vt_json_get_double (c, "rescale_factor", r->scale);
  if (!vt_json_get_boolean (c, "do_rescale", TRUE))
    r->scale = 1;
  read_three (r->mean, vt_json_get (c, "image_mean"));
  read_three (r->deviation, vt_json_get (c, "image_std"));
  for (guint i = 0; i < 3 && !vt_json_get_boolean (c, "do_normalize", TRUE); i++)
    {
      r->mean[i] = 0;
      r->deviation[i] = 1;
    }
}

gboolean
vt_picture_rules_read (VtPictureRules *r, const VtJsonNode *c, GError **error)
{
  gint64 filter = vt_json_get_int (c, "resample", r->filter);

  read_crop (r, c);
  read_resize (r, c, r->crop_width > 0);
  r->filter = filter >= VT_PICTURE_NEAREST && filter <= VT_PICTURE_BICUBIC ? (VtPictureFilter) filter : VT_PICTURE_BILINEAR;
  r->keep_ratio = vt_json_get_boolean (c, "keep_aspect_ratio", r->keep_ratio);
  r->multiple = (guint) CLAMP (vt_json_get_int (c, "ensure_multiple_of", r->multiple), 0, 1024);
  read_numbers (r, c);
  for (guint i = 0; i < 3; i++)
    if (!(fabsf (r->deviation[i]) > 1e-9f) || !isfinite (r->mean[i]) || !isfinite (r->scale))
      {
        g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT,
                             "The model's preprocessor_config.json makes no sense: it divides pictures by nothing.");
        return FALSE;
      }
  return TRUE;
}

gboolean
vt_picture_rules_read_folder (VtPictureRules *rules, const char *folder, GError **error)
{
  static const char *const names[] = { "preprocessor_config.json", "processor_config.json" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      g_autoptr(VtJson) json = NULL;
      const VtJsonNode *inner;

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      json = vt_json_load (path, error);
      if (json == NULL)
        return FALSE;
      inner = vt_json_get (vt_json_root (json), "image_processor");
      return vt_picture_rules_read (rules, inner != NULL ? inner : vt_json_root (json), error);
    }
  return TRUE;
}
