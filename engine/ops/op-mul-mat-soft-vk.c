/* op-mul-mat-soft-vk.c: mul_mat on lavapipe: tiles of a few rows and columns,
 * cut along K so that each tile stays straight code of a bearable length.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/ops/op-mul-mat-vk.h"

extern const VtVkShader vt_spv_mul_mat_soft[], vt_spv_mul_mat_unpack[];

#define LANES 8
/* Multiply-adds of eight lanes in a shader: the time to compile grows faster
 * than that. Single columns gain little from longer ones, but for vocabularies,
 * where a workgroup's own cost adds up. */
#define VECTORS_ONE 320
#define VECTORS_MANY 640
#define MANY_ROWS 32768
/* So many rows come from memory, and the processor fetches ahead what is read in order, not eight rows
 * at once; the column's values leave the registers for it, which fewer rows would not pay for. */
#define ROWS_IN_ORDER 4
#define TILE_COLUMNS 4
#define UNPACK_COLUMNS 48 /* from which on quantised weights are unpacked first */
#define UNPACK_VECTORS 64
#define UNPACK_BYTES (64u << 20)
#define MAX_GROUPS 65535
#define CACHED_BYTES (256u << 10) /* of columns that go through the weights together */
#define MANY_COLUMNS 64

/* The push constants of op-mul-mat-soft.comp. */
typedef struct
{
  guint64 w, x, y, bias, residual;
  guint32 m, n;
  guint32 nb_w, nb_x, nb_y, nb_r;
  guint32 digit[16];
} Push;

/**
 * Tile: how a product is cut.
 * @k: values of K in one dispatch; there are @parts of them, one after the other
 */
typedef struct
{
  guint k, parts, rows, columns;
} Tile;

static guint
block_of (VtType type)
{
  return MAX (vt_type_info (type)->block, LANES);
}

/* How many values of K a tile of @columns columns has, all columns together. */
static guint
values_in (guint columns)
{
  return (columns > 1 ? VECTORS_MANY : VECTORS_ONE) * LANES;
}

/* The fewest equal parts of @k, whole blocks of @type, of which @results results make a tile; 0 for none. */
static guint
parts_of (VtType type, gint64 k, guint results)
{
  gint64 blocks = k / block_of (type);

  if (k % block_of (type) != 0)
    return 0;
  for (guint parts = 1; parts <= 64; parts++)
    if (blocks % parts == 0 && k / parts * results <= values_in (results))
      return parts;
  return 0;
}

/* For @m rows of @k values of weights of @type and @columns columns. */
static gboolean
find_tile (VtType type, gint64 k, gint64 m, gint64 columns, Tile *tile)
{
  tile->columns = columns >= TILE_COLUMNS ? TILE_COLUMNS : 1;
  tile->parts = parts_of (type, k, tile->columns > 1 ? LANES : 1); /* columns and rows: fewer loads */
  if (tile->parts == 0)
    tile->parts = parts_of (type, k, tile->columns);
  if (tile->parts == 0)
    return FALSE;
  tile->k = (guint) k / tile->parts;
  tile->rows = LANES / tile->columns;
  while (tile->rows > 1 && tile->rows * tile->columns * tile->k > values_in (m >= MANY_ROWS ? LANES : tile->columns))
    tile->rows /= 2;
  return TRUE;
}

static gboolean
fits (const VtTensor *node, const VtVkRecorder *recorder)
{
  Tile tile;

  return vt_vk_is_soft (recorder) && find_tile (node->src[0]->type, node->src[0]->ne[0], node->ne[0], vt_tensor_rows (node), &tile);
}

static gboolean
record_tiles (VtVkRecorder *recorder, VtType type, const Tile *tile, const Push *push, GError **error)
{
  VtVkDispatch d = {
    .shader = vt_vk_shader (vt_spv_mul_mat_soft, vt_type_info (type)->name),
    .spec = { tile->k, tile->rows, tile->columns, push->m >= MANY_ROWS && tile->rows >= ROWS_IN_ORDER }, .n_spec = 4,
    .push = push, .push_bytes = sizeof *push,
    .work = (guint64) push->m * push->n * tile->k,
  };

  /* neighbours share rows of weights where there are many columns, else there is one column */
  d.groups[tile->columns > 1 ? 1 : 0] = (push->m + tile->rows - 1) / tile->rows;
  d.groups[tile->columns > 1 ? 0 : 1] = (push->n + tile->columns - 1) / tile->columns;
  return vt_vk_recorder_dispatch (recorder, &d, error);
}

/* All parts of K for a range of rows and columns: the first adds bias and
 * residual, the others what is there already. */
static gboolean
record_parts (VtVkRecorder *recorder, VtType type, const Tile *tile, Push push, GError **error)
{
  for (guint i = 0; i < tile->parts; i++)
    {
      if (i > 0)
        vt_vk_recorder_barrier (recorder);
      if (!record_tiles (recorder, type, tile, &push, error))
        return FALSE;
      push.w += vt_type_row_bytes (type, tile->k);
      push.x += tile->k * 4;
      push.bias = 0;
      push.residual = push.y;
      push.nb_r = push.nb_y;
    }
  return TRUE;
}

/* One matrix of weights, in ranges that a dispatch can count. */
static gboolean
record_matrix (VtVkRecorder *recorder, VtType type, const Tile *tile, const Push *all, GError **error)
{
  guint32 most_m = MAX_GROUPS * tile->rows, most_n = CLAMP (CACHED_BYTES / (tile->k * 4), MANY_COLUMNS, MAX_GROUPS);

  for (guint32 row = 0; row < all->m; row += most_m)
    for (guint32 col = 0; col < all->n; col += most_n)
      {
        Push push = *all;

        push.m = MIN (all->m - row, most_m);
        push.n = MIN (all->n - col, most_n);
        push.w += (guint64) row * all->nb_w;
        push.x += (guint64) col * all->nb_x;
        push.y += (guint64) col * all->nb_y + row * 4;
        push.bias += push.bias != 0 ? row * 4 : 0;
        push.residual += push.residual != 0 ? (guint64) col * all->nb_r + row * 4 : 0;
        if (!record_parts (recorder, type, tile, push, error))
          return FALSE;
      }
  return TRUE;
}

/* Whether the columns of @t follow each other with one stride through all dimensions. */
static gboolean
is_one_matrix (const VtTensor *t)
{
  return t == NULL || ((t->ne[2] == 1 || t->nb[2] == t->nb[1] * t->ne[1]) &&
                       (t->ne[3] == 1 || t->nb[3] == t->nb[2] * t->ne[2]));
}

static guint64
place (const VtTensor *t, gint64 i2, gint64 i3)
{
  return t != NULL ? t->address + (guint64) (i2 * t->nb[2] + i3 * t->nb[3]) : 0;
}

static gboolean
record_batch (const VtTensor *node, VtVkRecorder *recorder, const Tile *tile, Push *push, GError **error)
{
  const VtTensor *w = node->src[0], *x = node->src[1];

  push->n = (guint32) x->ne[1];
  for (gint64 i3 = 0; i3 < x->ne[3]; i3++)
    for (gint64 i2 = 0; i2 < x->ne[2]; i2++)
      {
        push->w = place (w, i2 / (x->ne[2] / w->ne[2]), i3 / (x->ne[3] / w->ne[3]));
        push->x = place (x, i2, i3);
        push->y = place (node, i2, i3);
        push->residual = place (node->src[3], i2, i3);
        if (!record_matrix (recorder, w->type, tile, push, error))
          return FALSE;
      }
  return TRUE;
}

/* Whether so many columns meet quantised weights that these are better unpacked once. */
static gboolean
should_unpack (const VtTensor *node)
{
  const VtTensor *w = node->src[0];

  return vt_type_is_quantised (w->type) && vt_tensor_rows (node) >= UNPACK_COLUMNS && w->ne[2] * w->ne[3] == 1 &&
         w->ne[1] <= MAX_GROUPS && w->ne[0] * w->ne[1] * 4 <= UNPACK_BYTES;
}

/* Unpacks the weights into scratch and returns where they are; 0 and @error. */
static guint64
record_unpacking (const VtTensor *w, VtVkRecorder *recorder, GError **error)
{
  guint32 block = block_of (w->type), blocks = (guint32) w->ne[0] / block, at_once = MAX (UNPACK_VECTORS * LANES / block, 1);
  struct
  {
    guint64 w, y;
    guint32 nb_w, nb_y;
    guint32 digit[16];
  } push = {
    w->address, vt_vk_recorder_scratch (recorder, (gsize) (w->ne[0] * w->ne[1]) * 4, error),
    (guint32) w->nb[1], (guint32) w->ne[0] * 4, VT_VK_DIGITS,
  };

  while (blocks % at_once != 0)
    at_once--;
  if (push.y == 0 || !vt_vk_recorder_dispatch (recorder, &(VtVkDispatch) {
        .shader = vt_vk_shader (vt_spv_mul_mat_unpack, vt_type_info (w->type)->name), .spec = { at_once }, .n_spec = 1,
        .push = &push, .push_bytes = sizeof push, .groups = { blocks / at_once, (guint32) w->ne[1], 1 },
        .work = (guint64) (w->ne[0] * w->ne[1]) * 4 }, error))
    return 0;
  vt_vk_recorder_barrier (recorder);
  return push.y;
}

static gboolean
record_unpacked (const VtTensor *node, VtVkRecorder *recorder, Push *push, GError **error)
{
  gint64 k = node->src[0]->ne[0];
  Tile tile;

  push->w = record_unpacking (node->src[0], recorder, error);
  push->nb_w = (guint32) k * 4;
  return push->w != 0 && find_tile (VT_TYPE_F32, k, push->m, push->n, &tile) &&
         record_matrix (recorder, VT_TYPE_F32, &tile, push, error);
}

static gboolean
record (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  const VtTensor *w = node->src[0], *x = node->src[1], *residual = node->src[3];
  Push push = {
    w->address, x->address, node->address, vt_vk_address (node->src[2]), vt_vk_address (residual),
    (guint32) w->ne[1], (guint32) vt_tensor_rows (x), (guint32) w->nb[1], (guint32) x->nb[1],
    (guint32) node->nb[1], residual != NULL ? (guint32) residual->nb[1] : 0,
    VT_VK_DIGITS,
  };
  guint32 ignored[3];
  Tile tile;

  if (!find_tile (w->type, w->ne[0], w->ne[1], vt_tensor_rows (node), &tile) || !vt_vk_strides (w, ignored, error) || !vt_vk_strides (x, ignored, error))
    return FALSE;
  if (w->ne[2] * w->ne[3] == 1 && is_one_matrix (x) && is_one_matrix (residual))
    return should_unpack (node) ? record_unpacked (node, recorder, &push, error) : record_matrix (recorder, w->type, &tile, &push, error);
  return record_batch (node, recorder, &tile, &push, error);
}

const VtMulMatWay vt_mul_mat_soft = { "soft", FALSE, fits, record };

guint
vt_mul_mat_soft_column_rows (VtType type, gint64 k)
{
  Tile tile;

  return find_tile (type, k, 1, 1, &tile) && tile.parts == 1 ? tile.rows : 0;
}

gboolean
vt_mul_mat_soft_fits (VtType type, gint64 k, gint64 n)
{
  Tile tile;

  return find_tile (type, k, 1, n, &tile);
}

gboolean
vt_mul_mat_soft_record (VtVkRecorder *recorder, const VtMulMatSoft *product, GError **error)
{
  Push push = {
    product->w, product->x, product->y, product->bias, product->residual, product->m, product->n,
    product->nb_w, product->nb_x, product->nb_y, product->nb_residual, VT_VK_DIGITS,
  };
  Tile tile;

  return find_tile (product->type, product->k, product->m, product->n, &tile) && record_matrix (recorder, product->type, &tile, &push, error);
}
