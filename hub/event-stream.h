/* event-stream.h: server-sent events (the HTML standard, section 9.2), read as
 * the bytes come.
 *
 * Lines may end in CR, LF or both, also where they are cut between two pieces;
 * the texts of several `data:` lines are joined by a line break; comments and
 * other fields are skipped. An event that is not followed by an empty line before
 * the end was cut and is dropped, as the standard says.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The longest event, in bytes. */
#define VT_EVENT_STREAM_MAX (8 << 20)

/**
 * VtEventStreamFunc:
 * @event: (array length=size): the data of one event, with a NUL after it
 *
 * Returns: %FALSE to have no more of them; with @error set where something is wrong
 */
typedef gboolean (*VtEventStreamFunc) (const char *event, gsize size, gpointer data, GError **error);

typedef struct _VtEventStream VtEventStream;

VtEventStream *vt_event_stream_new (VtEventStreamFunc each, gpointer data);
void vt_event_stream_free (VtEventStream *self);

/**
 * vt_event_stream_push:
 *
 * Returns: %FALSE, as the function did, or with %VT_ERROR_LIMIT for an event that
 *   is too long; nothing may be pushed after that
 */
gboolean vt_event_stream_push (VtEventStream *self, const char *bytes, gsize size, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtEventStream, vt_event_stream_free)

G_END_DECLS
