/* A language model with an eye against transformers (tests/vectors/make-talking.py):
 * each state of the eye, the scores of each step behind picture and question, and
 * the task as a job, on every device.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "engine/api/job.h"
#include "engine/base/error.h"
#include "engine/models/eye.h"
#include "engine/models/lm-session.h"
#include "engine/tasks/picture-prepare.h"
#include "engine/tasks/picture-tiles.h"
#include "tests/models/device.h"

#define SIDE 24
#define SEEN 4
#define STEPS 8
#define TOLERANCE 1e-7
#define QUESTION "What is there?"

static char *
path_of (const char *name)
{
  return g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "seeing", "smolvlm", name, NULL);
}

static VtWeights *
load_states (void)
{
  g_autofree char *path = path_of ("states.safetensors");
  g_autoptr(GError) error = NULL;
  VtWeights *states = vt_weights_open (path, &error);

  g_assert_no_error (error);
  return states;
}

static double
nmse (const float *got, const float *expected, gsize n)
{
  double error = 0, power = 0;

  for (gsize i = 0; i < n; i++)
    {
      error += (double) (got[i] - expected[i]) * (got[i] - expected[i]);
      power += (double) expected[i] * expected[i];
    }
  g_assert_cmpfloat (power, >, 0);
  return error / power;
}

typedef struct
{
  VtWeights *states;
  guint compared;
} Comparison;

static void
compare_state (const char *name, const float *values, gint64 ne0, gint64 rows, gpointer data)
{
  Comparison *c = data;
  const VtTensorInfo *t = vt_weights_find (c->states, name);

  if (t == NULL)
    return; /* the reference has no hook there */
  g_assert_cmpint (t->ne[0], ==, ne0);
  g_assert_cmpint (t->ne[1] * t->ne[2], ==, rows);
  if (!(nmse (values, (const float *) (const void *) t->data, (gsize) (ne0 * rows)) <= TOLERANCE))
    g_error ("“%s” is the first hidden state that differs", name);
  c->compared++;
}

static float *
see (VtDevice *device, VtWeights *states)
{
  g_autofree char *folder = path_of (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(VtEye) eye = vt_eye_load (device, folder, 32, &error);
  g_autofree float *pixels = g_new (float, 3 * SIDE * SIDE);
  Comparison comparison = { states, 0 };
  float *seen = g_new (float, 32 * SEEN);

  g_assert_no_error (error);
  g_assert_cmpint (eye->n_seen, ==, SEEN);
  for (guint i = 0; i < 3 * SIDE * SIDE; i++)
    pixels[i] = (float) ((i * 2654435761u >> 8) % 2000) / 1000 - 1;
  vt_eye_see (eye, pixels, seen, NULL, compare_state, &comparison, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (comparison.compared, ==, 4);
  return seen;
}

/* The prompt's tokens with the picture's in their places. */
static GArray *
make_prompt (VtWeights *states, gint32 n_vocab, gint32 image)
{
  const VtTensorInfo *t = vt_weights_find (states, "prompt");
  GArray *tokens = g_array_new (FALSE, FALSE, sizeof (VtLmToken));
  gint32 seen = 0;

  for (guint i = 0; i < t->ne[0]; i++)
    {
      gint32 id = ((const gint32 *) (const void *) t->data)[i];
      VtLmToken token = { id == image ? n_vocab + seen++ : id, 0, i, i + 1 == t->ne[0] };

      g_array_append_val (tokens, token);
    }
  g_assert_cmpint (seen, ==, SEEN);
  return tokens;
}

static void
test_steps (gconstpointer device_name)
{
  g_autoptr(VtDevice) device = open_device (device_name);
  g_autoptr(VtWeights) states = load_states ();
  g_autofree char *folder = path_of (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(VtLm) lm = vt_lm_load (device, folder, &error);
  g_autoptr(VtLmSession) session = NULL;
  g_autofree float *seen = see (device, states), *logits = NULL;
  g_autoptr(GArray) tokens = NULL;
  const VtTensorInfo *steps = vt_weights_find (states, "steps"), *written = vt_weights_find (states, "written");

  g_assert_no_error (error);
  g_assert_true (lm->klass->takes_given);
  session = vt_lm_session_new (lm, VT_TYPE_F32);
  vt_lm_session_reserve (session, 1, 128, &error);
  g_assert_no_error (error);
  vt_lm_session_set_given (session, seen, SEEN);
  logits = g_new (float, lm->config.n_vocab);
  tokens = make_prompt (states, (gint32) lm->config.n_vocab, (gint32) lm->config.n_vocab - 2);
  for (guint i = 0; i < STEPS; i++)
    {
      VtLmToken next = { ((const gint32 *) (const void *) written->data)[i], 0, tokens->len + i, TRUE };

      if (i == 0)
        vt_lm_session_eval (session, (const VtLmToken *) (void *) tokens->data, tokens->len, logits, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpfloat (nmse (logits, (const float *) (const void *) steps->data + i * (gsize) lm->config.n_vocab, (gsize) lm->config.n_vocab), <, TOLERANCE);
      vt_lm_session_eval (session, &next, 1, logits, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
    }
}

/* --- the task --- */

static VtValue *
make_picture (guint8 grey)
{
  g_autoptr(GBytes) bytes = g_bytes_new_take (memset (g_malloc (30 * 20 * 3), grey, 30 * 20 * 3), 30 * 20 * 3);

  return vt_value_new_image (bytes, 30, 20, 3);
}

static char *
ask (VtEngine *engine, guint8 grey, const char *question, const char *device)
{
  g_autofree char *folder = path_of (NULL);
  g_autoptr(VtJob) job = vt_job_new (engine, vt_task_find ("image-text-to-text", NULL), folder, device);
  g_autoptr(VtValue) picture = make_picture (grey), text = vt_value_new_text (question), no = vt_value_new_boolean (FALSE);
  g_autoptr(VtValue) length = vt_value_new_number (STEPS);
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) outputs = NULL;

  vt_job_set_input (job, "image", picture, &error);
  g_assert_no_error (error);
  vt_job_set_input (job, "text", text, &error);
  vt_job_set_parameter (job, "do_sample", no, &error);
  vt_job_set_parameter (job, "max_new_tokens", length, &error);
  g_assert_no_error (error);
  outputs = vt_job_run (job, NULL, &error);
  g_assert_no_error (error);
  return g_strdup (vt_value_text (g_hash_table_lookup (outputs, "text")));
}

/* Another picture gives another answer, and the first again its own: nothing of one stays. */
static void
test_task (gconstpointer device)
{
  g_autoptr(VtEngine) engine = vt_engine_new ();
  g_autofree char *dark = ask (engine, 10, QUESTION, device), *bright = ask (engine, 240, QUESTION, device);
  g_autofree char *again = ask (engine, 10, QUESTION, device), *other = ask (engine, 10, "Why?", device);

  g_test_message ("dark: “%s”, bright: “%s”", dark, bright);
  g_assert_cmpstr (dark, ==, again);
  g_assert_cmpstr (dark, !=, bright);
  g_assert_cmpstr (dark, !=, other);
}

static VtValue *
make_photo (void)
{
  guint8 *pixels = g_malloc (40 * 30 * 3);
  g_autoptr(GBytes) bytes = g_bytes_new_take (pixels, 40 * 30 * 3);

  for (guint i = 0; i < 40 * 30; i++)
    {
      guint x = i % 40, y = i / 40;

      pixels[3 * i] = (guint8) (x * 6);
      pixels[3 * i + 1] = (guint8) (y * 8);
      pixels[3 * i + 2] = (guint8) ((x / 5 + y / 4) % 2 * 200);
    }
  return vt_value_new_image (bytes, 40, 30, 3);
}

static VtWeights *
load_tiles (void)
{
  g_autofree char *path = path_of ("tiles.safetensors");
  g_autoptr(GError) error = NULL;
  VtWeights *tiles = vt_weights_open (path, &error);

  g_assert_no_error (error);
  return tiles;
}

/* The squares of a picture are those of the reference's processor. */
static void
test_tiles (void)
{
  g_autoptr(VtDevice) device = open_device ("cpu");
  g_autofree char *folder = path_of (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(VtEye) eye = vt_eye_load (device, folder, 32, &error);
  g_autoptr(VtWeights) vectors = load_tiles ();
  const VtTensorInfo *pixels = vt_weights_find (vectors, "pixels");
  const gint32 *grid = (const gint32 *) (const void *) vt_weights_find (vectors, "grid")->data;
  g_autoptr(VtValue) photo = make_photo ();
  g_auto(VtPictureTiles) tiles = { 0 };

  g_assert_no_error (error);
  vt_picture_tiles_init (&tiles, eye, vt_value_image (photo));
  g_assert_cmpint (tiles.columns, ==, grid[0]);
  g_assert_cmpint (tiles.rows, ==, grid[1]);
  g_assert_cmpint (tiles.pictures->len, ==, pixels->ne[3]);
  for (guint i = 0; i < tiles.pictures->len; i++)
    {
      guint width, height;
      g_autofree float *got = vt_picture_prepare (&eye->rules, vt_value_image (g_ptr_array_index (tiles.pictures, i)), &width, &height);

      g_assert_cmpuint (width * height, ==, SIDE * SIDE);
      for (guint k = 0; k < 3 * SIDE * SIDE; k++)
        g_assert_cmpfloat_with_epsilon (got[k], ((const float *) (const void *) pixels->data)[i * 3 * SIDE * SIDE + k], 2.1 / 127.5);
    }
}

/* Those that the model considers first for the answer, as probable as there. */
static void
check_token (VtJob *job, VtTokenTrace *trace, gpointer data)
{
  VtWeights *vectors = data;
  const VtTensorInfo *shares = vt_weights_find (vectors, "shares");

  if (trace->index > 0)
    return;
  g_assert_cmpuint (trace->n_choices, ==, 5);
  for (guint i = 0; i < trace->n_choices; i++)
    g_assert_cmpfloat_with_epsilon (trace->choices[i].probability,
                                    ((const float *) (const void *) shares->data)[trace->choices[i].id], 0.01);
  g_object_set_data (G_OBJECT (job), "checked", GUINT_TO_POINTER (1));
}

static void
test_closely (gconstpointer device)
{
  g_autoptr(VtEngine) engine = vt_engine_new ();
  g_autofree char *folder = path_of (NULL);
  g_autoptr(VtJob) job = vt_job_new (engine, vt_task_find ("image-text-to-text", NULL), folder, device);
  g_autoptr(VtValue) photo = make_photo (), text = vt_value_new_text (QUESTION), no = vt_value_new_boolean (FALSE);
  g_autoptr(VtValue) yes = vt_value_new_boolean (TRUE), length = vt_value_new_number (1);
  g_autoptr(VtWeights) vectors = load_tiles ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) outputs = NULL;

  vt_job_set_input (job, "image", photo, &error);
  vt_job_set_input (job, "text", text, &error);
  vt_job_set_parameter (job, "do_sample", no, &error);
  vt_job_set_parameter (job, "do_image_splitting", yes, &error);
  vt_job_set_parameter (job, "max_new_tokens", length, &error);
  g_assert_no_error (error);
  vt_job_set_trace (job, 5);
  g_signal_connect (job, "token", G_CALLBACK (check_token), vectors);
  outputs = vt_job_run (job, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (g_object_get_data (G_OBJECT (job), "checked"));
}

static void
test_inspect (void)
{
  g_autoptr(VtEngine) engine = vt_engine_new ();
  g_autofree char *folder = path_of (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(VtModelInfo) info = vt_engine_inspect_model (engine, folder, &error);

  g_assert_no_error (error);
  g_assert_true (g_strv_contains ((const char *const *) info->tasks, "image-text-to-text"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/talking/steps/cpu", "cpu", test_steps);
  g_test_add_data_func ("/talking/steps/vulkan", "vulkan", test_steps);
  g_test_add_data_func ("/talking/task/cpu", "cpu", test_task);
  g_test_add_func ("/talking/tiles", test_tiles);
  g_test_add_data_func ("/talking/closely/cpu", "cpu", test_closely);
  g_test_add_data_func ("/talking/closely/vulkan", "vulkan", test_closely);
  g_test_add_func ("/talking/inspect", test_inspect);
  return g_test_run ();
}
