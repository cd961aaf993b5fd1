/* op-mul-mat-gpu-vk.c: mul_mat on real GPUs: few columns, and many.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/ops/op-mul-mat-vk.h"

#include <string.h>

extern const VtVkShader vt_spv_mul_mat_gemv[], vt_spv_mul_mat_tiled[], vt_spv_mul_mat_coop[];

#define GEMV_ROWS 2
#define GEMV_ROWS_MANY 8 /* of vocabularies: keep the workgroups countable */
#define GEMV_TURNS 2     /* through K, four values a lane each */
#define GEMV_COLUMNS 8 /* more than these are better off in tiles */
#define TILE 32 /* the least */
#define MAX_GROUPS 65535
#define ENOUGH_GROUPS 128 /* workgroups that keep a GPU busy: tiles are as large as leaves so many */

/* Both kernels take K four values at a time. */
static gboolean
counts_fit (const VtTensor *node, gint64 rows, gint64 columns)
{
  const VtTensor *w = node->src[0];

  return w->ne[0] % 4 == 0 && (w->ne[1] + rows - 1) / rows <= MAX_GROUPS &&
         (node->ne[1] + columns - 1) / columns <= MAX_GROUPS && node->ne[2] * node->ne[3] <= MAX_GROUPS;
}

static guint
rows_of_gemv (const VtTensor *node)
{
  return node->ne[0] > GEMV_ROWS * MAX_GROUPS / 2 ? GEMV_ROWS_MANY : GEMV_ROWS;
}

static gboolean
gemv_fits (const VtTensor *node, const VtVkRecorder *recorder)
{
  return node->ne[1] <= GEMV_COLUMNS && counts_fit (node, rows_of_gemv (node), 1);
}

static gboolean
strides_fit (const guint32 nb[3], guint32 bytes)
{
  return nb[0] % bytes == 0 && nb[1] % bytes == 0 && nb[2] % bytes == 0;
}

/* Whether four numbers of a column, and of weights that are no blocks, lie so that one load takes them. */
static gboolean
is_wide (VtType type, const VtMulMatPush *push)
{
  guint32 bytes = vt_type_is_quantised (type) ? 1 : 4 * (guint32) vt_type_info (type)->bytes;

  return push->x % 16 == 0 && strides_fit (push->nb_x, 16) && push->w % bytes == 0 && strides_fit (push->nb_w, bytes);
}

static gboolean
gemv_record (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  VtType type = node->src[0]->type;
  guint rows = rows_of_gemv (node), columns = (guint) node->ne[1];
  VtMulMatPush push;
  guint lanes;

  if (!vt_mul_mat_push (node, &push, error))
    return FALSE;
  lanes = CLAMP ((push.k + 128 * GEMV_TURNS - 1) / (128 * GEMV_TURNS), 1, 8) * 32;
  return vt_vk_recorder_dispatch (recorder, &(VtVkDispatch) {
    .shader = vt_vk_shader (vt_spv_mul_mat_gemv, vt_type_info (type)->name),
    .spec = { lanes, rows, columns, is_wide (type, &push) }, .n_spec = 4, .push = &push, .push_bytes = sizeof push,
    .groups = { (push.m + rows - 1) / rows, 1, (guint32) (node->ne[2] * node->ne[3]) },
    .work = vt_mul_mat_work (node) }, error);
}

/**
 * Tiles: how results are parted among workgroups
 * @rows, @columns: of a tile
 * @spec: the kernel's constants but that for wide loads
 */
typedef struct
{
  guint rows, columns;
  guint n_spec;
  guint32 spec[6];
} Tiles;

/* Large ones first. */
static const Tiles coop_tiles[] = {
  { 128, 128, 6, { 256, 0, 4, 2, 2, 4 } },
  { 64, 64, 6, { 128, 0, 2, 2, 2, 2 } },
  { 32, 32, 6, { 128, 0, 2, 2, 1, 1 } },
};
static const Tiles float_tiles[] = {
  { 128, 128, 2, { 2, 0 } },
  { 64, 64, 2, { 1, 0 } },
};

#define COOP_SHARED (40u << 10) /* bytes of shared memory of the largest tiles */

static guint64
groups_of (const Tiles *tiles, const VtMulMatPush *push, guint32 matrices)
{
  return (guint64) ((push->m + tiles->rows - 1) / tiles->rows) * ((push->ne1 + tiles->columns - 1) / tiles->columns) * matrices;
}

static const Tiles *
choose_tiles (const Tiles *tiles, gsize n, const VtMulMatPush *push, guint32 matrices)
{
  while (n-- > 1 && groups_of (tiles, push, matrices) < ENOUGH_GROUPS)
    tiles++;
  return tiles;
}

/* Halves hold neither all floats nor all of BF16. */
static gboolean
coop_fits (VtType type, const VtVkRecorder *recorder)
{
  return type != VT_TYPE_F32 && type != VT_TYPE_BF16 && vt_vk_recorder_matrix_units (recorder) >= COOP_SHARED;
}

static gboolean
record_many (VtVkRecorder *recorder, VtType type, const VtMulMatPush *push, guint32 matrices, GError **error)
{
  gboolean coop = coop_fits (type, recorder);
  const Tiles *tiles = coop ? choose_tiles (coop_tiles, G_N_ELEMENTS (coop_tiles), push, matrices)
                            : choose_tiles (float_tiles, G_N_ELEMENTS (float_tiles), push, matrices);
  VtVkDispatch d = {
    .shader = vt_vk_shader (coop ? vt_spv_mul_mat_coop : vt_spv_mul_mat_tiled, vt_type_info (type)->name),
    .n_spec = tiles->n_spec, .push = push, .push_bytes = sizeof *push,
    .groups = { (push->m + tiles->rows - 1) / tiles->rows, (push->ne1 + tiles->columns - 1) / tiles->columns, matrices },
    .work = (guint64) push->m * push->ne1 * push->k * matrices,
  };

  memcpy (d.spec, tiles->spec, sizeof tiles->spec);
  d.spec[1] = is_wide (type, push);
  return vt_vk_recorder_dispatch (recorder, &d, error);
}

static gboolean
tiled_fits (const VtTensor *node, const VtVkRecorder *recorder)
{
  return counts_fit (node, TILE, TILE);
}

static gboolean
tiled_record (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  VtMulMatPush push;

  return vt_mul_mat_push (node, &push, error) &&
         record_many (recorder, node->src[0]->type, &push, (guint32) (node->ne[2] * node->ne[3]), error);
}

gboolean
vt_mul_mat_tiled_record (VtVkRecorder *recorder, VtType type, const VtMulMatPush *push, GError **error)
{
  return record_many (recorder, type, push, 1, error);
}

const VtMulMatWay vt_mul_mat_gemv = { "gemv", TRUE, gemv_fits, gemv_record };
const VtMulMatWay vt_mul_mat_tiled = { "tiled", TRUE, tiled_fits, tiled_record };
