/* test-chat-template.c: what Jinja 2 makes of real models' templates and of
 * small ones; tests/vectors/text-chat.py stored it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/base/error.h"
#include "engine/text/chat-template.h"
#include "tests/text/gz.h"

static char *
read_template (const char *name)
{
  g_autofree char *path = g_strdup_printf ("%s/tests/text/templates/%s", g_getenv ("VITRINE_SRCDIR"), name);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static gboolean
check_case (const VtJsonNode *node, guint index)
{
  const char *name = vt_json_get_string (node, "name", NULL), *expected = vt_json_get_string (node, "text", NULL);
  g_autofree char *source = name != NULL ? read_template (name) : g_strdup (vt_json_get_string (node, "source", ""));
  g_autoptr (GError) error = NULL;
  g_autoptr (VtChatTemplate) template = vt_chat_template_new (source, &error);
  g_autofree char *text = NULL;

  if (template != NULL)
    text = vt_chat_template_render (template, vt_json_get (node, "variables"), &error);
  if (expected != NULL ? g_strcmp0 (text, expected) == 0 : error != NULL)
    {
      if (error == NULL || error->code != VT_ERROR_INVALID)
        return TRUE;
      /* raise_exception(): in the template's own words */
      return strcmp (error->message, vt_json_get_string (node, "error", "")) == 0;
    }
  g_test_message ("case %u, %s:\n%s\ngave:\n%s\ninstead of:\n%s", index, name != NULL ? name : "a snippet",
                  name != NULL ? "" : source, text != NULL ? text : error->message,
                  expected != NULL ? expected : vt_json_get_string (node, "error", ""));
  return FALSE;
}

static void
test_jinja (void)
{
  g_autofree char *text = read_gz_text ("chat.json");
  g_autoptr (GError) error = NULL;
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), &error);
  VtJsonIter iter = VT_JSON_ITER (vt_json_root (json));
  guint index = 0, wrong = 0;

  g_assert_no_error (error);
  for (; vt_json_iter_next (&iter); index++)
    wrong += !check_case (iter.value, index);
  g_assert_cmpuint (index, >, 300);
  g_assert_cmpuint (wrong, ==, 0);
}

static void
test_apply (void)
{
  static const VtChatMessage messages[] = { { "user", "Hi" }, { "assistant", "Hello" }, { "user", "Bye" } };
  g_autofree char *source = read_template ("llama-3.jinja");
  g_autoptr (GError) error = NULL;
  g_autoptr (VtChatTemplate) template = vt_chat_template_new (source, &error);
  g_autofree char *prompt = vt_chat_template_apply (template, messages, 3, TRUE, "<B>", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (prompt, ==,
                   "<B><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
                   "<|start_header_id|>assistant<|end_header_id|>\n\nHello<|eot_id|>"
                   "<|start_header_id|>user<|end_header_id|>\n\nBye<|eot_id|>"
                   "<|start_header_id|>assistant<|end_header_id|>\n\n");
}

/* Templates that never end, nest without end or eat memory end in an error. */
static void
test_hostile (void)
{
  static const char *const sources[] = {
    "{% for i in range(100000000) %}{% endfor %}",
    "{% for i in range(9999) %}{% for j in range(9999) %}{{ j }}{% endfor %}{% endfor %}",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "{% set ns = namespace(x='aaaaaaaaaaaaaaaa') %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
    "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
    "{% for i in range(99999) %}{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' * 1000 }}{% endfor %}",
    "{{ 'a' * 99999999999 }}",
  };
  g_autoptr (GString) deep = g_string_new ("{{ ");

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VtChatTemplate) template = vt_chat_template_new (sources[i], &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = vt_chat_template_apply (template, NULL, 0, TRUE, NULL, NULL, &error);
      g_assert_null (text);
      g_assert_error (error, VT_ERROR, VT_ERROR_LIMIT);
    }
  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, '(');
  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, ')');
  g_string_append (deep, " }}");
  {
    g_autoptr (GError) error = NULL;

    g_assert_null (vt_chat_template_new (deep->str, &error));
    g_assert_error (error, VT_ERROR, VT_ERROR_LIMIT);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/chat-template/jinja", test_jinja);
  g_test_add_func ("/text/chat-template/apply", test_apply);
  g_test_add_func ("/text/chat-template/hostile", test_hostile);
  return g_test_run ();
}
