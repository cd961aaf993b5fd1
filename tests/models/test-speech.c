/* The task automatic-speech-recognition as a job, on the real starter models
 * where they are in the Hub's cache.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "engine/api/job.h"
#include "engine/base/error.h"
#include "engine/formats/json.h"
#include "tests/models/speech.h"

#define TINY "models--Systran--faster-whisper-tiny.en"
#define BASE "models--Systran--faster-whisper-base"

/* What CTranslate2 4.8.5 writes, greedy, in float32: the commas are the model's. */
#define BASE_TEXT " And so my fellow Americans, ask not what your country can do for you, ask what you can do for your country."
#define TINY_TEXT " And so my fellow Americans ask not what your country can do for you, ask what you can do for your country."
#define TINY_TIMED " And so my fellow Americans ask not what your country can do for you ask what you can do for your country."

typedef struct
{
  VtEngine *engine;
  VtJob *job;
  GHashTable *outputs;
  GError *error;
} Fixture;

typedef struct
{
  const char *model, *device;
  const char *text, *timed; /* without times, and with them */
  double ends[2];           /* of its segments */
} Case;

static void
fixture_clear (Fixture *f)
{
  g_clear_object (&f->job);
  g_clear_object (&f->engine);
  g_clear_pointer (&f->outputs, g_hash_table_unref);
  g_clear_error (&f->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static gboolean
begin (Fixture *f, const Case *c)
{
  g_autofree char *path = hub_model (c->model);
  const VtTaskClass *task = vt_task_find ("automatic-speech-recognition", NULL);

  if (path == NULL)
    {
      g_test_skip ("the model is not in the Hub's cache; “vitrine models get” fetches it");
      return FALSE;
    }
  if (f->engine == NULL)
    f->engine = vt_engine_new ();
  g_clear_object (&f->job);
  g_clear_pointer (&f->outputs, g_hash_table_unref);
  f->job = vt_job_new (f->engine, task, path, c->device);
  return TRUE;
}

static void
set (Fixture *f, const char *name, const char *text)
{
  g_autoptr(VtValue) value = vt_value_new_text (text);

  vt_job_set_parameter (f->job, name, value, &f->error);
  g_assert_no_error (f->error);
}

static void
give (Fixture *f, VtValue *audio)
{
  vt_job_set_input (f->job, "audio", audio, &f->error);
  g_assert_no_error (f->error);
}

static void
run (Fixture *f)
{
  f->outputs = vt_job_run (f->job, NULL, &f->error);
  g_assert_no_error (f->error);
}

static const char *
text_of (Fixture *f, const char *name)
{
  return vt_value_text (g_hash_table_lookup (f->outputs, name));
}

static VtValue *
speech (void)
{
  g_autoptr(GArray) samples = load_speech ();

  return audio_value ((const float *) (const void *) samples->data, samples->len, 16000);
}

static double
time_of (const VtJsonNode *chunk, guint which)
{
  double time = -1;

  vt_json_read_double (vt_json_at (vt_json_get (chunk, "timestamp"), which), &time);
  return time;
}

/* Within 0.2 s of CTranslate2's. */
static void
check_ends (const Case *c, const char *chunks)
{
  g_autoptr(VtJson) json = vt_json_parse (chunks, strlen (chunks), NULL);
  guint n = c->ends[1] > 0 ? 2 : 1;

  g_assert_cmpuint (vt_json_length (vt_json_root (json)), ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpfloat (fabs (time_of (vt_json_at (vt_json_root (json), i), 1) - c->ends[i]), <=, 0.2);
}

/* The sentence word for word, with and without times. */
static void
test_sentence (gconstpointer data)
{
  const Case *c = data;
  g_auto(Fixture) f = { 0 };
  g_autoptr(VtValue) audio = speech ();
  g_autofree char *json = NULL;

  if (!begin (&f, c))
    return;
  give (&f, audio);
  run (&f);
  g_test_message ("%s", text_of (&f, "chunks"));
  json = vt_job_dup_stats_json (f.job);
  g_test_message ("%s", json);
  g_assert_cmpstr (text_of (&f, "text"), ==, c->timed);
  g_assert_cmpstr (text_of (&f, "language"), ==, "en");
  check_ends (c, text_of (&f, "chunks"));
  begin (&f, c);
  give (&f, audio);
  set (&f, "return_timestamps", "false");
  run (&f);
  g_assert_cmpstr (text_of (&f, "text"), ==, c->text);
}

int
main (int argc, char **argv)
{
  static const Case cases[] = {
    { TINY, "cpu", TINY_TEXT, TINY_TIMED, { 8, 11 } },
    { BASE, "cpu", BASE_TEXT, BASE_TEXT, { 11 } },
    { TINY, "vulkan", TINY_TEXT, TINY_TIMED, { 8, 11 } },
    { BASE, "vulkan", BASE_TEXT, BASE_TEXT, { 11 } },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/speech/sentence/%s/%s", cases[i].device, cases[i].model);
      g_test_add_data_func (path, &cases[i], test_sentence);
    }
  return g_test_run ();
}
