/* The task text-generation as a job, on the real starter model where it is in
 * the Hub's cache, and on a tiny random one where that is enough.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "engine/api/job.h"
#include "engine/base/error.h"
#include "engine/formats/json.h"

#define STARTER "models--hugginllam--gemma-3-270m-Q4_K_M-GGUF"

typedef struct
{
  VtEngine *engine;
  VtJob *job;
  GError *error;
  GHashTable *outputs;
} Fixture;

static char *
tiny_model (const char *name)
{
  return g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "lm", name, NULL);
}

/* The starter model's file in the Hub cache, or %NULL. */
static char *
starter_model (void)
{
  const char *cache = g_getenv ("HF_HUB_CACHE");
  const char *home = g_getenv ("HF_HOME");
  g_autofree char *snapshots = NULL;
  g_autoptr(GDir) dir = NULL;
  const char *commit;

  if (cache != NULL)
    snapshots = g_build_filename (cache, STARTER, "snapshots", NULL);
  else if (home != NULL)
    snapshots = g_build_filename (home, "hub", STARTER, "snapshots", NULL);
  else
    snapshots = g_build_filename (g_get_home_dir (), ".cache", "huggingface", "hub", STARTER, "snapshots", NULL);
  dir = g_dir_open (snapshots, 0, NULL);
  commit = dir != NULL ? g_dir_read_name (dir) : NULL;
  return commit != NULL ? g_build_filename (snapshots, commit, "gemma-3-270m-q4_k_m.gguf", NULL) : NULL;
}

static gboolean
need_starter (char **path)
{
  *path = starter_model ();
  if (*path == NULL)
    g_test_skip ("the starter model is not in the Hub cache; “vitrine models get --starter” fetches it");
  return *path != NULL;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->job);
  g_clear_error (&f->error);
  g_clear_pointer (&f->outputs, g_hash_table_unref);
  g_clear_object (&f->engine);
}

static void
begin (Fixture *f, const char *model, const char *device)
{
  if (f->engine == NULL)
    f->engine = vt_engine_new ();
  g_clear_object (&f->job);
  g_clear_error (&f->error);
  g_clear_pointer (&f->outputs, g_hash_table_unref);
  f->job = vt_job_new (f->engine, vt_task_find ("text-generation", NULL), model, device);
}

static void
input (Fixture *f, const char *name, VtValue *value)
{
  g_autoptr(VtValue) owned = value;

  g_assert_true (vt_job_set_input (f->job, name, owned, &f->error));
}

static void
set (Fixture *f, const char *name, const char *text)
{
  g_autoptr(VtValue) value = vt_value_new_text (text);

  vt_job_set_parameter (f->job, name, value, &f->error);
  g_assert_no_error (f->error);
}

static const char *
run (Fixture *f)
{
  f->outputs = vt_job_run (f->job, NULL, &f->error);
  g_assert_no_error (f->error);
  return vt_value_text (g_hash_table_lookup (f->outputs, "text"));
}

static void
greedy (Fixture *f, const char *model, const char *device, const char *text, const char *n)
{
  begin (f, model, device);
  input (f, "text", vt_value_new_text (text));
  set (f, "do_sample", "false");
  set (f, "max_new_tokens", n);
}

static void
known_sentences (Fixture *f, const char *device)
{
  g_autofree char *model = NULL;

  if (!need_starter (&model))
    return;
  greedy (f, model, device, "The three primary colors are red,", "5");
  g_assert_cmpstr (run (f), ==, "The three primary colors are red, blue, and yellow.");
  greedy (f, model, device, "def fibonacci(n):\n", "24");
  g_assert_true (g_str_has_prefix (run (f), "def fibonacci(n):\n    if n == 0:\n        return 0\n    elif n == 1:\n        return "));
}

static void
test_cpu (Fixture *f, gconstpointer data)
{
  known_sentences (f, "cpu");
}

static void
test_vulkan (Fixture *f, gconstpointer data)
{
  g_autoptr(VtEngine) engine = vt_engine_new ();
  g_autoptr(GError) error = NULL;
  VtDeviceInfo *info = vt_engine_choose_device (engine, "vulkan", &error);

  if (info == NULL)
    {
      g_test_skip (error->message);
      return;
    }
  vt_device_info_free (info);
  known_sentences (f, "vulkan");
}

/* The second message of a chat reads only what is new. */
static void
test_reuse (Fixture *f, gconstpointer data)
{
  g_autofree char *model = NULL;
  g_autofree char *first = NULL;
  g_autofree char *longer = NULL;

  if (!need_starter (&model))
    return;
  greedy (f, model, "cpu", "Once upon a time there was a king who", "8");
  first = g_strdup (run (f));
  longer = g_strconcat (first, " and then", NULL);
  greedy (f, model, "cpu", longer, "4");
  run (f);
  g_assert_cmpfloat (vt_job_get_stat (f->job, "reused_tokens"), >=, 10);
  g_assert_cmpfloat (vt_job_get_stat (f->job, "prompt_tokens") - vt_job_get_stat (f->job, "reused_tokens"), <=, 8);
}

static void
test_batch (Fixture *f, gconstpointer data)
{
  static const char *const texts[] = { "t5 t6 t7", "t9", "t11 t12 t13 t14 t15 t16" };
  g_autofree char *model = tiny_model ("qwen2");
  VtValue *items[3];
  char *alone[3];
  VtValue *const *together;
  guint n;

  for (guint i = 0; i < 3; i++)
    {
      greedy (f, model, "cpu", texts[i], "12");
      alone[i] = g_strdup (run (f));
      items[i] = vt_value_new_text (texts[i]);
    }
  begin (f, model, "cpu");
  input (f, "text", vt_value_new_list (items, 3));
  set (f, "do_sample", "false");
  set (f, "max_new_tokens", "12");
  f->outputs = vt_job_run (f->job, NULL, &f->error);
  g_assert_no_error (f->error);
  together = vt_value_list (g_hash_table_lookup (f->outputs, "text"), &n);
  g_assert_cmpuint (n, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpstr (vt_value_text (together[i]), ==, alone[i]);
      vt_value_unref (items[i]);
      g_free (alone[i]);
    }
}

static void
test_seed (Fixture *f, gconstpointer data)
{
  g_autofree char *model = tiny_model ("llama2");
  g_autofree char *once = NULL;

  for (guint seed = 7; seed <= 8; seed++)
    for (guint i = 0; i < 2; i++)
      {
        const char *text;

        begin (f, model, "cpu");
        input (f, "text", vt_value_new_text ("t5 t6"));
        set (f, "max_new_tokens", "20");
        vt_job_set_seed (f->job, seed);
        text = run (f);
        g_assert_cmpint (vt_job_get_seed (f->job), ==, seed);
        if (once == NULL)
          once = g_strdup (text);
        else if (seed == 7)
          g_assert_cmpstr (text, ==, once);
        else
          g_assert_cmpstr (text, !=, once);
      }
}

static void
keep_trace (VtJob *job, VtTokenTrace *trace, gpointer data)
{
  g_ptr_array_add (data, vt_token_trace_copy (trace));
}

/* Traces tell what was taken and what else there was; another token can be
 * chosen and the run goes on from there. */
static void
test_trace (Fixture *f, gconstpointer data)
{
  g_autofree char *model = tiny_model ("llama2");
  g_autoptr(GPtrArray) traces = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_token_trace_free);
  g_autofree char *prefix = NULL;
  g_autofree char *plain = NULL;
  VtTokenTrace *second;

  greedy (f, model, "cpu", "t5 t6", "6");
  vt_job_set_trace (f->job, 5);
  g_signal_connect (f->job, "token", G_CALLBACK (keep_trace), traces);
  plain = g_strdup (run (f));
  g_assert_cmpuint (traces->len, >=, 2);
  for (guint i = 0; i < traces->len; i++)
    {
      VtTokenTrace *t = g_ptr_array_index (traces, i);

      g_assert_cmpuint (t->index, ==, i);
      g_assert_cmpuint (t->n_choices, ==, 5);
      g_assert_cmpint (t->chosen.id, ==, t->choices[0].id);
      g_assert_cmpfloat_with_epsilon (t->chosen.probability, t->choices[0].probability, 1e-6);
      g_assert_cmpfloat (t->choices[0].probability, >=, t->choices[4].probability);
    }
  second = g_ptr_array_index (traces, 1);
  prefix = g_strdup_printf ("[%d, %d]", ((VtTokenTrace *) g_ptr_array_index (traces, 0))->chosen.id, second->choices[1].id);
  greedy (f, model, "cpu", "t5 t6", "6");
  set (f, "prefix_ids", prefix);
  g_assert_cmpstr (run (f), !=, plain);
  g_assert_nonnull (strstr (vt_value_text (g_hash_table_lookup (f->outputs, "text")), second->choices[1].text));
}

/* transformers' beam search on the same tiny model (tests/vectors/make-lm.py). */
static void
test_beams (Fixture *f, gconstpointer data)
{
  g_autofree char *model = tiny_model ("qwen2");
  g_autofree char *path = tiny_model ("beams.json");
  g_autoptr(VtJson) json = vt_json_load (path, NULL);
  VtJsonIter row = VT_JSON_ITER (vt_json_root (json));
  guint n = 0;

  for (; vt_json_iter_next (&row); n++)
    {
      g_autoptr(GString) expected = g_string_new (NULL);
      VtJsonIter ids = VT_JSON_ITER (vt_json_get (row.value, "ids"));
      g_autofree char *beams = g_strdup_printf ("%d", (int) vt_json_get_int (row.value, "num_beams", 0));
      g_autofree char *penalty = g_strdup_printf ("%g", vt_json_get_double (row.value, "length_penalty", 0));
      gint64 id;

      while (vt_json_iter_next (&ids) && vt_json_read_int (ids.value, &id))
        g_string_append_printf (expected, " t%d", (int) id);
      greedy (f, model, "cpu", "t5 t6 t7", "12");
      set (f, "num_beams", beams);
      set (f, "length_penalty", penalty);
      set (f, "early_stopping", vt_json_get_boolean (row.value, "early_stopping", FALSE) ? "true" : "false");
      set (f, "return_full_text", "false");
      g_assert_cmpstr (run (f), ==, expected->str);
    }
  g_assert_cmpuint (n, >=, 4);
}

/* The grammar decides, whatever the model would rather write. */
static void
test_grammar (Fixture *f, gconstpointer data)
{
  g_autofree char *model = NULL;
  g_autoptr(VtJson) json = NULL;
  const VtJsonNode *root;
  const char *answer;
  gint64 age;

  if (!need_starter (&model))
    return;
  greedy (f, model, "cpu", "Is the sky blue? Answer:", "20");
  set (f, "grammar", "root ::= \" yes\" | \" no\"");
  set (f, "return_full_text", "false");
  answer = run (f);
  g_assert_true (strcmp (answer, " yes") == 0 || strcmp (answer, " no") == 0);

  greedy (f, model, "cpu", "A person as JSON: ", "80");
  set (f, "json_schema", "{\"type\": \"object\", \"properties\": {\"name\": {\"type\": \"string\", \"maxLength\": 20},"
       " \"age\": {\"type\": \"integer\", \"minimum\": 0, \"maximum\": 120}}, \"required\": [\"name\", \"age\"]}");
  set (f, "return_full_text", "false");
  answer = run (f);
  json = vt_json_parse (answer, strlen (answer), &f->error);
  g_assert_no_error (f->error);
  root = vt_json_root (json);
  g_assert_nonnull (vt_json_string (vt_json_get (root, "name"), NULL));
  g_assert_true (vt_json_read_int (vt_json_get (root, "age"), &age));
  g_assert_cmpint (age, <=, 120);

  greedy (f, model, "cpu", "x", "4");
  set (f, "grammar", "root ::= (");
  f->outputs = vt_job_run (f->job, NULL, &f->error);
  g_assert_error (f->error, VT_ERROR, VT_ERROR_INVALID);
}

/* At the first token where llama.cpp took another one, that one must have been
 * nearly as likely: both round, and not in the same places. */
static void
compare_ids (const char *prompt, GPtrArray *traces, const VtJsonNode *ids)
{
  for (guint i = 0; i < traces->len; i++)
    {
      const VtTokenTrace *t = g_ptr_array_index (traces, i);
      double theirs = 0;
      gint64 id = -1;

      if (!vt_json_read_int (vt_json_at (ids, i), &id) || id == t->chosen.id)
        continue;
      for (guint k = 0; k < t->n_choices; k++)
        if (t->choices[k].id == id)
          theirs = t->choices[k].probability;
      g_test_message ("“%s”: token %u: %.4f against %.4f", prompt, i, t->chosen.probability, theirs);
      g_assert_cmpfloat (theirs, >, 0.8 * t->chosen.probability);
      return;
    }
}

/* What llama.cpp writes greedily on the same file (tests/vectors/llama-cpp-greedy.mjs). */
static void
test_llama_cpp (Fixture *f, gconstpointer device)
{
  g_autofree char *model = NULL;
  g_autofree char *path = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "llama-cpp-greedy.json", NULL);
  g_autoptr(VtJson) json = vt_json_load (path, NULL);
  VtJsonIter row = VT_JSON_ITER (vt_json_root (json));

  if (!need_starter (&model))
    return;
  while (vt_json_iter_next (&row))
    {
      g_autoptr(GPtrArray) traces = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_token_trace_free);
      const char *prompt = vt_json_get_string (row.value, "prompt", NULL);

      greedy (f, model, device, prompt, "24");
      vt_job_set_trace (f->job, 8);
      g_signal_connect (f->job, "token", G_CALLBACK (keep_trace), traces);
      run (f);
      g_assert_cmpuint (traces->len, >, 0);
      compare_ids (prompt, traces, vt_json_get (row.value, "ids"));
    }
}

static void
test_stop (Fixture *f, gconstpointer data)
{
  g_autofree char *model = NULL;

  if (!need_starter (&model))
    return;
  greedy (f, model, "cpu", "The three primary colors are red,", "20");
  set (f, "stop", "[\" and\"]");
  set (f, "return_full_text", "false");
  g_assert_cmpstr (run (f), ==, " blue,");
}

static void
test_too_long (Fixture *f, gconstpointer data)
{
  g_autofree char *model = tiny_model ("llama2");
  g_autoptr(GString) text = g_string_new ("t5");

  for (guint i = 0; i < 80; i++)
    g_string_append (text, " t5");
  greedy (f, model, "cpu", text->str, "4");
  f->outputs = vt_job_run (f->job, NULL, &f->error);
  g_assert_error (f->error, VT_ERROR, VT_ERROR_LIMIT);
}

/* At the end of the context the text ends, and that is told; a text that ends by itself does not tell so. */
static void
test_context_end (Fixture *f, gconstpointer data)
{
  g_autofree char *model = tiny_model ("mistral");

  begin (f, model, "cpu");
  input (f, "text", vt_value_new_text ("t5 t6 t7 t8"));
  set (f, "max_new_tokens", "1000");
  vt_job_set_seed (f->job, 3);
  run (f);
  g_assert_cmpfloat (vt_job_get_stat (f->job, "generated_tokens"), ==, 60);
  g_assert_cmpfloat (vt_job_get_stat (f->job, "context_full"), ==, 64);
  begin (f, model, "cpu");
  input (f, "text", vt_value_new_text ("t5 t6 t7 t8"));
  set (f, "max_new_tokens", "7");
  run (f);
  g_assert_cmpfloat (vt_job_get_stat (f->job, "context_full"), ==, -1);
}

static void
test_no_chat (Fixture *f, gconstpointer data)
{
  g_autofree char *model = tiny_model ("llama2");

  begin (f, model, "cpu");
  input (f, "messages", vt_value_new_chat (&(VtMessage) { "user", "hello" }, 1));
  f->outputs = vt_job_run (f->job, NULL, &f->error);
  g_assert_error (f->error, VT_ERROR, VT_ERROR_UNSUPPORTED);
}

static gboolean
cancel_now (gpointer data)
{
  gint64 *when = g_object_get_data (data, "when");

  *when = g_get_monotonic_time ();
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

static void
quit (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (vt_job_run_finish (VT_JOB (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_main_loop_quit (data);
}

/* In the middle of a prompt of a thousand tokens as well as while writing. */
static void
test_cancel (Fixture *f, gconstpointer data)
{
  static const guint after_ms[] = { 150, 2500 };
  g_autofree char *model = NULL;
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  if (!need_starter (&model))
    return;
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      gint64 when = 0;

      g_string_set_size (text, 0);
      for (guint k = 0; k < (i == 0 ? 400 : 1); k++)
        g_string_append_printf (text, "Number %u. ", k);
      greedy (f, model, "cpu", text->str, "2000");
      g_object_set_data (G_OBJECT (cancellable), "when", &when);
      g_timeout_add (after_ms[i], cancel_now, cancellable);
      vt_job_run_async (f->job, cancellable, quit, loop);
      g_main_loop_run (loop);
      /* 100 ms is the promise; a test on a busy machine allows for more. */
      g_test_message ("stopped after %" G_GINT64_FORMAT " µs", g_get_monotonic_time () - when);
      g_assert_cmpint (g_get_monotonic_time () - when, <, 1000 * 1000);
    }
}

static void
put (GByteArray *out, const void *data, gsize size)
{
  g_byte_array_append (out, data, (guint) size);
}

static void
put_string (GByteArray *out, const char *text)
{
  guint64 n = strlen (text);

  put (out, &n, 8);
  put (out, text, n);
}

static void
put_u32 (GByteArray *out, const char *key, guint32 value)
{
  put_string (out, key);
  put (out, &(guint32) { 4 }, 4); /* GGUF's number for a u32 */
  put (out, &value, 4);
}

/* A GGUF file whose only weight takes 256 GiB, all of it a hole in the file. */
static gboolean
write_giant (const char *path)
{
  g_autoptr(GByteArray) out = g_byte_array_new ();
  guint64 ne[2] = { 65536, 1 << 20 };
  FILE *file = fopen (path, "wb");
  gboolean done;

  put (out, "GGUF", 4);
  put (out, &(guint32) { 3 }, 4);
  put (out, (guint64[]) { 1, 6 }, 16);
  put_string (out, "general.architecture");
  put (out, &(guint32) { 8 }, 4);
  put_string (out, "llama");
  put_u32 (out, "llama.block_count", 1);
  put_u32 (out, "llama.context_length", 512);
  put_u32 (out, "llama.embedding_length", 65536);
  put_u32 (out, "llama.attention.head_count", 64);
  put_u32 (out, "llama.feed_forward_length", 64);
  put_string (out, "token_embd.weight");
  put (out, &(guint32) { 2 }, 4);
  put (out, ne, 16);
  put (out, &(guint32) { 0 }, 4);
  put (out, &(guint64) { 0 }, 8);
  fwrite (out->data, 1, out->len, file);
  done = ftruncate (fileno (file), ((gint64) 256 << 30) + 4096) == 0;
  fclose (file);
  return done;
}

/* Said before loading, with figures. */
static void
test_too_large (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "giant.gguf", NULL);

  if (!write_giant (path))
    g_test_skip ("the file system makes no large files with holes");
  else
    {
      greedy (f, path, "cpu", "x", "1");
      f->outputs = vt_job_run (f->job, NULL, &f->error);
      g_assert_error (f->error, VT_ERROR, VT_ERROR_NO_MEMORY);
      g_test_message ("%s", f->error->message);
      g_assert_nonnull (strstr (f->error->message, "276"));
      g_assert_nonnull (strstr (f->error->message, "giant.gguf"));
    }
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_bad_models (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "model.gguf", NULL);

  g_assert_true (g_file_set_contents (path, "GGUF and nothing more", -1, NULL));
  greedy (f, path, "cpu", "x", "1");
  f->outputs = vt_job_run (f->job, NULL, &f->error);
  g_assert_nonnull (f->error);
  g_assert_true (f->error->domain == VT_ERROR);

  greedy (f, "/nowhere/model.gguf", "cpu", "x", "1");
  f->outputs = vt_job_run (f->job, NULL, &f->error);
  g_assert_error (f->error, VT_ERROR, VT_ERROR_NOT_FOUND);

  greedy (f, path, "vulkan:77", "x", "1");
  f->outputs = vt_job_run (f->job, NULL, &f->error);
  g_assert_error (f->error, VT_ERROR, VT_ERROR_NOT_FOUND);
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/text-generation/" name, Fixture, NULL, NULL, func, tear_down)
  ADD ("cpu", test_cpu);
  ADD ("vulkan", test_vulkan);
  ADD ("reuse", test_reuse);
  ADD ("batch", test_batch);
  ADD ("seed", test_seed);
  ADD ("trace", test_trace);
  ADD ("beams", test_beams);
  ADD ("grammar", test_grammar);
  g_test_add ("/text-generation/llama-cpp", Fixture, "cpu", NULL, test_llama_cpp, tear_down);
  ADD ("stop", test_stop);
  ADD ("too-long", test_too_long);
  ADD ("context-end", test_context_end);
  ADD ("no-chat", test_no_chat);
  ADD ("cancel", test_cancel);
  ADD ("too-large", test_too_large);
  ADD ("bad-models", test_bad_models);
  return g_test_run ();
}
