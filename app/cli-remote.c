/* cli-remote.c: `vitrine remote`: the models on other computers that spaces may use.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdio.h>
#include <string.h>

#include "app/cli-account.h"
#include "app/cli.h"
#include "app/model-library.h"
#include "app/remote/remote-book.h"
#include "app/remote/remote-job.h"

extern const VtCliCommand vt_cli_remote;

typedef struct
{
  gboolean with_key;
  VtModelLibrary *library;
  GCancellable *cancellable;
} Options;

static int
list (Options *o, const char *word)
{
  g_auto (GStrv) all = vt_remote_book_list ();

  for (char **address = all; *address != NULL; address++)
    printf ("%s\n", *address);
  return VT_CLI_DONE;
}

static int
add (Options *o, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *key = o->with_key ? vt_cli_read_secret ("The key: ", &error) : NULL;
  g_autoptr (VtRemoteAddress) address = NULL;

  if (error == NULL)
    address = vt_remote_address_parse (word, &error);
  if (address == NULL || !vt_model_library_allow (o->library, word, key, &error))
    return vt_cli_fail (error);
  printf ("%s\n", address->text);
  if (!address->is_here)
    fprintf (stderr, "What is put into spaces with this model goes to %s%s.\n", address->host,
             address->is_open ? ", and can be read on its way there" : "");
  if (vt_remote_job_probe (address, vt_model_library_get_client (o->library), o->cancellable, &error))
    return VT_CLI_DONE;
  fprintf (stderr, "It is remembered, but does not answer as it should: %s\n", error->message);
  return VT_CLI_DONE;
}

static int
forget (Options *o, const char *word)
{
  g_autoptr (GError) error = NULL;

  return vt_model_library_forbid (o->library, word, &error) ? VT_CLI_DONE : vt_cli_fail (error);
}

static const struct
{
  const char *name;
  gboolean needs_address;
  int (*run) (Options *o, const char *word);
} actions[] = {
  { "list", FALSE, list },
  { "add", TRUE, add },
  { "remove", TRUE, forget },
};

static int
run_action (Options *o, char **words)
{
  guint n = g_strv_length (words);
  const char *name = n > 0 ? words[0] : "list";

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (strcmp (actions[i].name, name) == 0)
      {
        if (n > 2 || (actions[i].needs_address != (n == 2)))
          return vt_cli_wrong (&vt_cli_remote, "%s", actions[i].needs_address ? "Say which address." : "There is nothing to say after list.");
        return actions[i].run (o, n > 1 ? words[1] : NULL);
      }
  return vt_cli_wrong (&vt_cli_remote, "“%s” is none of list, add and remove.", name);
}

static int
run (int argc, char **argv)
{
  Options o = { FALSE };
  g_autoptr (VtModelLibrary) library = NULL;
  g_autoptr (GCancellable) cancellable = NULL;
  g_auto (GStrv) words = NULL;
  int status;
  const GOptionEntry entries[] = {
    { "key", 0, 0, G_OPTION_ARG_NONE, &o.with_key, "With add: read the server's key from standard input", NULL },
    { NULL },
  };

  if (!vt_cli_parse (&vt_cli_remote, entries, argc, argv, &words, &status))
    return status;
  o.library = library = vt_model_library_new ();
  o.cancellable = cancellable = vt_cli_cancellable ();
  return run_action (&o, words);
}

const VtCliCommand vt_cli_remote = {
  .name = "remote",
  .arguments = "[list|add ADDRESS|remove ADDRESS]",
  .summary = "Lets spaces use models on other computers",
  .help = "An ADDRESS can stand wherever a model can, once it was added:\n"
          "  https://HOST/v1#MODEL   on a server that speaks as OpenAI's does: vLLM, TGI, llama.cpp, Ray Serve …\n"
          "  http://HOST:8080#       the same with only one model\n"
          "  https://HOST            an inference endpoint of Hugging Face\n"
          "What is put into a space with such a model leaves this computer.",
  .run = run,
};
