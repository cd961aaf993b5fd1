/* publish.h: a space, or a model's folder, on its way to the person's account on the Hub:
 * what a window asks and shows before, while and after it is sent.
 *
 *     prepare  whose account it is, and what would go out
 *     look     whether something of that name is there already
 *     send     nothing has left the computer before this
 *
 * Belongs to the main thread; the network and the disk are asked on threads. One call at a time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "hub/upload.h"

G_BEGIN_DECLS

#define VT_TYPE_PUBLISH (vt_publish_get_type ())
G_DECLARE_FINAL_TYPE (VtPublish, vt_publish, VT, PUBLISH, GObject)

/**
 * vt_publish_new:
 * @folder: of the space or model
 * @title: what the repository's name is made of
 */
VtPublish *vt_publish_new (VtHubClient *client, const char *folder, VtHubKind kind, const char *title);

/**
 * vt_publish_prepare_async:
 *
 * Asks the Hub whose token it is, and the disk what lies in the folder. Fails with
 * VT_ERROR_DENIED where nobody has signed in, or with a token that may only read.
 */
void vt_publish_prepare_async (VtPublish *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean vt_publish_prepare_finish (VtPublish *self, GAsyncResult *result, GError **error);

/* What prepare found; the account's name, a name for the repository that can be one, the card's
 * licence ("" for none), and what goes out, with the card as it goes out. */
const char *vt_publish_get_account (VtPublish *self);
const char *vt_publish_get_name (VtPublish *self);
const char *vt_publish_get_licence (VtPublish *self);
const VtHubUpload *vt_publish_get_upload (VtPublish *self);

/* Whether it can be a repository's name: letters, digits, and ., - and _ between them. */
gboolean vt_publish_is_name (const char *name);

/* Puts the licence into the card that goes out, not into the folder's; "" leaves the folder's. The
 * card of a space also gets the tag by which the page of Spaces finds it. */
void vt_publish_set_licence (VtPublish *self, const char *licence);

/* Takes the name, and tells whether it is there already. */
void vt_publish_look_async (VtPublish *self, const char *name, gboolean is_private, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data);
gboolean vt_publish_look_finish (VtPublish *self, GAsyncResult *result, gboolean *there, GError **error);

/**
 * vt_publish_send_async:
 *
 * Cancelling leaves nothing visible on the Hub but an empty repository.
 *
 * vt_publish_send_finish() returns the address of the page; transfer full
 */
void vt_publish_send_async (VtPublish *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
char *vt_publish_send_finish (VtPublish *self, GAsyncResult *result, GError **error);

/* Bytes that have been sent, of vt_publish_get_upload()'s. */
guint64 vt_publish_get_sent (VtPublish *self);

G_END_DECLS
