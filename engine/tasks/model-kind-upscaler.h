/* model-kind-upscaler.h: a loaded network that enlarges pictures (VtUpscaler).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/upscaler.h"
#include "engine/tasks/model-kind.h"

G_BEGIN_DECLS

extern const VtModelKind vt_model_kind_upscaler;

G_END_DECLS
