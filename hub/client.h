/* client.h: asks the Hub's servers for files and facts.
 *
 * All calls block: make them on a worker thread. Each uses a session of its
 * own, so one #VtHubClient serves any number of threads; its setters are for
 * the time before it is shared, where nothing else is said.
 *
 * What every call does:
 * - the token goes to the endpoint's own host and its dataset viewer only, never to where they redirect;
 * - every address asked is written to the log of contacts;
 * - a dropped connection, a server in trouble (5xx) or a full one (429) is tried
 *   again, waiting longer each time, or as long as the server asks;
 * - offline, nothing is asked and %VT_ERROR_NETWORK comes at once.
 *
 * Errors: %VT_ERROR_NETWORK (not reached, or a senseless answer),
 * %VT_ERROR_NOT_FOUND, %VT_ERROR_DENIED (gated, private, bad token),
 * %VT_ERROR_CORRUPT (bytes other than promised), %VT_ERROR_NO_SPACE,
 * %VT_ERROR_LIMIT and %G_IO_ERROR_CANCELLED.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json.h"
#include "hub/cache.h"
#include "hub/contacts.h"

G_BEGIN_DECLS

#define VT_TYPE_HUB_CLIENT (vt_hub_client_get_type ())
G_DECLARE_FINAL_TYPE (VtHubClient, vt_hub_client, VT, HUB_CLIENT, GObject)

/**
 * vt_hub_client_new:
 * @cache: where downloads go
 * @contacts: where addresses are written down
 *
 * Endpoint, token, offline switch and time-outs come from the environment.
 */
VtHubClient *vt_hub_client_new (VtHubCache *cache, VtContacts *contacts);

/* With @offline, every call fails at once and nothing is contacted. */
void vt_hub_client_set_offline (VtHubClient *client, gboolean offline);

gboolean vt_hub_client_get_offline (VtHubClient *client);

/* At most so many bytes a second, over all downloads of the client together; 0, the
 * default, for as many as come. Any thread, also while downloads run. */
void vt_hub_client_set_speed_limit (VtHubClient *client, guint64 bytes_per_s);

/**
 * vt_hub_client_set_ranges:
 * @streams: connections at a time for one file
 * @piece_bytes: what one asks for at a time, at least 4096
 * @large_bytes: files of that size and above come so
 *
 * How large files come: 4 streams, pieces of 32 MiB, from 64 MiB on. Before downloads begin.
 */
void vt_hub_client_set_ranges (VtHubClient *client, guint streams, guint32 piece_bytes, guint64 large_bytes);

/* @token: (nullable): used from now on, in place of the one that was found; any thread. */
void vt_hub_client_set_token (VtHubClient *client, const char *token);

/* The token in use: the environment's, or the one that keys.h keeps for the endpoint, which
 * may have to wait for the person; transfer full, %NULL for none. Any thread. */
char *vt_hub_client_dup_token (VtHubClient *client, GCancellable *cancellable);

/**
 * vt_hub_client_set_room:
 * @url: (nullable): a Hub in this room, as `http://192.168.1.5:8421`; %NULL for the
 *   environment's endpoint again
 *
 * Asks another Hub from now on. It is somebody's computer: no token goes there, and one that
 * was set before is forgotten. What is on its way comes from where it began. Any thread.
 */
void vt_hub_client_set_room (VtHubClient *client, const char *url);

/* Returns: (transfer none): the address that is asked, without a slash at its end; it is never freed */
const char *vt_hub_client_get_endpoint (VtHubClient *client);

/**
 * vt_hub_client_set_patience:
 * @timeout_s: how long a silent server is waited for
 * @tries: how often in a row something may fail without one byte of progress
 * @delay_ms: the first wait between two tries; it doubles each time
 *
 * The defaults are `HF_HUB_DOWNLOAD_TIMEOUT` or 10 s, 5 tries and 500 ms.
 */
void vt_hub_client_set_patience (VtHubClient *client, guint timeout_s, guint tries, guint delay_ms);

/**
 * VtHubFile:
 * @name: its path in the repository; safe, see vt_hub_is_safe_path()
 * @bytes: its size
 * @digest: (nullable): SHA-256 or git blob hash, see digest.h
 */
typedef struct
{
  char *name;
  guint64 bytes;
  char *digest;
} VtHubFile;

void vt_hub_file_free (VtHubFile *file);

/**
 * vt_hub_client_list_files:
 *
 * Returns: (transfer full) (element-type VtHubFile): all files of the
 *   repository at the reference's revision, by name
 */
GPtrArray *vt_hub_client_list_files (VtHubClient *client, const VtHubReference *reference,
                                     GCancellable *cancellable, GError **error);

/* The same, from the answer of the repository's address: %NULL where it names no files. */
GPtrArray *vt_hub_files_read (const VtJsonNode *answer);

/**
 * vt_hub_client_download:
 * @reference: the repository and revision; its file does not matter
 * @files: (element-type VtHubFile): at least one; a digest that is set must be
 *   the one that the Hub has
 * @progress: (nullable) (scope call): told how far it has come, over all files,
 *   on this thread
 *
 * Brings the files into the cache, those that are not there already. What
 * arrives is kept in `blobs/DIGEST.incomplete`, of large files in
 * `blobs/DIGEST.parts` (part.h), also over a failure or the end of the program,
 * and the next call goes on from there. The files appear in the
 * snapshot when all are whole and right; bytes that are wrong are deleted.
 *
 * Returns: (transfer full): the snapshot's folder
 */
char *vt_hub_client_download (VtHubClient *client, const VtHubReference *reference,
                              GPtrArray *files, GCancellable *cancellable, VtBytesFunc progress,
                              gpointer data, GError **error);

/**
 * vt_hub_client_read:
 * @reference: with a file
 * @offset: the first byte wanted
 * @size: how many at most
 *
 * Looks into a file without downloading it: the connection is closed as soon as
 * the part has come, also where the server ignores ranges. Nothing is checked:
 * what is to be kept goes through vt_hub_client_download().
 *
 * Returns: (transfer full): fewer than @size bytes where the file ends
 */
GBytes *vt_hub_client_read (VtHubClient *client, const VtHubReference *reference, guint64 offset,
                            gsize size, GCancellable *cancellable, GError **error);

/**
 * vt_hub_client_read_address:
 * @url: of another computer, as a picture of a data set; the token does not go there
 * @most: bytes
 *
 * Returns: (transfer full): all that is there; %NULL also with VT_ERROR_LIMIT
 */
GBytes *vt_hub_client_read_address (VtHubClient *client, const char *url, gsize most, GCancellable *cancellable, GError **error);

/**
 * vt_hub_client_get_json:
 * @path: path and query below the endpoint, beginning with `/api/`
 *
 * At most 16 MiB.
 *
 * Returns: (transfer full): the answer
 */
VtJson *vt_hub_client_get_json (VtHubClient *client, const char *path,
                                  GCancellable *cancellable, GError **error);

/**
 * vt_hub_client_get_json_page:
 * @next: (out) (optional) (transfer full): the @path of the list's next page, which
 *   the header `Link` names; %NULL where there is none, or where it leads to
 *   another server
 *
 * vt_hub_client_get_json() for lists that come in pages.
 */
VtJson *vt_hub_client_get_json_page (VtHubClient *client, const char *path, char **next,
                                     GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtHubFile, vt_hub_file_free)

G_END_DECLS
