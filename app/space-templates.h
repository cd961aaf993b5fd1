/* space-templates.h: new spaces: for a task, made from what the task declares, or blank.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-editor.h"

G_BEGIN_DECLS

/**
 * VtTemplateWords: the words of a new space in the person's language.
 * @title: of the space
 * @run: on its button
 * @settings: above the folded parameters
 * @translate: the declarations' titles
 */
typedef struct
{
  const char *title;
  const char *description;
  const char *run;
  const char *settings;
  const char *(*translate) (const char *text);
} VtTemplateWords;

/**
 * vt_space_new_for_task:
 * @model: (nullable): a reference
 *
 * A page with a component for each input, the parameters that are not advanced
 * folded below, a button, and a component for each output; the button runs the
 * task. It can be run as it is.
 *
 * Returns: (transfer full): not saved anywhere; or %NULL with VT_ERROR_UNSUPPORTED where
 *   no component holds what the task takes
 */
VtSpaceEditor *vt_space_new_for_task (const VtTaskClass *task, const char *model, const VtTemplateWords *words,
                                      GError **error);

/* With nothing on its page. */
VtSpaceEditor *vt_space_new_blank (const VtTemplateWords *words);

G_END_DECLS
