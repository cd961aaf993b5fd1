/* hub-account-row.h: a row that says whether the person has signed in to the Hub, and
 * lets them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/application.h"

G_BEGIN_DECLS

GtkWidget *vt_hub_account_row_new (VtApplication *app);

G_END_DECLS
