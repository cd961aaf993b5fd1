/* multiselect.c: a drop-down list of which several can be chosen: a button that
 * says what is chosen, and a list of check boxes below it, with a search where
 * there are many.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/components/multiselect.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/components/choices.h"

/* From so many choices on, the list has a search entry. */
#define SEARCH_FROM 12
#define LIST_HEIGHT 320 /* pixels at most */

#define VT_TYPE_MULTISELECT (vt_multiselect_get_type ())
G_DECLARE_FINAL_TYPE (VtMultiselect, vt_multiselect, VT, MULTISELECT, VtComponentView)

struct _VtMultiselect
{
  VtComponentView parent_instance;
  VtChoices *choices;
  GtkWidget *button;
  GtkWidget *label;
  GtkWidget *search;
  GtkWidget *list;
  GPtrArray *buttons; /* GtkCheckButton in the order of the choices, owned by the list */
  guint most;         /* how many may be chosen */
};

G_DEFINE_FINAL_TYPE (VtMultiselect, vt_multiselect, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_multiselect_get_value (VtComponentView *view)
{
  VtMultiselect *self = VT_MULTISELECT (view);

  return vt_choices_get_checks (self->choices, self->buttons);
}

/* The label says what is chosen; once enough are, the others cannot be. */
static void
update (VtMultiselect *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < self->buttons->len; i++)
    if (gtk_check_button_get_active (self->buttons->pdata[i]))
      g_string_append_printf (text, "%s%s", n++ ? ", " : "", self->choices->names[i]);
  for (guint i = 0; i < self->buttons->len; i++)
    gtk_widget_set_sensitive (self->buttons->pdata[i],
                              n < self->most || gtk_check_button_get_active (self->buttons->pdata[i]));
  gtk_label_set_label (GTK_LABEL (self->label), n ? text->str : _("None chosen"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                  gtk_label_get_label (GTK_LABEL (self->label)), -1);
}

static void
vt_multiselect_set_value (VtComponentView *view, VtValue *value)
{
  VtMultiselect *self = VT_MULTISELECT (view);

  vt_choices_set_checks (self->choices, self->buttons, value);
  update (self);
}

static void
on_toggled (VtMultiselect *self)
{
  update (self);
  vt_component_view_emit_chosen (VT_COMPONENT_VIEW (self));
}

static gboolean
matches (GtkListBoxRow *row, gpointer data)
{
  VtMultiselect *self = data;
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  g_autofree char *name = g_utf8_casefold (self->choices->names[gtk_list_box_row_get_index (row)], -1);

  return strstr (name, wanted) != NULL;
}

static void
vt_multiselect_finalize (GObject *object)
{
  VtMultiselect *self = VT_MULTISELECT (object);

  g_clear_pointer (&self->choices, vt_choices_free);
  g_ptr_array_unref (self->buttons);
  G_OBJECT_CLASS (vt_multiselect_parent_class)->finalize (object);
}

static void
vt_multiselect_class_init (VtMultiselectClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vt_multiselect_finalize;
  VT_COMPONENT_VIEW_CLASS (klass)->get_value = vt_multiselect_get_value;
  VT_COMPONENT_VIEW_CLASS (klass)->set_value = vt_multiselect_set_value;
}

static GtkWidget *
make_popover (VtMultiselect *self)
{
  GtkWidget *popover = gtk_popover_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), LIST_HEIGHT);
  self->search = gtk_search_entry_new ();
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "multiselect");
  gtk_list_box_set_filter_func (GTK_LIST_BOX (self->list), matches, self, NULL);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (gtk_list_box_invalidate_filter), self->list);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  gtk_box_append (GTK_BOX (box), self->search);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  return popover;
}

static void
vt_multiselect_init (VtMultiselect *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->buttons = g_ptr_array_new ();
  self->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->label, TRUE);
  gtk_box_append (GTK_BOX (box), self->label);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("pan-down-symbolic"));
  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), box);
  gtk_widget_set_halign (gtk_widget_get_parent (box), GTK_ALIGN_FILL); /* it would be in the middle */
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), make_popover (self));
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), self->button);
}

static void
add_choice (VtMultiselect *self, const char *name)
{
  GtkWidget *button = gtk_check_button_new_with_label (name), *row = gtk_list_box_row_new ();

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), button);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
  g_ptr_array_add (self->buttons, button);
  g_signal_connect_object (button, "toggled", G_CALLBACK (on_toggled), self, G_CONNECT_SWAPPED);
}

VtComponentView *
vt_multiselect_new (const VtSpaceComponent *component)
{
  VtMultiselect *self = g_object_new (VT_TYPE_MULTISELECT, NULL);
  double most = vt_space_component_get_number (component, "max_choices");

  self->choices = vt_choices_new (component);
  self->most = isnan (most) ? G_MAXUINT : (guint) most;
  for (guint i = 0; i < self->choices->n; i++)
    add_choice (self, self->choices->names[i]);
  gtk_widget_set_visible (self->search, self->choices->n >= SEARCH_FROM);
  update (self);
  return VT_COMPONENT_VIEW (self);
}
