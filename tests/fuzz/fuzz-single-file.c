/* Whatever a checkpoint in one file is called and shaped, it is divided or refused in
 * words, and what its shapes tell can be asked.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/formats/safetensors.h"
#include "engine/models/single-file.h"
#include "engine/models/upscaler.h"
#include "tests/fuzz/read-weights.h"

static void
ask (const VtSingleFile *single)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtJson) scheduler = vt_single_file_scheduler (single, &error);

  for (guint i = 0; i < VT_SINGLE_PARTS; i++)
    if (single->parts[i] != NULL)
      {
        g_autoptr (VtJson) config = vt_single_file_config (single, i, &error);

        read_weights (single->parts[i]);
        if (config == NULL || scheduler == NULL)
          g_error ("what shapes tell is no JSON: %s", error->message);
      }
  if (vt_single_file_pipeline (single) == NULL)
    g_error ("no pipeline");
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (VtMapping) file = size > 0 ? vt_mapping_new_copy ("fuzz", data, size) : NULL;
  g_autoptr (GError) error = NULL, none = NULL;
  g_autoptr (VtWeights) weights = file != NULL ? vt_safetensors_open_mapping (file, NULL) : NULL;
  g_autoptr (VtSingleFile) single = weights != NULL ? vt_single_file_split (weights, &error) : NULL;
  const VtUpscalerClass *family = weights != NULL ? vt_upscaler_find (weights, NULL) : NULL;
  VtUpscaler upscaler = { .family = family };

  if (single != NULL)
    ask (single);
  else if (weights != NULL && (error == NULL || !g_utf8_validate (error->message, -1, NULL)))
    g_error ("no message, or not one in UTF-8");
  if (family != NULL && !family->configure (&upscaler, weights, &none) && none == NULL)
    g_error ("no message");
  return 0;
}
