/* weights.h: the weights of a model, whatever file they come in.
 *
 * A #VtWeights is a set of named tensors that point into mapped files, and
 * what the files say about themselves. Model code reads weights through this
 * header only and does not know the format. After opening it is read-only and
 * may be used by several threads.
 *
 * Whatever a file says has been checked by the time it is open: every tensor
 * lies inside its file, has a sound shape, the size its shape and type need,
 * and a name of its own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/type.h"
#include "engine/formats/mapping.h"
#include "engine/formats/meta.h"

G_BEGIN_DECLS

#define VT_WEIGHTS_MAX_DIMS 4

/* The type of a tensor whose elements this version cannot use. */
#define VT_TYPE_UNKNOWN VT_TYPE_COUNT

typedef struct _VtWeights VtWeights;

/**
 * VtTensorInfo:
 * @name: as the file names it
 * @type: of the elements; %VT_TYPE_UNKNOWN for what cannot be used (then @size
 *   may be 0)
 * @type_name: for messages, in the format's own words where @type is unknown
 * @n_dims: 0 for a single number; may exceed %VT_WEIGHTS_MAX_DIMS
 * @ne: extents, innermost first, as in GGUF (a PyTorch shape reversed); 1
 *   beyond @n_dims; ne[3] is the product of all extents from there on
 * @data: the elements, row by row; aligned to their type's size (quantised ones to
 *   8 bytes), but in CTranslate2's and whisper.cpp's files at any address
 * @size: bytes of @data, vt_type_row_bytes (type, ne[0]) ne[1] ne[2] ne[3]
 * @file: index of the file, for vt_weights_file()
 */
typedef struct
{
  const char *name;
  VtType type;
  const char *type_name;
  guint n_dims;
  gint64 ne[VT_WEIGHTS_MAX_DIMS];
  const guint8 *data;
  gsize size;
  guint file;
} VtTensorInfo;

/**
 * vt_weights_open:
 * @path: a weights file of a known format (GGUF, also the first of a split;
 *   safetensors, also its index; CTranslate2; whisper.cpp; ONNX; PyTorch), or a folder with such
 *   files as transformers, diffusers and faster-whisper have them
 * @error: return location for an error
 *
 * Maps the file or files and checks everything they say; reads no weights.
 *
 * Returns: (transfer full): the weights, or %NULL with %VT_ERROR_NOT_FOUND,
 *   %VT_ERROR_DENIED, %VT_ERROR_CORRUPT, %VT_ERROR_UNSUPPORTED (format or
 *   version) or %VT_ERROR_LIMIT
 */
VtWeights *vt_weights_open (const char *path, GError **error);

VtWeights *vt_weights_ref (VtWeights *self);

void vt_weights_unref (VtWeights *self);

/* "GGUF", "safetensors", "CTranslate2", "whisper.cpp", "ONNX" or "PyTorch". */
const char *vt_weights_format (const VtWeights *self);

/* The path that was opened. */
const char *vt_weights_path (const VtWeights *self);

/* The folder of the first file, where config.json and tokenizer.json would be. */
const char *vt_weights_folder (const VtWeights *self);

guint vt_weights_n_files (const VtWeights *self);

/* (transfer none): file @index, in the order of VtTensorInfo.file. */
VtMapping *vt_weights_file (const VtWeights *self, guint index);

guint vt_weights_n_tensors (const VtWeights *self);

/* (transfer none): tensor @index in the order of the files. */
const VtTensorInfo *vt_weights_tensor (const VtWeights *self, guint index);

/* Bytes of all tensors together. */
guint64 vt_weights_bytes (const VtWeights *self);

/* (transfer none) (nullable): the tensor of that name, or known by it (onnx.h), in constant time. */
const VtTensorInfo *vt_weights_find (const VtWeights *self, const char *name);

/**
 * vt_weights_require:
 *
 * Returns: (transfer none): the tensor of that name, of a known type; or %NULL
 *   with %VT_ERROR_NOT_FOUND or %VT_ERROR_UNSUPPORTED
 */
const VtTensorInfo *vt_weights_require (const VtWeights *self, const char *name, GError **error);

guint vt_weights_n_meta (const VtWeights *self);

/* (transfer none): value @index in the order of the file. */
const VtMeta *vt_weights_meta_at (const VtWeights *self, guint index);

/* (transfer none) (nullable): the value of that key, in constant time. For
 * safetensors these are the strings of its __metadata__. */
const VtMeta *vt_weights_meta (const VtWeights *self, const char *key);

/* The value of a key, or @fallback where it is missing or of another type. */
gint64 vt_weights_meta_int (const VtWeights *self, const char *key, gint64 fallback);
double vt_weights_meta_double (const VtWeights *self, const char *key, double fallback);
gboolean vt_weights_meta_boolean (const VtWeights *self, const char *key, gboolean fallback);

/* (transfer full) (nullable) */
char *vt_weights_dup_meta_string (const VtWeights *self, const char *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtWeights, vt_weights_unref)

G_END_DECLS
