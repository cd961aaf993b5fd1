/* model-choice.h: the models that a task can be given, for choosing one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/model-library.h"
#include "engine/tasks/task.h"

G_BEGIN_DECLS

/**
 * VtModelChoice:
 * @names: as people read them, with what there is to know ("253 MB to get")
 * @references: (element-type utf8): the same as documents name them, "" for none
 */
typedef struct
{
  GtkStringList *names;
  GPtrArray *references;
} VtModelChoice;

/**
 * vt_model_choice_new:
 * @current: (nullable): the one that is chosen now; always among them
 *
 * Those that are here come first, then starter models that could be fetched, then
 * what is here besides, then those on other computers that the person has allowed.
 */
VtModelChoice *vt_model_choice_new (VtModelLibrary *library, const VtTaskClass *task, const char *current);
void vt_model_choice_free (VtModelChoice *self);

/* Where @reference stands; that of "none" if nowhere. */
guint vt_model_choice_find (const VtModelChoice *self, const char *reference);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtModelChoice, vt_model_choice_free)

G_END_DECLS
