/* space-check.h: whether the parts of a space fit each other: ids, wires, types,
 * cycles; for app/space-document.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-component.h"
#include "app/space-event.h"
#include "app/space-layout.h"

G_BEGIN_DECLS

/**
 * VtSpaceParts:
 * @components: (element-type VtSpaceComponent)
 * @by_id: (element-type utf8 VtSpaceComponent): the same
 * @events: (element-type VtSpaceEvent)
 */
typedef struct
{
  GPtrArray *components;
  GHashTable *by_id;
  GPtrArray *events;
} VtSpaceParts;

/* The errors begin with the JSON path. */
gboolean vt_space_check_event (const VtSpaceParts *parts, const VtSpaceEvent *event, const char *path, GError **error);

/* Whether no change event can, through the outputs of events, start itself again. */
gboolean vt_space_check_cycles (const VtSpaceParts *parts, GError **error);

/* Whether it names known components only, each at most once; adds those to @placed. */
gboolean vt_space_check_layout (const VtSpaceParts *parts, const VtSpaceLayout *layout, GHashTable *placed,
                                GError **error);

G_END_DECLS
