/* model-kind-clip.h: a loaded CLIP model as tasks get it (VtClip).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/clip.h"
#include "engine/tasks/model-kind.h"

G_BEGIN_DECLS

extern const VtModelKind vt_model_kind_clip;

G_END_DECLS
