/* component-parts.h: what the component files share; for app/components only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <math.h>

#include "app/space-component.h"
#include "engine/base/error.h"

G_BEGIN_DECLS

/* For components with `minimum` and `maximum`, either of which may be NAN. */
gboolean vt_component_check_range (const VtSpaceComponent *component, GError **error);
VtValue *vt_component_accept_in_range (const VtSpaceComponent *component, VtValue *value, GError **error);

/* A text that names a file, one of the space where it is relative, as that file. */
VtValue *vt_component_coerce_file (const VtSpaceComponent *component, VtValue *value);

/* For components with `choices` and perhaps `allow_custom_value`. */
gboolean vt_component_check_choices (const VtSpaceComponent *component, GError **error);
VtValue *vt_component_accept_choice (const VtSpaceComponent *component, VtValue *value, GError **error);

/* The same of several: a JSON array of texts, each among the choices and at most
 * "max_choices" of them, where there is such a property. */
VtValue *vt_component_accept_several (const VtSpaceComponent *component, VtValue *value, GError **error);

/* One text as a JSON array with that text. */
VtValue *vt_component_coerce_several (const VtSpaceComponent *component, VtValue *value);

/* For components that hold a table: CSV becomes JSON, and JSON of any shape that
 * vt_table_from_json() knows Gradio's. */
VtValue *vt_component_coerce_table (const VtSpaceComponent *component, VtValue *value);
VtValue *vt_component_accept_table (const VtSpaceComponent *component, VtValue *value, GError **error);

/* For components that hold files: paths become files, of the space where they are
 * relative; one or a list of them, by the property "file_count", and a list
 * without it. */
VtValueType vt_component_files_value_of (const VtSpaceComponent *component);
VtValue *vt_component_coerce_files (const VtSpaceComponent *component, VtValue *value);
VtValue *vt_component_accept_files (const VtSpaceComponent *component, VtValue *value, GError **error);

G_END_DECLS
