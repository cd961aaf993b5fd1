/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli-space-help.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/cli.h"
#include "app/data-path.h"

#define NAME_WIDTH 24 /* characters, of the column of names */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* (element-type utf8) (transfer full): the folders of the spaces that come with the program. */
static GPtrArray *
list_names (const char *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *document = g_build_filename (folder, name, "space.json", NULL);

      if (g_file_test (document, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (names, g_strdup (name));
    }
  g_ptr_array_sort (names, compare_names);
  return names;
}

static char *
list_spaces (void)
{
  g_autofree char *folder = vt_data_path ("spaces");
  g_autoptr (GPtrArray) names = list_names (folder);
  GString *text;

  if (names->len == 0)
    return g_strdup ("");
  text = g_string_new ("\nSpaces that come with Vitrine:\n");
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);
      g_autoptr (VtSpace) space = vt_space_load (path, NULL);

      if (space != NULL)
        g_string_append_printf (text, "  %-*s %s\n", NAME_WIDTH, (char *) names->pdata[i], vt_space_get_short_description (space));
    }
  g_string_append (text, "\nEach says what can be set: vitrine run finish-my-sentence --help\n");
  return g_string_free (text, FALSE);
}

static void
add_range (GString *text, const VtSpaceComponent *component)
{
  double least = vt_space_component_get_number (component, "minimum"), most = vt_space_component_get_number (component, "maximum");
  char digits[2][G_ASCII_DTOSTR_BUF_SIZE];

  if (!isnan (least) && !isnan (most))
    g_string_append_printf (text, ", %s to %s", g_ascii_formatd (digits[0], sizeof digits[0], "%.10g", least),
                            g_ascii_formatd (digits[1], sizeof digits[1], "%.10g", most));
}

static void
add_choices (GString *text, const VtSpaceComponent *component)
{
  guint n = 0;
  g_autofree VtSpaceChoice *choices = vt_space_component_choices (component, &n);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s", i == 0 ? ": " : ", ", choices[i].value);
}

static gboolean
takes_range (const VtSpaceComponent *component)
{
  return vt_param_find (component->klass->properties, "minimum") != NULL
         && vt_param_find (component->klass->properties, "maximum") != NULL;
}

static void
add_component (GString *text, const VtSpaceComponent *component)
{
  const char *label = vt_space_component_get_text (component, "label");

  g_string_append_printf (text, "  %-*s %s%s%s", NAME_WIDTH, component->id, label, *label != '\0' ? ": " : "",
                          vt_value_type_name (vt_space_component_value_type (component)));
  if (takes_range (component))
    add_range (text, component);
  if (vt_param_find (component->klass->properties, "choices") != NULL)
    add_choices (text, component);
  g_string_append_c (text, '\n');
}

static char *
describe (const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = vt_cli_find_space (word);
  g_autoptr (VtSpace) space = vt_space_load (path, &error);
  GString *text;

  if (space == NULL)
    return g_strdup_printf ("\n%s\n", error->message);
  text = g_string_new (NULL);
  g_string_append_printf (text, "\n%s. %s\n\nWhat can be set (--set ID=VALUE):\n", vt_space_get_title (space),
                          vt_space_get_short_description (space));
  for (guint i = 0; i < vt_space_get_components (space)->len; i++)
    {
      const VtSpaceComponent *component = vt_space_get_components (space)->pdata[i];

      if (component->klass->is_input && vt_space_component_get_boolean (component, "interactive"))
        add_component (text, component);
    }
  return g_string_free (text, FALSE);
}

char *
vt_cli_space_help (const char *const *words)
{
  return words[0] != NULL ? describe (words[0]) : list_spaces ();
}
