/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/base/type.h"

static const VtTypeInfo infos[VT_TYPE_COUNT] = {
  [VT_TYPE_F32] = { "F32", 1, 4 },
  [VT_TYPE_F16] = { "F16", 1, 2 },
  [VT_TYPE_BF16] = { "BF16", 1, 2 },
  [VT_TYPE_Q4_0] = { "Q4_0", 32, 18 },
  [VT_TYPE_Q4_1] = { "Q4_1", 32, 20 },
  [VT_TYPE_Q5_0] = { "Q5_0", 32, 22 },
  [VT_TYPE_Q5_1] = { "Q5_1", 32, 24 },
  [VT_TYPE_Q8_0] = { "Q8_0", 32, 34 },
  [VT_TYPE_Q2_K] = { "Q2_K", 256, 84 },
  [VT_TYPE_Q3_K] = { "Q3_K", 256, 110 },
  [VT_TYPE_Q4_K] = { "Q4_K", 256, 144 },
  [VT_TYPE_Q5_K] = { "Q5_K", 256, 176 },
  [VT_TYPE_Q6_K] = { "Q6_K", 256, 210 },
  [VT_TYPE_IQ4_NL] = { "IQ4_NL", 32, 18 },
  [VT_TYPE_I8] = { "I8", 1, 1 },
  [VT_TYPE_I16] = { "I16", 1, 2 },
  [VT_TYPE_I32] = { "I32", 1, 4 },
  [VT_TYPE_I64] = { "I64", 1, 8 },
  [VT_TYPE_F64] = { "F64", 1, 8 },
};

const VtTypeInfo *
vt_type_info (VtType type)
{
  static const VtTypeInfo unknown = { NULL, 1, 1 };

  if ((guint) type >= VT_TYPE_COUNT || infos[type].name == NULL)
    return &unknown;
  return &infos[type];
}
