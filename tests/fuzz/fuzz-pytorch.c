/* fuzz-pytorch.c: any bytes open or fail in words; of what opens every byte of
 * the tensors and every value can be read.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/formats/pytorch.h"
#include "tests/fuzz/read-weights.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (VtMapping) file = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (VtWeights) weights = NULL;

  if (size == 0)
    return 0;
  file = vt_mapping_new_copy ("fuzz", data, size);
  weights = vt_pytorch_open_mapping (file, &error);
  if (weights != NULL)
    read_weights (weights);
  else if (error == NULL || !g_utf8_validate (error->message, -1, NULL))
    g_error ("no message, or not one in UTF-8");
  return 0;
}
