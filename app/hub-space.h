/* hub-space.h: a Space on the Hub: what it is, whether it opens here, and a copy of it as one's own.
 *
 * What makes a Space one of ours is space.json. Others are programs of their own, which the Hub's
 * computers run; they can only be looked at there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "hub/client.h"

G_BEGIN_DECLS

/* The most that a Space may take to be copied. */
#define VT_HUB_SPACE_MAX (G_GUINT64_CONSTANT (4) << 30)

/**
 * VtHubSpace:
 * @title, @emoji, @color_from, @color_to, @description, @sdk, @licence: of its card; "" where it does not say
 * @models: those that it names
 * @notes: the card's Markdown
 * @files: (element-type VtHubFile): all of it
 * @bytes: what they take
 * @opens: whether it is a space of Vitrine
 */
typedef struct
{
  char *title, *emoji, *color_from, *color_to, *description, *sdk, *licence;
  GStrv models;
  char *notes;
  GPtrArray *files;
  guint64 bytes;
  gboolean opens;
} VtHubSpace;

void vt_hub_space_free (VtHubSpace *space);

/**
 * vt_hub_space_load:
 * @repo: `spaces/owner/name`
 *
 * Asks for its list of files and its card. Blocks; for a worker thread, as vt_hub_space_copy().
 */
VtHubSpace *vt_hub_space_load (VtHubClient *client, const char *repo, GCancellable *cancellable, GError **error);

/**
 * vt_hub_space_copy:
 * @progress: (nullable) (scope call): over the bytes of all files, on this thread
 *
 * Downloads it, and puts a copy among the person's spaces under a name that was free; the card says
 * where it is from. What it needs of other computers is asked about when it runs, as with any space.
 *
 * Returns: (transfer full): the copy's folder; %NULL with VT_ERROR_UNSUPPORTED where it is none of ours,
 *   VT_ERROR_LIMIT, VT_ERROR_CORRUPT for one that cannot be opened, and the client's errors
 */
char *vt_hub_space_copy (VtHubClient *client, const char *repo, GCancellable *cancellable, VtBytesFunc progress, gpointer data,
                         GError **error);

/* On a thread of their own; call them on the main thread. */
void vt_hub_space_load_async (VtHubClient *client, const char *repo, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer data);
VtHubSpace *vt_hub_space_load_finish (GAsyncResult *result, GError **error);
void vt_hub_space_copy_async (VtHubClient *client, const char *repo, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer data);
char *vt_hub_space_copy_finish (GAsyncResult *result, GError **error);

/* Why it does not open here: a sentence to be translated, with what it is made of. */
const char *vt_hub_space_reason (const VtHubSpace *space);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtHubSpace, vt_hub_space_free)

G_END_DECLS
