/* Networks that look at pictures against PyTorch, layer by layer
 * (tests/vectors/make-seeing.py), on every device.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/models/clip.h"
#include "engine/models/vision.h"
#include "tests/models/device.h"
#include "tests/models/real-picture-model.h"
#include "tests/models/states.h"

#define TOLERANCE 1e-8 /* of the normalised mean square error */
#define SAMPLES 256

typedef struct
{
  const char *model;
  const char *device;
  VtVisionOutput output;
  gint64 width, height;
} Case;

static VtWeights *
load_states (const char *first, const char *second)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "seeing", first, second, NULL);
  VtWeights *states = vt_weights_open (path, &error);

  g_assert_no_error (error);
  return states;
}

static float *
make_pixels (gint64 width, gint64 height)
{
  float *pixels = g_new (float, 3 * width * height);

  for (gint64 i = 0; i < 3 * width * height; i++)
    pixels[i] = (float) (((guint32) i * 2654435761u >> 8) % 2000) / 1000 - 1;
  return pixels;
}

/* --- the real EfficientNet-Lite0, of whose states every k-th number was kept --- */

static void
test_lite (gconstpointer device_name)
{
  g_autofree char *folder = real_picture_model ();
  g_autofree float *pixels = make_pixels (224, 224), *logits = NULL;
  g_autoptr(VtWeights) states = load_states ("efficientnet-lite0.safetensors", NULL);
  g_autoptr(VtDevice) device = NULL;
  g_autoptr(VtVision) vision = NULL;
  g_autoptr(GError) error = NULL;
  Comparison comparison = { states, TOLERANCE, .samples = SAMPLES };
  float *out[VT_VISION_MAX_OUT];

  if (folder == NULL)
    {
      g_test_skip (NO_REAL_PICTURE_MODEL);
      return;
    }
  device = open_device (device_name);
  vision = vt_vision_load (device, folder, VT_VISION_CLASSES, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (vision->n_labels, ==, 1000);
  vt_vision_run (vision, pixels, 224, 224, out, NULL, compare_state, &comparison, &error);
  g_assert_no_error (error);
  logits = out[0];
  g_assert_null (out[1]);
  g_assert_cmpuint (comparison.compared, ==, vt_weights_n_tensors (states));
}

/* --- tiny random models --- */

static char *
folder_of (const char *model)
{
  return g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "seeing", model, NULL);
}

static void
test_model (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *folder = folder_of (c->model);
  g_autoptr(VtWeights) states = load_states (c->model, "states.safetensors");
  g_autoptr(VtDevice) device = open_device (c->device);
  g_autoptr(GError) error = NULL;
  g_autoptr(VtVision) vision = vt_vision_load (device, folder, c->output, &error);
  g_autofree float *pixels = make_pixels (c->width, c->height);
  Comparison comparison = { states, TOLERANCE };
  float *out[VT_VISION_MAX_OUT];

  g_assert_no_error (error);
  vt_vision_run (vision, pixels, c->width, c->height, out, NULL, compare_state, &comparison, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (comparison.compared, ==, vt_weights_n_tensors (states));
  for (guint i = 0; i < VT_VISION_MAX_OUT; i++)
    g_free (out[i]);
}

/* A second run without a probe, by the plan that is kept, gives the same. */
static void
test_again (void)
{
  g_autofree char *folder = folder_of ("vit");
  g_autoptr(VtDevice) device = open_device ("cpu");
  g_autoptr(GError) error = NULL;
  g_autoptr(VtVision) vision = vt_vision_load (device, folder, VT_VISION_CLASSES, &error);
  g_autoptr(VtWeights) states = load_states ("vit", "states.safetensors");
  const VtTensorInfo *logits = vt_weights_find (states, "logits");
  g_autofree float *pixels = make_pixels (30, 30);

  g_assert_no_error (error);
  for (guint round = 0; round < 2; round++)
    {
      float *out[VT_VISION_MAX_OUT];

      g_assert_true (vt_vision_run (vision, pixels, 30, 30, out, NULL, NULL, NULL, &error));
      g_assert_cmpfloat (nmse (out[0], (const float *) (const void *) logits->data, 5), <, TOLERANCE);
      g_free (out[0]);
    }
}

/* --- CLIP --- */

static void
assert_direction (VtWeights *states, const char *name, guint row, const float *got, guint n)
{
  const VtTensorInfo *t = vt_weights_find (states, name);

  g_assert_nonnull (t);
  g_assert_cmpint (t->ne[0], ==, n);
  g_assert_cmpfloat (nmse (got, (const float *) (const void *) t->data + row * n, n), <, TOLERANCE);
}

static void
test_clip (gconstpointer device_name)
{
  static const char *const texts[] = { "This is a photo of red apple.", "This is a photo of the table.", "This is a photo of it's off." };
  g_autofree char *folder = folder_of ("clip");
  g_autoptr(VtWeights) states = load_states ("clip", "states.safetensors");
  g_autoptr(VtDevice) device = open_device (device_name);
  g_autoptr(GError) error = NULL;
  g_autoptr(VtClip) clip = vt_clip_load (device, folder, &error);
  g_autofree float *pixels = make_pixels (24, 24), *direction = g_new (float, 20);
  Comparison comparison = { states, TOLERANCE };

  g_assert_no_error (error);
  g_assert_cmpint (clip->n_projection, ==, 20);
  for (guint round = 0; round < 2; round++)
    {
      vt_clip_see (clip, pixels, direction, NULL, round == 0 ? compare_state : NULL, &comparison, &error);
      g_assert_no_error (error);
      assert_direction (states, "image", 0, direction, 20);
    }
  g_assert_cmpuint (comparison.compared, ==, 3);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      vt_clip_read (clip, texts[i], direction, NULL, NULL, &error);
      g_assert_no_error (error);
      assert_direction (states, "texts", i, direction, 20);
    }
}

/* A text of any length is read. */
static void
test_long_text (void)
{
  g_autofree char *folder = folder_of ("clip");
  g_autoptr(VtDevice) device = open_device ("cpu");
  g_autoptr(GError) error = NULL;
  g_autoptr(VtClip) clip = vt_clip_load (device, folder, &error);
  g_autofree char *text = g_strnfill (10000, 'x');
  g_autofree float *direction = g_new (float, 20);
  double squares = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (vt_clip_read (clip, i == 0 ? text : "", direction, NULL, NULL, &error));
      squares = 0;
      for (guint k = 0; k < 20; k++)
        squares += direction[k] * direction[k];
      g_assert_cmpfloat_with_epsilon (squares, 1, 1e-4);
    }
}

/* --- what is no such model --- */

static void
test_others (void)
{
  static const struct { const char *path; gint code; } others[] = {
    { "tests/vectors/lm/llama2", VT_ERROR_UNSUPPORTED },
    { "tests/fuzz/corpus/pytorch/hostile.pth", VT_ERROR_DENIED },
    { "tests/data/pictures/cat.jpg", VT_ERROR_UNSUPPORTED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *path = g_build_filename (g_getenv ("VITRINE_SRCDIR"), others[i].path, NULL);
      g_autoptr(VtDevice) device = open_device ("cpu");
      g_autoptr(GError) error = NULL;

      g_assert_null (vt_vision_load (device, path, VT_VISION_CLASSES, &error));
      g_assert_error (error, VT_ERROR, others[i].code);
    }
}

int
main (int argc, char **argv)
{
  static const Case cases[] = {
    { "vit", "cpu", VT_VISION_CLASSES, 30, 30 },
    { "vit", "vulkan", VT_VISION_CLASSES, 30, 30 },
    { "deit", "cpu", VT_VISION_CLASSES, 30, 30 },
    { "deit", "vulkan", VT_VISION_CLASSES, 30, 30 },
    { "yolos", "cpu", VT_VISION_BOXES, 42, 30 },
    { "yolos", "vulkan", VT_VISION_BOXES, 42, 30 },
    { "depth-anything", "cpu", VT_VISION_DEPTH, 42, 30 },
    { "depth-anything", "vulkan", VT_VISION_DEPTH, 42, 30 },
    { "segformer", "cpu", VT_VISION_SEGMENTS, 96, 64 },
    { "segformer", "vulkan", VT_VISION_SEGMENTS, 96, 64 },
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/vision/efficientnet-lite0/cpu", "cpu", test_lite);
  g_test_add_data_func ("/vision/efficientnet-lite0/vulkan", "vulkan", test_lite);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/vision/%s/%s", cases[i].model, cases[i].device);

      g_test_add_data_func (path, &cases[i], test_model);
    }
  g_test_add_func ("/vision/again", test_again);
  g_test_add_data_func ("/vision/clip/cpu", "cpu", test_clip);
  g_test_add_data_func ("/vision/clip/vulkan", "vulkan", test_clip);
  g_test_add_func ("/vision/clip/long-text", test_long_text);
  g_test_add_func ("/vision/others", test_others);
  return g_test_run ();
}
