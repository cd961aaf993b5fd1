/* model-kind-listener.h: a loaded network that says what a sound is (VtListener).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/listener.h"
#include "engine/tasks/model-kind.h"

G_BEGIN_DECLS

extern const VtModelKind vt_model_kind_listener;

G_END_DECLS
