/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/builder/event-panel-private.h"

#include <glib/gi18n.h>

#include "ui/builder/panel-column.h"
#include "ui/window.h"

#define FEW 3 /* so many events show their rows without being asked */
#define FOLDED 1
#define UNFOLDED 2

G_DEFINE_FINAL_TYPE (VtEventPanel, vt_event_panel, GTK_TYPE_WIDGET)

/* --- rows --------------------------------------------------------------------------- */

VtEventRow *
vt_event_row_new (VtEventPanel *panel, guint event, guint step, const char *name)
{
  VtEventRow *row = g_new0 (VtEventRow, 1);

  *row = (VtEventRow) { panel, event, step, g_strdup (name) };
  return row;
}

static void
row_free (gpointer data)
{
  VtEventRow *row = data;

  g_free (row->name);
  g_strfreev (row->values);
  g_free (row);
}

static void
on_selected (AdwComboRow *combo, GParamSpec *pspec, VtEventRow *row)
{
  VtEventChosen chosen = (VtEventChosen) g_object_get_data (G_OBJECT (combo), "chosen");
  guint index = adw_combo_row_get_selected (combo);

  if (index != GTK_INVALID_LIST_POSITION)
    chosen (row, row->values[index]);
}

GtkWidget *
vt_event_combo_new (const char *title, const char *key, GPtrArray *names, GPtrArray *values, const char *current,
                    const char *current_name, VtEventRow *row, VtEventChosen chosen)
{
  GtkWidget *combo = adw_combo_row_new ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  guint selected = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < names->len; i++)
    {
      gtk_string_list_append (list, names->pdata[i]);
      g_ptr_array_add (all, g_strdup (values->pdata[i]));
      if (selected == GTK_INVALID_LIST_POSITION && g_strcmp0 (values->pdata[i], current) == 0)
        selected = i;
    }
  if (selected == GTK_INVALID_LIST_POSITION && current)
    {
      selected = all->len;
      gtk_string_list_append (list, current_name);
      g_ptr_array_add (all, g_strdup (current));
    }
  g_ptr_array_add (all, NULL);
  row->values = (GStrv) g_ptr_array_free (g_steal_pointer (&all), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (combo), title);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (combo), FALSE);
  adw_combo_row_set_model (ADW_COMBO_ROW (combo), G_LIST_MODEL (list));
  adw_combo_row_set_selected (ADW_COMBO_ROW (combo), selected);
  gtk_widget_set_name (combo, key);
  g_object_set_data (G_OBJECT (combo), "chosen", (gpointer) chosen);
  g_object_set_data_full (G_OBJECT (combo), "event-row", row, row_free);
  g_signal_connect (combo, "notify::selected", G_CALLBACK (on_selected), row);
  return combo;
}

static void
on_clicked (GtkButton *button, VtEventRow *row)
{
  void (*clicked) (VtEventRow *) = g_object_get_data (G_OBJECT (button), "clicked");

  clicked (row);
}

GtkWidget *
vt_event_button_new (const char *icon, const char *name, VtEventRow *row, void (*clicked) (VtEventRow *row))
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "clicked", (gpointer) clicked);
  g_object_set_data_full (G_OBJECT (button), "event-row", row, row_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), row);
  return button;
}

void
vt_event_panel_tell (VtEventPanel *self, GError *error)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (error && VT_IS_WINDOW (root))
    vt_window_toast (VT_WINDOW (root), error->message);
  g_clear_error (&error);
}

static void
on_expanded (AdwExpanderRow *row, GParamSpec *pspec, VtEventPanel *self)
{
  const char *key = gtk_widget_get_name (GTK_WIDGET (row));

  if (adw_expander_row_get_expanded (row))
    g_hash_table_add (self->open, g_strdup (key));
  else
    g_hash_table_remove (self->open, key);
}

void
vt_event_panel_keep_open (VtEventPanel *self, AdwExpanderRow *row, const char *key)
{
  gtk_widget_set_name (GTK_WIDGET (row), key);
  adw_expander_row_set_expanded (row, g_hash_table_contains (self->open, key));
  g_signal_connect_object (row, "notify::expanded", G_CALLBACK (on_expanded), self, 0);
}

/* --- following the document ------------------------------------------------------------ */

static GtkWidget *
find_named (GtkWidget *widget, const char *name)
{
  if (g_strcmp0 (gtk_widget_get_name (widget), name) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_named (child, name);

      if (found)
        return found;
    }
  return NULL;
}

/* The key of the row that has the keyboard; transfer full. */
static char *
focused_key (VtEventPanel *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;

  if (!focus || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    return NULL;
  while (focus != GTK_WIDGET (self) && !g_str_has_prefix (gtk_widget_get_name (focus), "event-"))
    focus = gtk_widget_get_parent (focus);
  return focus != GTK_WIDGET (self) ? g_strdup (gtk_widget_get_name (focus)) : g_strdup ("");
}

static gboolean
has_focus (VtEventPanel *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;

  return focus && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
}

static void
restore_focus (VtEventPanel *self, const char *key)
{
  GtkWidget *widget = key && *key ? find_named (GTK_WIDGET (self->box), key) : NULL;

  if (widget)
    gtk_widget_grab_focus (widget);
  else if (key)
    gtk_widget_child_focus (GTK_WIDGET (self->box), GTK_DIR_TAB_FORWARD);
}

static void
on_add_clicked (VtEventPanel *self)
{
  vt_event_panel_add_event (self);
}

static GtkWidget *
make_foot (VtEventPanel *self, guint n_events)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24), *button = gtk_button_new_with_label (_ ("Add an Event"));

  if (n_events == 0)
    {
      GtkWidget *label = gtk_label_new (_ ("Nothing happens on this page yet. An event says when something is to run, "
                                           "with which model, and where the result goes."));

      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_widget_set_name (button, "event-add");
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_add_clicked), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
  return box;
}

/* The foot says something else where there is no event. */
static void
update_foot (VtEventPanel *self, guint n_events)
{
  gboolean none = n_events == 0, was_none = self->cards->len == 0;

  if (self->foot && none == was_none)
    return;
  if (self->foot)
    gtk_box_remove (self->box, self->foot);
  self->foot = make_foot (self, n_events);
  gtk_box_append (self->box, self->foot);
}

static char *
components_text (VtSpace *space)
{
  GPtrArray *components = vt_space_get_components (space);
  VtJsonWriter writer = { .text = g_string_new (NULL) };

  for (guint i = 0; i < components->len; i++)
    vt_space_component_write (components->pdata[i], &writer);
  return g_string_free (writer.text, FALSE);
}

/* Card number @event as it has to be now; the old one stays where it says the same. */
static void
follow_card (VtEventPanel *self, guint event, const char *components)
{
  gboolean open = vt_event_panel_is_open (self, event);
  GtkWidget *old = event < self->cards->len ? self->cards->pdata[event] : NULL, *card;
  char *text = vt_event_card_text (self, event, open, components);

  if (old && !self->stale && g_str_equal (text, g_object_get_data (G_OBJECT (old), "text")))
    {
      g_free (text);
      return;
    }
  card = vt_event_card_new (self, event, open);
  g_object_set_data_full (G_OBJECT (card), "text", text, g_free);
  gtk_box_insert_child_after (self->box, card, event > 0 ? self->cards->pdata[event - 1] : NULL);
  if (old)
    gtk_box_remove (self->box, old);
  if (old)
    self->cards->pdata[event] = card;
  else
    g_ptr_array_add (self->cards, card);
}

/* Making rows costs milliseconds each, so the cards of events that nothing happened to stay. */
static void
fill (VtEventPanel *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled));
  double scroll = gtk_adjustment_get_value (adjustment);
  VtSpace *space = vt_space_editor_get_space (self->editor);
  GPtrArray *events = vt_space_get_events (space);
  g_autofree char *components = components_text (space);
  g_autofree char *key = focused_key (self);

  self->dirty = FALSE;
  update_foot (self, events->len);
  for (guint i = 0; i < events->len; i++)
    follow_card (self, i, components);
  while (self->cards->len > events->len)
    gtk_box_remove (self->box, g_ptr_array_steal_index (self->cards, self->cards->len - 1));
  self->stale = FALSE;
  gtk_adjustment_set_value (adjustment, scroll);
  if (!has_focus (self))
    restore_focus (self, key);
}

static gboolean
on_idle (gpointer data)
{
  VtEventPanel *self = data;

  self->idle = 0;
  fill (self);
  return G_SOURCE_REMOVE;
}

/* A row must not go while it tells what was chosen in it, so the rows are made anew a moment later. */
static void
schedule (VtEventPanel *self)
{
  self->dirty = TRUE;
  if (!self->idle && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_idle, self, NULL);
}

static void
on_changed (VtEventPanel *self, guint what)
{
  if (!self->quiet && (what & (VT_SPACE_CHANGE_EVENTS | VT_SPACE_CHANGE_COMPONENTS)))
    schedule (self);
}

/* The rows name the models there are, with what is still to be got of them. */
static void
on_library_changed (VtEventPanel *self)
{
  self->dirty = self->stale = TRUE;
}

static char *
fold_key (guint event)
{
  return g_strdup_printf ("event-%u", event);
}

gboolean
vt_event_panel_is_open (VtEventPanel *self, guint event)
{
  g_autofree char *key = fold_key (event);
  int folded = GPOINTER_TO_INT (g_hash_table_lookup (self->folded, key));

  return folded ? folded == UNFOLDED : vt_space_get_events (vt_space_editor_get_space (self->editor))->len <= FEW;
}

void
vt_event_panel_set_open (VtEventPanel *self, guint event, gboolean open)
{
  g_hash_table_insert (self->folded, fold_key (event), GINT_TO_POINTER (open ? UNFOLDED : FOLDED));
  schedule (self);
}

static void
vt_event_panel_map (GtkWidget *widget)
{
  VtEventPanel *self = VT_EVENT_PANEL (widget);

  if (self->dirty)
    fill (self);
  GTK_WIDGET_CLASS (vt_event_panel_parent_class)->map (widget);
}

static void
vt_event_panel_dispose (GObject *object)
{
  VtEventPanel *self = VT_EVENT_PANEL (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  if (self->editor)
    g_signal_handlers_disconnect_by_data (self->editor, self);
  g_clear_object (&self->editor);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  G_OBJECT_CLASS (vt_event_panel_parent_class)->dispose (object);
}

static void
vt_event_panel_finalize (GObject *object)
{
  VtEventPanel *self = VT_EVENT_PANEL (object);

  g_ptr_array_unref (self->cards);
  g_hash_table_unref (self->open);
  g_hash_table_unref (self->folded);
  G_OBJECT_CLASS (vt_event_panel_parent_class)->finalize (object);
}

static void
vt_event_panel_class_init (VtEventPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vt_event_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_event_panel_finalize;
  GTK_WIDGET_CLASS (klass)->map = vt_event_panel_map;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
vt_event_panel_init (VtEventPanel *self)
{
  self->cards = g_ptr_array_new ();
  self->open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->folded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->dirty = TRUE;
  self->scrolled = vt_panel_column_new (GTK_WIDGET (self), 24, &self->box);
}

GtkWidget *
vt_event_panel_new (VtApplication *app, VtSpaceEditor *editor, VtBuilderCanvas *canvas)
{
  VtEventPanel *self = g_object_new (VT_TYPE_EVENT_PANEL, NULL);

  self->app = app;
  self->editor = g_object_ref (editor);
  self->canvas = canvas;
  g_signal_connect_swapped (editor, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_object (vt_application_get_library (app), "changed", G_CALLBACK (on_library_changed), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/* A component with events: the selected one, else what is clicked, else any. */
static const VtSpaceComponent *
component_for_event (VtEventPanel *self)
{
  VtSpace *space = vt_space_editor_get_space (self->editor);
  GPtrArray *components = vt_space_get_components (space);
  const char *selected = vt_builder_canvas_get_selected (self->canvas);
  const VtSpaceComponent *any = selected ? vt_space_find_component (space, selected) : NULL;

  if (any && any->klass->events[0])
    return any;
  for (guint i = 0; i < components->len; i++)
    {
      const VtSpaceComponent *component = components->pdata[i];

      if (vt_component_class_has_event (component->klass, "click"))
        return component;
      if (!any && component->klass->events[0])
        any = component;
    }
  return any && any->klass->events[0] ? any : NULL;
}

void
vt_event_panel_add_event (VtEventPanel *self)
{
  const VtSpaceComponent *component = component_for_event (self);
  GError *error = NULL;
  gint index;

  if (!component)
    {
      g_set_error (&error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s",
                   _ ("Put a button or something to fill in on the page first: it is what starts an event."));
      vt_event_panel_tell (self, error);
      return;
    }
  index = vt_space_edit_add_event (self->editor, component->id, component->klass->events[0], &error);
  vt_event_panel_tell (self, error);
  if (index >= 0)
    vt_event_panel_show_event (self, (guint) index);
}

void
vt_event_panel_show_event (VtEventPanel *self, guint event)
{
  g_clear_handle_id (&self->idle, g_source_remove);
  g_hash_table_insert (self->folded, fold_key (event), GINT_TO_POINTER (UNFOLDED));
  fill (self);
  if (event < self->cards->len)
    gtk_widget_child_focus (self->cards->pdata[event], GTK_DIR_TAB_FORWARD);
}
