/* Pictures are made ready as transformers' image processors make them; the expected
 * numbers are those of ViTImageProcessor and CLIPImageProcessor (5.24) for the
 * picture below, the sizes of the last ones those of YolosImageProcessor and
 * DPTImageProcessor.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/base/error.h"
#include "engine/tasks/picture-prepare.h"

#define HALVES { 0.5f, 0.5f, 0.5f }

typedef struct
{
  const char *name, *config;
  VtPictureFilter filter;
  guint width, height;
  double first, inner, last; /* at (0, 0) red, (5, 3) green, the last blue */
  double tolerance;
} Case;

static VtPictureRules
clip_rules (VtPictureFilter filter)
{
  return (VtPictureRules) {
    .filter = filter, .scale = 1.0f / 255,
    .mean = { 0.48145466f, 0.4578275f, 0.40821073f }, .deviation = { 0.26862954f, 0.26130258f, 0.27577711f },
  };
}

static VtPictureRules
read_rules (const char *config, VtPictureRules rules)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(VtJson) json = vt_json_parse (config, strlen (config), &error);

  g_assert_no_error (error);
  vt_picture_rules_read (&rules, vt_json_root (json), &error);
  g_assert_no_error (error);
  return rules;
}

static VtValue *
make_picture (guint width, guint height)
{
  gsize n = (gsize) width * height * 3;
  guint8 *pixels = g_malloc (n);
  g_autoptr(GBytes) bytes = g_bytes_new_take (pixels, n);

  for (gsize i = 0; i < n; i++)
    pixels[i] = (guint8) (i * 7919 % 251);
  return vt_value_new_image (bytes, width, height, 3);
}

static void
test_numbers (gconstpointer data)
{
  const Case *c = data;
  VtPictureRules rules = read_rules (c->config, strstr (c->name, "clip") != NULL ? clip_rules (c->filter)
                                     : (VtPictureRules) { .filter = c->filter, .scale = 1.0f / 255, .mean = HALVES, .deviation = HALVES });
  g_autoptr(VtValue) picture = make_picture (50, 40);
  g_autofree float *numbers = NULL;
  guint width, height;

  numbers = vt_picture_prepare (&rules, vt_value_image (picture), &width, &height);
  g_assert_cmpuint (width, ==, c->width);
  g_assert_cmpuint (height, ==, c->height);
  g_assert_cmpfloat_with_epsilon (numbers[0], c->first, c->tolerance);
  g_assert_cmpfloat_with_epsilon (numbers[(3 * width + 5) * 3 + 1], c->inner, c->tolerance);
  g_assert_cmpfloat_with_epsilon (numbers[width * height * 3 - 1], c->last, c->tolerance);
}

static void
test_sizes (void)
{
  static const struct { const char *config; guint width, height, to_width, to_height; } sizes[] = {
    { "{\"size\": {\"shortest_edge\": 100, \"longest_edge\": 150}, \"ensure_multiple_of\": 16}", 90, 70, 128, 96 },
    { "{\"size\": {\"shortest_edge\": 100, \"longest_edge\": 150}, \"ensure_multiple_of\": 16}", 70, 90, 96, 128 },
    { "{\"size\": {\"shortest_edge\": 100, \"longest_edge\": 150}, \"ensure_multiple_of\": 16}", 200, 50, 144, 32 },
    { "{\"size\": 384, \"keep_aspect_ratio\": true, \"ensure_multiple_of\": 32}", 640, 480, 512, 384 },
    { "{\"size\": 384, \"keep_aspect_ratio\": false}", 640, 480, 384, 384 },
    { "{\"size\": 30, \"crop_size\": 20}", 60, 300, 20, 20 },
    { "{\"size\": {\"shortest_edge\": 30}}", 60, 300, 30, 150 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      VtPictureRules rules = read_rules (sizes[i].config, clip_rules (VT_PICTURE_BILINEAR));
      g_autoptr(VtValue) picture = make_picture (sizes[i].width, sizes[i].height);
      g_autofree float *numbers = NULL;
      guint width, height;

      numbers = vt_picture_prepare (&rules, vt_value_image (picture), &width, &height);
      g_test_message ("%s: %u × %u", sizes[i].config, width, height);
      g_assert_cmpuint (width, ==, sizes[i].to_width);
      g_assert_cmpuint (height, ==, sizes[i].to_height);
    }
}

/* Configurations that make no sense are refused or left out, and never crash. */
static void
test_odd_rules (void)
{
  static const struct { const char *config; gboolean good; } odd[] = {
    { "{\"image_std\": [0, 1, 1]}", FALSE },
    { "{\"size\": -3, \"crop_size\": {\"width\": \"wide\"}}", TRUE },
    { "{\"size\": 1e300, \"resample\": 77}", TRUE },
    { "[]", TRUE },
    { "{\"image_mean\": [1], \"rescale_factor\": \"none\"}", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      VtPictureRules rules = clip_rules (VT_PICTURE_BICUBIC);
      g_autoptr(GError) error = NULL;
      g_autoptr(VtJson) json = vt_json_parse (odd[i].config, strlen (odd[i].config), &error);

      g_assert_no_error (error);
      g_assert_cmpint (vt_picture_rules_read (&rules, vt_json_root (json), &error), ==, odd[i].good);
      g_assert_true (odd[i].good || g_error_matches (error, VT_ERROR, VT_ERROR_CORRUPT));
      g_assert_cmpuint (rules.width, <=, VT_PICTURE_MAX_SIDE);
    }
}

int
main (int argc, char **argv)
{
  static const Case cases[] = {
    { "vit-stretched", "{\"size\": {\"height\": 12, \"width\": 20}, \"resample\": 2}", VT_PICTURE_BICUBIC, 20, 12, -0.1137, 0.0118, -0.0745, 0.009 },
    { "clip-cut", "{\"size\": {\"shortest_edge\": 16}, \"crop_size\": {\"height\": 10, \"width\": 12}, \"do_center_crop\": true, \"resample\": 3}",
      VT_PICTURE_BILINEAR, 12, 10, -0.0259, -0.1463, 0.0840, 0.017 },
    { "clip-margin", "{\"do_resize\": false, \"crop_size\": {\"height\": 60, \"width\": 30}}", VT_PICTURE_BICUBIC, 30, 60, -1.7923, -1.7521, -1.4802, 1e-4 },
    { "vit-shares", "{\"do_resize\": false, \"do_normalize\": false}", VT_PICTURE_BILINEAR, 50, 40, 0, 0.2039, 0.2510, 1e-4 },
    { "vit-bytes", "{\"do_resize\": false, \"do_rescale\": false, \"do_normalize\": false}", VT_PICTURE_BILINEAR, 50, 40, 0, 52, 64, 1e-4 },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/picture/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_numbers);
    }
  g_test_add_func ("/picture/sizes", test_sizes);
  g_test_add_func ("/picture/odd-rules", test_odd_rules);
  return g_test_run ();
}
