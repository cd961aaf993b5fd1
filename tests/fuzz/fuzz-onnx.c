/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/formats/onnx.h"
#include "tests/fuzz/read-weights.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  fuzz_weights (data, size, vt_onnx_open_mapping);
  return 0;
}
