/* publish-dialog.h: a space, or a model's folder, to the person's account on the Hub: whose it
 * is, its name, who may see it, its licence, what goes out, file by file, and then the sending.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/application.h"

G_BEGIN_DECLS

#define VT_TYPE_PUBLISH_DIALOG (vt_publish_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VtPublishDialog, vt_publish_dialog, VT, PUBLISH_DIALOG, AdwWindow)

/**
 * vt_publish_dialog_show:
 * @folder: as it lies on the disk
 * @kind: VT_HUB_SPACES or VT_HUB_MODELS
 * @title: what it is called here
 */
void vt_publish_dialog_show (VtApplication *app, GtkWindow *parent, const char *folder, VtHubKind kind, const char *title);

G_END_DECLS
