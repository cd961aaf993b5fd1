/* event-panel-private.h: the event panel, split by concern: event-panel.c follows the
 * document, event-card.c makes the rows of one event, result-rows.c those of what it gives,
 * step-rows.c and condition-rows.c those of a step, and else-rows.c those of a wire that
 * has alternatives.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-edit-events.h"
#include "app/space-edit-offers.h"
#include "ui/builder/event-panel.h"

G_BEGIN_DECLS

struct _VtEventPanel
{
  GtkWidget parent_instance;
  VtApplication *app; /* outlives the panel */
  VtSpaceEditor *editor;
  VtBuilderCanvas *canvas;
  GtkWidget *scrolled;
  GtkBox *box;
  GtkWidget *foot;  /* the button below them, with what is said where there is none */
  GPtrArray *cards; /* of GtkWidget: one of each event */
  GHashTable *open; /* (element-type utf8): keys of expanders that are open */
  GHashTable *folded; /* (element-type utf8 gint): by key, cards that a person folded (1) or unfolded (2) */
  gboolean stale;   /* the models there are have changed, which all cards name */
  guint idle;       /* a rebuild that waits; 0: none */
  gboolean quiet;   /* the change is a row's own, which shows it already */
  gboolean dirty;   /* changed while it was not shown */
};

/* What a row of the panel changes; made for it and freed with it. */
typedef struct
{
  VtEventPanel *panel;
  guint event;
  guint step;    /* or the number of a trigger */
  char *name;    /* of an input or parameter, or a component's id */
  GStrv values;  /* what the entries of a combo row mean */
} VtEventRow;

VtEventRow *vt_event_row_new (VtEventPanel *panel, guint event, guint step, const char *name);

/**
 * vt_event_combo_new:
 * @key: under which the keyboard finds it again after a change
 * @names, @values: what people read, and what it means
 * @current: a value, or %NULL; what is not among them is added as @current_name
 * @row: (transfer full)
 * @chosen: called with the value
 */
typedef void (*VtEventChosen) (VtEventRow *row, const char *value);
GtkWidget *vt_event_combo_new (const char *title, const char *key, GPtrArray *names, GPtrArray *values,
                               const char *current, const char *current_name, VtEventRow *row, VtEventChosen chosen);

/* A flat button with an icon for the end of a row. @row: (transfer full) */
GtkWidget *vt_event_button_new (const char *icon, const char *name, VtEventRow *row, void (*clicked) (VtEventRow *row));

/* Tells a refusal at the lower edge of the window. Takes @error. */
void vt_event_panel_tell (VtEventPanel *self, GError *error);

/**
 * vt_else_rows_add:
 * @wire: of an input or output; of one that takes from a step that may be left out, or
 *   from one of several, rows say what is taken then
 * @step: of the input, or %VT_OUTPUTS
 * @name: of the input or output
 */
void vt_else_rows_add (VtEventPanel *panel, guint event, guint step, const char *name, const VtSpaceWire *wire,
                       VtValueType type, AdwPreferencesGroup *group);

/* The wire @json (nullable) for the input or output of that name, in which what is
 * taken if it is left out stays; @row: its step or %VT_OUTPUTS. Transfer full. */
char *vt_else_keep (const VtEventRow *row, const char *name, const char *json);

/* The card of an event, with its rows where it is @open; transfer floating. */
GtkWidget *vt_event_card_new (VtEventPanel *panel, guint event, gboolean open);

/* Everything that such a card says comes from this text and from the models there
 * are: while it stays the same, the card can stay. @components: all of them as text. */
char *vt_event_card_text (VtEventPanel *panel, guint event, gboolean open, const char *components);

/* Whether the rows of an event are shown: of few events all are, of many those that
 * a person unfolded. */
gboolean vt_event_panel_is_open (VtEventPanel *self, guint event);
void vt_event_panel_set_open (VtEventPanel *self, guint event, gboolean open);

/* The rows of a step. */
void vt_step_rows_add (VtEventPanel *panel, guint event, guint step, AdwPreferencesGroup *group);
void vt_result_rows_add (VtEventPanel *panel, guint event, AdwPreferencesGroup *group);
void vt_condition_rows_add (VtEventPanel *panel, guint event, guint step, AdwPreferencesGroup *group);

/* Remembers over rebuilds whether the expander is open. */
void vt_event_panel_keep_open (VtEventPanel *self, AdwExpanderRow *row, const char *key);

G_END_DECLS
