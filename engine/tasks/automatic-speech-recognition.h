/* automatic-speech-recognition.h: the run of the task of that name; its
 * declarations stand in task-automatic-speech-recognition.c.
 *
 * Sound is heard in windows of 30 s. Where a window's last whole segment ends,
 * the next window begins; long pauses are jumped over.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/task-run.h"

G_BEGIN_DECLS

/* VtTaskClass.run */
gboolean vt_automatic_speech_recognition_run (VtTaskRun *run, GError **error);

G_END_DECLS
