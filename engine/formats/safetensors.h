/* safetensors.h: the safetensors format of Hugging Face: one file, or shards
 * named by a *.safetensors.index.json.
 *
 * Written after the format's description in its repository's README. Stricter
 * than it nowhere; laxer in that gaps and overlaps between tensors are allowed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/weights.h"

G_BEGIN_DECLS

/* As vt_weights_open() on one file that is already mapped, for tests and for
 * files that do not lie on a disk. */
VtWeights *vt_safetensors_open_mapping (VtMapping *file, GError **error);

G_END_DECLS
