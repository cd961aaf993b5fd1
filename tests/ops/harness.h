/* harness.h: one operation, one shape, one device: computed and compared with
 * double precision.
 *
 * Each cases-NAME.c has a table of shapes, a function that builds the
 * operation for one of them, and the reference. cases-list.c names them all.
 * Inputs are random from the case's own seed; what lies between and behind
 * their elements is NaN (so reading it shows), what lies behind the result is
 * a pattern that must still be there afterwards.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/ops/ops.h"
#include "engine/tensor/plan.h"

/* Tolerances: normalised mean square error against double precision. */
#define NMSE_F32 1e-10
#define NMSE_F16 1e-6
#define NMSE_QUANTISED 5e-4

typedef struct _VtOpTest VtOpTest;

/**
 * VtOpCase: what the numbers mean is the operation's own affair.
 * @apart: of fusions: lavapipe has no kernel that does this one at once
 */
typedef struct
{
  gint64 a[4];
  gint64 b[4];
  VtType type;
  int variant;
  gboolean strided;
  gboolean apart;
} VtOpCase;

/**
 * VtOpCases:
 * @build: makes inputs by vt_test_input() and returns the node
 * @reference: the value of element (i0, i1, i2, i3) of @node, in double precision
 * @tolerance: of one case; %NULL for NMSE_F32
 * @fused: it is not one operation but several, which Vulkan devices do at once
 */
typedef struct
{
  const char *op;
  const VtOpCase *cases;
  guint n_cases;
  VtTensor *(*build) (VtOpTest *test, const VtOpCase *c);
  double (*reference) (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3);
  double (*tolerance) (const VtOpCase *c);
  gboolean fused;
} VtOpCases;

/* %NULL-terminated. */
extern const VtOpCases *const vt_op_cases[];

/* The graph that @build builds in. */
VtGraph *vt_test_graph (VtOpTest *test);

GRand *vt_test_rand (VtOpTest *test);

/* A random input: floats of about unit variance, quantised blocks with scales
 * of that order. @strided: a view into a larger tensor (plain types only). */
VtTensor *vt_test_input (VtOpTest *test, VtType type, gint64 ne0, gint64 ne1, gint64 ne2, gint64 ne3, gboolean strided);

/* A dense input of @n numbers in @low … @high. */
VtTensor *vt_test_ids (VtOpTest *test, gint64 n, gint32 low, gint32 high);

/* Overwrites an input's element; for I32 and F32. */
void vt_test_set (VtOpTest *test, VtTensor *input, gint64 index, double value);

/* The element of an input or of a view of one, before the run. */
double vt_test_at (VtOpTest *test, const VtTensor *t, gint64 i0, gint64 i1, gint64 i2, gint64 i3);

/* Runs one case; %NULL if it passes, else what is wrong (transfer full). */
char *vt_test_run (VtDevice *device, const VtOpCases *cases, const VtOpCase *c);
