/* choices.c: the choices of a dropdown or a radio group.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/components/choices.h"

#include <string.h>

#include "app/value-json.h"
#include "ui/wrap-layout.h"

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

VtValue *
vt_choices_write_several (const VtChoices *self, const gboolean *chosen)
{
  VtJsonWriter writer = { .text = g_string_new (NULL) };
  VtValue *value;

  vt_json_write_begin (&writer, '[');
  for (guint i = 0; i < self->n; i++)
    if (chosen[i])
      vt_json_write_string (&writer, self->values[i], -1);
  vt_json_write_end (&writer, ']');
  value = vt_value_new_json (writer.text->str);
  g_string_free (writer.text, TRUE);
  return value;
}

static void
mark (const VtChoices *self, const char *text, gboolean *chosen)
{
  for (guint i = 0; text && i < self->n; i++)
    if (g_str_equal (self->values[i], text))
      chosen[i] = TRUE;
}

gboolean
vt_choices_read_several (const VtChoices *self, VtValue *value, gboolean *chosen)
{
  const char *text = vt_value_type (value) == VT_VALUE_JSON ? vt_value_text (value) : "[]";
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), NULL);
  VtJsonIter iter = VT_JSON_ITER (json ? vt_json_root (json) : NULL);

  if (vt_value_type (value) != VT_VALUE_JSON && vt_value_type (value) != VT_VALUE_NONE)
    return FALSE;
  if (vt_json_type (iter.container) != VT_JSON_ARRAY)
    return FALSE;
  for (guint i = 0; i < self->n; i++)
    chosen[i] = FALSE;
  while (vt_json_iter_next (&iter))
    mark (self, vt_json_string (iter.value, NULL), chosen);
  return TRUE;
}

VtValue *
vt_choices_get_checks (const VtChoices *self, GPtrArray *buttons)
{
  g_autofree gboolean *chosen = g_new0 (gboolean, self->n);

  for (guint i = 0; i < buttons->len; i++)
    chosen[i] = gtk_check_button_get_active (buttons->pdata[i]);
  return vt_choices_write_several (self, chosen);
}

void
vt_choices_set_checks (const VtChoices *self, GPtrArray *buttons, VtValue *value)
{
  g_autofree gboolean *chosen = g_new0 (gboolean, self->n);

  if (!vt_choices_read_several (self, value, chosen))
    return;
  for (guint i = 0; i < buttons->len; i++)
    gtk_check_button_set_active (buttons->pdata[i], chosen[i]);
}

GtkWidget *
vt_choices_box_new (void)
{
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);

  gtk_widget_set_layout_manager (box, vt_wrap_layout_new (8));
  gtk_widget_add_css_class (box, "choices");
  return box;
}

void
vt_choices_box_append (GtkWidget *box, GtkWidget *button)
{
  GtkWidget *label = gtk_widget_get_last_child (button);

  /* A long one wraps instead of making the window wider. */
  if (GTK_IS_LABEL (label))
    {
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
    }
  gtk_box_append (GTK_BOX (box), button);
}
