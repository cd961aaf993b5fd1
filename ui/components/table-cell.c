/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/components/table-cell.h"

struct _VtTableCell
{
  GtkWidget parent_instance;
  GtkWidget *label;
  GtkWidget *entry; /* GtkText while it is edited, else NULL */
  char *text;
  char *name;
  guint column;
  guint position;
  gboolean editable;
  gboolean boolean;
};

G_DEFINE_FINAL_TYPE (VtTableCell, vt_table_cell, GTK_TYPE_WIDGET)

enum
{
  COMMIT,
  MOVE,
  ENTERED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
update (VtTableCell *self)
{
  gboolean yes = g_str_equal (self->text, "true");
  const char *shown = !self->boolean || !*self->text ? self->text : yes ? "☑" : "☐";

  gtk_label_set_label (GTK_LABEL (self->label), shown);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->name,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, self->text, -1);
}

void
vt_table_cell_show (VtTableCell *self, guint column, guint position, const char *text, const char *name)
{
  g_autofree char *copy = g_strdup (text);

  g_return_if_fail (VT_IS_TABLE_CELL (self));
  g_free (self->text);
  g_free (self->name);
  self->text = g_steal_pointer (&copy);
  self->name = g_strdup (name);
  self->column = column;
  self->position = position;
  update (self);
}

void
vt_table_cell_set_numeric (VtTableCell *self, gboolean numeric)
{
  g_return_if_fail (VT_IS_TABLE_CELL (self));
  gtk_label_set_xalign (GTK_LABEL (self->label), numeric ? 1 : 0);
}

void
vt_table_cell_set_boolean (VtTableCell *self, gboolean boolean)
{
  g_return_if_fail (VT_IS_TABLE_CELL (self));
  self->boolean = boolean;
  update (self);
}

void
vt_table_cell_set_editable (VtTableCell *self, gboolean editable)
{
  g_return_if_fail (VT_IS_TABLE_CELL (self));
  self->editable = editable;
}

const char *
vt_table_cell_get_text (VtTableCell *self)
{
  g_return_val_if_fail (VT_IS_TABLE_CELL (self), "");
  return self->text;
}

guint
vt_table_cell_get_column (VtTableCell *self)
{
  g_return_val_if_fail (VT_IS_TABLE_CELL (self), 0);
  return self->column;
}

guint
vt_table_cell_get_position (VtTableCell *self)
{
  g_return_val_if_fail (VT_IS_TABLE_CELL (self), 0);
  return self->position;
}

gboolean
vt_table_cell_is_edited (VtTableCell *self)
{
  g_return_val_if_fail (VT_IS_TABLE_CELL (self), FALSE);
  return self->entry != NULL;
}

static void
commit (VtTableCell *self, const char *text)
{
  if (!g_str_equal (text, self->text))
    g_signal_emit (self, signals[COMMIT], 0, text);
}

void
vt_table_cell_end (VtTableCell *self, gboolean take)
{
  GtkWidget *entry = g_steal_pointer (&self->entry);
  g_autofree char *text = NULL;
  gboolean focused;

  if (entry == NULL)
    return;
  text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry)));
  focused = gtk_widget_has_focus (entry);
  if (focused)
    gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_widget_unparent (entry);
  gtk_widget_set_visible (self->label, TRUE);
  if (take)
    commit (self, text);
}

static void
on_activate (VtTableCell *self)
{
  g_object_ref (self);
  vt_table_cell_end (self, TRUE);
  g_signal_emit (self, signals[MOVE], 0, 0, 1);
  g_object_unref (self);
}

static void
on_leave (VtTableCell *self)
{
  vt_table_cell_end (self, TRUE);
}

void
vt_table_cell_edit (VtTableCell *self, const char *text)
{
  GtkEventController *focus;

  g_return_if_fail (VT_IS_TABLE_CELL (self));
  if (!self->editable || self->entry)
    return;
  if (self->boolean)
    {
      commit (self, g_str_equal (self->text, "true") ? "false" : "true");
      return;
    }
  self->entry = gtk_text_new ();
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text ? text : self->text);
  gtk_editable_set_alignment (GTK_EDITABLE (self->entry), gtk_label_get_xalign (GTK_LABEL (self->label)));
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 3);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, self->name, -1);
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_widget_set_visible (self->label, FALSE);
  gtk_widget_set_parent (self->entry, GTK_WIDGET (self));
  gtk_widget_grab_focus (self->entry);
  if (text)
    gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (on_activate), self);
  focus = gtk_event_controller_focus_new ();
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (self->entry, focus);
}

/* A key that writes a character begins with it. */
static gboolean
type (VtTableCell *self, guint key, GdkModifierType state)
{
  gunichar c = gdk_keyval_to_unicode (key);
  char text[8] = { 0 };

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK) || c == 0 || !g_unichar_isprint (c) || !self->editable)
    return GDK_EVENT_PROPAGATE;
  g_unichar_to_utf8 (c, text);
  vt_table_cell_edit (self, text);
  return GDK_EVENT_STOP;
}

static gboolean
move (VtTableCell *self, int columns, int rows)
{
  g_signal_emit (self, signals[MOVE], 0, columns, rows);
  return GDK_EVENT_STOP;
}

static gboolean
on_key (VtTableCell *self, guint key, guint code, GdkModifierType state)
{
  if (self->entry)
    {
      if (key != GDK_KEY_Escape)
        return GDK_EVENT_PROPAGATE;
      vt_table_cell_end (self, FALSE);
      return GDK_EVENT_STOP;
    }
  switch (key)
    {
    case GDK_KEY_Left:
      return move (self, -1, 0);
    case GDK_KEY_Right:
      return move (self, 1, 0);
    case GDK_KEY_Up:
      return move (self, 0, -1);
    case GDK_KEY_Down:
      return move (self, 0, 1);
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_F2:
      if (state & GDK_CONTROL_MASK)
        return GDK_EVENT_PROPAGATE;
      vt_table_cell_edit (self, NULL);
      return GDK_EVENT_STOP;
    default:
      return type (self, key, state);
    }
}

static void
on_pressed (VtTableCell *self, int n, double x, double y)
{
  if (self->entry)
    return;
  move (self, 0, 0);
  if (n == 2)
    vt_table_cell_edit (self, NULL);
}

static void
on_enter (VtTableCell *self)
{
  g_signal_emit (self, signals[ENTERED], 0);
}

static void
vt_table_cell_dispose (GObject *object)
{
  VtTableCell *self = VT_TABLE_CELL (object);

  g_clear_pointer (&self->entry, gtk_widget_unparent);
  g_clear_pointer (&self->label, gtk_widget_unparent);
  G_OBJECT_CLASS (vt_table_cell_parent_class)->dispose (object);
}

static void
vt_table_cell_finalize (GObject *object)
{
  g_free (VT_TABLE_CELL (object)->text);
  g_free (VT_TABLE_CELL (object)->name);
  G_OBJECT_CLASS (vt_table_cell_parent_class)->finalize (object);
}

static void
vt_table_cell_class_init (VtTableCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_table_cell_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_table_cell_finalize;
  signals[COMMIT] = g_signal_new ("commit", VT_TYPE_TABLE_CELL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_STRING);
  signals[MOVE] = g_signal_new ("move", VT_TYPE_TABLE_CELL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                G_TYPE_INT, G_TYPE_INT);
  signals[ENTERED] = g_signal_new ("entered", VT_TYPE_TABLE_CELL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID_CELL);
  gtk_widget_class_set_css_name (widget_class, "vtcell");
}

static void
vt_table_cell_init (VtTableCell *self)
{
  GtkEventController *keys = gtk_event_controller_key_new (), *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->text = g_strdup ("");
  self->name = g_strdup ("");
  self->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (on_enter), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

GtkWidget *
vt_table_cell_new (gboolean wrap)
{
  VtTableCell *self = g_object_new (VT_TYPE_TABLE_CELL, NULL);

  if (wrap)
    {
      gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
    }
  else
    gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  return GTK_WIDGET (self);
}
