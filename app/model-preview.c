/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/model-preview.h"

#include <fcntl.h>
#include <string.h>

#include "app/folder.h"
#include "engine/base/error.h"
#include "hub/disk.h"

#define HEAD_FIRST (512 << 10)
#define HEAD_MAX (64 << 20)
#define TEXT_MAX (2 << 20) /* beyond it, a text is a tokenizer, which tells nothing of the size */

/* One preview on its way. */
typedef struct
{
  VtHubClient *client;
  const VtHubReference *reference;
  GCancellable *cancellable;
  GPtrArray *chosen; /* (element-type VtHubFile) */
  char *folder;      /* where the files with holes are */
} Preview;

void
vt_model_preview_free (VtModelPreview *preview)
{
  g_clear_pointer (&preview->info, vt_model_info_free);
  g_free (preview->reason);
  g_free (preview->file);
  g_free (preview);
}

static gboolean
is_weights (const VtHubFile *file)
{
  return g_str_has_suffix (file->name, ".gguf") || g_str_has_suffix (file->name, ".safetensors");
}

static gboolean
write_at (const char *path, guint64 offset, GBytes *bytes, guint64 size, GError **error)
{
  vt_autofd int fd = vt_disk_open (path, O_WRONLY | O_CREAT, error);

  if (fd < 0)
    return FALSE;
  if (lseek (fd, offset, SEEK_SET) < 0
      || !vt_disk_write (fd, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), path, error)
      || ftruncate (fd, size) != 0)
    {
      if (error != NULL && *error == NULL)
        vt_disk_set_error (errno, "write", path, error);
      return FALSE;
    }
  return TRUE;
}

/* Brings the bytes from @from to @to of @file; the rest of it is a hole. */
static gboolean
fetch_part (Preview *p, const VtHubFile *file, guint64 from, guint64 to, GError **error)
{
  VtHubReference what = { p->reference->repo, p->reference->revision, file->name };
  g_autofree char *path = g_build_filename (p->folder, file->name, NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (from >= MIN (to, file->bytes))
    return TRUE;
  bytes = vt_hub_client_read (p->client, &what, from, MIN (to, file->bytes) - from, p->cancellable, error);
  return bytes != NULL && vt_disk_make_parent (path, error) && write_at (path, from, bytes, file->bytes, error);
}

static gboolean
fetch_heads (Preview *p, guint64 from, guint64 to, GError **error)
{
  for (guint i = 0; i < p->chosen->len; i++)
    if (is_weights (p->chosen->pdata[i]) && !fetch_part (p, p->chosen->pdata[i], from, to, error))
      return FALSE;
  return TRUE;
}

static gboolean
fetch_texts (Preview *p, GError **error)
{
  for (guint i = 0; i < p->chosen->len; i++)
    {
      const VtHubFile *file = p->chosen->pdata[i];

      if (!is_weights (file) && file->bytes <= TEXT_MAX && g_str_has_suffix (file->name, ".json")
          && !fetch_part (p, file, 0, file->bytes, error))
        return FALSE;
    }
  return TRUE;
}

static guint64
longest_weights (Preview *p)
{
  guint64 longest = 0;

  for (guint i = 0; i < p->chosen->len; i++)
    if (is_weights (p->chosen->pdata[i]))
      longest = MAX (longest, ((const VtHubFile *) p->chosen->pdata[i])->bytes);
  return longest;
}

/* A head that ends in a hole reads as a damaged file: then more of it is wanted. */
static gboolean
look (Preview *p, VtEngine *engine, const char *path, VtModelPreview *preview, GError **error)
{
  g_autoptr (GError) failure = NULL;
  guint64 longest = MIN (longest_weights (p), HEAD_MAX);

  for (guint64 from = 0, to = HEAD_FIRST;; from = to, to *= 4)
    {
      g_clear_error (&failure);
      if (!fetch_heads (p, from, to, error))
        return FALSE;
      preview->info = vt_engine_inspect_model (engine, path, &failure);
      if (preview->info != NULL)
        return TRUE;
      if (to >= longest || !g_error_matches (failure, VT_ERROR, VT_ERROR_CORRUPT))
        break;
    }
  preview->reason = g_strdup (failure->message);
  return TRUE;
}

static guint64
sum_bytes (GPtrArray *files)
{
  guint64 bytes = 0;

  for (guint i = 0; i < files->len; i++)
    bytes += ((const VtHubFile *) files->pdata[i])->bytes;
  return bytes;
}

VtModelPreview *
vt_model_preview (VtHubClient *client, VtEngine *engine, GPtrArray *files, const VtHubReference *reference,
                  GCancellable *cancellable, GError **error)
{
  g_autoptr (VtModelPreview) preview = g_new0 (VtModelPreview, 1);
  g_autoptr (GError) failure = NULL;
  g_autoptr (GPtrArray) chosen = vt_model_files_choose (files, reference, &failure);
  g_autofree char *folder = NULL, *path = NULL;
  Preview p = { client, reference, cancellable, chosen, NULL };
  gboolean asked;

  if (chosen == NULL)
    {
      preview->reason = g_strdup (failure->message);
      return g_steal_pointer (&preview);
    }
  preview->download_bytes = sum_bytes (chosen);
  if (g_str_has_suffix (((const VtHubFile *) chosen->pdata[0])->name, ".gguf"))
    preview->file = g_strdup (((const VtHubFile *) chosen->pdata[0])->name);
  p.folder = folder = g_dir_make_tmp ("vitrine-preview-XXXXXX", error);
  if (folder == NULL)
    return NULL;
  path = g_build_filename (folder, preview->file, NULL);
  asked = fetch_texts (&p, error) && look (&p, engine, path, preview, error);
  vt_folder_remove (folder);
  return asked ? g_steal_pointer (&preview) : NULL;
}
