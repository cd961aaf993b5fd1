/* gguf.h: the GGUF format of ggml and llama.cpp, versions 2 and 3.
 *
 * Written after the specification in ggml's docs/gguf.md. A file split as
 * NAME-00001-of-0000N.gguf opens whole by any of its parts; what it says about
 * itself is what the first part says.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/weights.h"

G_BEGIN_DECLS

/* As vt_weights_open() on one file that is already mapped, for tests and for
 * files that do not lie on a disk. */
VtWeights *vt_gguf_open_mapping (VtMapping *file, GError **error);

G_END_DECLS
