/* model-kind-whisper.h: a loaded Whisper as tasks get it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/whisper-session.h"
#include "engine/tasks/model-kind.h"

G_BEGIN_DECLS

typedef struct
{
  VtWhisper *whisper;
  VtWhisperSession *session;
} VtWhisperModel;

G_END_DECLS
