/* chip.h: a small button that names one fact of a run (the device, the model)
 * and, when pressed, says why in a popover and offers what can be changed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VT_TYPE_CHIP (vt_chip_get_type ())
G_DECLARE_FINAL_TYPE (VtChip, vt_chip, VT, CHIP, GtkWidget)

/* @kind is read before the text by a screen reader and heads the popover: "Device". */
GtkWidget *vt_chip_new (const char *icon_name, const char *kind);

void vt_chip_set_icon (VtChip *self, const char *icon_name);

/* What stands on the chip. */
void vt_chip_set_text (VtChip *self, const char *text);

/* The sentences of the popover; "" or NULL for none. */
void vt_chip_set_reason (VtChip *self, const char *reason);

/* Choices below the reason: a menu, or NULL. */
void vt_chip_set_menu (VtChip *self, GMenuModel *menu);

G_END_DECLS
