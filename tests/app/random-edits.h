/* random-edits.h: one edit after the other by a seeded dice, for tests.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-editor.h"

G_BEGIN_DECLS

/* Does something to the space; what is refused is refused with a sentence. */
void vt_random_edit (VtSpaceEditor *editor, GRand *dice);

G_END_DECLS
