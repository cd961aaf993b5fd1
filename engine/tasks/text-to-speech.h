/* text-to-speech.h: the run of the task of that name; its declarations stand in
 * task-text-to-speech.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/task-run.h"

G_BEGIN_DECLS

/* VtTaskClass.run */
gboolean vt_text_to_speech_run (VtTaskRun *run, GError **error);

G_END_DECLS
