/* metaspace.h: what the pre-tokenizer and the decoder `Metaspace` share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/text/stage.h"

G_BEGIN_DECLS

typedef struct
{
  char replacement[8];
  enum { VT_PREPEND_ALWAYS, VT_PREPEND_FIRST, VT_PREPEND_NEVER } prepend;
  gboolean split;
} VtMetaspace;

/* (transfer full): free with g_free() */
gpointer vt_metaspace_load (const VtJsonNode *node, GError **error);

G_END_DECLS
