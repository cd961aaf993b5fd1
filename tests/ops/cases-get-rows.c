/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

/* a: columns, rows, ids; some ids lie outside the table */
#define CASES(type, n) \
  { { n, 11, 5, 1 }, { 0 }, type }, \
  { { n * 3, 300, 17, 1 }, { 0 }, type }

static const VtOpCase cases[] = {
  { { 13, 4, 3, 1 }, { 0 }, VT_TYPE_F32 },
  { { 13, 4, 3, 1 }, { 0 }, VT_TYPE_F16 },
  { { 100, 9, 1, 1 }, { 0 }, VT_TYPE_BF16 },
  { { 100, 9, 20, 1 }, { 0 }, VT_TYPE_F32, .strided = TRUE },
  CASES (VT_TYPE_Q4_0, 32), CASES (VT_TYPE_Q4_1, 32), CASES (VT_TYPE_Q5_0, 32), CASES (VT_TYPE_Q5_1, 32),
  CASES (VT_TYPE_Q8_0, 32), CASES (VT_TYPE_IQ4_NL, 32), CASES (VT_TYPE_Q2_K, 256), CASES (VT_TYPE_Q3_K, 256),
  CASES (VT_TYPE_Q4_K, 256), CASES (VT_TYPE_Q5_K, 256), CASES (VT_TYPE_Q6_K, 256),
};

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  VtTensor *table = vt_test_input (test, c->type, c->a[0], c->a[1], 1, 1, c->strided);

  return vt_get_rows (vt_test_graph (test), table, vt_test_ids (test, c->a[2], -1, (gint32) c->a[1]));
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  gint64 id = (gint64) vt_test_at (test, node->src[1], i1, 0, 0, 0);

  return id < 0 || id >= node->src[0]->ne[1] ? 0 : vt_test_at (test, node->src[0], i0, id, 0, 0);
}

const VtOpCases vt_cases_get_rows = { "get_rows", cases, G_N_ELEMENTS (cases), build, reference, NULL };
