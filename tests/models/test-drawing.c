/* The diffusion tasks as jobs: the pictures that diffusers draws with the same
 * seed (tests/vectors/make-diffusion.py), by every scheduler, on every device.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "drawing-fixture.h"

#include <math.h>
#include <string.h>

#include "engine/formats/json.h"

static const char *const all_schedulers[] = {
  "ddpm", "ddim", "pndm", "lms", "euler", "euler_ancestral", "heun", "dpmsolver++", "dpmsolver++_karras", "dpmsolver++_sde", "unipc",
  "lcm", NULL,
};

/* --- from words --- */

static void
draw_all (DrawingFixture *f, const char *pipeline, const char *const *schedulers, const char *device)
{
  drawing_prompt (f, pipeline, device);
  drawing_assert_picture (drawing_run (f), pipeline, "default");
  for (guint i = 0; schedulers[i] != NULL; i++)
    {
      drawing_prompt (f, pipeline, device);
      drawing_set (f, "scheduler", schedulers[i]);
      drawing_assert_picture (drawing_run (f), pipeline, schedulers[i]);
    }
}

static void
test_sd1 (DrawingFixture *f, gconstpointer device)
{
  draw_all (f, "sd1", all_schedulers, device);
}

static void
test_sd2 (DrawingFixture *f, gconstpointer device)
{
  static const char *const some[] = { "pndm", "heun", "dpmsolver++_sde", NULL };

  draw_all (f, "sd2", strcmp (device, "cpu") == 0 ? all_schedulers : some, device);
}

static void
test_sdxl (DrawingFixture *f, gconstpointer device)
{
  draw_all (f, "sdxl", (const char *const[]) { "dpmsolver++", "euler_ancestral", NULL }, device);
}

static void
test_lcm (DrawingFixture *f, gconstpointer device)
{
  drawing_begin (f, "text-to-image", "lcm", device);
  drawing_input (f, "text", vt_value_new_text (DRAWING_PROMPT));
  drawing_set (f, "num_inference_steps", "4");
  drawing_assert_picture (drawing_run (f), "lcm", "default");
}

/* The same weights in one file: GGUF with some in 8 bits, and safetensors. */
static void
test_single (DrawingFixture *f, gconstpointer device)
{
  drawing_prompt (f, "sd1/single.gguf", device);
  drawing_assert_picture (drawing_run (f), "single", "gguf");
  drawing_prompt (f, "sdxl/single.safetensors", device);
  drawing_assert_picture (drawing_run (f), "sdxl", "default");
}

static void
assert_masks (VtValue *words, const char *pipeline)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = drawing_folder (pipeline), *path = g_build_filename (folder, "looks.safetensors", NULL);
  g_autoptr(VtWeights) vectors = vt_weights_open (path, &error);
  const VtTensorInfo *expected = vectors != NULL ? vt_weights_find (vectors, "masks") : NULL;
  guint n, n_masks;
  VtValue *const *parts = vt_value_list (words, &n), *const *masks = vt_value_list (parts[2], &n_masks);
  double sum = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (n_masks, ==, expected->ne[2]);
  for (guint i = 0; i < n_masks; i++)
    {
      const VtImage *mask = vt_value_image (masks[i]);

      g_assert_cmpuint (mask->width, ==, expected->ne[0]);
      g_assert_cmpuint (mask->height, ==, expected->ne[1]);
      for (guint k = 0; k < mask->width * mask->height; k++)
        sum += abs ((int) mask->pixels[k] - expected->data[i * mask->width * mask->height + k]);
    }
  g_assert_cmpfloat (sum / (double) expected->size, <=, DRAWING_MEAN_DIFFERENCE);
}

/* Where each word counts, asked for; the picture is the same as without (tests/vectors/make-looks.py). */
static void
test_looks (DrawingFixture *f, gconstpointer device)
{
  static const char *const pipelines[] = { "sd1", "sd2", "sdxl" };

  for (guint i = 0; i < G_N_ELEMENTS (pipelines); i++)
    {
      drawing_prompt (f, pipelines[i], device);
      vt_job_set_glass (f->job, TRUE);
      drawing_assert_picture (drawing_run (f), pipelines[i], "default");
      assert_masks (g_hash_table_lookup (f->outputs, "words"), pipelines[i]);
    }
}

/* Nobody looks: nothing is gathered. And the words of a prompt are one chip each, however many tokens they are. */
static void
test_words_of_looks (DrawingFixture *f, gconstpointer data)
{
  VtValue *const *parts;
  guint n;

  drawing_prompt (f, "sd1", "cpu");
  drawing_run (f);
  g_assert_null (g_hash_table_lookup (f->outputs, "words"));
  drawing_begin (f, "text-to-image", "sd1", "cpu");
  drawing_input (f, "text", vt_value_new_text ("the (apple:1.4) für zebras"));
  drawing_set (f, "num_inference_steps", "1");
  drawing_set (f, "num_images_per_prompt", "2");
  vt_job_set_glass (f->job, TRUE);
  drawing_run (f);
  parts = vt_value_list (g_hash_table_lookup (f->outputs, "words"), &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpstr (vt_value_text (parts[1]), ==, "[{\"label\":\"the\"},{\"label\":\"apple\"},{\"label\":\"für\"},{\"label\":\"zebras\"}]");
}

/* How far part @index of the three of @frame is from @picture, of 255. */
static double
part_away (VtValue *frame, guint index, VtValue *picture)
{
  const VtImage *all = vt_value_image (frame), *one = vt_value_image (picture);
  double sum = 0;

  for (guint i = 0; i < 32 * 32 * 3; i++)
    {
      guint x = i / 3 % 32 + index * 33, y = i / 3 / 32;

      sum += abs ((int) all->pixels[(y * all->width + x) * 4 + i % 3] - one->pixels[i]);
    }
  g_test_message ("part %u is %.2f away", index, sum / (32 * 32 * 3));
  return sum / (32 * 32 * 3);
}

/* At each step what the model sees without the prompt, with it, and what guidance makes of both. */
static void
test_guidance (DrawingFixture *f, gconstpointer data)
{
  VtValue *const *frames;
  VtValue *picture;
  guint n;

  drawing_prompt (f, "sd1", "cpu");
  drawing_set (f, "scheduler", "euler"); /* whose last step ends where the answer leads to */
  vt_job_set_glass (f->job, TRUE);
  picture = drawing_run (f);
  frames = vt_value_list (g_hash_table_lookup (f->outputs, "guidance"), &n);
  g_assert_cmpuint (n, ==, 10);
  g_assert_cmpuint (vt_value_image (frames[9])->width, ==, 3 * 32 + 2);
  g_assert_cmpuint (vt_value_image (frames[9])->height, ==, 32);
  g_assert_cmpuint (vt_value_image (frames[9])->pixels[32 * 4 + 3], ==, 0);
  g_assert_cmpfloat (part_away (frames[9], 2, picture), <, 0.01);
  g_assert_cmpfloat (part_away (frames[0], 0, picture), >, 1);
  g_assert_cmpfloat (fabs (part_away (frames[0], 0, picture) - part_away (frames[0], 1, picture)), >, 0.1);
  drawing_prompt (f, "sd1", "cpu");
  drawing_set (f, "guidance_scale", "1");
  vt_job_set_glass (f->job, TRUE);
  drawing_run (f);
  g_assert_null (g_hash_table_lookup (f->outputs, "guidance"));
}

/* Another size, no second look without the prompt; XL: zeros where there is no negative prompt. */
static void
test_plain (DrawingFixture *f, gconstpointer pipeline)
{
  drawing_begin (f, "text-to-image", pipeline, "cpu");
  drawing_input (f, "text", vt_value_new_text ("the apple"));
  drawing_set (f, "num_inference_steps", "10");
  drawing_set (f, "width", "40");
  drawing_set (f, "height", "24");
  drawing_set (f, "guidance_scale", strcmp (pipeline, "sdxl") == 0 ? "3" : "1");
  drawing_assert_picture (drawing_run (f), pipeline, "plain");
}

static void
test_two (DrawingFixture *f, gconstpointer data)
{
  VtValue *const *pictures;
  guint n;

  drawing_prompt (f, "sd1", "cpu");
  drawing_set (f, "num_images_per_prompt", "2");
  pictures = vt_value_list (drawing_run (f), &n);
  g_assert_cmpuint (n, ==, 2);
  drawing_assert_picture (pictures[0], "sd1", "two.0");
  drawing_assert_picture (pictures[1], "sd1", "two.1");
}

static void
test_unconditional (DrawingFixture *f, gconstpointer device)
{
  static const struct { const char *pipeline, *scheduler, *picture; } cases[] = {
    { "ddpm", "default", "default" }, { "ddpm", "ddim", "ddim" }, { "ddpm-old", "default", "default" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      drawing_begin (f, "unconditional-image-generation", cases[i].pipeline, device);
      drawing_set (f, "num_inference_steps", "10");
      drawing_set (f, "scheduler", cases[i].scheduler);
      drawing_assert_picture (drawing_run (f), cases[i].pipeline, cases[i].picture);
    }
}

/* --- over a picture --- */

static VtValue *
gradient (void)
{
  guint8 *pixels = g_malloc (40 * 32 * 3);
  g_autoptr(GBytes) bytes = NULL;

  for (guint y = 0; y < 32; y++)
    for (guint x = 0; x < 40; x++)
      {
        guint8 *p = pixels + (y * 40 + x) * 3;

        p[0] = (guint8) (x * 6);
        p[1] = (guint8) (y * 7);
        p[2] = (guint8) (255 - x * 3 - y * 3);
      }
  bytes = g_bytes_new_take (pixels, 40 * 32 * 3);
  return vt_value_new_image (bytes, 40, 32, 3);
}

static gboolean
in_square (guint x, guint y)
{
  return x >= 10 && x < 30 && y >= 8 && y < 22;
}

static VtValue *
square (void)
{
  guint8 *pixels = g_malloc (40 * 32);
  g_autoptr(GBytes) bytes = NULL;

  for (guint i = 0; i < 40 * 32; i++)
    pixels[i] = in_square (i % 40, i / 40) ? 255 : 0;
  bytes = g_bytes_new_take (pixels, 40 * 32);
  return vt_value_new_image (bytes, 40, 32, 1);
}

static void
test_again (DrawingFixture *f, gconstpointer device)
{
  static const char *const schedulers[] = { "pndm", "ddim", "euler", "euler_ancestral", "heun", "dpmsolver++" };

  for (guint i = 0; i < G_N_ELEMENTS (schedulers); i++)
    {
      g_autofree char *name = g_strconcat ("again.", schedulers[i], NULL);

      drawing_begin (f, "image-to-image", "sd1", device);
      drawing_input (f, "text", vt_value_new_text (DRAWING_PROMPT));
      drawing_input (f, "image", gradient ());
      drawing_set (f, "negative_prompt", "blurry");
      drawing_set (f, "num_inference_steps", "10");
      drawing_set (f, "strength", "0.6");
      drawing_set (f, "scheduler", schedulers[i]);
      drawing_assert_picture (drawing_run (f), "sd1", name);
    }
}

static void
test_strength_0 (DrawingFixture *f, gconstpointer data)
{
  g_autoptr(VtValue) picture = gradient ();

  drawing_begin (f, "image-to-image", "sd1", "cpu");
  drawing_input (f, "text", vt_value_new_text (DRAWING_PROMPT));
  drawing_input (f, "image", gradient ());
  drawing_set (f, "strength", "0");
  g_assert_true (vt_value_equal (drawing_run (f), picture));
}

/* Outside the mask everything is as it was; inside it is what diffusers paints. */
static void
assert_repainted (VtValue *value, const char *pipeline, const char *name)
{
  g_autoptr(VtWeights) vectors = NULL;
  g_autoptr(VtValue) given = gradient ();
  const VtTensorInfo *t = drawing_expected (&vectors, pipeline, name);
  const VtImage *image = vt_value_image (value);
  double sum = 0;

  for (guint i = 0; i < 40 * 32 * 3; i++)
    if (in_square (i / 3 % 40, i / 3 / 40))
      sum += abs ((int) image->pixels[i] - ((gint8) t->data[i] + 128));
    else
      g_assert_cmpuint (image->pixels[i], ==, vt_value_image (given)->pixels[i]);
  g_assert_cmpfloat (sum / (20 * 14 * 3), <=, DRAWING_MEAN_DIFFERENCE);
}

static void
test_repaint (DrawingFixture *f, gconstpointer device)
{
  static const struct { const char *pipeline, *strength, *negative, *picture; } cases[] = {
    { "inpaint", "1", "blurry", "default" }, { "inpaint", "0.7", "", "part" }, { "sd1", "0.8", "blurry", "repaint" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      drawing_begin (f, "inpainting", cases[i].pipeline, device);
      drawing_input (f, "text", vt_value_new_text (DRAWING_PROMPT));
      drawing_input (f, "image", gradient ());
      drawing_input (f, "mask", square ());
      drawing_set (f, "negative_prompt", cases[i].negative);
      drawing_set (f, "num_inference_steps", "10");
      drawing_set (f, "strength", cases[i].strength);
      assert_repainted (drawing_run (f), cases[i].pipeline, cases[i].picture);
    }
}

/* A mask without a mark is a mistake that is told, not a picture that stays as it is. */
static void
test_nothing_marked (DrawingFixture *f, gconstpointer data)
{
  g_autoptr(GBytes) dark = g_bytes_new_take (g_malloc0 (40 * 32), 40 * 32);

  drawing_begin (f, "inpainting", "sd1", "cpu");
  drawing_input (f, "text", vt_value_new_text (DRAWING_PROMPT));
  drawing_input (f, "image", gradient ());
  drawing_input (f, "mask", vt_value_new_image (dark, 40, 32, 1));
  drawing_run_expecting (f, VT_ERROR_INVALID);
  g_assert_nonnull (strstr (f->error->message, "marked"));
}

/* A picture of odd extents comes back in them. */
static void
test_odd (DrawingFixture *f, gconstpointer data)
{
  guint8 *pixels = g_malloc0 (33 * 21 * 4);
  g_autoptr(GBytes) bytes = NULL;
  const VtImage *image;

  for (guint i = 0; i < 33 * 21 * 4; i++)
    pixels[i] = (guint8) (i * 7);
  bytes = g_bytes_new_take (pixels, 33 * 21 * 4);
  drawing_begin (f, "image-to-image", "sd1", "cpu");
  drawing_input (f, "text", vt_value_new_text (DRAWING_PROMPT));
  drawing_input (f, "image", vt_value_new_image (bytes, 33, 21, 4));
  drawing_set (f, "num_inference_steps", "4");
  image = vt_value_image (drawing_run (f));
  g_assert_cmpuint (image->width, ==, 33);
  g_assert_cmpuint (image->height, ==, 21);
}

/* --- words --- */

static gboolean
same_picture (DrawingFixture *f, const char *one, const char *other)
{
  g_autoptr(VtValue) first = NULL;

  drawing_begin (f, "text-to-image", "sd1", "cpu");
  drawing_input (f, "text", vt_value_new_text (one));
  drawing_set (f, "num_inference_steps", "2");
  first = vt_value_ref (drawing_run (f));
  drawing_begin (f, "text-to-image", "sd1", "cpu");
  drawing_input (f, "text", vt_value_new_text (other));
  drawing_set (f, "num_inference_steps", "2");
  return vt_value_equal (first, drawing_run (f));
}

static void
test_weights (DrawingFixture *f, gconstpointer data)
{
  g_assert_true (same_picture (f, "the red apple", "the (red:1.0) apple"));
  g_assert_false (same_picture (f, "the red apple", "the (red:1.6) apple"));
  g_assert_false (same_picture (f, "the red apple", "the (red) apple"));
  g_assert_true (same_picture (f, "the (red) apple", "the \\(red\\) apple"));
}

/* More words than the text encoder has positions all count. */
static void
test_long (DrawingFixture *f, gconstpointer data)
{
  GString *one = g_string_new (NULL), *other;

  for (guint i = 0; i < 120; i++)
    g_string_append (one, "the apple ");
  other = g_string_new (one->str);
  g_string_append (one, "red");
  g_string_append (other, "blurry");
  g_assert_false (same_picture (f, one->str, other->str));
  g_string_free (one, TRUE);
  g_string_free (other, TRUE);
}

/* --- jobs --- */

static void
count (VtJob *job, const char *output, VtValue *value, guint *partials)
{
  if (strcmp (output, "steps") == 0)
    (*partials)++;
}

static void
test_steps (DrawingFixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *stats = NULL;
  g_autoptr(VtJson) json = NULL;
  VtValue *const *steps;
  guint n, partials = 0;

  drawing_prompt (f, "sd1", "cpu");
  drawing_set (f, "scheduler", "heun");
  g_signal_connect (f->job, "partial", G_CALLBACK (count), &partials);
  drawing_run (f);
  steps = vt_value_list (g_hash_table_lookup (f->outputs, "steps"), &n);
  g_assert_cmpuint (n, ==, 11);
  g_assert_cmpuint (vt_value_image (steps[0])->width, ==, vt_value_image (steps[10])->width);
  g_assert_true (vt_value_equal (steps[10], g_hash_table_lookup (f->outputs, "image")));
  g_assert_false (vt_value_equal (steps[0], steps[9]));
  g_assert_cmpuint (partials, >, 0);
  stats = vt_job_dup_stats_json (f->job);
  json = vt_json_parse (stats, strlen (stats), &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (vt_json_get_double (vt_json_root (json), "steps", 0), 10, 0.6);
  g_assert_cmpfloat (vt_json_get_double (vt_json_root (json), "s_per_step", -1), >=, 0);
}

static void
cancel_job (VtJob *job, const char *output, VtValue *value, GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
test_cancel (DrawingFixture *f, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  drawing_prompt (f, "sd1", "cpu");
  drawing_set (f, "num_inference_steps", "1000");
  g_signal_connect (f->job, "partial", G_CALLBACK (cancel_job), cancellable);
  f->outputs = vt_job_run (f->job, cancellable, &f->error);
  g_assert_null (f->outputs);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_wrong (DrawingFixture *f, gconstpointer data)
{
  drawing_prompt (f, "sd1", "cpu");
  drawing_set (f, "width", "33");
  drawing_run_expecting (f, VT_ERROR_INVALID);
  g_assert_nonnull (strstr (f->error->message, "32 and 34"));
  drawing_prompt (f, "inpaint", "cpu");
  drawing_run_expecting (f, VT_ERROR_INVALID);
  g_assert_nonnull (strstr (f->error->message, "inpainting"));
  drawing_prompt (f, "ddpm", "cpu");
  drawing_run_expecting (f, VT_ERROR_UNSUPPORTED);
  drawing_prompt (f, "lcm", "cpu");
  drawing_set (f, "num_inference_steps", "51");
  drawing_run_expecting (f, VT_ERROR_INVALID);
}

static void
test_inspect (DrawingFixture *f, gconstpointer data)
{
  g_autofree char *sd = drawing_folder ("sdxl"), *ddpm = drawing_folder ("ddpm");
  g_autoptr(VtModelInfo) words = vt_engine_inspect_model (f->engine, sd, &f->error);
  g_autoptr(VtModelInfo) none = NULL;

  g_assert_no_error (f->error);
  none = vt_engine_inspect_model (f->engine, ddpm, &f->error);
  g_assert_no_error (f->error);
  g_assert_cmpstr (words->architecture, ==, "StableDiffusionXLPipeline");
  g_assert_true (g_strv_contains ((const char *const *) words->tasks, "inpainting"));
  g_assert_cmpuint (words->file_bytes, >, 100000);
  g_assert_cmpuint (words->memory_bytes, >, 0);
  g_assert_true (g_strv_contains ((const char *const *) none->tasks, "unconditional-image-generation"));
  g_assert_false (g_strv_contains ((const char *const *) none->tasks, "text-to-image"));
}

#define ADD(path, data, func) g_test_add (path, DrawingFixture, data, drawing_set_up, func, drawing_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/drawing/sd1/cpu", "cpu", test_sd1);
  ADD ("/drawing/sd1/vulkan", "vulkan", test_sd1);
  ADD ("/drawing/sd2/cpu", "cpu", test_sd2);
  ADD ("/drawing/sd2/vulkan", "vulkan", test_sd2);
  ADD ("/drawing/sdxl/cpu", "cpu", test_sdxl);
  ADD ("/drawing/sdxl/vulkan", "vulkan", test_sdxl);
  ADD ("/drawing/single/cpu", "cpu", test_single);
  ADD ("/drawing/single/vulkan", "vulkan", test_single);
  ADD ("/drawing/looks/cpu", "cpu", test_looks);
  ADD ("/drawing/looks/vulkan", "vulkan", test_looks);
  ADD ("/drawing/guidance", NULL, test_guidance);
  ADD ("/drawing/looks/words", NULL, test_words_of_looks);
  ADD ("/drawing/lcm/cpu", "cpu", test_lcm);
  ADD ("/drawing/plain/sd1", "sd1", test_plain);
  ADD ("/drawing/plain/sd2", "sd2", test_plain);
  ADD ("/drawing/plain/sdxl", "sdxl", test_plain);
  ADD ("/drawing/two", NULL, test_two);
  ADD ("/drawing/unconditional/cpu", "cpu", test_unconditional);
  ADD ("/drawing/unconditional/vulkan", "vulkan", test_unconditional);
  ADD ("/drawing/again/cpu", "cpu", test_again);
  ADD ("/drawing/again/strength-0", NULL, test_strength_0);
  ADD ("/drawing/again/odd", NULL, test_odd);
  ADD ("/drawing/repaint/nothing-marked", NULL, test_nothing_marked);
  ADD ("/drawing/repaint/cpu", "cpu", test_repaint);
  ADD ("/drawing/repaint/vulkan", "vulkan", test_repaint);
  ADD ("/drawing/words/weights", NULL, test_weights);
  ADD ("/drawing/words/long", NULL, test_long);
  ADD ("/drawing/steps", NULL, test_steps);
  ADD ("/drawing/cancel", NULL, test_cancel);
  ADD ("/drawing/wrong", NULL, test_wrong);
  ADD ("/drawing/inspect", NULL, test_inspect);
  return g_test_run ();
}
