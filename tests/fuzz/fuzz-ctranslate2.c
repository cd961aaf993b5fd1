/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/formats/ctranslate2.h"
#include "tests/fuzz/read-weights.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  fuzz_weights (data, size, vt_ctranslate2_open_mapping);
  return 0;
}
