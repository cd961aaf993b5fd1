/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "drawing-fixture.h"

#include <stdlib.h>

char *
drawing_folder (const char *pipeline)
{
  return g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "diffusion", pipeline, NULL);
}

const VtTensorInfo *
drawing_expected (VtWeights **vectors, const char *pipeline, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = drawing_folder (pipeline), *path = g_build_filename (folder, "pictures.safetensors", NULL);
  const VtTensorInfo *t;

  *vectors = vt_weights_open (path, &error);
  g_assert_no_error (error);
  t = vt_weights_find (*vectors, name);
  g_assert_nonnull (t);
  return t;
}

void
drawing_assert_picture (VtValue *value, const char *pipeline, const char *name)
{
  g_autoptr(VtWeights) vectors = NULL;
  const VtTensorInfo *t = drawing_expected (&vectors, pipeline, name);
  const VtImage *image = vt_value_image (value);
  gsize n = t->size;
  double sum = 0;

  g_assert_cmpuint (image->channels, ==, t->ne[0]);
  g_assert_cmpuint (image->width, ==, t->ne[1]);
  g_assert_cmpuint (image->height, ==, t->ne[2]);
  for (gsize i = 0; i < n; i++)
    sum += abs ((int) image->pixels[i] - ((gint8) t->data[i] + 128));
  g_test_message ("%s, %s: mean difference %.4f of 255", pipeline, name, sum / (double) n);
  g_assert_cmpfloat (sum / (double) n, <=, DRAWING_MEAN_DIFFERENCE);
}

void
drawing_set_up (DrawingFixture *f, gconstpointer data)
{
  f->engine = vt_engine_new ();
}

void
drawing_tear_down (DrawingFixture *f, gconstpointer data)
{
  g_clear_object (&f->job);
  g_clear_pointer (&f->outputs, g_hash_table_unref);
  g_clear_error (&f->error);
  g_clear_object (&f->engine);
}

void
drawing_begin_in (DrawingFixture *f, const char *task, const char *folder, const char *device)
{
  g_clear_object (&f->job);
  g_clear_pointer (&f->outputs, g_hash_table_unref);
  g_clear_error (&f->error);
  f->job = vt_job_new (f->engine, vt_task_find (task, NULL), folder, device);
  vt_job_set_seed (f->job, DRAWING_SEED);
}

void
drawing_begin (DrawingFixture *f, const char *task, const char *pipeline, const char *device)
{
  g_autofree char *folder = drawing_folder (pipeline);

  drawing_begin_in (f, task, folder, device);
}

void
drawing_input (DrawingFixture *f, const char *name, VtValue *value)
{
  g_autoptr(VtValue) owned = value;

  vt_job_set_input (f->job, name, owned, &f->error);
  g_assert_no_error (f->error);
}

void
drawing_set (DrawingFixture *f, const char *name, const char *text)
{
  g_autoptr(VtValue) value = vt_value_new_text (text);

  vt_job_set_parameter (f->job, name, value, &f->error);
  g_assert_no_error (f->error);
}

void
drawing_run_expecting (DrawingFixture *f, gint code)
{
  f->outputs = vt_job_run (f->job, NULL, &f->error);
  g_assert_null (f->outputs);
  g_assert_error (f->error, VT_ERROR, code);
}

VtValue *
drawing_run (DrawingFixture *f)
{
  f->outputs = vt_job_run (f->job, NULL, &f->error);
  g_assert_no_error (f->error);
  return g_hash_table_lookup (f->outputs, "image");
}

void
drawing_prompt (DrawingFixture *f, const char *pipeline, const char *device)
{
  drawing_begin (f, "text-to-image", pipeline, device);
  drawing_input (f, "text", vt_value_new_text (DRAWING_PROMPT));
  drawing_set (f, "negative_prompt", "blurry");
  drawing_set (f, "num_inference_steps", "10");
}
