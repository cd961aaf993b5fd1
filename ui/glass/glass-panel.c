/* glass-panel.c: what a text model saw while it wrote.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/glass/glass-panel.h"

#include <glib/gi18n.h>

#include "ui/components/follow-end.h"
#include "ui/components/style.h"
#include "ui/glass/choice-list.h"
#include "ui/glass/glass-pages.h"
#include "ui/glass/token-strip.h"
#include "ui/glass/token-text.h"

/* The list follows the newest token at most so often, in milliseconds. */
#define FOLLOW_EVERY 60

struct _VtGlassPanel
{
  GtkWidget parent_instance;
  GtkWidget *figures;
  GtkWidget *scrolled;
  VtTokenStrip *strip;
  GtkWidget *empty;      /* in the strip's place while there are no tokens */
  GtkWidget *title;      /* of the list */
  GtkWidget *hint;       /* under it: what can be done there */
  VtChoiceList *choices;
  GtkWidget *list_box;   /* title and choices */
  GtkWidget *made;       /* what steps showed beside tokens */
  GtkWidget *made_view;  /* scrolls it */
  GtkWidget *legend;
  GtkWidget *next;
  int picked;            /* the token that the person went to, -1: the newest */
  guint run_start;       /* tokens that were there when the last run began */
  int chosen;            /* the token that the person chose anew, -1 for none */
  guint follow;          /* source that shows the newest token */
  gboolean busy;
  gboolean step_mode;
  gboolean can_choose;
};

G_DEFINE_FINAL_TYPE (VtGlassPanel, vt_glass_panel, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHOOSE,
  SIGNAL_NEXT,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* The newest token; that of an answer which only says that it is over tells less than the one before. */
static int
newest (VtGlassPanel *self)
{
  int last = (int) vt_token_strip_get_length (self->strip) - 1;

  return last > 0 && vt_token_strip_get (self->strip, (guint) last)->ends ? last - 1 : last;
}

/* The token whose choices are shown, or -1. */
static int
current (VtGlassPanel *self)
{
  return self->picked >= 0 ? self->picked : newest (self);
}

/* Only the last run can be gone back into. */
static void
update_buttons (VtGlassPanel *self)
{
  vt_choice_list_set_can_choose (self->choices, self->can_choose && !self->busy && current (self) >= (int) self->run_start);
  gtk_widget_set_visible (self->next, self->step_mode);
  gtk_widget_set_sensitive (self->next, !self->busy);
}

static gboolean
has_made (VtGlassPanel *self)
{
  return gtk_widget_get_first_child (self->made) != NULL;
}

static void
show_choices (VtGlassPanel *self)
{
  int index = current (self);
  const VtTokenTrace *trace = index >= 0 ? vt_token_strip_get (self->strip, (guint) index) : NULL;
  g_autofree char *text = trace ? vt_token_text_visible (&trace->chosen) : NULL;
  g_autofree char *percent = trace ? vt_token_percent (trace->chosen.probability) : NULL;
  g_autofree char *title = NULL;

  gtk_widget_set_visible (self->list_box, trace != NULL);
  gtk_widget_set_visible (self->scrolled, trace != NULL);
  gtk_widget_set_visible (self->empty, trace == NULL && !has_made (self));
  gtk_widget_set_visible (self->legend, trace != NULL || !has_made (self));
  gtk_widget_set_visible (self->made_view, has_made (self));
  vt_token_strip_set_selected (self->strip, index);
  update_buttons (self);
  vt_choice_list_show (self->choices, trace);
  if (trace == NULL)
    return;
  /* Translators: the 5th token of an answer, its text and its probability. */
  title = g_strdup_printf (_("Token %d: %s, %s"), index + 1, text, percent);
  gtk_label_set_text (GTK_LABEL (self->title), title);
}

static gboolean
on_follow (gpointer data)
{
  VtGlassPanel *self = data;

  self->follow = 0;
  show_choices (self);
  return G_SOURCE_REMOVE;
}

static void
show_choices_soon (VtGlassPanel *self)
{
  if (self->follow == 0)
    self->follow = g_timeout_add (FOLLOW_EVERY, on_follow, self);
}

static void
on_selected (VtGlassPanel *self, guint index)
{
  self->picked = (int) index;
  show_choices (self);
}

/* Enter on a chip leads to what else was considered. */
static void
on_activated (VtGlassPanel *self, guint index)
{
  on_selected (self, index);
  gtk_widget_child_focus (GTK_WIDGET (self->choices), GTK_DIR_TAB_FORWARD);
}

static void
on_chosen (VtGlassPanel *self, guint place)
{
  int index = current (self);
  const VtTokenTrace *trace = index >= 0 ? vt_token_strip_get (self->strip, (guint) index) : NULL;
  g_autofree char *text = NULL;
  VtTokenChoice choice;

  if (trace == NULL || place >= trace->n_choices || !self->can_choose || self->busy || index < (int) self->run_start)
    return;
  choice = trace->choices[place];
  choice.text = text = g_strdup (choice.text);
  self->chosen = index;
  self->picked = -1;
  vt_token_strip_truncate (self->strip, (guint) index + 1);
  vt_token_strip_pick (self->strip, (guint) index, &choice);
  show_choices (self);
  g_signal_emit (self, signals[SIGNAL_CHOOSE], 0, (guint) index - self->run_start, choice.id);
}

static void
on_next (VtGlassPanel *self)
{
  self->picked = -1;
  show_choices (self);
  g_signal_emit (self, signals[SIGNAL_NEXT], 0);
}

static void
vt_glass_panel_dispose (GObject *object)
{
  GtkWidget *child;

  g_clear_handle_id (&VT_GLASS_PANEL (object)->follow, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (vt_glass_panel_parent_class)->dispose (object);
}

static void
vt_glass_panel_class_init (VtGlassPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_glass_panel_dispose;
  signals[SIGNAL_CHOOSE] = g_signal_new ("choose", VT_TYPE_GLASS_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_INT);
  signals[SIGNAL_NEXT] = g_signal_new ("next", VT_TYPE_GLASS_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "vtglass");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_REGION);
}

static GtkWidget *
add_label (GtkWidget *parent, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css_class);
  if (GTK_IS_BOX (parent))
    gtk_box_append (GTK_BOX (parent), label);
  else
    gtk_widget_set_parent (label, parent);
  return label;
}

/* From "hardly" to "almost sure": what the tints mean. */
static void
add_legend (VtGlassPanel *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *tints = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  add_label (box, _("Unlikely"), "caption");
  for (guint level = 0; level < 7; level++)
    {
      char name[3] = { 'p', (char) ('0' + level), 0 };
      GtkWidget *tint = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
      gtk_widget_add_css_class (tint, "tint");
      gtk_widget_add_css_class (tint, name);
      gtk_box_append (GTK_BOX (tints), tint);
    }
  gtk_widget_set_valign (tints, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), tints);
  add_label (box, _("Almost sure"), "caption");
  gtk_widget_set_parent (box, GTK_WIDGET (self));
  self->legend = box;
}

static void
add_strip (VtGlassPanel *self)
{
  GtkWidget *strip;

  self->empty = add_label (GTK_WIDGET (self), _("Run the space: each piece of text that the model writes appears "
                                                "here, with how sure it was and what else it considered."),
                           "dim-label");
  gtk_widget_set_vexpand (self->empty, TRUE);
  gtk_label_set_yalign (GTK_LABEL (self->empty), 0);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  strip = vt_token_strip_new (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled)));
  self->strip = VT_TOKEN_STRIP (strip);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), strip);
  gtk_widget_set_focusable (self->scrolled, FALSE);
  gtk_widget_set_vexpand (self->scrolled, TRUE);
  gtk_widget_set_size_request (self->scrolled, -1, 90);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  vt_follow_end (GTK_SCROLLED_WINDOW (self->scrolled));
  g_signal_connect_swapped (strip, "selected", G_CALLBACK (on_selected), self);
  g_signal_connect_swapped (strip, "activated", G_CALLBACK (on_activated), self);
}

static void
add_made_view (VtGlassPanel *self)
{
  self->made = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->made_view = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->made_view), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->made_view), self->made);
  gtk_widget_set_focusable (self->made_view, FALSE);
  gtk_widget_set_vexpand (self->made_view, TRUE);
  gtk_widget_set_size_request (self->made_view, -1, 160);
  gtk_widget_set_parent (self->made_view, GTK_WIDGET (self));
}

static void
add_choices (VtGlassPanel *self)
{
  GtkWidget *choices = vt_choice_list_new (), *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 100);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), choices);
  gtk_widget_set_focusable (scrolled, FALSE);
  self->list_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->title = add_label (self->list_box, "", "heading");
  self->hint = add_label (self->list_box, "", "caption");
  self->choices = VT_CHOICE_LIST (choices);
  gtk_box_append (GTK_BOX (self->list_box), scrolled);
  gtk_widget_set_parent (self->list_box, GTK_WIDGET (self));
  g_signal_connect_swapped (choices, "chosen", G_CALLBACK (on_chosen), self);
}

static void
vt_glass_panel_init (VtGlassPanel *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  vt_components_load_style ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 12);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Glass: what the model saw"), -1);
  add_label (GTK_WIDGET (self), _("Inside the Model"), "title-4");
  self->figures = add_label (GTK_WIDGET (self), "", "caption");
  gtk_widget_set_visible (self->figures, FALSE);
  add_legend (self);
  add_strip (self);
  add_choices (self);
  add_made_view (self);
  self->next = gtk_button_new_with_label (_("Next Token"));
  gtk_widget_add_css_class (self->next, "suggested-action");
  gtk_widget_set_parent (self->next, GTK_WIDGET (self));
  g_signal_connect_swapped (self->next, "clicked", G_CALLBACK (on_next), self);
  self->picked = self->chosen = -1;
  vt_glass_panel_set_can_choose (self, TRUE);
  show_choices (self);
}

GtkWidget *
vt_glass_panel_new (void)
{
  return g_object_new (VT_TYPE_GLASS_PANEL, NULL);
}

static void
clear_made (VtGlassPanel *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->made)))
    gtk_box_remove (GTK_BOX (self->made), child);
}

void
vt_glass_panel_clear (VtGlassPanel *self)
{
  g_return_if_fail (VT_IS_GLASS_PANEL (self));
  vt_token_strip_truncate (self->strip, 0);
  clear_made (self);
  self->run_start = 0;
  self->picked = self->chosen = -1;
  show_choices (self);
}

void
vt_glass_panel_begin (VtGlassPanel *self, gboolean goes_on)
{
  g_return_if_fail (VT_IS_GLASS_PANEL (self));
  if (self->chosen >= 0 && vt_token_strip_get_length (self->strip) == (guint) self->chosen + 1)
    return;
  if (!goes_on)
    vt_glass_panel_clear (self);
  self->run_start = vt_token_strip_get_length (self->strip);
  self->picked = self->chosen = -1;
}

void
vt_glass_panel_add_token (VtGlassPanel *self, const VtTokenTrace *trace)
{
  guint n, place;

  g_return_if_fail (VT_IS_GLASS_PANEL (self));
  g_return_if_fail (trace != NULL);
  if (trace->batch != 0)
    return;
  n = vt_token_strip_get_length (self->strip);
  place = trace->index < n ? self->run_start + trace->index : n;
  vt_token_strip_truncate (self->strip, place);
  vt_token_strip_append (self->strip, trace);
  if ((int) place == self->chosen)
    vt_token_strip_pick (self->strip, place, &trace->chosen);
  if (n == 0)
    show_choices (self);
  else
    show_choices_soon (self);
}

/* Where the steps of @kind go. */
static VtGlassPages *
pages_of (VtGlassPanel *self, const char *kind)
{
  GtkWidget *child;

  for (child = gtk_widget_get_first_child (self->made); child; child = gtk_widget_get_next_sibling (child))
    if (g_strcmp0 (vt_glass_pages_get_kind (VT_GLASS_PAGES (child)), kind) == 0)
      return VT_GLASS_PAGES (child);
  child = vt_glass_pages_new (kind);
  gtk_box_append (GTK_BOX (self->made), child);
  return VT_GLASS_PAGES (child);
}

void
vt_glass_panel_add_made (VtGlassPanel *self, const char *kind, GtkWidget *made, GdkPaintable *result)
{
  g_return_if_fail (VT_IS_GLASS_PANEL (self));
  vt_glass_pages_add (pages_of (self, kind), made, result);
  show_choices (self);
}

void
vt_glass_panel_set_empty (VtGlassPanel *self, const char *sentence)
{
  g_return_if_fail (VT_IS_GLASS_PANEL (self));
  gtk_label_set_text (GTK_LABEL (self->empty), sentence);
}

guint
vt_glass_panel_get_n_tokens (VtGlassPanel *self)
{
  g_return_val_if_fail (VT_IS_GLASS_PANEL (self), 0);
  return vt_token_strip_get_length (self->strip);
}

void
vt_glass_panel_set_busy (VtGlassPanel *self, gboolean busy)
{
  g_return_if_fail (VT_IS_GLASS_PANEL (self));
  self->busy = busy;
  update_buttons (self);
}

void
vt_glass_panel_set_step_mode (VtGlassPanel *self, gboolean step_mode)
{
  g_return_if_fail (VT_IS_GLASS_PANEL (self));
  self->step_mode = step_mode;
  update_buttons (self);
}

static void
append_figure (GString *line, char *figure)
{
  if (line->len > 0)
    g_string_append (line, " · ");
  g_string_append (line, figure);
  g_free (figure);
}

void
vt_glass_panel_set_can_choose (VtGlassPanel *self, gboolean can_choose)
{
  self->can_choose = can_choose;
  gtk_label_set_text (GTK_LABEL (self->hint), can_choose ? _("What the model considered here. Choose another one, and it goes on from there.")
                                                         : _("What the model considered here"));
  update_buttons (self);
}

void
vt_glass_panel_set_figures (VtGlassPanel *self, guint prompt_tokens, double tokens_per_s, const char *device)
{
  g_autoptr (GString) line = g_string_new (NULL);

  g_return_if_fail (VT_IS_GLASS_PANEL (self));
  if (tokens_per_s > 0)
    append_figure (line, g_strdup_printf (_("%.1f tokens/s"), tokens_per_s));
  if (prompt_tokens > 0)
    append_figure (line, g_strdup_printf (ngettext ("%u prompt token", "%u prompt tokens", prompt_tokens),
                                          prompt_tokens));
  if (device && *device)
    append_figure (line, g_strdup (device));
  gtk_label_set_text (GTK_LABEL (self->figures), line->str);
  gtk_widget_set_visible (self->figures, line->len > 0);
}
