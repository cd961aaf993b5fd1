/* space-problems.h: what is wrong with a space that can be read all the same:
 * what does nothing, gets nothing, or is not there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/model-library.h"
#include "app/space-editor.h"

G_BEGIN_DECLS

/**
 * VtSpaceProblem:
 * @sentence: marked for translation, with a `%s` for each of @name and @other
 *   that is not %NULL
 * @name: (nullable): what it is about, as people read it
 * @title: whether @name and @other are declarations' titles, to be translated too
 * @component: (nullable): the id that it concerns
 * @event, @step: numbers, or -1
 * @is_error: whether running it would fail
 * @fix_label: (nullable): what the button says, marked for translation
 * @fix: (nullable): mends it
 * @adds_event: whether @fix adds an event, the last one, for the person to fill in
 * @missing_model: (nullable): a reference that could be fetched, or an address that
 *   could be allowed
 * @argument: (nullable): for @fix
 */
typedef struct _VtSpaceProblem VtSpaceProblem;
struct _VtSpaceProblem
{
  const char *sentence;
  char *name;
  char *other;
  gboolean title;
  char *component;
  gint event;
  gint step;
  gboolean is_error;
  const char *fix_label;
  gboolean (*fix) (VtSpaceEditor *editor, const VtSpaceProblem *problem, GError **error);
  gboolean adds_event;
  char *missing_model;
  char *argument;
};

void vt_space_problem_free (VtSpaceProblem *problem);

/**
 * vt_space_find_problems:
 * @library: (nullable): without it, no model is looked for
 *
 * Returns: (transfer full) (element-type VtSpaceProblem): errors first
 */
GPtrArray *vt_space_find_problems (VtSpace *space, VtModelLibrary *library);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtSpaceProblem, vt_space_problem_free)

G_END_DECLS
