/* builder-fixture.h: a builder in a window of its own, for tests.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/builder/builder-page.h"

G_BEGIN_DECLS

typedef struct
{
  VtApplication *app;
  VtSpaceEditor *editor;
  VtBuilderPage *page;
  GtkWidget *window;
} VtBuilderFixture;

/* With @n_components on its page; FALSE, having skipped the test, without a display. */
gboolean vt_builder_fixture_init (VtBuilderFixture *self, guint n_components);

/* Everything goes, and nothing is left of it. */
void vt_builder_fixture_clear (VtBuilderFixture *self);

/* Does what waits in the main loop. */
void vt_builder_fixture_settle (void);

G_END_DECLS
