/* cli-cache.h: `vitrine hub cache`: what is on this computer, checked, taken in, removed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/model-library.h"

G_BEGIN_DECLS

typedef struct
{
  VtModelLibrary *library;
  gboolean json;
  gboolean fetch;  /* with verify: fetch again what is damaged */
  GCancellable *cancellable;
} VtCliCache;

/* Returns: an exit status, or -1 where @words say nothing that can be done */
int vt_cli_hub_cache (const VtCliCache *what, char **words);

G_END_DECLS
