/* cli-account.c: `vitrine hub login`, `whoami` and `logout`.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/cli-account.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "app/cli.h"
#include "engine/base/error.h"
#include "hub/account.h"

char *
vt_cli_read_secret (const char *question, GError **error)
{
  gboolean person = isatty (STDIN_FILENO);
  struct termios before, quiet;
  char line[4200], *got;

  if (person && tcgetattr (STDIN_FILENO, &before) == 0)
    {
      quiet = before;
      quiet.c_lflag &= (tcflag_t) ~ECHO;
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &quiet);
      fputs (question, stderr);
    }
  got = fgets (line, sizeof line, stdin);
  if (person)
    {
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
      fputc ('\n', stderr);
    }
  if (got != NULL && *g_strstrip (line) != '\0')
    return g_strdup (line);
  g_set_error_literal (error, VT_ERROR, VT_ERROR_INVALID, "Nothing came on standard input.");
  return NULL;
}

int
vt_cli_hub_login (VtHubClient *client, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = vt_cli_read_secret ("Your token (from the settings of your account on the Hub): ", &error);
  g_autofree char *name = token != NULL ? vt_hub_account_sign_in (client, token, cancellable, &error) : NULL;

  if (name == NULL)
    return vt_cli_fail (error);
  printf ("Signed in as %s.\n", name);
  return VT_CLI_DONE;
}

int
vt_cli_hub_whoami (VtHubClient *client, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = vt_hub_account_whoami (client, NULL, cancellable, &error);

  if (name == NULL)
    return vt_cli_fail (error);
  printf ("%s\n", name);
  return VT_CLI_DONE;
}

int
vt_cli_hub_logout (VtHubClient *client, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  return vt_hub_account_sign_out (client, &error) ? VT_CLI_DONE : vt_cli_fail (error);
}
