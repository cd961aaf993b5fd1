/* task-zero-shot-image-classification.c: says which of the person's own names fits a
 * picture best, by how near they lie in CLIP's space.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/base/error.h"
#include "engine/tasks/labels-result.h"
#include "engine/tasks/model-kind-clip.h"
#include "engine/tasks/picture-prepare.h"
#include "engine/tasks/task-run.h"

#define MAX_LABELS 1000

static const VtPort inputs[] = {
  { "image", VT_VALUE_IMAGE, TRUE, 0, N_("Picture") },
  { "labels", VT_VALUE_TEXT, TRUE, 0, N_("Names to choose from, separated by commas or lines") },
  { NULL }
};

static const VtPort outputs[] = {
  { "labels", VT_VALUE_LABELS, TRUE, 0, N_("Which name fits") },
  { NULL }
};

static const VtParam params[] = {
  { "hypothesis_template", VT_PARAM_TEXT, 0, 0, 0, 0, "This is a photo of {}.", NULL, N_("Sentence"),
    N_("What the model reads for each name, which takes the place of {}"), TRUE },
  { NULL }
};

/* The names without those that say nothing; lines, or else commas, part them. */
static GPtrArray *
split (const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, strchr (text, '\n') != NULL ? "\n" : ",", -1);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; parts[i] != NULL; i++)
    if (g_strstrip (parts[i])[0] != '\0')
      g_ptr_array_add (names, g_strdup (parts[i]));
  return names;
}

static char *
make_sentence (const char *template, const char *name)
{
  const char *gap = strstr (template, "{}");

  return gap != NULL ? g_strdup_printf ("%.*s%s%s", (int) (gap - template), template, name, gap + 2) : g_strdup (name);
}

static gboolean
compare (VtTaskRun *run, VtClip *clip, const float *picture, GPtrArray *names, float *scores, GError **error)
{
  const char *template = vt_task_run_text (run, "hypothesis_template");
  g_autofree float *text = g_new (float, clip->n_projection);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *sentence = make_sentence (template != NULL ? template : "{}", names->pdata[i]);
      double sum = 0;

      if (g_cancellable_set_error_if_cancelled (run->cancellable, error) || !vt_clip_read (clip, sentence, text, NULL, NULL, error))
        return FALSE;
      for (gint64 k = 0; k < clip->n_projection; k++)
        sum += (double) picture[k] * text[k];
      scores[i] = (float) (sum * clip->scale);
      run->progress (run, (i + 1.0) / names->len, NULL);
    }
  vt_labels_softmax (scores, names->len);
  return TRUE;
}

static gboolean
see (VtTaskRun *run, VtClip *clip, float *picture, GError **error)
{
  const VtImage *image = vt_picture_input (vt_task_run_input (run, "image"), error);
  g_autofree float *pixels = NULL;
  guint width, height;

  if (image == NULL)
    return FALSE;
  pixels = vt_picture_prepare (&clip->vision->rules, image, &width, &height);
  return vt_clip_see (clip, pixels, picture, run->cancellable, NULL, NULL, error);
}

static GPtrArray *
read_names (VtTaskRun *run, GError **error)
{
  VtValue *value = vt_task_run_input (run, "labels");
  g_autoptr(GPtrArray) names = vt_value_type (value) == VT_VALUE_TEXT ? split (vt_value_text (value)) : NULL;

  if (names != NULL && names->len > 0 && names->len <= MAX_LABELS)
    return g_steal_pointer (&names);
  g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "Give names to choose from, separated by commas: one at least and %d at most.", MAX_LABELS);
  return NULL;
}

static gboolean
run_task (VtTaskRun *run, GError **error)
{
  VtClip *clip = run->model;
  g_autoptr(GPtrArray) names = read_names (run, error);
  g_autofree float *picture = g_new (float, clip->n_projection), *scores = NULL;

  if (names == NULL || !see (run, clip, picture, error))
    return FALSE;
  scores = g_new (float, names->len);
  if (!compare (run, clip, picture, names, scores, error))
    return FALSE;
  g_hash_table_replace (run->outputs, g_strdup ("labels"),
                        vt_labels_best ((const char *const *) names->pdata, scores, names->len, names->len));
  return TRUE;
}

const VtTaskClass vt_task_zero_shot_image_classification = {
  .name = "zero-shot-image-classification",
  .title = N_("Sort a picture by your own names"),
  .description = N_("Says which of the names that you give fits a picture best"),
  .inputs = inputs,
  .outputs = outputs,
  .params = params,
  .model = &vt_model_kind_clip,
  .run = run_task,
  .to_json = vt_labels_to_json,
};
