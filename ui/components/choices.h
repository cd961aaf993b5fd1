/* choices.h: the choices of a dropdown or a radio group, kept beyond the document.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

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

/* Where several can be chosen: @chosen has one element a choice. The value is a
 * JSON array of texts; what is no choice in it is left out; @read: %FALSE if
 * @value is no such array. */
VtValue *vt_choices_write_several (const VtChoices *self, const gboolean *chosen);
gboolean vt_choices_read_several (const VtChoices *self, VtValue *value, gboolean *chosen);

/* A box that breaks into lines, for the buttons of the choices. */
GtkWidget *vt_choices_box_new (void);
void vt_choices_box_append (GtkWidget *box, GtkWidget *button);

/* The same between a value and one GtkCheckButton a choice. */
VtValue *vt_choices_get_checks (const VtChoices *self, GPtrArray *buttons);
void vt_choices_set_checks (const VtChoices *self, GPtrArray *buttons, VtValue *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtChoices, vt_choices_free)

G_END_DECLS
