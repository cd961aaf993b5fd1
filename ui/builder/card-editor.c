/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/builder/card-editor.h"

#include <glib/gi18n.h>

#include "app/space-edit-card.h"
#include "ui/gradient.h"
#include "ui/window.h"

/* A text of the card: its key, its title, and how the space tells it. */
typedef struct
{
  const char *key;
  const char *title;
  const char *(*get) (VtSpace *space);
} Field;

static const Field fields[] = {
  { "title", N_ ("Title"), vt_space_get_title },
  { "short_description", N_ ("In one sentence"), vt_space_get_short_description },
  { "license", N_ ("Licence"), vt_space_get_license },
};

static const struct
{
  const char *key;
  const char *title;
} colors[] = {
  { "red", N_ ("Red") },       { "yellow", N_ ("Yellow") }, { "green", N_ ("Green") }, { "blue", N_ ("Blue") },
  { "indigo", N_ ("Indigo") }, { "purple", N_ ("Purple") }, { "pink", N_ ("Pink") },   { "gray", N_ ("Grey") },
};

struct _VtCardEditor
{
  GtkWidget parent_instance;
  VtSpaceEditor *editor;
  VtBuilderCanvas *canvas;
  GtkWidget *box;
  GtkWidget *entries[G_N_ELEMENTS (fields)];
  GtkWidget *tags;
  GtkWidget *banner;
  GtkWidget *emoji; /* a menu button */
  GtkWidget *from, *to, *glass;
  GtkWidget *examples; /* a group */
  GPtrArray *example_rows;
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (VtCardEditor, vt_card_editor, GTK_TYPE_WIDGET)

static void
tell (VtCardEditor *self, const GError *error)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (error && VT_IS_WINDOW (root))
    vt_window_toast (VT_WINDOW (root), error->message);
}

static void
on_entry (VtCardEditor *self, GtkEditable *entry)
{
  const Field *field = g_object_get_data (G_OBJECT (entry), "field");

  if (!self->updating)
    vt_space_edit_set_card (self->editor, field->key, gtk_editable_get_text (entry), NULL);
}

static void
on_tags (VtCardEditor *self)
{
  g_auto (GStrv) tags = g_strsplit_set (gtk_editable_get_text (GTK_EDITABLE (self->tags)), ",;", -1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();

  for (guint i = 0; tags[i]; i++)
    if (*g_strstrip (tags[i]))
      g_ptr_array_add (kept, tags[i]);
  g_ptr_array_add (kept, NULL);
  if (!self->updating)
    vt_space_edit_set_card_list (self->editor, "tags", (const char *const *) kept->pdata, NULL);
}

static void
on_emoji (VtCardEditor *self, const char *emoji)
{
  vt_space_edit_set_card (self->editor, "emoji", emoji, NULL);
}

static void
on_color (VtCardEditor *self, GParamSpec *pspec, AdwComboRow *row)
{
  guint index = adw_combo_row_get_selected (row);

  if (!self->updating && index < G_N_ELEMENTS (colors))
    vt_space_edit_set_card (self->editor, GTK_WIDGET (row) == self->from ? "colorFrom" : "colorTo", colors[index].key,
                            NULL);
}

static void
on_glass (VtCardEditor *self)
{
  if (!self->updating)
    vt_space_edit_set_glass (self->editor, gtk_switch_get_active (GTK_SWITCH (self->glass)), NULL);
}

/* --- building ---------------------------------------------------------------------- */

static GtkWidget *
entry_row (const char *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_editable_set_enable_undo (GTK_EDITABLE (row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (row))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return row;
}

static GtkWidget *
color_row (VtCardEditor *self, const char *title)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (colors); i++)
    gtk_string_list_append (list, _ (colors[i].title));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (on_color), self, G_CONNECT_SWAPPED);
  return row;
}

/* The emoji on the card's colours; a click chooses another one. */
static GtkWidget *
make_banner (VtCardEditor *self)
{
  GtkWidget *chooser = gtk_emoji_chooser_new ();

  self->banner = g_object_new (VT_TYPE_GRADIENT, NULL);
  self->emoji = gtk_menu_button_new ();
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->emoji), chooser);
  g_signal_connect_object (chooser, "emoji-picked", G_CALLBACK (on_emoji), self, G_CONNECT_SWAPPED);
  gtk_widget_set_tooltip_text (self->emoji, _ ("Choose another emoji"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->emoji), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Choose another emoji"), -1);
  gtk_widget_set_halign (self->emoji, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->emoji, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (self->emoji, TRUE);
  gtk_widget_set_vexpand (self->emoji, TRUE);
  gtk_widget_add_css_class (self->emoji, "emoji-button");
  gtk_widget_add_css_class (self->banner, "banner");
  gtk_widget_set_size_request (self->banner, -1, 96);
  vt_gradient_set_child (VT_GRADIENT (self->banner), self->emoji);
  return self->banner;
}

static GtkWidget *
group (VtCardEditor *self, const char *title, const char *description)
{
  GtkWidget *made = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (made), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (made), description);
  gtk_box_append (GTK_BOX (self->box), made);
  return made;
}

static void
build_card (VtCardEditor *self)
{
  GtkWidget *card = group (self, _ ("The Space"), NULL), *row = adw_action_row_new ();

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      self->entries[i] = entry_row (_ (fields[i].title));
      g_object_set_data (G_OBJECT (self->entries[i]), "field", (gpointer) &fields[i]);
      g_signal_connect_object (self->entries[i], "changed", G_CALLBACK (on_entry), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (card), self->entries[i]);
    }
  self->tags = entry_row (_ ("Tags, with commas"));
  g_signal_connect_object (self->tags, "changed", G_CALLBACK (on_tags), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (card), self->tags);
  self->from = color_row (self, _ ("Colour on the left"));
  self->to = color_row (self, _ ("Colour on the right"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (card), self->from);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (card), self->to);
  self->glass = gtk_switch_new ();
  gtk_widget_set_valign (self->glass, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Opens with a look inside the model"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), self->glass);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), self->glass);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->glass), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Opens with a look inside the model"), -1);
  g_signal_connect_object (self->glass, "notify::active", G_CALLBACK (on_glass), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (card), row);
}

/* --- examples ------------------------------------------------------------------------ */

static void
on_add_example (VtCardEditor *self)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) vt_value_unref);
  GPtrArray *components = vt_space_get_components (vt_space_editor_get_space (self->editor));
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < components->len; i++)
    {
      const VtSpaceComponent *component = components->pdata[i];
      VtComponentView *view = vt_space_canvas_find (vt_builder_canvas_get_canvas (self->canvas), component->id);

      if (view)
        g_hash_table_insert (values, g_strdup (component->id), vt_component_view_get_value (view));
    }
  vt_space_edit_add_example (self->editor, values, &error);
  tell (self, error);
}

static void
on_remove_example (VtCardEditor *self, GtkWidget *button)
{
  vt_space_edit_remove_example (self->editor, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "row")), NULL);
}

static char *
example_text (VtSpace *space, guint row)
{
  GPtrArray *inputs = vt_space_get_example_inputs (space);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < inputs->len; i++)
    {
      g_autofree char *part = vt_value_to_text (vt_space_get_example (space, row, i));

      g_string_append_printf (text, "%s%s", i > 0 ? " · " : "", part);
    }
  return g_string_free (text, FALSE);
}

static void
fill_examples (VtCardEditor *self)
{
  VtSpace *space = vt_space_editor_get_space (self->editor);

  for (guint i = 0; i < self->example_rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self->examples), self->example_rows->pdata[i]);
  g_ptr_array_set_size (self->example_rows, 0);
  for (guint i = 0; i < vt_space_get_n_examples (space); i++)
    {
      GtkWidget *row = adw_action_row_new (), *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
      g_autofree char *text = example_text (space, i);

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_widget_set_tooltip_text (button, _ ("Remove this example"));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Remove this example"), -1);
      g_object_set_data (G_OBJECT (button), "row", GUINT_TO_POINTER (i));
      g_signal_connect_object (button, "clicked", G_CALLBACK (on_remove_example), self, G_CONNECT_SWAPPED);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->examples), row);
      g_ptr_array_add (self->example_rows, row);
    }
}

static void
build_examples (VtCardEditor *self)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Add"));

  self->examples = group (self, _ ("Examples"), _ ("Values to click on, below the page. Add makes one of what the page holds."));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Add an example of what the page holds"), -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_add_example), self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self->examples), button);
}

/* --- following the document ------------------------------------------------------------ */

static void
show_text (GtkWidget *entry, const char *text)
{
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (entry)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static void
show_color (GtkWidget *row, const char *color)
{
  for (guint i = 0; i < G_N_ELEMENTS (colors); i++)
    if (g_str_equal (colors[i].key, color))
      adw_combo_row_set_selected (ADW_COMBO_ROW (row), i);
}

static void
show (VtCardEditor *self)
{
  VtSpace *space = vt_space_editor_get_space (self->editor);
  g_autofree char *tags = g_strjoinv (", ", (char **) vt_space_get_tags (space));
  const char *emoji = vt_space_get_emoji (space);

  self->updating = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (!gtk_widget_get_focus_child (self->entries[i]))
      show_text (self->entries[i], fields[i].get (space));
  if (!gtk_widget_get_focus_child (self->tags))
    show_text (self->tags, tags);
  show_color (self->from, vt_space_get_color_from (space));
  show_color (self->to, vt_space_get_color_to (space));
  gtk_switch_set_active (GTK_SWITCH (self->glass), vt_space_get_glass (space));
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->emoji), *emoji ? emoji : "＋");
  vt_gradient_set_colors (VT_GRADIENT (self->banner), vt_space_get_color_from (space), vt_space_get_color_to (space));
  self->updating = FALSE;
}

static void
on_changed (VtCardEditor *self, guint what)
{
  show (self);
  if (what & (VT_SPACE_CHANGE_EXAMPLES | VT_SPACE_CHANGE_COMPONENTS))
    fill_examples (self);
}

static void
vt_card_editor_dispose (GObject *object)
{
  VtCardEditor *self = VT_CARD_EDITOR (object);

  if (self->editor)
    g_signal_handlers_disconnect_by_data (self->editor, self);
  g_clear_object (&self->editor);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (vt_card_editor_parent_class)->dispose (object);
}

static void
vt_card_editor_finalize (GObject *object)
{
  g_ptr_array_unref (VT_CARD_EDITOR (object)->example_rows);
  G_OBJECT_CLASS (vt_card_editor_parent_class)->finalize (object);
}

static void
vt_card_editor_class_init (VtCardEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vt_card_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_card_editor_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
vt_card_editor_init (VtCardEditor *self)
{
  self->example_rows = g_ptr_array_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
vt_card_editor_new (VtSpaceEditor *editor, VtBuilderCanvas *canvas)
{
  VtCardEditor *self = g_object_new (VT_TYPE_CARD_EDITOR, NULL);

  self->editor = g_object_ref (editor);
  self->canvas = canvas;
  gtk_box_append (GTK_BOX (self->box), make_banner (self));
  self->updating = TRUE;
  build_card (self);
  build_examples (self);
  self->updating = FALSE;
  show (self);
  fill_examples (self);
  g_signal_connect_swapped (editor, "changed", G_CALLBACK (on_changed), self);
  return GTK_WIDGET (self);
}
