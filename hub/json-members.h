/* json-members.h: members of JSON objects, as this folder writes many.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json-write.h"

G_BEGIN_DECLS

static inline void
vt_json_write_text_member (VtJsonWriter *json, const char *key, const char *text)
{
  vt_json_write_key (json, key);
  vt_json_write_string (json, text, -1);
}

static inline void
vt_json_write_number_member (VtJsonWriter *json, const char *key, guint64 number)
{
  vt_json_write_key (json, key);
  vt_json_write_int (json, (gint64) number);
}

G_END_DECLS
