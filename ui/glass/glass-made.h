/* glass-made.h: what a step's outputs show of how its result came about: the
 * spectrogram of what was heard, words and phonemes with their times.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "engine/tasks/task.h"

G_BEGIN_DECLS

/* A widget with those of @outputs (element-type utf8 VtValue) that @task names as its glass, by the
 * components that a space has for them: pictures, sounds, and texts that light up as their sound is
 * heard. Transfer floating; %NULL where there are none. */
GtkWidget *vt_glass_made_new (const VtTaskClass *task, GHashTable *outputs);

/* The picture that the step made, by which a person knows it again; transfer full, %NULL where it made none. */
GdkPaintable *vt_glass_made_result (const VtTaskClass *task, GHashTable *outputs);

G_END_DECLS
