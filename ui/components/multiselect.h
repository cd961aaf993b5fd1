/* multiselect.h: a drop-down list of which several can be chosen.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/components/component.h"

G_BEGIN_DECLS

/* For the component "dropdown" with "multiselect"; transfer floating. */
VtComponentView *vt_multiselect_new (const VtSpaceComponent *component);

G_END_DECLS
