/* model-files.h: which of a repository's files make up the model, and their size.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "hub/client.h"

G_BEGIN_DECLS

/**
 * vt_model_files_choose:
 * @files: (element-type VtHubFile): all files of the repository
 * @reference: what is wanted
 *
 * The named file, and of a split GGUF file all parts, with a Piper voice
 * (NAME.onnx) its description (NAME.onnx.json). Without a name: of GGUF files the
 * only one, or the one of the usual quantisation (Q4_K_M, then Q8_0); of voices
 * the only one;
 * else what a transformers or diffusers folder needs: JSON, tokenizer and
 * safetensors files, and only where there are no safetensors, pytorch_model.bin
 * and its like. No pictures, no other frameworks' weights.
 *
 * Returns: (transfer container) (element-type VtHubFile): the chosen ones, which
 *   belong to @files; %NULL with %VT_ERROR_NOT_FOUND or %VT_ERROR_INVALID
 */
GPtrArray *vt_model_files_choose (GPtrArray *files, const VtHubReference *reference,
                                  GError **error);

/* The GGUF models among @files, of split ones the first parts: what
 * vt_model_files_choose() chooses among. (transfer container) (element-type VtHubFile) */
GPtrArray *vt_model_files_list_gguf (GPtrArray *files);

/**
 * vt_model_files_bytes:
 * @path: a model's file or folder
 *
 * Returns: the bytes of the file (of a split one, of all parts) or of all files
 *   in the folder; 0 if there is nothing
 */
guint64 vt_model_files_bytes (const char *path);

/**
 * vt_model_files_list:
 * @path: a model's file or folder
 *
 * Returns: (transfer full) (element-type utf8): the paths of what
 *   vt_model_files_bytes() counts, sorted
 */
GPtrArray *vt_model_files_list (const char *path);

G_END_DECLS
