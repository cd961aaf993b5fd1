/* component-class.h: what a component of a space is: its properties, its events
 * and the type of its value, declared once. The windows build a widget from it,
 * the builder its inspector, the document its checks.
 *
 * One file per component, app/components/component-TYPE.c, defines one const
 * struct, named in app/components/components-list.c. Names of types, properties
 * and events are Gradio's, in lower case.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/param.h"

G_BEGIN_DECLS

typedef struct _VtSpaceComponent VtSpaceComponent; /* app/space-component.h */

/**
 * VtComponentPart:
 * @name: `$ID.NAME` in a wire
 * @member: (nullable): of the component's value, a JSON object; without it the
 *   value is a list, and the part what stands at its own place among the parts
 * @type: what the member becomes: text, a file by its path, a list of such files;
 *   of an array that should be a file, its first element
 * @title: (nullable): for pickers, marked for translation
 */
typedef struct
{
  const char *name;
  const char *member;
  VtValueType type;
  const char *title;
} VtComponentPart;

/**
 * VtComponentClass:
 * @type: as documents name it, "textbox"
 * @title: for the palette, marked for translation
 * @value: the type of what it holds: `$ID` gives it, an output takes it
 * @holds_any: whether it takes values of every type as they are; @value is then
 *   what a document can write
 * @is_input: whether a person can fill it in
 * @properties: its own ones, ending in a %NULL name, besides those of
 *   vt_component_common_properties; `value` is always among them. A number
 *   whose default is NAN is not set until the document says so.
 * @events: %NULL-terminated; the first is the one that people mean
 * @check: (nullable): whether the properties fit each other; the error's
 *   sentence need not name the component
 * @value_of: (nullable): the type where it depends on the properties, as that of
 *   a drop-down list of which several can be chosen
 * @coerce: (nullable): another value that is meant by @value, as a file by its
 *   path; transfer full, or %NULL to leave it as it is. Comes before the
 *   conversion to the component's type.
 * @accept: (nullable): @value, already of the component's type, as it takes it;
 *   transfer full. %NULL where every value of that type will do.
 * @parts: (nullable): what steps can take of the value one by one, ending in a
 *   %NULL name
 * @initial: (nullable): the value where the document gives none, transfer full;
 *   without it nothing, or an empty text
 */
typedef struct
{
  const char *type;
  const char *title;
  VtValueType value;
  gboolean holds_any;
  gboolean is_input;
  const VtParam *properties;
  const char *const *events;
  gboolean (*check) (const VtSpaceComponent *component, GError **error);
  VtValueType (*value_of) (const VtSpaceComponent *component);
  VtValue *(*coerce) (const VtSpaceComponent *component, VtValue *value);
  VtValue *(*accept) (const VtSpaceComponent *component, VtValue *value, GError **error);
  VtValue *(*initial) (const VtSpaceComponent *component);
  const VtComponentPart *parts;
} VtComponentClass;

/* Every component, %NULL-terminated, in the order of the palette. */
extern const VtComponentClass *const vt_component_classes[];

/* label, show_label, info, interactive, visible, scale, min_width: of every component. */
extern const VtParam vt_component_common_properties[];

/* The class named @type, or %NULL and VT_ERROR_UNSUPPORTED with the names there are. */
const VtComponentClass *vt_component_class_find (const char *type, GError **error);

/* The property's declaration, own or common, or %NULL. */
const VtParam *vt_component_class_find_property (const VtComponentClass *klass, const char *name);

gboolean vt_component_class_has_event (const VtComponentClass *klass, const char *event);

G_END_DECLS
