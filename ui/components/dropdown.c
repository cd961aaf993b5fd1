/* dropdown.c: "dropdown": one of many choices, or, where the document allows it,
 * another text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/components/choices.h"
#include "ui/components/component.h"
#include "ui/components/multiselect.h"

/* From so many choices on, the list has a search entry. */
#define SEARCH_FROM 12

#define VT_TYPE_DROPDOWN (vt_dropdown_get_type ())
G_DECLARE_FINAL_TYPE (VtDropdown, vt_dropdown, VT, DROPDOWN, VtComponentView)

/* Either a drop-down list, or a combo box with an entry for other texts. */
struct _VtDropdown
{
  VtComponentView parent_instance;
  VtChoices *choices;
  GtkWidget *list;  /* GtkDropDown, or NULL */
  GtkWidget *combo; /* GtkComboBoxText with an entry, or NULL */
};

G_DEFINE_FINAL_TYPE (VtDropdown, vt_dropdown, VT_TYPE_COMPONENT_VIEW)

static GtkWidget *
combo_entry (VtDropdown *self)
{
  return gtk_combo_box_get_child (GTK_COMBO_BOX (self->combo));
}

/* A custom text that is a choice's name means that choice's value. */
static VtValue *
combo_value (VtDropdown *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (combo_entry (self)));

  for (guint i = 0; i < self->choices->n; i++)
    if (g_str_equal (self->choices->names[i], text))
      return vt_value_new_text (self->choices->values[i]);
  return *text ? vt_value_new_text (text) : vt_value_new_none ();
}

static VtValue *
vt_dropdown_get_value (VtComponentView *view)
{
  VtDropdown *self = VT_DROPDOWN (view);
  guint selected;

  if (self->combo)
    return combo_value (self);
  selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->list));
  return vt_choices_value (self->choices, selected == GTK_INVALID_LIST_POSITION ? -1 : (int) selected);
}

static void
vt_dropdown_set_value (VtComponentView *view, VtValue *value)
{
  VtDropdown *self = VT_DROPDOWN (view);
  int index = vt_choices_find (self->choices, value);

  if (self->combo)
    {
      g_autofree char *text = vt_value_to_text (value);
      gtk_editable_set_text (GTK_EDITABLE (combo_entry (self)), index >= 0 ? self->choices->names[index] : text);
    }
  else if (index >= 0)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->list), index);
  else if (vt_value_type (value) == VT_VALUE_NONE)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->list), GTK_INVALID_LIST_POSITION);
}

static void
on_typed (VtComponentView *self)
{
  vt_component_view_emit_input (self);
}

static void
on_chosen (VtComponentView *self)
{
  vt_component_view_emit_chosen (self);
}

static void
vt_dropdown_finalize (GObject *object)
{
  g_clear_pointer (&VT_DROPDOWN (object)->choices, vt_choices_free);
  G_OBJECT_CLASS (vt_dropdown_parent_class)->finalize (object);
}

static void
vt_dropdown_class_init (VtDropdownClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vt_dropdown_finalize;
  VT_COMPONENT_VIEW_CLASS (klass)->get_value = vt_dropdown_get_value;
  VT_COMPONENT_VIEW_CLASS (klass)->set_value = vt_dropdown_set_value;
}

static void
vt_dropdown_init (VtDropdown *self)
{
}

static void
make_list (VtDropdown *self, gboolean filterable)
{
  self->list = gtk_drop_down_new_from_strings ((const char *const *) self->choices->names);
  if (filterable && self->choices->n >= SEARCH_FROM)
    {
      g_autoptr (GtkExpression) text = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
      gtk_drop_down_set_expression (GTK_DROP_DOWN (self->list), text);
      gtk_drop_down_set_enable_search (GTK_DROP_DOWN (self->list), TRUE);
    }
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), self->list);
  g_signal_connect_swapped (self->list, "notify::selected", G_CALLBACK (on_chosen), self);
}

static void
make_combo (VtDropdown *self)
{
  self->combo = gtk_combo_box_text_new_with_entry ();
  for (guint i = 0; i < self->choices->n; i++)
    gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (self->combo), self->choices->names[i]);
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), self->combo);
  vt_component_view_set_target (VT_COMPONENT_VIEW (self), combo_entry (self));
  g_signal_connect_swapped (combo_entry (self), "changed", G_CALLBACK (on_typed), self);
}

static VtComponentView *
build_dropdown (const VtSpaceComponent *component)
{
  VtDropdown *self;

  if (vt_space_component_get_boolean (component, "multiselect"))
    return vt_multiselect_new (component);
  self = g_object_new (VT_TYPE_DROPDOWN, NULL);
  self->choices = vt_choices_new (component);
  if (vt_space_component_get_boolean (component, "allow_custom_value"))
    make_combo (self);
  else
    make_list (self, vt_space_component_get_boolean (component, "filterable"));
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_dropdown_class = { "dropdown", build_dropdown };
