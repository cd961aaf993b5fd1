/* What is added to a drawing model, as jobs: LoRAs, words taught afterwards, and the safety checker; the pictures are
 * diffusers' own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "drawing-fixture.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

/* --- LoRAs --- */

/* One file of the vectors' @folder, or two, as the parameter @name. */
static void
set_files (DrawingFixture *f, const char *name, const char *folder, const char *one, const char *two)
{
  g_autofree char *path = drawing_folder (folder);
  g_autofree char *text = two == NULL ? g_strdup_printf ("%s/%s", path, one)
                                      : g_strdup_printf ("[\"%s/%s\", \"%s/%s\"]", path, one, path, two);

  drawing_set (f, name, text);
}

static void
set_loras (DrawingFixture *f, const char *one, const char *two)
{
  set_files (f, "loras", "lora", one, two);
}

/* One, both, and again without: the model is as it was. */
static void
test_loras (DrawingFixture *f, gconstpointer device)
{
  drawing_prompt (f, "sd1", device);
  set_loras (f, "one.safetensors:0.7", NULL);
  drawing_assert_picture (drawing_run (f), "lora", "one");
  drawing_prompt (f, "sd1", device);
  set_loras (f, "one.safetensors:0.7", "two.safetensors");
  drawing_assert_picture (drawing_run (f), "lora", "both");
  drawing_prompt (f, "sd1", device);
  drawing_assert_picture (drawing_run (f), "sd1", "default");
}

static void
test_wrong_lora (DrawingFixture *f, gconstpointer data)
{
  drawing_prompt (f, "sdxl", "cpu");
  set_loras (f, "one.safetensors", NULL);
  drawing_run_expecting (f, VT_ERROR_INVALID);
  g_assert_nonnull (strstr (f->error->message, "another base model"));
  drawing_prompt (f, "sd1", "cpu");
  set_loras (f, "three.safetensors", NULL);
  drawing_run_expecting (f, VT_ERROR_NOT_FOUND);
  drawing_prompt (f, "sd1", "cpu");
  set_loras (f, "pictures.safetensors", NULL);
  drawing_run_expecting (f, VT_ERROR_INVALID);
}

/* --- words taught afterwards --- */

static void
set_taught (DrawingFixture *f, const char *one, const char *two)
{
  set_files (f, "textual_inversion", "taught", one, two);
}

static void
taught (DrawingFixture *f, const char *text, const char *device)
{
  drawing_begin (f, "text-to-image", "sd1", device);
  drawing_input (f, "text", vt_value_new_text (text));
  drawing_set (f, "negative_prompt", "blurry");
  drawing_set (f, "num_inference_steps", "10");
}

/* In every kind of file, with one vector and with two, under the file's word and another. */
static void
test_taught (DrawingFixture *f, gconstpointer device)
{
  taught (f, "the <thing> on the table", device);
  set_taught (f, "thing.safetensors", NULL);
  drawing_assert_picture (drawing_run (f), "taught", "one");
  taught (f, "the mine on the table", device);
  set_taught (f, "thing.bin:mine", NULL);
  drawing_assert_picture (drawing_run (f), "taught", "one");
  taught (f, "a red odd, and <thing>", device);
  set_taught (f, "odd.pt", "thing.safetensors");
  drawing_assert_picture (drawing_run (f), "taught", "both");
  taught (f, "a red odd, and <thing>", device);
  set_taught (f, "thing.bin", "odd.safetensors");
  drawing_assert_picture (drawing_run (f), "taught", "both");
}

static void
test_wrong_taught (DrawingFixture *f, gconstpointer data)
{
  taught (f, "the <thing>", "cpu");
  set_taught (f, "other-model.safetensors", NULL);
  drawing_run_expecting (f, VT_ERROR_INVALID);
  g_assert_nonnull (strstr (f->error->message, "another base model"));
  taught (f, "the <thing>", "cpu");
  set_taught (f, "none.bin", NULL);
  drawing_run_expecting (f, VT_ERROR_NOT_FOUND);
}

/* --- the safety checker --- */

static const char *const parts[] = { "unet", "vae", "text_encoder", "tokenizer", "scheduler" };

/* The small Stable Diffusion 1 with a safety checker, whose limits are all @limit. */
static char *
make_checked (float limit)
{
  g_autofree char *sd1 = drawing_folder ("sd1"), *safety = drawing_folder ("safety"), *index = NULL, *data = NULL, *name = NULL, *to = NULL;
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
draw_checked (DrawingFixture *f, const char *folder, const char *checked)
{
  drawing_begin_in (f, "text-to-image", folder, "cpu");
  drawing_input (f, "text", vt_value_new_text (DRAWING_PROMPT));
  drawing_set (f, "num_inference_steps", "2");
  drawing_set (f, "safety_checker", checked);
}

static void
test_checked (DrawingFixture *f, gconstpointer data)
{
  g_autofree char *strict = make_checked (-2), *mild = make_checked (2);

  draw_checked (f, mild, "true");
  drawing_run (f);
  draw_checked (f, strict, "false");
  drawing_run (f);
  draw_checked (f, strict, "true");
  drawing_run_expecting (f, VT_ERROR_DENIED);
  g_assert_nonnull (strstr (f->error->message, "not shown"));
  remove_checked (strict);
  remove_checked (mild);
}

#define ADD(path, data, func) g_test_add (path, DrawingFixture, data, drawing_set_up, func, drawing_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/drawing/taught/cpu", "cpu", test_taught);
  ADD ("/drawing/taught/vulkan", "vulkan", test_taught);
  ADD ("/drawing/taught/wrong", NULL, test_wrong_taught);
  ADD ("/drawing/checked", NULL, test_checked);
  ADD ("/drawing/loras/cpu", "cpu", test_loras);
  ADD ("/drawing/loras/vulkan", "vulkan", test_loras);
  ADD ("/drawing/loras/wrong", NULL, test_wrong_lora);
  return g_test_run ();
}
