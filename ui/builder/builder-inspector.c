/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/builder/builder-inspector.h"

#include <glib/gi18n.h>

#include "ui/builder/card-editor.h"
#include "ui/builder/file-row.h"
#include "ui/builder/panel-column.h"
#include "ui/builder/param-row.h"
#include "ui/window.h"

struct _VtBuilderInspector
{
  GtkWidget parent_instance;
  VtSpaceEditor *editor;
  VtBuilderCanvas *canvas;
  GtkWidget *scrolled;
  GtkBox *box;
  char *shown;      /* the node whose rows these are; NULL for the card */
  char *type;       /* of the component */
  GPtrArray *rows;  /* of GtkWidget: made by vt_param_row_new() */
  GtkWidget *id;    /* the row of the component's id */
  GtkWidget *label; /* of a layout */
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (VtBuilderInspector, vt_builder_inspector, GTK_TYPE_WIDGET)

static const VtSpaceComponent *
component_of (VtBuilderInspector *self)
{
  return self->shown ? vt_space_find_component (vt_space_editor_get_space (self->editor), self->shown) : NULL;
}

static void
tell (VtBuilderInspector *self, const GError *error)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (error && VT_IS_WINDOW (root))
    vt_window_toast (VT_WINDOW (root), error->message);
}

/* --- a component ------------------------------------------------------------------ */

/* While a person types, what is wrong is only marked; a toast for each letter would be too much. */
static gboolean
on_row (const VtParam *param, VtValue *value, gpointer data)
{
  VtBuilderInspector *self = data;

  return self->updating || !self->shown
         || vt_space_edit_set_property (self->editor, self->shown, param->name, value, NULL);
}

static void
add_rows (VtBuilderInspector *self, const VtSpaceComponent *component, const VtParam *params, gboolean advanced,
          GtkWidget *group)
{
  for (const VtParam *param = params; param->name; param++)
    {
      g_autoptr (VtValue) value = NULL;
      GtkWidget *row;

      if (param->advanced != advanced)
        continue;
      value = vt_space_component_get (component, param->name);
      row = vt_param_row_new (param, value, vt_space_component_has (component, param->name), on_row, self, NULL);
      g_ptr_array_add (self->rows, row);
      if (ADW_IS_EXPANDER_ROW (group))
        adw_expander_row_add_row (ADW_EXPANDER_ROW (group), row);
      else
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
}

static void
on_rename (VtBuilderInspector *self, AdwEntryRow *row)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));

  if (vt_space_edit_rename (self->editor, self->shown, name, &error))
    vt_builder_canvas_select (self->canvas, name);
  else
    {
      gtk_widget_add_css_class (GTK_WIDGET (row), "error");
      tell (self, error);
    }
}

static GtkWidget *
id_row (VtBuilderInspector *self, const VtSpaceComponent *component)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Name for wires"));
  gtk_editable_set_text (GTK_EDITABLE (row), component->id);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (row))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Name for wires"), -1);
  g_signal_connect_object (row, "apply", G_CALLBACK (on_rename), self, G_CONNECT_SWAPPED);
  return row;
}

static GtkWidget *
add_group (VtBuilderInspector *self, const char *title, const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  gtk_box_append (self->box, group);
  return group;
}

static void
fill_component (VtBuilderInspector *self, const VtSpaceComponent *component)
{
  GtkWidget *group = add_group (self, _ (component->klass->title), NULL);
  GtkWidget *more = adw_expander_row_new ();
  GtkWidget *file = vt_file_row_new (self->editor, component);

  self->type = g_strdup (component->klass->type);
  add_rows (self, component, vt_component_common_properties, FALSE, group);
  add_rows (self, component, component->klass->properties, FALSE, group);
  if (file)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), file);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (more), _ ("More"));
  add_rows (self, component, component->klass->properties, TRUE, more);
  add_rows (self, component, vt_component_common_properties, TRUE, more);
  self->id = id_row (self, component);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (more), self->id);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), more);
}

static void
update_component (VtBuilderInspector *self, const VtSpaceComponent *component)
{
  self->updating = TRUE;
  for (guint i = 0; i < self->rows->len; i++)
    {
      const VtParam *param = vt_param_row_get_param (self->rows->pdata[i]);
      g_autoptr (VtValue) value = vt_space_component_get (component, param->name);

      vt_param_row_update (self->rows->pdata[i], value, vt_space_component_has (component, param->name));
    }
  self->updating = FALSE;
}

/* --- a layout ---------------------------------------------------------------------- */

/* The layout of that name, walking as the canvas does. */
static const VtSpaceLayout *
find_layout (const VtSpaceLayout *layout, const char *name, const char *wanted)
{
  const VtSpaceLayout *found = NULL;

  if (layout->kind == VT_LAYOUT_COMPONENT)
    return NULL;
  if (g_str_equal (name, wanted))
    return layout;
  for (guint i = 0; !found && i < layout->children->len; i++)
    {
      g_autofree char *child = vt_space_edit_child (name, i);

      found = find_layout (layout->children->pdata[i], child, wanted);
    }
  return found;
}

static const VtSpaceLayout *
layout_of (VtBuilderInspector *self)
{
  VtSpace *space = vt_space_editor_get_space (self->editor);
  const VtSpaceLayout *shown = vt_space_get_layout (space);

  return self->shown && shown->children->len > 0
           ? find_layout (shown->children->pdata[0], vt_space_edit_outermost (space), self->shown) : NULL;
}

static void
on_layout_label (VtBuilderInspector *self)
{
  g_autoptr (VtValue) value = vt_value_new_text (gtk_editable_get_text (GTK_EDITABLE (self->label)));

  if (!self->updating)
    vt_space_edit_set_layout (self->editor, self->shown, "label", value, NULL);
}

/* The switch is named for the member that it sets. */
static void
on_layout_switch (VtBuilderInspector *self, GParamSpec *pspec, GtkSwitch *toggle)
{
  g_autoptr (VtValue) value = vt_value_new_boolean (gtk_switch_get_active (toggle));

  if (!self->updating)
    vt_space_edit_set_layout (self->editor, self->shown, gtk_widget_get_name (GTK_WIDGET (toggle)), value, NULL);
}

static void
add_switch_row (VtBuilderInspector *self, GtkWidget *group, const char *member, const char *title, gboolean active)
{
  GtkWidget *row = adw_action_row_new (), *toggle = gtk_switch_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_widget_set_name (toggle, member);
  gtk_switch_set_active (GTK_SWITCH (toggle), active);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (on_layout_switch), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
add_button (GtkWidget *group, const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_margin_top (button, 12);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), button);
}

static void
fill_layout (VtBuilderInspector *self, const VtSpaceLayout *layout)
{
  GtkWidget *group = add_group (self, _ ("Layout"), _ ("It arranges what stands in it."));
  gboolean titled = layout->kind == VT_LAYOUT_TAB || layout->kind == VT_LAYOUT_ACCORDION
                    || layout->kind == VT_LAYOUT_SIDEBAR || layout->kind == VT_LAYOUT_STEP;

  if (titled)
    {
      self->label = adw_entry_row_new ();
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->label), _ ("Title"));
      gtk_editable_set_text (GTK_EDITABLE (self->label), vt_space_layout_get_label (layout));
      gtk_editable_set_enable_undo (GTK_EDITABLE (self->label), FALSE);
      gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (self->label))),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Title"), -1);
      g_signal_connect_object (self->label, "changed", G_CALLBACK (on_layout_label), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->label);
    }
  if (layout->kind == VT_LAYOUT_ACCORDION || layout->kind == VT_LAYOUT_SIDEBAR)
    add_switch_row (self, group, "open", _ ("Open at first"), layout->open);
  if (layout->kind == VT_LAYOUT_ROW)
    add_switch_row (self, group, "equal_height", _ ("All of the same height"), layout->equal_height);
  if (layout->kind == VT_LAYOUT_TABS)
    add_button (group, _ ("Add a Tab"), "builder.add-tab");
  if (layout->kind == VT_LAYOUT_STEPS)
    add_button (group, _ ("Add a Step"), "builder.add-tab");
  add_button (group, _ ("Take the Layout Away"), "builder.unwrap");
  add_button (group, _ ("Remove It With All That Stands in It"), "builder.remove");
}

static void
update_layout (VtBuilderInspector *self, const VtSpaceLayout *layout)
{
  const char *label = vt_space_layout_get_label (layout);

  self->updating = TRUE;
  if (self->label && g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->label)), label) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->label), label);
  self->updating = FALSE;
}

/* --- following the selection ---------------------------------------------------------- */

static void
fill (VtBuilderInspector *self)
{
  GtkWidget *child;
  const VtSpaceComponent *component;

  g_ptr_array_set_size (self->rows, 0);
  self->id = self->label = NULL;
  g_clear_pointer (&self->type, g_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))))
    gtk_box_remove (self->box, child);
  g_free (self->shown);
  self->shown = g_strdup (vt_builder_canvas_get_selected (self->canvas));
  component = component_of (self);
  if (component)
    fill_component (self, component);
  else if (layout_of (self))
    fill_layout (self, layout_of (self));
  else
    gtk_box_append (self->box, vt_card_editor_new (self->editor, self->canvas));
}

static void
on_changed (VtBuilderInspector *self, guint what, const char *const *ids)
{
  const VtSpaceComponent *component = component_of (self);

  if (component && g_strcmp0 (self->type, component->klass->type) == 0)
    {
      if (g_strv_contains (ids, self->shown))
        update_component (self, component);
    }
  else if (self->shown && !component && layout_of (self) && !self->type)
    update_layout (self, layout_of (self));
  else if (self->shown)
    fill (self);
}

static void
vt_builder_inspector_dispose (GObject *object)
{
  VtBuilderInspector *self = VT_BUILDER_INSPECTOR (object);

  if (self->editor)
    g_signal_handlers_disconnect_by_data (self->editor, self);
  g_clear_object (&self->editor);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  G_OBJECT_CLASS (vt_builder_inspector_parent_class)->dispose (object);
}

static void
vt_builder_inspector_finalize (GObject *object)
{
  VtBuilderInspector *self = VT_BUILDER_INSPECTOR (object);

  g_ptr_array_unref (self->rows);
  g_free (self->shown);
  g_free (self->type);
  G_OBJECT_CLASS (vt_builder_inspector_parent_class)->finalize (object);
}

static void
vt_builder_inspector_class_init (VtBuilderInspectorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vt_builder_inspector_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_builder_inspector_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
vt_builder_inspector_init (VtBuilderInspector *self)
{
  self->rows = g_ptr_array_new ();
  self->scrolled = vt_panel_column_new (GTK_WIDGET (self), 18, &self->box);
}

GtkWidget *
vt_builder_inspector_new (VtSpaceEditor *editor, VtBuilderCanvas *canvas)
{
  VtBuilderInspector *self = g_object_new (VT_TYPE_BUILDER_INSPECTOR, NULL);

  self->editor = g_object_ref (editor);
  self->canvas = canvas;
  g_signal_connect_swapped (editor, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_object (canvas, "notify::selected", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
  return GTK_WIDGET (self);
}

void
vt_builder_inspector_focus (VtBuilderInspector *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self->box), GTK_DIR_TAB_FORWARD);
}
