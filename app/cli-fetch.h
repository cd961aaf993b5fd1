/* cli-fetch.h: gets a model from a command line, with progress and licence.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/model-library.h"

G_BEGIN_DECLS

/**
 * vt_cli_fetch:
 * @accept: whether --accept-licence was given; else the person is asked where
 *   there is one, and where not it fails with VT_ERROR_DENIED
 *
 * Blocks until the model is here and prints its path; Ctrl-C stops it, and what
 * has come is kept.
 *
 * Returns: the exit status; what went wrong has been said
 */
int vt_cli_fetch (VtModelLibrary *library, const char *reference, gboolean accept, GCancellable *cancellable);

G_END_DECLS
