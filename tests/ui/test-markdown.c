/* test-markdown.c: Markdown becomes the blocks and the markup it should.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <pango/pango.h>

#include "ui/markdown.h"

#define CODE(text) \
  "<span font_family=\"monospace\" background=\"#808080\" background_alpha=\"18%\">" text "</span>"

/* "kind level indent quoted marker: text" a block, a line each. */
static char *
describe (const char *text)
{
  static const char *const kinds[] = { "p", "h", "code", "rule", "table", "image" };
  g_autoptr (GPtrArray) blocks = vt_markdown_parse (text, FALSE);
  GString *seen = g_string_new (NULL);

  for (guint i = 0; i < blocks->len; i++)
    {
      const VtMarkdownBlock *block = blocks->pdata[i];
      g_string_append_printf (seen, "%s%u", kinds[block->kind], block->level + block->indent);
      if (block->quoted)
        g_string_append (seen, ">");
      if (block->marker)
        g_string_append (seen, block->marker);
      if (block->text)
        g_string_append_printf (seen, " %s", block->text);
      for (guint y = 0; block->rows && y < block->rows->len; y++)
        {
          g_autofree char *row = g_strjoinv ("|", block->rows->pdata[y]);
          g_string_append_printf (seen, " [%s]", row);
        }
      g_string_append_c (seen, '\n');
    }
  return g_string_free (seen, FALSE);
}

static void
check (const char *text, const char *expected)
{
  g_autofree char *seen = describe (text);
  g_assert_cmpstr (seen, ==, expected);
}

static void
test_blocks (void)
{
  check ("# One\n\nTwo *three* **four** `<five>`\nsix", "h1 One\np0 Two <i>three</i> <b>four</b> " CODE ("&lt;five&gt;") " six\n");
  check ("```c\nint x;\n```\n\n---\n", "code0 int x;\nrule0\n");
  check ("> said\n", "p0> said\n");
  check ("", "");
}

/* A picture of the space, alone in its paragraph; never one from elsewhere. */
static void
test_images (void)
{
  check ("![A *cat*](assets/cat.png)", "image0 A cat\n");
  check ("a ![cat](assets/cat.png)", "p0 a cat\n");
  check ("![cat](../cat.png)", "p0 cat\n");
  check ("![cat](%2e%2e/cat.png)", "p0 cat\n");
  check ("![cat](/etc/cat.png)", "p0 cat\n");
  check ("![cat](file:///cat.png)", "p0 cat\n");
  check ("![cat](https://a.b/cat.png)", "p0 cat\n");
}

static void
test_lists (void)
{
  check ("- one\n- two\n  - three\n", "p1• one\np1• two\np2◦ three\n");
  check ("3. one\n4. two\n\n   more\n", "p13. one\np14. two\np1 more\n");
}

static void
test_tables (void)
{
  check ("| a | *b* |\n|---|:-:|\n| 1 | 2 \\| 3 | 4 |\n| 5 |\n", "table0 [a|<i>b</i>] [1|2 | 3] [5|]\n");
  check ("a | b\nc | d\n", "p0 a | b c | d\n");
}

/* Nothing but harmless links, no HTML, no pictures from anywhere. */
static void
test_safety (void)
{
  check ("[x](https://a.b/?c=1&d) [y](javascript:alert) [z](file:///etc)",
         "p0 <a href=\"https://a.b/?c=1&amp;d\">x</a> y z\n");
  check ("<script>alert(1)</script>", "p0 &lt;script&gt;alert(1)&lt;/script&gt;\n");
  check ("a <b onclick=\"x\">b</b> ![pic](https://a.b/c.png)", "p0 a &lt;b onclick=&quot;x&quot;&gt;b&lt;/b&gt; pic\n");
}

/* Whatever the text, Pango takes the markup. */
static void
test_markup_is_valid (void)
{
  static const char *const parts[] = { "*", "**", "_", "`", "[", "](http://x)", "<", "&", "\n\n", "- ", "> ", "|", "|-|\n",
                                       "a", "\001", "\302\240", "#", "1. ", "\\", "```\n" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint round = 0; round < 500; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GPtrArray) blocks = NULL;
      for (guint i = 0; i < 40; i++)
        g_string_append (text, parts[g_rand_int_range (rand, 0, G_N_ELEMENTS (parts))]);
      blocks = vt_markdown_parse (text->str, round % 2);
      for (guint i = 0; i < blocks->len; i++)
        {
          const VtMarkdownBlock *block = blocks->pdata[i];
          g_autoptr (GError) error = NULL;
          if (block->text && block->kind != VT_MARKDOWN_CODE && !strstr (block->text, "<a "))
            pango_parse_markup (block->text, -1, 0, NULL, NULL, NULL, &error);
          g_assert_no_error (error);
        }
    }
}

static void
test_deep (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) blocks = NULL;

  for (guint i = 0; i < 5000; i++)
    g_string_append (text, "> ");
  g_string_append (text, "x");
  blocks = vt_markdown_parse (text->str, FALSE);
  g_assert_cmpint (blocks->len, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/markdown/blocks", test_blocks);
  g_test_add_func ("/markdown/images", test_images);
  g_test_add_func ("/markdown/lists", test_lists);
  g_test_add_func ("/markdown/tables", test_tables);
  g_test_add_func ("/markdown/safety", test_safety);
  g_test_add_func ("/markdown/markup", test_markup_is_valid);
  g_test_add_func ("/markdown/deep", test_deep);
  return g_test_run ();
}
