/* component.h: the widget of one component of a space: a text box, a slider, a chat.
 *
 * It is built from the component of the space's document (app/space-component.h).
 * It holds one value, says what the person did by its "event" signal, and knows
 * nothing of steps, models or the page it lies on.
 *
 * A new component is one file with a const #VtComponentWidgetClass and one name
 * in component-list.c. All of this belongs to the main thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/space-component.h"

G_BEGIN_DECLS

#define VT_TYPE_COMPONENT_VIEW (vt_component_view_get_type ())
G_DECLARE_DERIVABLE_TYPE (VtComponentView, vt_component_view, VT, COMPONENT_VIEW, GtkWidget)

/**
 * VtComponentViewClass:
 * @get_value: the value now; transfer full; never %NULL
 * @set_value: shows @value; what does not fit is ignored. A text that begins as
 *   the shown one does is appended, so that streaming keeps scroll position and
 *   selection. Emits nothing itself.
 * @set_interactive: whether the person may change the value
 * @set_busy: a run that uses this component has begun or ended
 * @listen: the space waits for @event; a chat then offers to answer again
 *
 * Signals of #VtComponentView:
 *  - "event" (const char *name): "change" whenever the value changes, by whoever;
 *    "input" when the person changed it; and what the component adds: "click",
 *    "submit", "select", "release", "retry" …
 */
struct _VtComponentViewClass
{
  GtkWidgetClass parent_class;
  VtValue *(*get_value) (VtComponentView *self);
  void (*set_value) (VtComponentView *self, VtValue *value);
  void (*set_interactive) (VtComponentView *self, gboolean interactive);
  void (*set_busy) (VtComponentView *self, gboolean busy);
  void (*listen) (VtComponentView *self, const char *event);
};

/**
 * VtComponentWidgetClass:
 * @type: as #VtComponentClass.type
 * @build: makes the widget; transfer floating. Label, info, visibility,
 *   interactivity and value are set afterwards.
 */
typedef struct
{
  const char *type;
  VtComponentView *(*build) (const VtSpaceComponent *component);
} VtComponentWidgetClass;

/* Every component type, %NULL-terminated (component-list.c). */
extern const VtComponentWidgetClass *const vt_component_widget_classes[];

/**
 * vt_component_view_new:
 * @component: of a space; needed only during the call
 *
 * Never fails: a type that has no widget yet becomes a box that says so.
 *
 * Returns: (transfer floating): the widget, holding the component's initial value
 */
VtComponentView *vt_component_view_new (const VtSpaceComponent *component);

/* The component's id and type. */
const char *vt_component_view_get_id (VtComponentView *self);
const char *vt_component_view_get_component_type (VtComponentView *self);

/* The label as it is shown, or the type where there is none; for messages and
 * accessible names. */
const char *vt_component_view_get_title (VtComponentView *self);

/* The value now; transfer full; of type %VT_VALUE_NONE where nothing is filled in. */
VtValue *vt_component_view_get_value (VtComponentView *self);

/* Shows @value and emits the event "change" where that changed something. Cheap
 * for a text or chat that grows at its end: call it for each token. */
void vt_component_view_set_value (VtComponentView *self, VtValue *value);

/* Back to the component's initial value. */
void vt_component_view_reset (VtComponentView *self);

gboolean vt_component_view_get_interactive (VtComponentView *self);
void vt_component_view_set_interactive (VtComponentView *self, gboolean interactive);

/* Says that a run using this component began or ended: inputs become
 * insensitive, buttons other than stop buttons too, a chat shows that an answer
 * is being written. Outputs stay readable. */
void vt_component_view_set_busy (VtComponentView *self, gboolean busy);
gboolean vt_component_view_get_busy (VtComponentView *self);

/* Says that the space does something on @event of this component. */
void vt_component_view_listen (VtComponentView *self, const char *event);

/* --- for the components themselves --- */

/* Sets the widget between label and info; takes the floating reference. */
void vt_component_view_set_content (VtComponentView *self, GtkWidget *content);

/* Makes the content as high as there is room, as beside something higher. */
void vt_component_view_fill_height (VtComponentView *self);

/* The widget that has the keyboard focus and bears the accessible name; the
 * content by default. */
void vt_component_view_set_target (VtComponentView *self, GtkWidget *target);

GtkWidget *vt_component_view_get_target (VtComponentView *self);

/* Not to be seen, whatever the document says; the builder shows it all the same. */
void vt_component_view_set_unseen (VtComponentView *self);

/* Whether the label is drawn above the content; some draw it themselves. */
void vt_component_view_set_show_label (VtComponentView *self, gboolean show);

void vt_component_view_emit (VtComponentView *self, const char *event);

/* For handlers of the inner widget's change signal: emits "change" and "input",
 * or nothing while vt_component_view_set_value() is at work. */
void vt_component_view_emit_input (VtComponentView *self);

/* The same with "select" after them, where the person chose one of what there is. */
void vt_component_view_emit_chosen (VtComponentView *self);

G_END_DECLS
