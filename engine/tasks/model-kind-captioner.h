/* model-kind-captioner.h: a loaded model that puts pictures into words (VtCaptioner),
 * without and with a question.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/captioner.h"
#include "engine/tasks/model-kind.h"

G_BEGIN_DECLS

extern const VtModelKind vt_model_kind_captioner, vt_model_kind_answerer;

G_END_DECLS
