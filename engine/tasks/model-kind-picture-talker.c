/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/model-kind-picture-talker.h"

#include "engine/base/error.h"

static gboolean
inspect (const char *path, VtModelFacts *facts, GError **error)
{
  if (vt_eye_is_folder (path))
    return vt_model_kind_lm.inspect (path, facts, error);
  g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "This is no language model that sees pictures.");
  return FALSE;
}

static void
talker_free (gpointer data)
{
  VtPictureTalker *model = data;

  g_clear_pointer (&model->eye, vt_eye_free);
  g_clear_pointer (&model->lm.session, vt_lm_session_free);
  g_clear_pointer (&model->lm.trie, vt_token_trie_free);
  g_clear_pointer (&model->lm.lm, vt_lm_free);
  g_free (model);
}

static gpointer
load (VtDevice *device, const char *path, GError **error)
{
  VtPictureTalker *model = g_new0 (VtPictureTalker, 1);

  model->lm.lm = vt_lm_load (device, path, error);
  if (model->lm.lm != NULL)
    model->lm.session = vt_lm_session_new (model->lm.lm, VT_TYPE_F16);
  if (model->lm.lm != NULL && !model->lm.lm->klass->takes_given)
    g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "A language model of the family %s cannot be given pictures by this version.",
                 model->lm.lm->klass->name);
  else if (model->lm.lm != NULL)
    model->eye = vt_eye_load (device, path, model->lm.lm->config.n_embd, error);
  if (model->eye == NULL)
    g_clear_pointer (&model, talker_free);
  return model;
}

static guint64
talker_bytes (gpointer data)
{
  VtPictureTalker *model = data;

  return vt_model_kind_lm.bytes (&model->lm) + vt_eye_bytes (model->eye);
}

const VtModelKind vt_model_kind_picture_talker = {
  .name = "language model that sees pictures",
  .inspect = inspect,
  .load = load,
  .free = talker_free,
  .bytes = talker_bytes,
};
