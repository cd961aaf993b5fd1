/* Any ONNX file as a Kokoro model: its sizes, and weights quantised in every way.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/formats/onnx.h"
#include "engine/models/kokoro-config.h"
#include "engine/models/kokoro-weights.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static const struct
{
  const char *module, *part;
  gint64 ne[3];
} wanted[] = {
  { "bert.embeddings.word_embeddings", "weight", { 4, 6, 1 } },
  { "bert_encoder", "weight", { 4, 6, 1 } },
  { "predictor.F0.0.conv1", "weight", { 3, 4, 6 } },
  { "predictor.F0.0.norm1.fc", "weight", { 4, 6, 1 } },
  { "text_encoder.cnn.0.0", "weight", { 3, 4, 6 } },
  { "text_encoder.lstm", "W", { 4, 8, 2 } },
  { "text_encoder.lstm", "R", { 2, 8, 2 } },
  { "text_encoder.lstm", "B", { 16, 2, 1 } },
  { "decoder.asr_res.0", "weight", { 4, 6, 1 } },
  { "decoder.asr_res.0", "bias", { 6, 1, 1 } },
};

static void
read_one (const VtWeights *weights, guint i)
{
  g_autoptr (GError) error = NULL;
  g_autofree float *values = vt_kokoro_read (weights, wanted[i].module, wanted[i].part, wanted[i].ne, &error);
  volatile float sum = 0;

  if (values == NULL && (error == NULL || !g_utf8_validate (error->message, -1, NULL)))
    g_error ("no message, or not one in UTF-8");
  for (gint64 k = 0; k < wanted[i].ne[0] * wanted[i].ne[1] * wanted[i].ne[2] && values != NULL; k++)
    sum += values[k];
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (VtMapping) file = size > 0 ? vt_mapping_new_copy ("/nowhere/fuzz.onnx", data, size) : NULL;
  g_autoptr (VtWeights) weights = file != NULL ? vt_onnx_open_mapping (file, NULL) : NULL;
  g_autoptr (GError) error = NULL;
  VtKokoroConfig config;

  if (weights == NULL)
    return 0;
  vt_kokoro_config_matches (weights);
  if (!vt_kokoro_config_read (&config, weights, &error) && error == NULL)
    g_error ("no message");
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    read_one (weights, i);
  return 0;
}
