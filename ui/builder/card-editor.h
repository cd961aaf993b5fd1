/* card-editor.h: the card of a space: title, emoji, colours, words about it; and
 * its examples.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "ui/builder/builder-canvas.h"

G_BEGIN_DECLS

#define VT_TYPE_CARD_EDITOR (vt_card_editor_get_type ())
G_DECLARE_FINAL_TYPE (VtCardEditor, vt_card_editor, VT, CARD_EDITOR, GtkWidget)

/* @canvas: whose values an example is made of */
GtkWidget *vt_card_editor_new (VtSpaceEditor *editor, VtBuilderCanvas *canvas);

G_END_DECLS
