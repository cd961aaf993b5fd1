/* classroom.h: what a teacher sets for a classroom: words that are left out. The lock
 * closes the preferences, and so keeps it set.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "app/word-list.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): what is left out now; %NULL where nothing is, or @settings is. */
VtWordList *vt_classroom_words (GSettings *settings);

/* Its rows for the preferences. */
GtkWidget *vt_classroom_group_new (GSettings *settings);

G_END_DECLS
