/* problem-list.h: what is wrong with the space, each with a button that mends it or
 * shows it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "ui/application.h"
#include "ui/builder/builder-canvas.h"
#include "ui/builder/event-panel.h"

G_BEGIN_DECLS

#define VT_TYPE_PROBLEM_LIST (vt_problem_list_get_type ())
G_DECLARE_FINAL_TYPE (VtProblemList, vt_problem_list, VT, PROBLEM_LIST, GtkWidget)

/* Its property "n-problems" (uint) follows the document and the model library. */
GtkWidget *vt_problem_list_new (VtApplication *app, VtSpaceEditor *editor, VtBuilderCanvas *canvas,
                                VtEventPanel *events);

G_END_DECLS
