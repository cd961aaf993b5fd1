/* fuzz-half.c: 16-bit floats survive the way to 32 bits and back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/half.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  for (size_t i = 0; i + 2 <= size; i += 2)
    {
      guint16 h = (guint16) (data[i] | data[i + 1] << 8);
      float f = vt_f16_to_f32 (h);

      if (f == f && vt_f32_to_f16 (f) != h)
        g_error ("binary16 %04x came back as %04x", h, vt_f32_to_f16 (f));
    }
  return 0;
}
