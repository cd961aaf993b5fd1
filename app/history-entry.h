/* history-entry.h: runs as lines of JSON; for app/history.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/history.h"
#include "engine/formats/json-write.h"

G_BEGIN_DECLS

void vt_history_entry_free (VtHistoryEntry *entry);

/* The run as one line, its media put into @folder; any thread. Transfer full. */
char *vt_history_run_to_line (const VtHistoryRun *run, const char *id, const char *folder);

/* The object `run` of a line; %NULL where it makes no sense. */
VtHistoryEntry *vt_history_entry_new (const VtJsonNode *run);

/* (transfer full) (element-type utf8 VtValue): the values under @key, "inputs" or "outputs". */
GHashTable *vt_history_entry_get_values (const VtHistoryEntry *entry, const char *key, const char *folder);

G_END_DECLS
