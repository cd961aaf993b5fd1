/* The diffusion tasks as jobs: the pictures that diffusers draws with the same
 * seed (tests/vectors/make-diffusion.py), by every scheduler, on every device.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "engine/api/job.h"
#include "engine/base/error.h"
#include "engine/formats/json.h"
#include "engine/formats/weights.h"

#define PROMPT "A red Apple, on the table's edge: it's 25% off!"
#define SEED 42
#define MEAN_DIFFERENCE 1.0 /* of 255 */

static const char *const all_schedulers[] = {
  "ddpm", "ddim", "pndm", "lms", "euler", "euler_ancestral", "heun", "dpmsolver++", "dpmsolver++_karras", "dpmsolver++_sde", "unipc",
  "lcm", NULL,
};

static char *
folder_of (const char *pipeline)
{
  return g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "diffusion", pipeline, NULL);
}

/* Bytes minus 128: (channels, width, height). */
static const VtTensorInfo *
expected_picture (VtWeights **vectors, const char *pipeline, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = folder_of (pipeline), *path = g_build_filename (folder, "pictures.safetensors", NULL);
  const VtTensorInfo *t;

  *vectors = vt_weights_open (path, &error);
  g_assert_no_error (error);
  t = vt_weights_find (*vectors, name);
  g_assert_nonnull (t);
  return t;
}

static void
assert_picture (VtValue *value, const char *pipeline, const char *name)
{
  g_autoptr(VtWeights) vectors = NULL;
  const VtTensorInfo *t = expected_picture (&vectors, pipeline, name);
  const VtImage *image = vt_value_image (value);
  gsize n = t->size;
  double sum = 0;

  g_assert_cmpuint (image->channels, ==, t->ne[0]);
  g_assert_cmpuint (image->width, ==, t->ne[1]);
  g_assert_cmpuint (image->height, ==, t->ne[2]);
  for (gsize i = 0; i < n; i++)
    sum += abs ((int) image->pixels[i] - ((gint8) t->data[i] + 128));
  g_test_message ("%s, %s: mean difference %.4f of 255", pipeline, name, sum / (double) n);
  g_assert_cmpfloat (sum / (double) n, <=, MEAN_DIFFERENCE);
}

typedef struct
{
  VtEngine *engine;
  VtJob *job;
  GHashTable *outputs;
  GError *error;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->engine = vt_engine_new ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->job);
  g_clear_pointer (&f->outputs, g_hash_table_unref);
  g_clear_error (&f->error);
  g_clear_object (&f->engine);
}

static void
begin (Fixture *f, const char *task, const char *pipeline, const char *device)
{
  g_autofree char *folder = folder_of (pipeline);

  g_clear_object (&f->job);
  g_clear_pointer (&f->outputs, g_hash_table_unref);
  g_clear_error (&f->error);
  f->job = vt_job_new (f->engine, vt_task_find (task, NULL), folder, device);
  vt_job_set_seed (f->job, SEED);
}

static void
input (Fixture *f, const char *name, VtValue *value)
{
  g_autoptr(VtValue) owned = value;

  vt_job_set_input (f->job, name, owned, &f->error);
  g_assert_no_error (f->error);
}

static void
set (Fixture *f, const char *name, const char *text)
{
  g_autoptr(VtValue) value = vt_value_new_text (text);

  vt_job_set_parameter (f->job, name, value, &f->error);
  g_assert_no_error (f->error);
}

static void
run_expecting (Fixture *f, gint code)
{
  f->outputs = vt_job_run (f->job, NULL, &f->error);
  g_assert_null (f->outputs);
  g_assert_error (f->error, VT_ERROR, code);
}

static VtValue *
run (Fixture *f)
{
  f->outputs = vt_job_run (f->job, NULL, &f->error);
  g_assert_no_error (f->error);
  return g_hash_table_lookup (f->outputs, "image");
}

static void
prompt (Fixture *f, const char *pipeline, const char *device)
{
  begin (f, "text-to-image", pipeline, device);
  input (f, "text", vt_value_new_text (PROMPT));
  set (f, "negative_prompt", "blurry");
  set (f, "num_inference_steps", "10");
}

/* --- from words --- */

static void
draw_all (Fixture *f, const char *pipeline, const char *const *schedulers, const char *device)
{
  prompt (f, pipeline, device);
  assert_picture (run (f), pipeline, "default");
  for (guint i = 0; schedulers[i] != NULL; i++)
    {
      prompt (f, pipeline, device);
      set (f, "scheduler", schedulers[i]);
      assert_picture (run (f), pipeline, schedulers[i]);
    }
}

static void
test_sd1 (Fixture *f, gconstpointer device)
{
  draw_all (f, "sd1", all_schedulers, device);
}

static void
test_sd2 (Fixture *f, gconstpointer device)
{
  static const char *const some[] = { "pndm", "heun", "dpmsolver++_sde", NULL };

  draw_all (f, "sd2", strcmp (device, "cpu") == 0 ? all_schedulers : some, device);
}

static void
test_sdxl (Fixture *f, gconstpointer device)
{
  draw_all (f, "sdxl", (const char *const[]) { "dpmsolver++", "euler_ancestral", NULL }, device);
}

static void
test_lcm (Fixture *f, gconstpointer device)
{
  begin (f, "text-to-image", "lcm", device);
  input (f, "text", vt_value_new_text (PROMPT));
  set (f, "num_inference_steps", "4");
  assert_picture (run (f), "lcm", "default");
}

/* The same weights in one file: GGUF with some in 8 bits, and safetensors. */
static void
test_single (Fixture *f, gconstpointer device)
{
  prompt (f, "sd1/single.gguf", device);
  assert_picture (run (f), "single", "gguf");
  prompt (f, "sdxl/single.safetensors", device);
  assert_picture (run (f), "sdxl", "default");
}

static void
assert_masks (VtValue *words, const char *pipeline)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = folder_of (pipeline), *path = g_build_filename (folder, "looks.safetensors", NULL);
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
  g_assert_cmpfloat (sum / (double) expected->size, <=, MEAN_DIFFERENCE);
}

/* Where each word counts, asked for; the picture is the same as without (tests/vectors/make-looks.py). */
static void
test_looks (Fixture *f, gconstpointer device)
{
  static const char *const pipelines[] = { "sd1", "sd2", "sdxl" };

  for (guint i = 0; i < G_N_ELEMENTS (pipelines); i++)
    {
      prompt (f, pipelines[i], device);
      vt_job_set_glass (f->job, TRUE);
      assert_picture (run (f), pipelines[i], "default");
      assert_masks (g_hash_table_lookup (f->outputs, "words"), pipelines[i]);
    }
}

/* Nobody looks: nothing is gathered. And the words of a prompt are one chip each, however many tokens they are. */
static void
test_words_of_looks (Fixture *f, gconstpointer data)
{
  VtValue *const *parts;
  guint n;

  prompt (f, "sd1", "cpu");
  run (f);
  g_assert_null (g_hash_table_lookup (f->outputs, "words"));
  begin (f, "text-to-image", "sd1", "cpu");
  input (f, "text", vt_value_new_text ("the (apple:1.4) für zebras"));
  set (f, "num_inference_steps", "1");
  set (f, "num_images_per_prompt", "2");
  vt_job_set_glass (f->job, TRUE);
  run (f);
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
test_guidance (Fixture *f, gconstpointer data)
{
  VtValue *const *frames;
  VtValue *picture;
  guint n;

  prompt (f, "sd1", "cpu");
  set (f, "scheduler", "euler"); /* whose last step ends where the answer leads to */
  vt_job_set_glass (f->job, TRUE);
  picture = run (f);
  frames = vt_value_list (g_hash_table_lookup (f->outputs, "guidance"), &n);
  g_assert_cmpuint (n, ==, 10);
  g_assert_cmpuint (vt_value_image (frames[9])->width, ==, 3 * 32 + 2);
  g_assert_cmpuint (vt_value_image (frames[9])->height, ==, 32);
  g_assert_cmpuint (vt_value_image (frames[9])->pixels[32 * 4 + 3], ==, 0);
  g_assert_cmpfloat (part_away (frames[9], 2, picture), <, 0.01);
  g_assert_cmpfloat (part_away (frames[0], 0, picture), >, 1);
  g_assert_cmpfloat (fabs (part_away (frames[0], 0, picture) - part_away (frames[0], 1, picture)), >, 0.1);
  prompt (f, "sd1", "cpu");
  set (f, "guidance_scale", "1");
  vt_job_set_glass (f->job, TRUE);
  run (f);
  g_assert_null (g_hash_table_lookup (f->outputs, "guidance"));
}

/* Another size, no second look without the prompt; XL: zeros where there is no negative prompt. */
static void
test_plain (Fixture *f, gconstpointer pipeline)
{
  begin (f, "text-to-image", pipeline, "cpu");
  input (f, "text", vt_value_new_text ("the apple"));
  set (f, "num_inference_steps", "10");
  set (f, "width", "40");
  set (f, "height", "24");
  set (f, "guidance_scale", strcmp (pipeline, "sdxl") == 0 ? "3" : "1");
  assert_picture (run (f), pipeline, "plain");
}

static void
test_two (Fixture *f, gconstpointer data)
{
  VtValue *const *pictures;
  guint n;

  prompt (f, "sd1", "cpu");
  set (f, "num_images_per_prompt", "2");
  pictures = vt_value_list (run (f), &n);
  g_assert_cmpuint (n, ==, 2);
  assert_picture (pictures[0], "sd1", "two.0");
  assert_picture (pictures[1], "sd1", "two.1");
}

static void
test_unconditional (Fixture *f, gconstpointer device)
{
  static const struct { const char *pipeline, *scheduler, *picture; } cases[] = {
    { "ddpm", "default", "default" }, { "ddpm", "ddim", "ddim" }, { "ddpm-old", "default", "default" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      begin (f, "unconditional-image-generation", cases[i].pipeline, device);
      set (f, "num_inference_steps", "10");
      set (f, "scheduler", cases[i].scheduler);
      assert_picture (run (f), cases[i].pipeline, cases[i].picture);
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
test_again (Fixture *f, gconstpointer device)
{
  static const char *const schedulers[] = { "pndm", "ddim", "euler", "euler_ancestral", "heun", "dpmsolver++" };

  for (guint i = 0; i < G_N_ELEMENTS (schedulers); i++)
    {
      g_autofree char *name = g_strconcat ("again.", schedulers[i], NULL);

      begin (f, "image-to-image", "sd1", device);
      input (f, "text", vt_value_new_text (PROMPT));
      input (f, "image", gradient ());
      set (f, "negative_prompt", "blurry");
      set (f, "num_inference_steps", "10");
      set (f, "strength", "0.6");
      set (f, "scheduler", schedulers[i]);
      assert_picture (run (f), "sd1", name);
    }
}

static void
test_strength_0 (Fixture *f, gconstpointer data)
{
  g_autoptr(VtValue) picture = gradient ();

  begin (f, "image-to-image", "sd1", "cpu");
  input (f, "text", vt_value_new_text (PROMPT));
  input (f, "image", gradient ());
  set (f, "strength", "0");
  g_assert_true (vt_value_equal (run (f), picture));
}

/* Outside the mask everything is as it was; inside it is what diffusers paints. */
static void
assert_repainted (VtValue *value, const char *pipeline, const char *name)
{
  g_autoptr(VtWeights) vectors = NULL;
  g_autoptr(VtValue) given = gradient ();
  const VtTensorInfo *t = expected_picture (&vectors, pipeline, name);
  const VtImage *image = vt_value_image (value);
  double sum = 0;

  for (guint i = 0; i < 40 * 32 * 3; i++)
    if (in_square (i / 3 % 40, i / 3 / 40))
      sum += abs ((int) image->pixels[i] - ((gint8) t->data[i] + 128));
    else
      g_assert_cmpuint (image->pixels[i], ==, vt_value_image (given)->pixels[i]);
  g_assert_cmpfloat (sum / (20 * 14 * 3), <=, MEAN_DIFFERENCE);
}

static void
test_repaint (Fixture *f, gconstpointer device)
{
  static const struct { const char *pipeline, *strength, *negative, *picture; } cases[] = {
    { "inpaint", "1", "blurry", "default" }, { "inpaint", "0.7", "", "part" }, { "sd1", "0.8", "blurry", "repaint" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      begin (f, "inpainting", cases[i].pipeline, device);
      input (f, "text", vt_value_new_text (PROMPT));
      input (f, "image", gradient ());
      input (f, "mask", square ());
      set (f, "negative_prompt", cases[i].negative);
      set (f, "num_inference_steps", "10");
      set (f, "strength", cases[i].strength);
      assert_repainted (run (f), cases[i].pipeline, cases[i].picture);
    }
}

/* A mask without a mark is a mistake that is told, not a picture that stays as it is. */
static void
test_nothing_marked (Fixture *f, gconstpointer data)
{
  g_autoptr(GBytes) dark = g_bytes_new_take (g_malloc0 (40 * 32), 40 * 32);

  begin (f, "inpainting", "sd1", "cpu");
  input (f, "text", vt_value_new_text (PROMPT));
  input (f, "image", gradient ());
  input (f, "mask", vt_value_new_image (dark, 40, 32, 1));
  run_expecting (f, VT_ERROR_INVALID);
  g_assert_nonnull (strstr (f->error->message, "marked"));
}

/* A picture of odd extents comes back in them. */
static void
test_odd (Fixture *f, gconstpointer data)
{
  guint8 *pixels = g_malloc0 (33 * 21 * 4);
  g_autoptr(GBytes) bytes = NULL;
  const VtImage *image;

  for (guint i = 0; i < 33 * 21 * 4; i++)
    pixels[i] = (guint8) (i * 7);
  bytes = g_bytes_new_take (pixels, 33 * 21 * 4);
  begin (f, "image-to-image", "sd1", "cpu");
  input (f, "text", vt_value_new_text (PROMPT));
  input (f, "image", vt_value_new_image (bytes, 33, 21, 4));
  set (f, "num_inference_steps", "4");
  image = vt_value_image (run (f));
  g_assert_cmpuint (image->width, ==, 33);
  g_assert_cmpuint (image->height, ==, 21);
}

/* --- words --- */

static gboolean
same_picture (Fixture *f, const char *one, const char *other)
{
  g_autoptr(VtValue) first = NULL;

  begin (f, "text-to-image", "sd1", "cpu");
  input (f, "text", vt_value_new_text (one));
  set (f, "num_inference_steps", "2");
  first = vt_value_ref (run (f));
  begin (f, "text-to-image", "sd1", "cpu");
  input (f, "text", vt_value_new_text (other));
  set (f, "num_inference_steps", "2");
  return vt_value_equal (first, run (f));
}

static void
test_weights (Fixture *f, gconstpointer data)
{
  g_assert_true (same_picture (f, "the red apple", "the (red:1.0) apple"));
  g_assert_false (same_picture (f, "the red apple", "the (red:1.6) apple"));
  g_assert_false (same_picture (f, "the red apple", "the (red) apple"));
  g_assert_true (same_picture (f, "the (red) apple", "the \\(red\\) apple"));
}

/* More words than the text encoder has positions all count. */
static void
test_long (Fixture *f, gconstpointer data)
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

/* --- additions --- */

/* One file of the vectors' @folder, or two, as the parameter @name. */
static void
set_files (Fixture *f, const char *name, const char *folder, const char *one, const char *two)
{
  g_autofree char *path = folder_of (folder);
  g_autofree char *text = two == NULL ? g_strdup_printf ("%s/%s", path, one)
                                      : g_strdup_printf ("[\"%s/%s\", \"%s/%s\"]", path, one, path, two);

  set (f, name, text);
}

static void
set_loras (Fixture *f, const char *one, const char *two)
{
  set_files (f, "loras", "lora", one, two);
}

/* One, both, and again without: the model is as it was. */
static void
test_loras (Fixture *f, gconstpointer device)
{
  prompt (f, "sd1", device);
  set_loras (f, "one.safetensors:0.7", NULL);
  assert_picture (run (f), "lora", "one");
  prompt (f, "sd1", device);
  set_loras (f, "one.safetensors:0.7", "two.safetensors");
  assert_picture (run (f), "lora", "both");
  prompt (f, "sd1", device);
  assert_picture (run (f), "sd1", "default");
}

static void
test_wrong_lora (Fixture *f, gconstpointer data)
{
  prompt (f, "sdxl", "cpu");
  set_loras (f, "one.safetensors", NULL);
  run_expecting (f, VT_ERROR_INVALID);
  g_assert_nonnull (strstr (f->error->message, "another base model"));
  prompt (f, "sd1", "cpu");
  set_loras (f, "three.safetensors", NULL);
  run_expecting (f, VT_ERROR_NOT_FOUND);
  prompt (f, "sd1", "cpu");
  set_loras (f, "pictures.safetensors", NULL);
  run_expecting (f, VT_ERROR_INVALID);
}

/* --- words taught afterwards --- */

static void
set_taught (Fixture *f, const char *one, const char *two)
{
  set_files (f, "textual_inversion", "taught", one, two);
}

static void
taught (Fixture *f, const char *text, const char *device)
{
  begin (f, "text-to-image", "sd1", device);
  input (f, "text", vt_value_new_text (text));
  set (f, "negative_prompt", "blurry");
  set (f, "num_inference_steps", "10");
}

/* In every kind of file, with one vector and with two, under the file's word and another. */
static void
test_taught (Fixture *f, gconstpointer device)
{
  taught (f, "the <thing> on the table", device);
  set_taught (f, "thing.safetensors", NULL);
  assert_picture (run (f), "taught", "one");
  taught (f, "the mine on the table", device);
  set_taught (f, "thing.bin:mine", NULL);
  assert_picture (run (f), "taught", "one");
  taught (f, "a red odd, and <thing>", device);
  set_taught (f, "odd.pt", "thing.safetensors");
  assert_picture (run (f), "taught", "both");
  taught (f, "a red odd, and <thing>", device);
  set_taught (f, "thing.bin", "odd.safetensors");
  assert_picture (run (f), "taught", "both");
}

static void
test_wrong_taught (Fixture *f, gconstpointer data)
{
  taught (f, "the <thing>", "cpu");
  set_taught (f, "other-model.safetensors", NULL);
  run_expecting (f, VT_ERROR_INVALID);
  g_assert_nonnull (strstr (f->error->message, "another base model"));
  taught (f, "the <thing>", "cpu");
  set_taught (f, "none.bin", NULL);
  run_expecting (f, VT_ERROR_NOT_FOUND);
}

/* --- the safety checker --- */

static const char *const parts[] = { "unet", "vae", "text_encoder", "tokenizer", "scheduler" };

/* The small Stable Diffusion 1 with a safety checker, whose limits are all @limit. */
static char *
make_checked (float limit)
{
  g_autofree char *sd1 = folder_of ("sd1"), *safety = folder_of ("safety"), *index = NULL, *data = NULL, *name = NULL, *to = NULL;
  char *folder = g_dir_make_tmp ("vitrine-checked-XXXXXX", NULL);
  g_autofree char *extractor = g_build_filename (safety, "feature_extractor", NULL), *link = g_build_filename (folder, "feature_extractor", NULL);
  g_autofree char *checker = g_build_filename (folder, "safety_checker", NULL);
  const char *limits;
  gsize length;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *from = g_build_filename (sd1, parts[i], NULL), *there = g_build_filename (folder, parts[i], NULL);

      g_assert_cmpint (symlink (from, there), ==, 0);
    }
  g_assert_cmpint (symlink (extractor, link), ==, 0);
  g_assert_cmpint (g_mkdir (checker, 0700), ==, 0);
  index = g_build_filename (folder, "model_index.json", NULL);
  g_file_set_contents (index, "{\"_class_name\": \"StableDiffusionPipeline\", \"text_encoder\": [\"transformers\", \"CLIPTextModel\"],"
                              " \"safety_checker\": [\"stable_diffusion\", \"StableDiffusionSafetyChecker\"]}", -1, NULL);
  name = g_build_filename (safety, "safety_checker", "config.json", NULL);
  to = g_build_filename (checker, "config.json", NULL);
  g_assert_cmpint (symlink (name, to), ==, 0);
  g_free (name);
  g_free (to);
  name = g_build_filename (safety, "safety_checker", "model.safetensors", NULL);
  to = g_build_filename (checker, "model.safetensors", NULL);
  g_assert_true (g_file_get_contents (name, &data, &length, NULL));
  {
    g_autoptr(VtWeights) weights = vt_weights_open (name, NULL);
    const VtTensorInfo *t = vt_weights_find (weights, "concept_embeds_weights");
    gsize at = (gsize) (t->data - vt_weights_file (weights, 0)->data);

    limits = (const char *) &limit;
    for (guint i = 0; i < 17; i++)
      memcpy (data + at + i * sizeof limit, limits, sizeof limit);
  }
  g_assert_true (g_file_set_contents (to, data, (gssize) length, NULL));
  return folder;
}

static void
remove_checked (const char *folder)
{
  static const char *const files[] = { "safety_checker/config.json", "safety_checker/model.safetensors", "safety_checker",
                                       "feature_extractor", "model_index.json" };

  for (guint i = 0; i < G_N_ELEMENTS (parts) + G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (folder, i < G_N_ELEMENTS (parts) ? parts[i] : files[i - G_N_ELEMENTS (parts)], NULL);

      g_remove (path);
    }
  g_rmdir (folder);
}

static void
draw_checked (Fixture *f, const char *folder, const char *checked)
{
  g_clear_object (&f->job);
  g_clear_pointer (&f->outputs, g_hash_table_unref);
  g_clear_error (&f->error);
  f->job = vt_job_new (f->engine, vt_task_find ("text-to-image", NULL), folder, "cpu");
  vt_job_set_seed (f->job, SEED);
  input (f, "text", vt_value_new_text (PROMPT));
  set (f, "num_inference_steps", "2");
  set (f, "safety_checker", checked);
}

static void
test_checked (Fixture *f, gconstpointer data)
{
  g_autofree char *strict = make_checked (-2), *mild = make_checked (2);

  draw_checked (f, mild, "true");
  run (f);
  draw_checked (f, strict, "false");
  run (f);
  draw_checked (f, strict, "true");
  run_expecting (f, VT_ERROR_DENIED);
  g_assert_nonnull (strstr (f->error->message, "not shown"));
  remove_checked (strict);
  remove_checked (mild);
}

/* --- jobs --- */

static void
count (VtJob *job, const char *output, VtValue *value, guint *partials)
{
  if (strcmp (output, "steps") == 0)
    (*partials)++;
}

static void
test_steps (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *stats = NULL;
  g_autoptr(VtJson) json = NULL;
  VtValue *const *steps;
  guint n, partials = 0;

  prompt (f, "sd1", "cpu");
  set (f, "scheduler", "heun");
  g_signal_connect (f->job, "partial", G_CALLBACK (count), &partials);
  run (f);
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
test_cancel (Fixture *f, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  prompt (f, "sd1", "cpu");
  set (f, "num_inference_steps", "1000");
  g_signal_connect (f->job, "partial", G_CALLBACK (cancel_job), cancellable);
  f->outputs = vt_job_run (f->job, cancellable, &f->error);
  g_assert_null (f->outputs);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_wrong (Fixture *f, gconstpointer data)
{
  prompt (f, "sd1", "cpu");
  set (f, "width", "33");
  run_expecting (f, VT_ERROR_INVALID);
  g_assert_nonnull (strstr (f->error->message, "32 and 34"));
  prompt (f, "inpaint", "cpu");
  run_expecting (f, VT_ERROR_INVALID);
  g_assert_nonnull (strstr (f->error->message, "inpainting"));
  prompt (f, "ddpm", "cpu");
  run_expecting (f, VT_ERROR_UNSUPPORTED);
  prompt (f, "lcm", "cpu");
  set (f, "num_inference_steps", "51");
  run_expecting (f, VT_ERROR_INVALID);
}

static void
test_inspect (Fixture *f, gconstpointer data)
{
  g_autofree char *sd = folder_of ("sdxl"), *ddpm = folder_of ("ddpm");
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

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)

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
  ADD ("/drawing/taught/cpu", "cpu", test_taught);
  ADD ("/drawing/taught/vulkan", "vulkan", test_taught);
  ADD ("/drawing/taught/wrong", NULL, test_wrong_taught);
  ADD ("/drawing/checked", NULL, test_checked);
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
  ADD ("/drawing/loras/cpu", "cpu", test_loras);
  ADD ("/drawing/loras/vulkan", "vulkan", test_loras);
  ADD ("/drawing/loras/wrong", NULL, test_wrong_lora);
  ADD ("/drawing/steps", NULL, test_steps);
  ADD ("/drawing/cancel", NULL, test_cancel);
  ADD ("/drawing/wrong", NULL, test_wrong);
  ADD ("/drawing/inspect", NULL, test_inspect);
  return g_test_run ();
}
