/* component-fixture.h: a component's widget from a line of JSON, for tests.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/components/component.h"

G_BEGIN_DECLS

/**
 * Fixture:
 * @window: toplevel that owns @view, so that it has styles and a clipboard
 * @events: (element-type utf8): what @view emitted, in order
 */
typedef struct
{
  GtkWidget *window;
  VtComponentView *view;
  GPtrArray *events;
} Fixture;

/* @json: the component's object, with the id "it". */
void fixture_open (Fixture *self, const char *json);

/* Destroys the window and asserts that the component goes with it. */
void fixture_close (Fixture *self);

/* Asserts what was emitted since the last call: names with blanks between. */
void fixture_expect_events (Fixture *self, const char *events);

/* Sets and takes @value. */
void fixture_set (Fixture *self, VtValue *value);

/* Asserts what the value reads as, by vt_value_to_text(), and its type. */
void fixture_expect_value (Fixture *self, VtValueType type, const char *text);

/* The first descendant of that type, in depth-first order; %NULL if none. */
GtkWidget *find_widget (GtkWidget *root, GType type);

/* Lets the main loop run until nothing is pending, or for @milliseconds. */
void run_loop (guint milliseconds);

G_END_DECLS
