/* fuzz-hub-answers.c: what a Hub says, read as each kind of answer. Whatever it says, names lead
 * out of no folder, digests are ones, and texts are texts.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "hub/search.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static void
check_model (const VtHubModel *model)
{
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse (model->id, NULL);

  g_assert_nonnull (reference);
  g_assert_cmpstr (reference->repo, ==, model->id);
  g_assert_true (g_utf8_validate (model->task, -1, NULL) && g_utf8_validate (model->licence, -1, NULL)
                 && g_utf8_validate (model->modified, -1, NULL));
}

static void
check_file (const VtHubFile *file)
{
  VtDigestKind kind;

  g_assert_true (vt_hub_is_safe_path (file->name));
  g_assert_true (file->digest == NULL || vt_digest_kind_of (file->digest, &kind));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (VtJson) json = vt_json_parse ((const char *) data, size, NULL);
  const VtJsonNode *root = json != NULL ? vt_json_root (json) : NULL;
  g_autoptr (GPtrArray) models = root != NULL ? vt_hub_models_read (root) : NULL;
  g_autoptr (GPtrArray) files = root != NULL ? vt_hub_files_read (root) : NULL;
  g_autoptr (VtHubModel) model = root != NULL ? vt_hub_model_read (root) : NULL;

  for (guint i = 0; models != NULL && i < models->len; i++)
    check_model (models->pdata[i]);
  for (guint i = 0; files != NULL && i < files->len; i++)
    check_file (files->pdata[i]);
  if (model != NULL)
    check_model (model);
  return 0;
}
