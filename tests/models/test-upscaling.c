/* The task upscaling as a job: what plain PyTorch makes with the same weights
 * (tests/vectors/make-upscaling.py), whole and in pieces, on every device.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdlib.h>
#include <string.h>

#include "engine/api/job.h"
#include "engine/base/error.h"
#include "engine/cpu/device-cpu.h"
#include "engine/formats/weights.h"
#include "engine/models/upscaler.h"

#define WIDTH 22
#define HEIGHT 18
#define MEAN_DIFFERENCE 0.5 /* of 255 */

static char *
path_of (const char *name)
{
  return g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "upscaling", name, NULL);
}

/* As the script makes it; repeated to any size. */
static VtValue *
make_picture (guint width, guint height, guint channels)
{
  guint8 *pixels = g_malloc ((gsize) width * height * channels);
  g_autoptr(GBytes) bytes = g_bytes_new_take (pixels, (gsize) width * height * channels);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      for (guint c = 0; c < channels; c++)
        pixels[(y * width + x) * channels + c] = c == 3 ? (guint8) (x * 11) : (guint8) ((x * 9 + y * 5 + c * 60 + (x / 4 + y / 4) % 2 * 70) % 256);
  return vt_value_new_image (bytes, width, height, channels);
}

static VtValue *
enlarge (const char *model, const char *device, VtValue *picture, const char *tile)
{
  g_autoptr(VtEngine) engine = vt_engine_new ();
  g_autofree char *path = path_of (model);
  g_autoptr(VtJob) job = vt_job_new (engine, vt_task_find ("upscaling", NULL), path, device);
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) outputs = NULL;
  g_autoptr(VtValue) side = vt_value_new_text (tile);

  vt_job_set_input (job, "image", picture, &error);
  g_assert_no_error (error);
  vt_job_set_parameter (job, "tile_size", side, &error);
  g_assert_no_error (error);
  outputs = vt_job_run (job, NULL, &error);
  g_assert_no_error (error);
  return vt_value_ref (g_hash_table_lookup (outputs, "image"));
}

static void
assert_expected (VtValue *value, const char *name)
{
  g_autofree char *path = path_of ("pictures.safetensors");
  g_autoptr(GError) error = NULL;
  g_autoptr(VtWeights) pictures = vt_weights_open (path, &error);
  const VtTensorInfo *t;
  const VtImage *image = vt_value_image (value);
  double sum = 0;

  g_assert_no_error (error);
  t = vt_weights_find (pictures, name);
  g_assert_nonnull (t);
  g_assert_cmpuint (image->width, ==, t->ne[1]);
  g_assert_cmpuint (image->height, ==, t->ne[2]);
  for (gsize i = 0; i < t->size; i++)
    sum += abs ((int) image->pixels[i] - ((gint8) t->data[i] + 128));
  g_test_message ("%s: mean difference %.4f of 255", name, sum / (double) t->size);
  g_assert_cmpfloat (sum / (double) t->size, <=, MEAN_DIFFERENCE);
}

static void
test_families (gconstpointer device)
{
  static const struct { const char *file, *name; } cases[] = {
    { "four.pth", "four" }, { "two.safetensors", "two" }, { "old.pth", "old" }, { "compact.pth", "compact" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(VtValue) picture = make_picture (WIDTH, HEIGHT, 3);
      g_autoptr(VtValue) large = enlarge (cases[i].file, device, picture, "192");

      assert_expected (large, cases[i].name);
    }
}

/* Pieces see enough of their neighbours that the seams do not show; odd sizes come back whole. */
static void
test_pieces (gconstpointer model)
{
  g_autoptr(VtValue) picture = make_picture (151, 97, 3);
  g_autoptr(VtValue) whole = enlarge (model, "cpu", picture, "192"), pieces = enlarge (model, "cpu", picture, "64");
  const VtImage *a = vt_value_image (whole), *b = vt_value_image (pieces);
  guint most = 0;

  g_assert_cmpuint (a->width, ==, b->width);
  g_assert_cmpuint (a->height, ==, b->height);
  for (gsize i = 0; i < (gsize) a->width * a->height * 3; i++)
    most = MAX (most, (guint) abs ((int) a->pixels[i] - (int) b->pixels[i]));
  g_test_message ("%s: at most %u of 255 between whole and pieces", (const char *) model, most);
  g_assert_cmpuint (most, <=, 12);
}

/* Pieces are no larger than their number asks for: 300 pixels in two of 192 would compute a third more. */
static void
test_even_pieces (void)
{
  g_autofree char *path = path_of ("two.safetensors");
  g_autofree float *pixels = g_new0 (float, 3 * 300 * 40), *large = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(VtDevice) device = vt_cpu_device_new (1, &error);
  g_autoptr(VtUpscaler) upscaler = vt_upscaler_load (device, path, &error);

  g_assert_no_error (error);
  large = vt_upscaler_run (upscaler, pixels, 300, 40, 192, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (large);
  g_assert_cmpint (upscaler->width, ==, 166);
  g_assert_cmpint (upscaler->height, ==, 40);
}

static void
test_alpha (void)
{
  g_autoptr(VtValue) picture = make_picture (20, 12, 4);
  g_autoptr(VtValue) large = enlarge ("compact.pth", "cpu", picture, "192");
  const VtImage *image = vt_value_image (large);

  g_assert_cmpuint (image->channels, ==, 4);
  g_assert_cmpuint (image->width, ==, 40);
  g_assert_cmpuint (image->pixels[3], <, 20);
  g_assert_cmpuint (image->pixels[39 * 4 + 3], >, 190);
}

/* A grey picture of one pixel. */
static void
test_smallest (void)
{
  g_autoptr(VtValue) picture = make_picture (1, 1, 1);
  g_autoptr(VtValue) large = enlarge ("two.safetensors", "cpu", picture, "192");

  g_assert_cmpuint (vt_value_image (large)->width, ==, 2);
  g_assert_cmpuint (vt_value_image (large)->channels, ==, 3);
}

static void
test_inspect (void)
{
  g_autoptr(VtEngine) engine = vt_engine_new ();
  g_autofree char *path = path_of ("old.pth"), *wrong = path_of ("pictures.safetensors");
  g_autoptr(GError) error = NULL;
  g_autoptr(VtModelInfo) info = vt_engine_inspect_model (engine, path, &error), none = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (info->architecture, ==, "ESRGAN");
  g_assert_true (g_strv_contains ((const char *const *) info->tasks, "upscaling"));
  none = vt_engine_inspect_model (engine, wrong, &error);
  g_assert_null (none);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/upscaling/families/cpu", "cpu", test_families);
  g_test_add_data_func ("/upscaling/families/vulkan", "vulkan", test_families);
  g_test_add_data_func ("/upscaling/pieces/four", "four.pth", test_pieces);
  g_test_add_data_func ("/upscaling/pieces/two", "two.safetensors", test_pieces);
  g_test_add_data_func ("/upscaling/pieces/compact", "compact.pth", test_pieces);
  g_test_add_func ("/upscaling/pieces/even", test_even_pieces);
  g_test_add_func ("/upscaling/alpha", test_alpha);
  g_test_add_func ("/upscaling/smallest", test_smallest);
  g_test_add_func ("/upscaling/inspect", test_inspect);
  return g_test_run ();
}
