/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/hub-space.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/folder.h"
#include "app/space-card.h"
#include "app/space-document.h"
#include "app/space-save.h"
#include "engine/base/error.h"
#include "hub/disk.h"

#define CARD_MAX (256 << 10)

void
vt_hub_space_free (VtHubSpace *space)
{
  g_free (space->title);
  g_free (space->emoji);
  g_free (space->color_from);
  g_free (space->color_to);
  g_free (space->description);
  g_free (space->sdk);
  g_free (space->licence);
  g_strfreev (space->models);
  g_free (space->notes);
  g_clear_pointer (&space->files, g_ptr_array_unref);
  g_free (space);
}

static const struct
{
  const char *sdk;
  const char *sentence;
} reasons[] = {
  { "gradio", N_ ("It is a Gradio program in Python, which only the Hub's computers can run. Open it in the browser.") },
  { "streamlit", N_ ("It is a Streamlit program in Python, which only the Hub's computers can run. Open it in the browser.") },
  { "docker", N_ ("It is a program in a container, which only the Hub's computers can run. Open it in the browser.") },
  { "static", N_ ("It is a web page, made for a browser. Open it there.") },
};

const char *
vt_hub_space_reason (const VtHubSpace *space)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (strcmp (space->sdk, reasons[i].sdk) == 0)
      return reasons[i].sentence;
  return N_ ("It was not made with Vitrine: it has no space.json. Open it in the browser.");
}

/* --- looking ------------------------------------------------------------------------------- */

static gboolean
has_file (const VtHubSpace *space, const char *name)
{
  for (guint i = 0; i < space->files->len; i++)
    if (strcmp (((const VtHubFile *) space->files->pdata[i])->name, name) == 0)
      return TRUE;
  return FALSE;
}

/* A card that cannot be read is no reason to show nothing. */
static VtSpaceCard *
load_card (VtHubClient *client, const VtHubReference *about, const VtHubSpace *space, GCancellable *cancellable)
{
  VtHubReference readme = { about->repo, about->revision, (char *) "README.md" };
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  VtSpaceCard *card;

  if (has_file (space, "README.md"))
    bytes = vt_hub_client_read (client, &readme, 0, CARD_MAX, cancellable, NULL);
  if (bytes != NULL)
    text = g_utf8_make_valid (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  card = vt_space_card_new (text != NULL ? text : "", NULL);
  return card != NULL ? card : vt_space_card_new ("", NULL);
}

static void
take_card (VtHubSpace *space, VtSpaceCard *card, const char *repo)
{
  const char *title = vt_space_card_get_text (card, "title");

  space->title = g_strdup (*title != '\0' ? title : strrchr (repo, '/') + 1);
  space->emoji = g_strdup (vt_space_card_get_text (card, "emoji"));
  space->color_from = g_strdup (vt_space_card_get_text (card, "colorFrom"));
  space->color_to = g_strdup (vt_space_card_get_text (card, "colorTo"));
  space->description = g_strdup (vt_space_card_get_text (card, "short_description"));
  space->sdk = g_strdup (vt_space_card_get_text (card, "sdk"));
  space->licence = g_strdup (vt_space_card_get_text (card, "license"));
  space->models = g_strdupv ((char **) vt_space_card_get_list (card, "models"));
  space->notes = g_strdup (card->notes);
}

static VtHubReference *
parse_repo (const char *repo, GError **error)
{
  VtHubReference *reference = vt_hub_reference_parse (repo, error);

  if (reference == NULL || vt_hub_repo_kind (reference->repo, NULL) == VT_HUB_SPACES)
    return reference;
  g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "%s is no Space; one is named spaces/owner/name.", repo);
  vt_hub_reference_free (reference);
  return NULL;
}

VtHubSpace *
vt_hub_space_load (VtHubClient *client, const char *repo, GCancellable *cancellable, GError **error)
{
  g_autoptr (VtHubReference) reference = parse_repo (repo, error);
  g_autoptr (VtHubSpace) space = g_new0 (VtHubSpace, 1);
  g_autoptr (VtSpaceCard) card = NULL;

  if (reference != NULL)
    space->files = vt_hub_client_list_files (client, reference, cancellable, error);
  if (space->files == NULL)
    return NULL;
  for (guint i = 0; i < space->files->len; i++)
    space->bytes += ((const VtHubFile *) space->files->pdata[i])->bytes;
  space->opens = has_file (space, "space.json");
  card = load_card (client, reference, space, cancellable);
  take_card (space, card, reference->repo);
  return g_steal_pointer (&space);
}

/* --- copying --------------------------------------------------------------------------------- */

static gboolean
check (const VtHubSpace *space, const char *repo, GError **error)
{
  if (!space->opens)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "%s cannot be opened here. %s", repo, vt_hub_space_reason (space));
      return FALSE;
    }
  if (space->bytes > VT_HUB_SPACE_MAX)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_LIMIT, "%s takes more than 4 GiB, which is too much for a space.", repo);
      return FALSE;
    }
  return TRUE;
}

/* What begins with a dot, as .gitattributes, is the Hub's and not the space's. */
static gboolean
is_hidden (const char *name)
{
  return *name == '.' || strstr (name, "/.") != NULL;
}

static gboolean
copy_files (const VtHubSpace *space, const char *snapshot, const char *folder, GError **error)
{
  for (guint i = 0; i < space->files->len; i++)
    {
      const VtHubFile *file = space->files->pdata[i];
      g_autofree char *from = g_build_filename (snapshot, file->name, NULL), *to = g_build_filename (folder, file->name, NULL);

      if (!is_hidden (file->name) && !vt_space_copy_file (from, to, error))
        return FALSE;
    }
  return TRUE;
}

/* The Hub's sdk becomes ours again. */
static gboolean
write_card (const char *folder, const char *repo, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "README.md", NULL), *text = NULL, *new_text = NULL;
  g_autoptr (VtSpaceCard) card = NULL;
  const char *name;

  g_file_get_contents (path, &text, NULL, NULL);
  card = vt_space_card_new (text != NULL ? text : "", error);
  if (card == NULL)
    return FALSE;
  vt_hub_repo_kind (repo, &name);
  vt_space_card_set_text (card, "duplicated_from", name);
  vt_space_card_set_text (card, "sdk", "vitrine");
  new_text = vt_space_card_to_text (card);
  return vt_write_durably (path, new_text, strlen (new_text), error);
}

/* Beside its place first, so that it is there whole and can be opened, or not at all. */
static char *
settle (const VtHubSpace *space, const char *repo, const char *snapshot, GError **error)
{
  g_autofree char *target = vt_space_own_path (space->title);
  g_autofree char *work = g_strdup_printf ("%s.%08x.part", target, g_random_int ());
  g_autoptr (VtSpace) opened = NULL;

  if (copy_files (space, snapshot, work, error) && write_card (work, repo, error))
    opened = vt_space_load (work, error);
  if (opened != NULL && g_rename (work, target) == 0)
    return g_steal_pointer (&target);
  if (opened != NULL)
    vt_disk_set_error (errno, "make the folder", target, error);
  vt_folder_remove (work);
  return NULL;
}

char *
vt_hub_space_copy (VtHubClient *client, const char *repo, GCancellable *cancellable, VtBytesFunc progress, gpointer data,
                   GError **error)
{
  g_autoptr (VtHubReference) reference = parse_repo (repo, error);
  g_autoptr (VtHubSpace) space = reference != NULL ? vt_hub_space_load (client, repo, cancellable, error) : NULL;
  g_autofree char *snapshot = NULL;

  if (space == NULL || !check (space, repo, error))
    return NULL;
  snapshot = vt_hub_client_download (client, reference, space->files, cancellable, progress, data, error);
  return snapshot != NULL ? settle (space, reference->repo, snapshot, error) : NULL;
}

/* --- on threads --------------------------------------------------------------------------------- */

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  VtHubSpace *space = vt_hub_space_load (source, data, cancellable, &error);

  if (space != NULL)
    g_task_return_pointer (task, space, (GDestroyNotify) vt_hub_space_free);
  else
    g_task_return_error (task, error);
}

static void
copy_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  char *folder = vt_hub_space_copy (source, data, cancellable, NULL, NULL, &error);

  if (folder != NULL)
    g_task_return_pointer (task, folder, g_free);
  else
    g_task_return_error (task, error);
}

static void
start (VtHubClient *client, const char *repo, GTaskThreadFunc func, GCancellable *cancellable, GAsyncReadyCallback callback,
       gpointer data)
{
  g_autoptr (GTask) task = g_task_new (client, cancellable, callback, data);

  g_task_set_task_data (task, g_strdup (repo), g_free);
  g_task_run_in_thread (task, func);
}

void
vt_hub_space_load_async (VtHubClient *client, const char *repo, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer data)
{
  start (client, repo, load_in_thread, cancellable, callback, data);
}

VtHubSpace *
vt_hub_space_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
vt_hub_space_copy_async (VtHubClient *client, const char *repo, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer data)
{
  start (client, repo, copy_in_thread, cancellable, callback, data);
}

char *
vt_hub_space_copy_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
