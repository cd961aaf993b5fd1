/* space-diff.h: in what two states of a space differ.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-editor.h"

G_BEGIN_DECLS

/* @components: (out) (transfer full): the ids of components that are in one of
 * them only, or different in the two; empty, not %NULL, where there are none. */
VtSpaceChange vt_space_diff (VtSpace *before, VtSpace *after, GStrv *components);

G_END_DECLS
