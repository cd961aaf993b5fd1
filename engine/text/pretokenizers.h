/* pretokenizers.h: pre-tokenizers that have a file of their own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/text/stage.h"

G_BEGIN_DECLS

extern const VtPreTokenizerClass vt_pre_tokenizer_byte_level, vt_pre_tokenizer_metaspace;

G_END_DECLS
