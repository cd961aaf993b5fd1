/* lm-list.c: every family of language models. A new one is one more line here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/lm.h"

extern const VtLmClass vt_lm_gemma;
extern const VtLmClass vt_lm_gpt2;
extern const VtLmClass vt_lm_llama;

const VtLmClass *const vt_lm_classes[] = {
  &vt_lm_gemma,
  &vt_lm_gpt2,
  &vt_lm_llama,
  NULL,
};
