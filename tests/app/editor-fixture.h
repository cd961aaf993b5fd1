/* editor-fixture.h: a document to edit, and edits that must succeed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-editor.h"

#define DOCUMENT                                                                                                       \
  "{\"version\": 1, \"future\": {\"keep\": [1, 2.50]},\n"                                                              \
  " \"components\": [{\"id\": \"prompt\", \"type\": \"textbox\", \"label\": \"Prompt\", \"label[de]\": \"Anfang\","     \
  " \"unknown\": 1e3},\n"                                                                                              \
  "  {\"id\": \"heat\", \"type\": \"slider\", \"minimum\": 0, \"maximum\": 2},\n"                                      \
  "  {\"id\": \"go\", \"type\": \"button\"}, {\"id\": \"answer\", \"type\": \"textbox\", \"interactive\": false}],\n"  \
  " \"layout\": {\"row\": [{\"column\": [\"prompt\", \"go\"], \"odd\": true}, \"answer\"]},\n"                         \
  " \"events\": [{\"on\": [[\"go\", \"click\"], [\"prompt\", \"submit\"]], \"steps\": [{\"id\": \"s1\","               \
  " \"task\": \"text-generation\", \"model\": \"a/b\", \"inputs\": {\"text\": \"Say ${prompt}!\"},"                     \
  " \"parameters\": {\"temperature\": \"$heat\"}}], \"outputs\": {\"answer\": \"$s1.text\"}}],\n"                      \
  " \"examples\": {\"inputs\": [\"prompt\", \"heat\"], \"rows\": [[\"Once\", 1]]}}\n"
#define README "---\ntitle: \"A title\"\ntags:\n- one\nkeep: {a: [1]}\n# a comment\n---\nNotes\n"

static inline VtSpaceEditor *
editor_new (void)
{
  g_autoptr (GError) error = NULL;
  VtSpaceEditor *editor = vt_space_editor_new (DOCUMENT, README, &error);

  g_assert_no_error (error);
  return editor;
}

#define good(call)              \
  G_STMT_START                  \
  {                             \
    GError *refusal = NULL;     \
    gboolean done = (call);     \
    g_assert_no_error (refusal); \
    g_assert_true (done);       \
  }                             \
  G_STMT_END
