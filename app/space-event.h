/* space-event.h: what happens in a space when a component reports an event.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-condition.h"
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
 * @condition: (nullable): when it runs; where not, so do those that take from it
 *
 * It begins when the steps that it takes from are done.
 */
typedef struct
{
  char *id;
  const VtTaskClass *task;
  VtSpaceWire *model;
  GPtrArray *inputs;
  GPtrArray *parameters;
  VtSpaceCondition *condition;
  /*< private >*/
  VtSpaceMembers *members;
} VtSpaceStep;

/**
 * VtTriggerMode: what becomes of a trigger while the event runs or waits already.
 * @VT_TRIGGER_DEFAULT: always last for "change", "input", "tick" and "select",
 *   once for all else
 * @VT_TRIGGER_ONCE: it is ignored
 * @VT_TRIGGER_MULTIPLE: it waits for its turn
 * @VT_TRIGGER_ALWAYS_LAST: it takes the place of one that waits, and so the
 *   event runs once more, with what is there then
 */
typedef enum
{
  VT_TRIGGER_DEFAULT,
  VT_TRIGGER_ONCE,
  VT_TRIGGER_MULTIPLE,
  VT_TRIGGER_ALWAYS_LAST,
} VtTriggerMode;

/**
 * VtSpaceEvent:
 * @triggers: (element-type VtSpaceTrigger): any of them starts it
 * @mode: "once", "multiple" or "always_last", the member `trigger_mode`
 * @each: (nullable): a table, whose rows the steps run for, one after the other
 * @steps: (element-type VtSpaceStep): as many at a time as can
 * @outputs: (element-type VtSpaceWire): named for the components they go to
 */
typedef struct
{
  GPtrArray *triggers;
  VtTriggerMode mode;
  char *each;
  GPtrArray *steps;
  GPtrArray *outputs;
  /*< private >*/
  VtSpaceMembers *members;
} VtSpaceEvent;

VtSpaceEvent *vt_space_event_new (const VtJsonNode *node, const char *path, GError **error);
void vt_space_event_free (VtSpaceEvent *self);
void vt_space_event_write (const VtSpaceEvent *self, VtJsonWriter *writer);

gboolean vt_space_event_is_triggered_by (const VtSpaceEvent *self, const char *component, const char *event);
/* Calls @visit for each source of the step's wires, its condition's included. */
gboolean vt_space_step_foreach_source (const VtSpaceStep *self, VtSpaceWireFunc visit, gpointer data);

/* Whether a step or a component takes what @step shows behind glass. */
gboolean vt_space_event_takes_glass (const VtSpaceEvent *self, const VtSpaceStep *step);

const VtSpaceStep *vt_space_event_find_step (const VtSpaceEvent *self, const char *id);

G_END_DECLS
