/* model-kind-voice.h: a loaded voice as tasks get it: a #VtVoice.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/voice.h"
#include "engine/tasks/model-kind.h"
