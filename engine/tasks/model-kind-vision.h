/* model-kind-vision.h: a loaded network that looks at pictures (VtVision), by
 * what it gives.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/vision.h"
#include "engine/tasks/model-kind.h"

G_BEGIN_DECLS

extern const VtModelKind vt_model_kind_classifier, vt_model_kind_detector, vt_model_kind_depth, vt_model_kind_segmenter;

G_END_DECLS
