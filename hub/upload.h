/* upload.h: a folder of this computer becomes a repository on the Hub.
 *
 * First it is planned, which reads names and sizes only, so that the person can see what goes
 * out; then it is sent: the repository is made where there is none, small files go with the
 * commit, large ones before it to where the Hub says (git LFS), and only the commit makes any of
 * it visible. Files that the Hub has already are not sent again.
 *
 * The token goes to the endpoint only. All functions block: for worker threads.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "hub/client.h"

G_BEGIN_DECLS

/* The most that goes as one file: the Hub's storage takes no more at once. */
#define VT_HUB_UPLOAD_FILE_MAX (G_GUINT64_CONSTANT (5) << 30)

/**
 * VtHubUpload: what is to go out.
 * @repo: as in #VtHubReference: its kind is what is made
 * @summary: the commit's first line
 * @card: (nullable): what goes out as README.md, where that is not the folder's own text
 * @files: (element-type VtHubFile): by name; digests come when it is sent
 * @bytes: of all files
 */
typedef struct
{
  char *folder;
  char *repo;
  char *summary;
  char *card;
  gboolean is_private;
  GPtrArray *files;
  guint64 bytes;
} VtHubUpload;

/**
 * vt_hub_upload_new:
 * @folder: hidden files in it, links and what the Hub cannot name are left out
 *
 * Returns: (transfer full): %NULL with VT_ERROR_INVALID (no repository's name; nothing in the folder),
 *   VT_ERROR_LIMIT (a file that is too large), or an error of the disk
 */
VtHubUpload *vt_hub_upload_new (const char *folder, const char *repo, const char *summary, gboolean is_private, GError **error);
void vt_hub_upload_free (VtHubUpload *self);

/* Another repository of the same kind; %FALSE with VT_ERROR_INVALID where that cannot be its name. */
gboolean vt_hub_upload_set_place (VtHubUpload *self, const char *repo, gboolean is_private, GError **error);

/**
 * vt_hub_upload_set_card:
 * @text: goes out as README.md, whatever the folder has; of a space with its sdk as the Hub knows it
 */
void vt_hub_upload_set_card (VtHubUpload *self, const char *text);

/**
 * vt_hub_upload_look:
 * @there: (out): whether the repository is there already, so that what is sent changes it
 */
gboolean vt_hub_upload_look (VtHubUpload *self, VtHubClient *client, gboolean *there, GCancellable *cancellable, GError **error);

/**
 * vt_hub_upload_send:
 * @progress: (nullable) (scope call): over the bytes of all files
 *
 * Returns: (transfer full): the address of the repository's page; %NULL with the client's errors,
 *   VT_ERROR_DENIED where nobody has signed in or the account must not write there
 */
char *vt_hub_upload_send (VtHubUpload *self, VtHubClient *client, GCancellable *cancellable, VtBytesFunc progress,
                          gpointer data, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtHubUpload, vt_hub_upload_free)

G_END_DECLS
