/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/formats/pytorch.h"
#include "tests/fuzz/read-weights.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  fuzz_weights (data, size, vt_pytorch_open_mapping);
  return 0;
}
