/* choices.c: the choices of a dropdown or a radio group.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/components/choices.h"

VtChoices *
vt_choices_new (const VtSpaceComponent *component)
{
  VtChoices *self = g_new0 (VtChoices, 1);
  g_autofree VtSpaceChoice *choices = vt_space_component_choices (component, &self->n);

  self->names = g_new0 (char *, self->n + 1);
  self->values = g_new0 (char *, self->n + 1);
  for (guint i = 0; i < self->n; i++)
    {
      self->names[i] = g_strdup (choices[i].name);
      self->values[i] = g_strdup (choices[i].value);
    }
  return self;
}

void
vt_choices_free (VtChoices *self)
{
  g_strfreev (self->names);
  g_strfreev (self->values);
  g_free (self);
}

int
vt_choices_find (const VtChoices *self, VtValue *value)
{
  g_autofree char *text = vt_value_to_text (value);

  if (vt_value_type (value) == VT_VALUE_NONE)
    return -1;
  for (guint i = 0; i < self->n; i++)
    if (g_str_equal (self->values[i], text))
      return (int) i;
  return -1;
}

VtValue *
vt_choices_value (const VtChoices *self, int index)
{
  if (index < 0 || (guint) index >= self->n)
    return vt_value_new_none ();
  return vt_value_new_text (self->values[index]);
}
