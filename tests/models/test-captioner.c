/* Models that put pictures into words against transformers: their hidden states,
 * and the scores of every word while the most probable one is taken
 * (tests/vectors/make-seeing.py), on every device; and the tasks as jobs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/api/job.h"
#include "engine/base/error.h"
#include "engine/formats/weights.h"
#include "engine/models/captioner.h"
#include "tests/models/device.h"
#include "tests/models/states.h"

#define TOLERANCE 1e-8 /* of the normalised mean square error */
#define QUESTION "red apple on the table"

typedef struct
{
  const char *model, *device;
  gboolean answers;
} Case;

static char *
folder_of (const char *model)
{
  return g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "seeing", model, NULL);
}

static VtWeights *
load_states (const char *model)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = folder_of (model), *path = g_build_filename (folder, "states.safetensors", NULL);
  VtWeights *states = vt_weights_open (path, &error);

  g_assert_no_error (error);
  return states;
}

static const VtTensorInfo *
state (VtWeights *states, const char *name)
{
  const VtTensorInfo *t = vt_weights_find (states, name);

  g_assert_nonnull (t);
  return t;
}

static float *
make_pixels (void)
{
  float *pixels = g_new (float, 3 * 30 * 30);

  for (guint i = 0; i < 3 * 30 * 30; i++)
    pixels[i] = (float) ((i * 2654435761u >> 8) % 2000) / 1000 - 1;
  return pixels;
}

static void
assert_near (const char *name, const float *got, const float *expected, gsize n)
{
  double difference = nmse (got, expected, n);

  if (!(difference <= TOLERANCE))
    g_error ("“%s” is the first that differs (NMSE %g)", name, difference);
}

/* Twice, so that the second picture finds nothing of the first. */
static void
test_model (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *folder = folder_of (c->model);
  g_autoptr(VtWeights) states = load_states (c->model);
  g_autoptr(VtDevice) device = open_device (c->device);
  g_autoptr(GError) error = NULL;
  g_autoptr(VtCaptioner) model = vt_captioner_load (device, folder, c->answers, &error);
  const VtTensorInfo *steps = state (states, "steps");
  const gint32 *ids = (const gint32 *) (const void *) state (states, "ids")->data;
  g_autofree float *pixels = make_pixels (), *logits = g_new (float, steps->ne[0]);
  Comparison comparison = { states, TOLERANCE };

  g_assert_no_error (error);
  g_assert_cmpint (model->decoder->n_vocab, ==, steps->ne[0]);
  for (guint round = 0; round < 2; round++)
    {
      vt_captioner_look (model, pixels, c->answers ? QUESTION : NULL, NULL, round == 0 ? compare_state : NULL, &comparison, &error);
      g_assert_no_error (error);
      g_assert_cmpint (ids[0], ==, model->start);
      for (guint i = 0; i < steps->ne[1]; i++)
        {
          g_autofree char *name = g_strdup_printf ("scores of word %u", i);

          vt_word_decoder_next (model->decoder, ids[i], i, logits, NULL, &error);
          g_assert_no_error (error);
          assert_near (name, logits, (const float *) (const void *) steps->data + i * steps->ne[0], (gsize) steps->ne[0]);
        }
    }
  g_assert_cmpuint (comparison.compared, ==, vt_weights_n_tensors (states) - 2);
}

static void
test_limit (void)
{
  g_autofree char *folder = folder_of ("vit-gpt2");
  g_autoptr(VtDevice) device = open_device ("cpu");
  g_autoptr(GError) error = NULL;
  g_autoptr(VtCaptioner) model = vt_captioner_load (device, folder, FALSE, &error);
  g_autofree float *logits = g_new (float, model->decoder->n_vocab);

  g_assert_no_error (error);
  g_assert_false (vt_word_decoder_next (model->decoder, 0, 64, logits, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_LIMIT);
}

/* --- as jobs --- */

static VtValue *
grey_picture (void)
{
  g_autoptr(GBytes) pixels = g_bytes_new_take (memset (g_malloc (50 * 40), 90, 50 * 40), 50 * 40);

  return vt_value_new_image (pixels, 50, 40, 1);
}

static VtJob *
new_job (VtEngine *engine, const char *task, const char *model)
{
  g_autofree char *folder = folder_of (model);
  g_autoptr(VtValue) picture = grey_picture ();
  g_autoptr(GError) error = NULL;
  VtJob *job = vt_job_new (engine, vt_task_find (task, NULL), folder, "cpu");

  vt_job_set_input (job, "image", picture, &error);
  g_assert_no_error (error);
  return job;
}

static void
test_caption_job (void)
{
  static const char *const models[] = { "vit-gpt2", "blip" };
  g_autoptr(VtEngine) engine = vt_engine_new ();

  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autoptr(VtJob) job = new_job (engine, "image-to-text", models[i]);
      g_autoptr(GError) error = NULL;
      g_autoptr(GHashTable) outputs = vt_job_run (job, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (vt_value_type (g_hash_table_lookup (outputs, "text")), ==, VT_VALUE_TEXT);
      g_assert_cmpfloat (vt_job_get_stat (job, "generated_tokens"), <=, 40);
    }
}

static void
test_answer_job (void)
{
  g_autoptr(VtEngine) engine = vt_engine_new ();
  g_autoptr(VtJob) job = new_job (engine, "visual-question-answering", "blip-vqa");
  g_autoptr(VtValue) question = vt_value_new_text (QUESTION);
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) outputs = NULL;
  const VtLabel *labels;
  guint n;

  vt_job_set_input (job, "question", question, &error);
  g_assert_no_error (error);
  outputs = vt_job_run (job, NULL, &error);
  g_assert_no_error (error);
  labels = vt_value_labels (g_hash_table_lookup (outputs, "labels"), &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpfloat (labels[0].score, >, 0);
  g_assert_cmpfloat (labels[0].score, <=, 1);
}

/* A model for the other task says so. */
static void
test_wrong_task (void)
{
  g_autoptr(VtEngine) engine = vt_engine_new ();
  g_autoptr(VtJob) job = new_job (engine, "image-to-text", "blip-vqa");
  g_autoptr(GError) error = NULL;

  g_assert_null (vt_job_run (job, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED);
}

int
main (int argc, char **argv)
{
  static const Case cases[] = {
    { "vit-gpt2", "cpu", FALSE }, { "vit-gpt2", "vulkan", FALSE }, { "blip", "cpu", FALSE },
    { "blip", "vulkan", FALSE },  { "blip-vqa", "cpu", TRUE },     { "blip-vqa", "vulkan", TRUE },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/captioner/%s/%s", cases[i].model, cases[i].device);

      g_test_add_data_func (path, &cases[i], test_model);
    }
  g_test_add_func ("/captioner/limit", test_limit);
  g_test_add_func ("/captioner/job/caption", test_caption_job);
  g_test_add_func ("/captioner/job/answer", test_answer_job);
  g_test_add_func ("/captioner/job/wrong-task", test_wrong_task);
  return g_test_run ();
}
