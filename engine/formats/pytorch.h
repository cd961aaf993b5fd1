/* pytorch.h: state dictionaries that PyTorch saved (.pth, .pt, .bin), in the zip
 * archives of today and in the pickles in a row of before 1.6.
 *
 * Read as data (pickle.h): nothing in a file is ever run. Tensors that do not
 * lie row by row are copied so that they do. Where the dictionary holds another
 * named “state_dict”, “params_ema”, “params” or “string_to_param”, that one is meant;
 * of others in it the tensors are called "NAME.NAME". A file that is one tensor has
 * it under the name "tensor".
 *
 * Archives beyond 4 GiB, whole pickled modules and big-endian files are not read.
 *
 * Written after torch/serialization.py and the zip format's description (APPNOTE).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/weights.h"

G_BEGIN_DECLS

/* As vt_weights_open() on one file that is already mapped; also VT_ERROR_DENIED
 * for files that want to run something. */
VtWeights *vt_pytorch_open_mapping (VtMapping *file, GError **error);

G_END_DECLS
