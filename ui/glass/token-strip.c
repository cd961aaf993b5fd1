/* token-strip.c: the tokens of an answer as chips, tinted by probability.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/glass/token-strip.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui/glass/token-flow.h"
#include "ui/glass/token-text.h"

#define GAP 3
#define LINE_GAP 5
#define NARROWEST 120

struct _VtTokenStrip
{
  GtkWidget parent_instance;
  GtkAdjustment *scroll;
  GPtrArray *traces;     /* VtTokenTrace */
  GArray *places;        /* VtTokenPlace, as many */
  GHashTable *picked;    /* set of indices that the person picked */
  GHashTable *chips;     /* (guint → GtkButton): those in sight, children of ours */
  GHashTable *widths;    /* (utf8 → int): of a chip with that text */
  GtkWidget *ruler;      /* a chip for measuring, never shown */
  int chip_height;
  int width;             /* that @places are made for, 0 for none */
  int lines;
  int selected;          /* -1 for none */
  guint update;          /* source that makes the chips in sight */
  gboolean stale;        /* the style changed: the chips must be measured again */
};

G_DEFINE_FINAL_TYPE (VtTokenStrip, vt_token_strip, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_SELECTED,
  SIGNAL_ACTIVATED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static VtTokenPlace *
place_at (VtTokenStrip *self, guint index)
{
  return &g_array_index (self->places, VtTokenPlace, index);
}

static int
line_height (VtTokenStrip *self)
{
  return self->chip_height + LINE_GAP;
}

/* ---- chips ---- */

static GtkWidget *
make_button (const char *text)
{
  GtkWidget *button = gtk_button_new_with_label (text);
  GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (button, "token");
  return button;
}

static int
measure_text (VtTokenStrip *self, const char *text)
{
  gpointer known;
  int width, height;

  if (g_hash_table_lookup_extended (self->widths, text, NULL, &known))
    return GPOINTER_TO_INT (known);
  gtk_button_set_label (GTK_BUTTON (self->ruler), text);
  gtk_widget_measure (self->ruler, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  gtk_widget_measure (self->ruler, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  self->chip_height = MAX (self->chip_height, height);
  g_hash_table_insert (self->widths, g_strdup (text), GINT_TO_POINTER (width));
  return width;
}

/* A token that holds a line end ends the line of chips as well. */
static VtTokenPlace
measure_token (VtTokenStrip *self, const VtTokenTrace *trace)
{
  g_autofree char *text = vt_token_text_visible (&trace->chosen);

  if (self->stale)
    return (VtTokenPlace) { 0 };
  return (VtTokenPlace) { .width = measure_text (self, text),
                          .breaks = trace->chosen.text && strchr (trace->chosen.text, '\n') != NULL };
}

static void
name_chip (GtkWidget *chip, guint index, const VtTokenTrace *trace)
{
  g_autofree char *spoken = vt_token_text_spoken (&trace->chosen);
  g_autofree char *percent = vt_token_percent (trace->chosen.probability);
  /* Translators: the 5th token of an answer: "token 5: blue, 83%". */
  g_autofree char *name = g_strdup_printf (_("token %u: %s, %s"), index + 1, spoken, percent);

  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_tooltip_text (chip, percent);
}

static gboolean
is_first_choice (const VtTokenTrace *trace)
{
  return trace->n_choices == 0 || trace->choices[0].id == trace->chosen.id;
}

static void
style_chip (VtTokenStrip *self, GtkWidget *chip, guint index)
{
  const VtTokenTrace *trace = self->traces->pdata[index];
  char level[3] = { 'p', (char) ('0' + vt_token_level (trace->chosen.probability)), 0 };
  const char *classes[6] = { "token", level, NULL };
  guint n = 2;

  if (!is_first_choice (trace))
    classes[n++] = "surprise";
  if (g_hash_table_contains (self->picked, GUINT_TO_POINTER (index)))
    classes[n++] = "picked";
  if ((int) index == self->selected)
    classes[n++] = "selected";
  gtk_widget_set_css_classes (chip, classes);
  gtk_widget_set_focusable (chip, (int) index == self->selected || (self->selected < 0 && index == 0));
}

static guint
chip_index (GtkWidget *chip)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (chip), "index"));
}

static void
restyle (VtTokenStrip *self, int index)
{
  GtkWidget *chip = index < 0 ? NULL : g_hash_table_lookup (self->chips, GINT_TO_POINTER (index));

  if (chip)
    style_chip (self, chip, (guint) index);
}

static void
on_clicked (VtTokenStrip *self, GtkWidget *chip)
{
  guint index = chip_index (chip);
  gboolean again = (int) index == self->selected;

  vt_token_strip_set_selected (self, (int) index);
  gtk_widget_grab_focus (chip);
  g_signal_emit (self, signals[again ? SIGNAL_ACTIVATED : SIGNAL_SELECTED], 0, index);
}

static GtkWidget *
ensure_chip (VtTokenStrip *self, guint index)
{
  GtkWidget *chip = g_hash_table_lookup (self->chips, GUINT_TO_POINTER (index));
  const VtTokenTrace *trace = self->traces->pdata[index];
  g_autofree char *text = NULL;

  if (chip)
    return chip;
  text = vt_token_text_visible (&trace->chosen);
  chip = make_button (text);
  g_object_set_data (G_OBJECT (chip), "index", GUINT_TO_POINTER (index));
  style_chip (self, chip, index);
  name_chip (chip, index, trace);
  g_signal_connect_swapped (chip, "clicked", G_CALLBACK (on_clicked), self);
  gtk_widget_insert_before (chip, GTK_WIDGET (self), NULL);
  g_hash_table_insert (self->chips, GUINT_TO_POINTER (index), chip);
  return chip;
}

/* The chips in sight, and half as many above and below. */
static void
visible_range (VtTokenStrip *self, guint *first, guint *last)
{
  double page = gtk_adjustment_get_page_size (self->scroll), top = gtk_adjustment_get_value (self->scroll);
  int height = MAX (1, line_height (self));

  *first = vt_token_flow_find_line (self->places, (int) ((top - page / 2) / height));
  *last = vt_token_flow_find_line (self->places, (int) ((top + page * 1.5) / height) + 1);
}

static gboolean
drop_unseen (gpointer key, gpointer chip, gpointer data)
{
  const guint *range = data;
  guint index = GPOINTER_TO_UINT (key);

  if ((index >= range[0] && index < range[1]) || gtk_widget_has_focus (chip))
    return FALSE;
  gtk_widget_unparent (chip);
  return TRUE;
}

/* Makes the chips in sight and gives back the others. Children come and go here,
 * between frames, since they must not during a layout. */
static gboolean
on_update (gpointer data)
{
  VtTokenStrip *self = data;
  guint range[2];

  self->update = 0;
  visible_range (self, &range[0], &range[1]);
  g_hash_table_foreach_remove (self->chips, drop_unseen, range);
  for (guint i = range[0]; i < range[1]; i++)
    ensure_chip (self, i);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  return G_SOURCE_REMOVE;
}

static void
update_soon (VtTokenStrip *self)
{
  if (self->update == 0)
    self->update = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_update, self, NULL);
}

/* Whether all chips in sight are there. */
static gboolean
is_complete (VtTokenStrip *self)
{
  guint first, last;

  visible_range (self, &first, &last);
  for (guint i = first; i < last; i++)
    if (!g_hash_table_contains (self->chips, GUINT_TO_POINTER (i)))
      return FALSE;
  return TRUE;
}

static gboolean
drop_chip (gpointer key, gpointer chip, gpointer from)
{
  if (GPOINTER_TO_UINT (key) < GPOINTER_TO_UINT (from))
    return FALSE;
  gtk_widget_unparent (chip);
  return TRUE;
}

/* ---- places ---- */

static void
flow (VtTokenStrip *self, guint from)
{
  if (self->width > 0)
    self->lines = vt_token_flow (self->places, from, self->width, GAP);
}

/* In the layout phase, when the new style is there. */
static void
remeasure (VtTokenStrip *self)
{
  self->stale = FALSE;
  g_hash_table_remove_all (self->widths);
  self->chip_height = 0;
  measure_text (self, "⏎");
  for (guint i = 0; i < self->traces->len; i++)
    *place_at (self, i) = measure_token (self, self->traces->pdata[i]);
  flow (self, 0);
}

static void
vt_token_strip_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  VtTokenStrip *self = VT_TOKEN_STRIP (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = NARROWEST;
      *natural = 3 * NARROWEST;
      return;
    }
  if (self->stale)
    remeasure (self);
  if (for_size > 0 && for_size != self->width)
    {
      self->width = for_size;
      flow (self, 0);
    }
  *minimum = *natural = MAX (0, self->lines * line_height (self) - LINE_GAP);
}

static void
allocate_chip (VtTokenStrip *self, guint index, GtkWidget *chip)
{
  const VtTokenPlace *place = place_at (self, index);
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int wide = MIN (place->width, self->width);
  GtkAllocation at = { mirrored ? self->width - place->x - wide : place->x, place->line * line_height (self), wide,
                       self->chip_height };

  gtk_widget_size_allocate (chip, &at, -1);
}

static void
vt_token_strip_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  VtTokenStrip *self = VT_TOKEN_STRIP (widget);
  GHashTableIter iter;
  gpointer index, chip;

  if (width != self->width)
    {
      self->width = width;
      flow (self, 0);
    }
  if (!is_complete (self))
    update_soon (self);
  g_hash_table_iter_init (&iter, self->chips);
  while (g_hash_table_iter_next (&iter, &index, &chip))
    {
      gtk_widget_measure (chip, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      allocate_chip (self, GPOINTER_TO_UINT (index), chip);
    }
}

static void
on_scrolled (VtTokenStrip *self)
{
  if (!is_complete (self))
    update_soon (self);
}

static void
set_stale (VtTokenStrip *self)
{
  self->stale = TRUE;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
vt_token_strip_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (vt_token_strip_parent_class)->css_changed (widget, change);
  set_stale (VT_TOKEN_STRIP (widget));
}

static void
vt_token_strip_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (vt_token_strip_parent_class)->system_setting_changed (widget, setting);
  if (setting != GTK_SYSTEM_SETTING_ICON_THEME)
    set_stale (VT_TOKEN_STRIP (widget));
}

/* ---- the cursor ---- */

static void
scroll_to (VtTokenStrip *self, guint index)
{
  int top = place_at (self, index)->line * line_height (self);

  gtk_adjustment_clamp_page (self->scroll, top, top + self->chip_height);
}

static void
move_to (VtTokenStrip *self, int index)
{
  GtkWidget *chip;

  if (index < 0 || (guint) index >= self->traces->len)
    return;
  scroll_to (self, (guint) index);
  chip = ensure_chip (self, (guint) index);
  vt_token_strip_set_selected (self, index);
  gtk_widget_grab_focus (chip);
  g_signal_emit (self, signals[SIGNAL_SELECTED], 0, (guint) index);
}

/* Where @key leads from the selected chip, or -1. */
static int
target_of (VtTokenStrip *self, guint key)
{
  int at = MAX (self->selected, 0), last = (int) self->traces->len - 1;
  const VtTokenPlace *place = place_at (self, (guint) at);
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      return mirrored ? MIN (at + 1, last) : MAX (at - 1, 0);
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return mirrored ? MAX (at - 1, 0) : MIN (at + 1, last);
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      return vt_token_flow_find_near (self->places, place->line - 1, place->x);
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      return vt_token_flow_find_near (self->places, place->line + 1, place->x);
    case GDK_KEY_Home:
      return 0;
    case GDK_KEY_End:
      return last;
    default:
      return -1;
    }
}

static gboolean
on_key (VtTokenStrip *self, guint key, guint code, GdkModifierType state)
{
  int target = self->traces->len > 0 ? target_of (self, key) : -1;

  if (target < 0 || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  move_to (self, target);
  return GDK_EVENT_STOP;
}

/* Tab comes to the cursor, wherever it was scrolled to, and goes on from it. */
static gboolean
vt_token_strip_focus_child (GtkWidget *widget, GtkDirectionType direction)
{
  VtTokenStrip *self = VT_TOKEN_STRIP (widget);
  gboolean inside = gtk_widget_get_focus_child (widget) != NULL;

  if (inside || self->traces->len == 0 || (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD))
    return FALSE;
  vt_token_strip_focus (self);
  return TRUE;
}

/* ---- the object ---- */

static void
vt_token_strip_dispose (GObject *object)
{
  VtTokenStrip *self = VT_TOKEN_STRIP (object);

  g_clear_handle_id (&self->update, g_source_remove);
  g_hash_table_foreach_remove (self->chips, drop_chip, GUINT_TO_POINTER (0));
  g_clear_pointer (&self->ruler, gtk_widget_unparent);
  g_clear_object (&self->scroll);
  G_OBJECT_CLASS (vt_token_strip_parent_class)->dispose (object);
}

static void
vt_token_strip_finalize (GObject *object)
{
  VtTokenStrip *self = VT_TOKEN_STRIP (object);

  g_ptr_array_unref (self->traces);
  g_array_unref (self->places);
  g_hash_table_unref (self->picked);
  g_hash_table_unref (self->chips);
  g_hash_table_unref (self->widths);
  G_OBJECT_CLASS (vt_token_strip_parent_class)->finalize (object);
}

static GtkSizeRequestMode
vt_token_strip_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
vt_token_strip_class_init (VtTokenStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_token_strip_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_token_strip_finalize;
  widget_class->get_request_mode = vt_token_strip_get_request_mode;
  widget_class->measure = vt_token_strip_measure;
  widget_class->size_allocate = vt_token_strip_size_allocate;
  widget_class->css_changed = vt_token_strip_css_changed;
  widget_class->system_setting_changed = vt_token_strip_system_setting_changed;
  widget_class->focus = vt_token_strip_focus_child;
  signals[SIGNAL_SELECTED] = g_signal_new ("selected", VT_TYPE_TOKEN_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", VT_TYPE_TOKEN_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_css_name (widget_class, "vttokens");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
vt_token_strip_init (VtTokenStrip *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->traces = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_token_trace_free);
  self->places = g_array_new (FALSE, FALSE, sizeof (VtTokenPlace));
  self->picked = g_hash_table_new (NULL, NULL);
  self->chips = g_hash_table_new (NULL, NULL);
  self->widths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->selected = -1;
  self->stale = TRUE;
  self->ruler = make_button ("⏎");
  gtk_widget_set_focusable (self->ruler, FALSE);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->ruler), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_set_child_visible (self->ruler, FALSE);
  gtk_widget_set_parent (self->ruler, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Tokens of the answer"), -1);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
vt_token_strip_new (GtkAdjustment *scroll)
{
  VtTokenStrip *self = g_object_new (VT_TYPE_TOKEN_STRIP, NULL);

  self->scroll = g_object_ref (scroll);
  g_signal_connect_object (scroll, "value-changed", G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scroll, "changed", G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
vt_token_strip_append (VtTokenStrip *self, const VtTokenTrace *trace)
{
  VtTokenPlace place;
  int lines = self->lines;

  g_return_if_fail (VT_IS_TOKEN_STRIP (self));
  place = measure_token (self, trace);
  g_ptr_array_add (self->traces, vt_token_trace_copy (trace));
  g_array_append_val (self->places, place);
  flow (self, self->places->len - 1);
  if (self->lines != lines)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  else
    gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static gboolean
is_beyond (gpointer index, gpointer value, gpointer n)
{
  return GPOINTER_TO_UINT (index) >= GPOINTER_TO_UINT (n);
}

void
vt_token_strip_truncate (VtTokenStrip *self, guint n)
{
  g_return_if_fail (VT_IS_TOKEN_STRIP (self));
  if (n >= self->traces->len)
    return;
  g_hash_table_foreach_remove (self->chips, drop_chip, GUINT_TO_POINTER (n));
  g_hash_table_foreach_remove (self->picked, is_beyond, GUINT_TO_POINTER (n));
  g_ptr_array_set_size (self->traces, (int) n);
  g_array_set_size (self->places, n);
  if (self->selected >= (int) n)
    self->selected = -1;
  flow (self, n);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

guint
vt_token_strip_get_length (VtTokenStrip *self)
{
  g_return_val_if_fail (VT_IS_TOKEN_STRIP (self), 0);
  return self->traces->len;
}

const VtTokenTrace *
vt_token_strip_get (VtTokenStrip *self, guint index)
{
  g_return_val_if_fail (VT_IS_TOKEN_STRIP (self), NULL);
  g_return_val_if_fail (index < self->traces->len, NULL);
  return self->traces->pdata[index];
}

void
vt_token_strip_pick (VtTokenStrip *self, guint index, const VtTokenChoice *choice)
{
  VtTokenTrace *trace;
  char *text;

  g_return_if_fail (VT_IS_TOKEN_STRIP (self));
  g_return_if_fail (index < self->traces->len);
  trace = self->traces->pdata[index];
  text = g_strdup (choice->text);
  g_free (trace->chosen.text);
  trace->chosen = (VtTokenChoice) { choice->id, text, choice->probability };
  *place_at (self, index) = measure_token (self, trace);
  g_hash_table_add (self->picked, GUINT_TO_POINTER (index));
  g_hash_table_foreach_remove (self->chips, drop_chip, GUINT_TO_POINTER (index));
  flow (self, index);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
vt_token_strip_set_selected (VtTokenStrip *self, int index)
{
  int before;

  g_return_if_fail (VT_IS_TOKEN_STRIP (self));
  before = self->selected;
  self->selected = index >= 0 && (guint) index < self->traces->len ? index : -1;
  restyle (self, before);
  restyle (self, self->selected);
}

int
vt_token_strip_get_selected (VtTokenStrip *self)
{
  g_return_val_if_fail (VT_IS_TOKEN_STRIP (self), -1);
  return self->selected;
}

void
vt_token_strip_focus (VtTokenStrip *self)
{
  g_return_if_fail (VT_IS_TOKEN_STRIP (self));
  move_to (self, MAX (self->selected, 0));
}
