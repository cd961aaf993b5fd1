/* format.h: what a file format of weights provides, and how it fills in a
 * #VtWeights. A new format is one file with a class and one name in the list
 * of format.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/weights.h"

G_BEGIN_DECLS

/**
 * VtFormatClass:
 * @name: as users know it
 * @loose: its elements lie at any place, so readers copy them before use
 * @probe: whether a file is of this format, by its path and its first bytes
 *   (@n_head of them, 64 where the file is that long)
 * @find: the file to open in a folder, or %NULL where it holds none of this
 *   format; (transfer full)
 * @open: opens a file that @probe or @find accepted
 */
typedef struct
{
  const char *name;
  gboolean loose;
  gboolean (*probe) (const char *path, const guint8 *head, gsize n_head);
  char *(*find) (const char *folder);
  VtWeights *(*open) (const char *path, GError **error);
} VtFormatClass;

extern const VtFormatClass vt_format_gguf, vt_format_safetensors, vt_format_ctranslate2, vt_format_whisper_ggml, vt_format_onnx,
                           vt_format_pytorch;

/* The first of @names that is a file in @folder, else the first file (in the
 * order of the alphabet) whose name ends in @suffix; (transfer full) (nullable) */
char *vt_format_find_file (const char *folder, const char *const *names, const char *suffix);

/* An empty set; @path is what the user opened. */
VtWeights *vt_weights_new (const VtFormatClass *format, const char *path);

/* Takes a reference; returns the index for VtTensorInfo.file. */
guint vt_weights_add_file (VtWeights *self, VtMapping *file);

/**
 * vt_weights_add_tensor:
 * @name: (array length=name_length): need not end in NUL
 * @type: the elements' type
 * @type_name: its name in the format, a static string
 * @shape: (array length=n_dims): extents, innermost first
 * @file: index of the file
 * @offset: of the elements in it
 * @size: bytes of the elements as the file has them, or -1 if it does not say
 *
 * Checks all of it and copies it. Elements at an odd place are copied too, so
 * that VtTensorInfo.data is always aligned, unless the format is a loose one.
 */
gboolean vt_weights_add_tensor (VtWeights *self, const char *name, gsize name_length, VtType type,
                                const char *type_name, const gint64 *shape, guint n_dims,
                                guint file, guint64 offset, gint64 size, GError **error);

/* Makes vt_weights_find() know the tensor @name as @alias, too, unless a tensor
 * of that name is there; does nothing where there is no tensor @name. */
void vt_weights_add_alias (VtWeights *self, const char *alias, const char *name);

/* An empty set in the files of @whole, of which it keeps a reference: for a part of its
 * tensors under other names. */
VtWeights *vt_weights_new_part (VtWeights *whole);

/**
 * vt_weights_add_piece:
 * @of: a tensor of the whole
 * @first, @n: of the rows of a matrix or the numbers of a vector; @n -1 for all of it
 *
 * VT_ERROR_CORRUPT where it has not so many, or the name is there.
 */
gboolean vt_weights_add_piece (VtWeights *part, const char *name, const VtTensorInfo *of, gint64 first, gint64 n, GError **error);

/* The same with a matrix (ne0, ne1) of @values, which it takes. */
gboolean vt_weights_add_made (VtWeights *part, const char *name, float *values, gint64 ne0, gint64 ne1, GError **error);

/* Copies @meta; @key replaces meta->key and need not end in NUL. The bytes at
 * meta->data must live as long as the files. */
gboolean vt_weights_add_meta (VtWeights *self, const char *key, gsize key_length,
                              const VtMeta *meta, GError **error);

/* A copy of a string that lives as long as @self. */
const char *vt_weights_keep_string (VtWeights *self, const char *bytes, gsize length);

/* Sets @error to "The file “…” is damaged: @what. …" and returns %FALSE. */
gboolean vt_format_damaged (GError **error, const char *path, const char *what, ...)
    G_GNUC_PRINTF (3, 4);

G_END_DECLS
