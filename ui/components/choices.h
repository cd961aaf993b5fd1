/* choices.h: the choices of a dropdown or a radio group, kept beyond the document.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-component.h"

G_BEGIN_DECLS

/**
 * VtChoices:
 * @names: %NULL-terminated, what people read
 * @values: %NULL-terminated, what is passed on
 */
typedef struct
{
  char **names;
  char **values;
  guint n;
} VtChoices;

VtChoices *vt_choices_new (const VtSpaceComponent *component);
void vt_choices_free (VtChoices *self);

/* The place of the choice that @value means, or -1. */
int vt_choices_find (const VtChoices *self, VtValue *value);

/* The value of the choice @index; none where there is no such choice. Transfer full. */
VtValue *vt_choices_value (const VtChoices *self, int index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtChoices, vt_choices_free)

G_END_DECLS
