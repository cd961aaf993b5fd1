/* model-preview.h: what a model on the Hub is and needs, before it is downloaded.
 *
 * A model's facts stand at the beginning of its files: what a GGUF file says of
 * itself, the list of tensors of a safetensors file, config.json. Only those
 * parts are fetched, some hundred kilobytes to a few megabytes, put into files
 * with holes of the real size, and looked at by the engine as it looks at a
 * model that is here. So the answer before the download is the one after it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/model-files.h"
#include "engine/api/engine.h"

G_BEGIN_DECLS

/**
 * VtModelPreview:
 * @info: (nullable): what the engine makes of it; %NULL where it cannot run it
 * @reason: (nullable): why it cannot, a sentence that names the architecture or format
 * @file: (nullable): the GGUF file among several that the facts are of
 * @download_bytes: of all files that would be fetched
 */
typedef struct
{
  VtModelInfo *info;
  char *reason;
  char *file;
  guint64 download_bytes;
} VtModelPreview;

void vt_model_preview_free (VtModelPreview *preview);

/**
 * vt_model_preview:
 * @files: (element-type VtHubFile): all files of the repository, as
 *   vt_hub_client_list_files() gives them
 * @reference: the repository, with a file where one of several is meant
 *
 * Blocks on the network: for a worker thread.
 *
 * Returns: (transfer full): or %NULL where the Hub could not be asked; a model
 *   that cannot run here is no error
 */
VtModelPreview *vt_model_preview (VtHubClient *client, VtEngine *engine, GPtrArray *files,
                                  const VtHubReference *reference, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtModelPreview, vt_model_preview_free)

G_END_DECLS
