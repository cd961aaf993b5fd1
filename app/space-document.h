/* space-document.h: a space: what its README.md and its space.json say.
 *
 *     space = vt_space_load ("resources/spaces/chat", &error);
 *     for (guint i = 0; i < vt_space_get_components (space)->len; i++) …
 *
 * The document is design.md's: components, layout, events with steps, examples.
 * Beyond it:
 *
 * - `"text": "$prompt"` takes a component's value and `"$s1.text"` a step's
 *   output; a longer text with `${prompt}` or `${s1.text}` in it is filled in as
 *   text; `$$` is a dollar sign.
 * - `"$message.text"` and `"$message.files"` take the parts of a component that has
 *   some, as a multimodaltextbox does (#VtComponentClass.parts).
 * - A chat is put together from parts: `"messages": ["$chat", {"user": "$message"}]`.
 *   A part is a wire that gives a chat, or one message under its role; a message
 *   without text is left out.
 * - Steps run as soon as those are done that they take from, in whatever order
 *   they stand; `"if"` says when one runs at all (space-condition.h), and
 *   `{"first": ["$a.text", "$b.text"]}` takes from whichever step ran. A component
 *   keeps its value where no step gave one.
 * - A step's `"model"` may be the address of a model on another computer,
 *   `https://HOST/v1#MODEL` (remote/remote-address.h); it runs once the person allows it.
 * - `"trigger_mode"` of an event is `"once"`, `"multiple"` or `"always_last"`.
 * - `"each": "table"` runs an event's steps for every row of a dataframe:
 *   `"$table.Review"` or `"${table.The review}"` is a cell of the row, and the
 *   output `"table.Verdict"` fills that column.
 * - `"cache_examples": true` beside the examples' rows keeps what they gave.
 * - Texts that people read can be given in more languages: `"label[de]"` beside
 *   `"label"`, in space.json and in README.md's front matter (`title[de]`,
 *   `short_description[de]`); notes in README.de.md beside README.md.
 * - `"glass": true` beside `"version"` opens the glass panel with the space.
 * - A component that the layout does not name comes below everything else.
 *
 * Every error names the file, and in space.json the place: `events[0].steps[1].model: …`.
 * A space belongs to the thread that made it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-component.h"
#include "app/space-event.h"
#include "app/space-layout.h"

G_BEGIN_DECLS

#define VT_TYPE_SPACE (vt_space_get_type ())
G_DECLARE_FINAL_TYPE (VtSpace, vt_space, VT, SPACE, GObject)

/**
 * vt_space_load:
 * @path: a folder with README.md and space.json, or a .vitrine file
 *
 * A file is unpacked into the person's cache (space-archive.h), where it is the
 * next time. Blocks on the disk for a moment.
 *
 * Returns: (transfer full): or %NULL with VT_ERROR_NOT_FOUND, _CORRUPT or _UNSUPPORTED
 */
VtSpace *vt_space_load (const char *path, GError **error);

/**
 * vt_space_new_from_texts:
 * @space_json: (array length=size): the document
 * @readme: (nullable): README.md
 *
 * Returns: (transfer full): as vt_space_load()
 */
VtSpace *vt_space_new_from_texts (const char *space_json, gsize size, const char *readme, GError **error);

/**
 * vt_space_save:
 * @path: a folder, made where it is missing
 *
 * Writes README.md and space.json, each whole or not at all.
 */
gboolean vt_space_save (VtSpace *self, const char *path, GError **error);

/* The document as vt_space_save() writes it, transfer full. */
char *vt_space_to_json (VtSpace *self);

/* The folder that it was loaded from, or %NULL. */
const char *vt_space_get_path (VtSpace *self);

/* Says that it lies in the folder @path, whose name is then its own; for one made of texts. */
void vt_space_set_path (VtSpace *self, const char *path);

/* The .vitrine file that it was loaded from, or %NULL; its folder is then in the cache. */
const char *vt_space_get_archive (VtSpace *self);

/* Its folder's name, or "space": names it where no title does. */
const char *vt_space_get_name (VtSpace *self);

/* What README.md says, in the person's language where it has it; "" where it
 * says nothing. Colours are Spaces' names (red, yellow, green, blue, indigo,
 * purple, pink, gray), and never "". The title is never "". */
const char *vt_space_get_title (VtSpace *self);
const char *vt_space_get_emoji (VtSpace *self);
const char *vt_space_get_color_from (VtSpace *self);
const char *vt_space_get_color_to (VtSpace *self);
const char *vt_space_get_short_description (VtSpace *self);
const char *vt_space_get_license (VtSpace *self);
const char *const *vt_space_get_tags (VtSpace *self);
const char *vt_space_get_notes (VtSpace *self); /* Markdown */

/* The models that its steps name, each once, in their order; transfer none. */
const char *const *vt_space_get_models (VtSpace *self);

/* The tasks that its steps name, each once. */
const char *const *vt_space_get_tasks (VtSpace *self);

gboolean vt_space_get_glass (VtSpace *self);

/* (element-type VtSpaceComponent) (transfer none): in the document's order. */
GPtrArray *vt_space_get_components (VtSpace *self);
VtSpaceComponent *vt_space_find_component (VtSpace *self, const char *id);

/* The outermost layout, a column where the document has none; never %NULL. */
const VtSpaceLayout *vt_space_get_layout (VtSpace *self);

/* (element-type VtSpaceEvent) (transfer none). */
GPtrArray *vt_space_get_events (VtSpace *self);

/* (element-type VtSpaceComponent) (transfer none): whose values an example gives; may be empty. */
GPtrArray *vt_space_get_example_inputs (VtSpace *self);
guint vt_space_get_n_examples (VtSpace *self);

/* Whether results of examples are kept (space-examples.h). */
gboolean vt_space_get_cache_examples (VtSpace *self);

/* The value of example @row for the input @column; transfer none. */
VtValue *vt_space_get_example (VtSpace *self, guint row, guint column);

G_END_DECLS
