/* choice-list.c: what the model considered for one token.
 *
 * Rows are kept and filled anew, because the list changes with every token.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/glass/choice-list.h"

#include <glib/gi18n.h>

#include "ui/glass/token-text.h"

#define MAX_ROWS 20

typedef struct
{
  GtkWidget *row;
  GtkWidget *text;
  GtkWidget *bar;
  GtkWidget *percent;
  GtkWidget *check;
} Row;

struct _VtChoiceList
{
  GtkWidget parent_instance;
  GtkWidget *list;
  GArray *rows; /* Row */
  gboolean can_choose;
};

G_DEFINE_FINAL_TYPE (VtChoiceList, vt_choice_list, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
on_activated (VtChoiceList *self, GtkListBoxRow *row)
{
  if (self->can_choose)
    g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, (guint) gtk_list_box_row_get_index (row));
}

static Row
make_row (void)
{
  GtkWidget *grid = gtk_grid_new ();
  Row row = { gtk_list_box_row_new (), gtk_label_new (NULL), gtk_progress_bar_new (), gtk_label_new (NULL),
              gtk_image_new_from_icon_name ("object-select-symbolic") };

  gtk_label_set_xalign (GTK_LABEL (row.text), 0);
  gtk_label_set_ellipsize (GTK_LABEL (row.text), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (row.text), 9);
  gtk_label_set_max_width_chars (GTK_LABEL (row.text), 14);
  gtk_label_set_xalign (GTK_LABEL (row.percent), 1);
  gtk_label_set_width_chars (GTK_LABEL (row.percent), 6);
  gtk_widget_add_css_class (row.percent, "numeric");
  gtk_widget_set_hexpand (row.bar, TRUE);
  gtk_widget_set_valign (row.bar, GTK_ALIGN_CENTER);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 9);
  gtk_grid_attach (GTK_GRID (grid), row.check, 0, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), row.text, 1, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), row.bar, 2, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), row.percent, 3, 0, 1, 1);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row.row), grid);
  return row;
}

static void
fill_row (VtChoiceList *self, Row *row, const VtTokenChoice *choice, gboolean taken)
{
  g_autofree char *text = vt_token_text_visible (choice);
  g_autofree char *spoken = vt_token_text_spoken (choice);
  g_autofree char *percent = vt_token_percent (choice->probability);
  g_autofree char *name = NULL;

  /* Translators: a word that the model considered and its probability. */
  name = g_strdup_printf (taken ? _("%s, %s, taken") : _("%s, %s"), spoken, percent);
  gtk_label_set_text (GTK_LABEL (row->text), text);
  gtk_label_set_text (GTK_LABEL (row->percent), percent);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (row->bar), CLAMP (choice->probability, 0, 1));
  gtk_widget_set_opacity (row->check, taken ? 1 : 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row->row), self->can_choose);
  gtk_widget_set_visible (row->row, TRUE);
}

static Row *
ensure_row (VtChoiceList *self, guint i)
{
  while (self->rows->len <= i)
    {
      Row row = make_row ();
      gtk_list_box_append (GTK_LIST_BOX (self->list), row.row);
      g_array_append_val (self->rows, row);
    }
  return &g_array_index (self->rows, Row, i);
}

static void
vt_choice_list_dispose (GObject *object)
{
  g_clear_pointer (&VT_CHOICE_LIST (object)->list, gtk_widget_unparent);
  G_OBJECT_CLASS (vt_choice_list_parent_class)->dispose (object);
}

static void
vt_choice_list_finalize (GObject *object)
{
  g_array_unref (VT_CHOICE_LIST (object)->rows);
  G_OBJECT_CLASS (vt_choice_list_parent_class)->finalize (object);
}

static void
vt_choice_list_class_init (VtChoiceListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vt_choice_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_choice_list_finalize;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", VT_TYPE_CHOICE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "vtchoices");
}

static void
vt_choice_list_init (VtChoiceList *self)
{
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "choices");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("What the model considered"), -1);
  gtk_widget_set_parent (self->list, GTK_WIDGET (self));
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (on_activated), self);
  self->can_choose = TRUE;
}

GtkWidget *
vt_choice_list_new (void)
{
  return g_object_new (VT_TYPE_CHOICE_LIST, NULL);
}

void
vt_choice_list_show (VtChoiceList *self, const VtTokenTrace *trace)
{
  guint n = trace ? MIN (trace->n_choices, MAX_ROWS) : 0, shown = n;
  gboolean found = FALSE;

  g_return_if_fail (VT_IS_CHOICE_LIST (self));
  for (guint i = 0; i < n; i++)
    {
      gboolean taken = trace->choices[i].id == trace->chosen.id;
      fill_row (self, ensure_row (self, i), &trace->choices[i], taken);
      found = found || taken;
    }
  if (trace && !found)
    fill_row (self, ensure_row (self, shown++), &trace->chosen, TRUE);
  for (guint i = shown; i < self->rows->len; i++)
    gtk_widget_set_visible (g_array_index (self->rows, Row, i).row, FALSE);
}

void
vt_choice_list_set_can_choose (VtChoiceList *self, gboolean can_choose)
{
  g_return_if_fail (VT_IS_CHOICE_LIST (self));
  self->can_choose = can_choose;
  for (guint i = 0; i < self->rows->len; i++)
    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (g_array_index (self->rows, Row, i).row), can_choose);
}
