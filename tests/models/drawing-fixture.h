/* drawing-fixture.h: one job of the diffusion tasks after the other, and the pictures that diffusers draws with the same
 * seed (tests/vectors/make-diffusion.py).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/api/job.h"
#include "engine/base/error.h"
#include "engine/formats/weights.h"

#define DRAWING_PROMPT "A red Apple, on the table's edge: it's 25% off!"
#define DRAWING_SEED 42
#define DRAWING_MEAN_DIFFERENCE 1.0 /* of 255 */

typedef struct
{
  VtEngine *engine;
  VtJob *job;
  GHashTable *outputs;
  GError *error;
} DrawingFixture;

/* Where the vectors of @pipeline are. */
char *drawing_folder (const char *pipeline);

/* Bytes minus 128: (channels, width, height). */
const VtTensorInfo *drawing_expected (VtWeights **vectors, const char *pipeline, const char *name);

/* Within DRAWING_MEAN_DIFFERENCE. */
void drawing_assert_picture (VtValue *value, const char *pipeline, const char *name);

void drawing_set_up (DrawingFixture *f, gconstpointer data);

void drawing_tear_down (DrawingFixture *f, gconstpointer data);

/* Another job, on the model in @folder. */
void drawing_begin_in (DrawingFixture *f, const char *task, const char *folder, const char *device);

/* The same, on one of the vectors' pipelines. */
void drawing_begin (DrawingFixture *f, const char *task, const char *pipeline, const char *device);

/* Takes @value. */
void drawing_input (DrawingFixture *f, const char *name, VtValue *value);

void drawing_set (DrawingFixture *f, const char *name, const char *text);

void drawing_run_expecting (DrawingFixture *f, gint code);

/* Returns: (transfer none): the picture. */
VtValue *drawing_run (DrawingFixture *f);

/* Ten steps from DRAWING_PROMPT. */
void drawing_prompt (DrawingFixture *f, const char *pipeline, const char *device);
