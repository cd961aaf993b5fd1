/* ctranslate2.h: model.bin of CTranslate2, versions 2 to 6 of the file.
 *
 * A list of named variables, each with its extents, type and bytes, one after
 * the other without any padding; then other names for some of them, which are
 * checked but not given: whoever looks for an output matrix and does not find
 * it takes the embeddings. Matrices in 8 bits (“X/weight”) have a number for
 * each row beside them (“X/weight_scale”): a value is q / scale.
 *
 * What the model is stands in the metadata “ctranslate2.spec” (“WhisperSpec”)
 * and “ctranslate2.revision”; the rest in the folder's config.json.
 *
 * Written after ModelReader and Model::load in CTranslate2's source.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/weights.h"

G_BEGIN_DECLS

/* As vt_weights_open() on one file that is already mapped. */
VtWeights *vt_ctranslate2_open_mapping (VtMapping *file, GError **error);

G_END_DECLS
