/* model-kind-picture-talker.h: a language model with an eye (VtEye), as tasks get it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/eye.h"
#include "engine/tasks/model-kind-lm.h"

G_BEGIN_DECLS

/**
 * VtPictureTalker:
 * @lm: first, so that what writes texts takes it for a language model
 */
typedef struct
{
  VtLmModel lm;
  VtEye *eye;
} VtPictureTalker;

extern const VtModelKind vt_model_kind_picture_talker;

G_END_DECLS
