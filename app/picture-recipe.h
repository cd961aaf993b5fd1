/* picture-recipe.h: how a picture was made, as one JSON object that goes with it.
 *
 * It holds task, model, inputs (the texts and numbers among them), parameters and
 * seed, so that the picture can be made again. In a PNG it is the text "vitrine",
 * beside "Software"; on its way there it is the value's note.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-document.h"
#include "engine/tasks/value.h"

G_BEGIN_DECLS

/* The keyword of the PNG's text. */
#define VT_PICTURE_RECIPE_KEY "vitrine"

/**
 * vt_picture_recipe_new:
 * @model: (nullable): its reference
 * @inputs, @params: (element-type utf8 VtValue)
 * @seed: of the run; the parameter "seed", where it is given, counts more
 *
 * Returns: (transfer full): JSON
 */
char *vt_picture_recipe_new (const char *task, const char *model, GHashTable *inputs, GHashTable *params, gint64 seed);

/* Notes @recipe on @value, if it is a picture, or on the pictures of a list. */
void vt_picture_recipe_note (VtValue *value, const char *recipe);

/* (transfer full) (nullable) (element-type utf8 utf8): the texts for vt_picture_write() of a
 * picture with a note. */
GHashTable *vt_picture_recipe_texts (VtValue *picture);

/**
 * vt_picture_recipe_values:
 * @recipe: as found in a file, so of any content
 *
 * What the components of @space would have to hold for its steps of the recipe's
 * task to get the recipe's inputs, parameters and seed. What leads to no component
 * is left out.
 *
 * Returns: (transfer full) (element-type utf8 VtValue): by the components' ids, or
 *   %NULL with VT_ERROR_CORRUPT where it is no recipe, and VT_ERROR_UNSUPPORTED where
 *   the space has nothing to do with its task
 */
GHashTable *vt_picture_recipe_values (VtSpace *space, const char *recipe, GError **error);

G_END_DECLS
