/* read-weights.h: any bytes open as weights or fail in words; of what opens every
 * byte of the tensors and every value is read. Each kind of file is one target.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/weights.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static inline guint
sum_bytes (const guint8 *data, gsize size)
{
  guint sum = 0;

  for (gsize i = 0; i < size; i++)
    sum += data[i];
  return sum;
}

static inline guint
read_tensor (const VtWeights *weights, guint index)
{
  const VtTensorInfo *info = vt_weights_tensor (weights, index);
  const VtTypeInfo *type = vt_type_info (info->type);

  if (vt_weights_find (weights, info->name) != info)
    g_error ("%s is not found again", info->name);
  if (type->name != NULL
      && info->size != vt_type_row_bytes (info->type, info->ne[0]) * info->ne[1] * info->ne[2] * info->ne[3])
    g_error ("%s has a size that does not fit", info->name);
  return sum_bytes (info->data, info->size);
}

static inline guint
read_meta (const VtMeta *meta)
{
  guint sum = sum_bytes (meta->data, meta->size);
  gsize length;
  double number;

  for (gsize i = 0; i < meta->length && meta->type == VT_META_ARRAY; i++)
    {
      const char *text = vt_meta_string_at (meta, i, &length);

      if (text != NULL)
        sum += sum_bytes ((const guint8 *) text, length);
      else if (vt_meta_read_double_at (meta, i, &number))
        sum += number > 0;
    }
  return sum;
}

static inline void
read_weights (const VtWeights *weights)
{
  volatile guint sum = 0;

  for (guint i = 0; i < vt_weights_n_tensors (weights); i++)
    sum += read_tensor (weights, i);
  for (guint i = 0; i < vt_weights_n_meta (weights); i++)
    sum += read_meta (vt_weights_meta_at (weights, i));
}

static inline void
fuzz_weights (const guint8 *data, size_t size, VtWeights *(*open) (VtMapping *file, GError **error))
{
  g_autoptr (VtMapping) file = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (VtWeights) weights = NULL;

  if (size == 0)
    return;
  file = vt_mapping_new_copy ("fuzz", data, size);
  weights = open (file, &error);
  if (weights != NULL)
    read_weights (weights);
  else if (error == NULL || !g_utf8_validate (error->message, -1, NULL))
    g_error ("no message, or not one in UTF-8");
}
