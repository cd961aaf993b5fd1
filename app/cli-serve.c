/* cli-serve.c: `vitrine serve hub`: the models of this computer for the whole room.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <stdio.h>
#include <string.h>

#include <glib-unix.h>

#include "app/cli.h"
#include "hub/room.h"
#include "hub/server.h"

#define PORT 8421

extern const VtCliCommand vt_cli_serve;

/* The addresses by which others in the room can reach this computer: one a line. */
static void
print_addresses (guint port)
{
  struct ifaddrs *all = NULL;
  char text[INET_ADDRSTRLEN];

  if (getifaddrs (&all) != 0)
    return;
  for (const struct ifaddrs *one = all; one != NULL; one = one->ifa_next)
    if (one->ifa_addr != NULL && one->ifa_addr->sa_family == AF_INET
        && ((const struct sockaddr_in *) one->ifa_addr)->sin_addr.s_addr != htonl (INADDR_LOOPBACK)
        && inet_ntop (AF_INET, &((const struct sockaddr_in *) one->ifa_addr)->sin_addr, text, sizeof text) != NULL)
      printf ("  HF_ENDPOINT=http://%s:%u\n", text, port);
  freeifaddrs (all);
}

static void
print_start (VtHubCache *cache, gboolean local, guint port)
{
  g_autoptr (GPtrArray) repos = vt_hub_cache_list (cache, VT_HUB_MODELS);

  printf ("Serving %u models of %s. Press Ctrl-C to stop.\n", repos->len, vt_hub_cache_get_dir (cache));
  printf ("  HF_ENDPOINT=http://127.0.0.1:%u\n", port);
  if (!local)
    print_addresses (port);
  fflush (stdout);
}

static void
on_answered (VtHubServer *server, const char *peer, const char *method, const char *path, guint status, gpointer data)
{
  fprintf (stderr, "%s %s %s %u\n", peer, method, path, status);
}

static gboolean
stop (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

/* What people read in the lists of the others. */
static char *
default_name (void)
{
  return g_strdup_printf ("Models of %s", g_get_host_name ());
}

static void
on_room_changed (VtHubRoom *room, gpointer data)
{
  const char *name = vt_hub_room_get_name (room), *trouble = vt_hub_room_get_trouble (room);

  if (name != NULL)
    printf ("The computers of this room find it as “%s”.\n", name);
  else if (trouble != NULL)
    printf ("%s\n", trouble);
  fflush (stdout);
}

static int
serve (gboolean local, gboolean quiet, guint port, const char *name)
{
  g_autoptr (VtHubCache) cache = vt_hub_cache_new (NULL);
  g_autoptr (VtHubServer) server = vt_hub_server_new (cache);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (VtHubRoom) room = NULL;
  g_autoptr (GError) error = NULL;

  if (!vt_hub_server_listen (server, local, port, &error))
    return vt_cli_fail (error);
  if (!quiet)
    g_signal_connect (server, "answered", G_CALLBACK (on_answered), NULL);
  /* Who reads that it serves may end it at once. */
  g_unix_signal_add (SIGINT, stop, loop);
  g_unix_signal_add (SIGTERM, stop, loop);
  print_start (cache, local, vt_hub_server_get_port (server));
  if (!local)
    {
      room = vt_hub_room_new (name, vt_hub_server_get_port (server), FALSE);
      g_signal_connect (room, "changed", G_CALLBACK (on_room_changed), NULL);
    }
  g_main_loop_run (loop);
  return VT_CLI_DONE;
}

static int
run (int argc, char **argv)
{
  gboolean local = FALSE, quiet = FALSE;
  int port = PORT, status;
  g_auto (GStrv) words = NULL;
  g_autofree char *name = NULL;
  const GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_INT, &port, "Where to listen; 0 for any free port (8421)", "N" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &name, "What the others find it as", "NAME" },
    { "local", 0, 0, G_OPTION_ARG_NONE, &local, "Only for programs on this computer", NULL },
    { "quiet", 0, 0, G_OPTION_ARG_NONE, &quiet, "Do not print each question", NULL },
    { NULL },
  };

  if (!vt_cli_parse (&vt_cli_serve, entries, argc, argv, &words, &status))
    return status;
  if (g_strv_length (words) != 1 || strcmp (words[0], "hub") != 0)
    return vt_cli_wrong (&vt_cli_serve, "Say what to serve: hub.");
  if (port < 0 || port > 65535)
    return vt_cli_wrong (&vt_cli_serve, "A port is a number from 0 to 65535.");
  if (name == NULL)
    name = default_name ();
  return serve (local, quiet, port, name);
}

const VtCliCommand vt_cli_serve = {
  .name = "serve",
  .arguments = "hub",
  .summary = "Serves the models of this computer to the whole room",
  .help = "hub speaks the Hub's language: on the other computers set HF_ENDPOINT to an address\n"
          "that it prints, and Vitrine, and every program with huggingface_hub, gets its models here.\n"
          "Vitrine on the other computers finds it by itself, where Avahi runs.",
  .run = run,
};
