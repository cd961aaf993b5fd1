/* space-event.h: what happens in a space when a component reports an event.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-wire.h"
#include "engine/tasks/task.h"

G_BEGIN_DECLS

/**
 * VtSpaceTrigger: `["go", "click"]`
 * @component: an id
 * @event: one of its class's events
 */
typedef struct
{
  char *component;
  char *event;
} VtSpaceTrigger;

/**
 * VtSpaceStep:
 * @id: `$ID.OUTPUT` names its outputs
 * @model: (nullable): a model reference, or a wire to a component that holds one
 * @inputs, @parameters: (element-type VtSpaceWire): named for the task's
 *   inputs and parameters
 */
typedef struct
{
  char *id;
  const VtTaskClass *task;
  VtSpaceWire *model;
  GPtrArray *inputs;
  GPtrArray *parameters;
  /*< private >*/
  VtSpaceMembers *members;
} VtSpaceStep;

/**
 * VtSpaceEvent:
 * @triggers: (element-type VtSpaceTrigger): any of them starts it
 * @steps: (element-type VtSpaceStep): one after the other
 * @outputs: (element-type VtSpaceWire): named for the components they go to
 */
typedef struct
{
  GPtrArray *triggers;
  GPtrArray *steps;
  GPtrArray *outputs;
  /*< private >*/
  VtSpaceMembers *members;
} VtSpaceEvent;

VtSpaceEvent *vt_space_event_new (const VtJsonNode *node, const char *path, GError **error);
void vt_space_event_free (VtSpaceEvent *self);
void vt_space_event_write (const VtSpaceEvent *self, VtJsonWriter *writer);

gboolean vt_space_event_is_triggered_by (const VtSpaceEvent *self, const char *component, const char *event);
const VtSpaceStep *vt_space_event_find_step (const VtSpaceEvent *self, const char *id);

G_END_DECLS
