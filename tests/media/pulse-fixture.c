/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pulse-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>

static char *folder;
static char *socket_path;
static GSubprocess *server;

/* ALSA, which PortAudio uses, leads to the server too. */
static const char asoundrc[] = "pcm.!default { type pulse }\nctl.!default { type pulse }\n";

static void
point_to_server (void)
{
  g_autofree char *address = g_strconcat ("unix:", socket_path, NULL);
  g_autofree char *config = g_build_filename (folder, ".asoundrc", NULL);

  g_assert_true (g_file_set_contents (config, asoundrc, -1, NULL));
  g_setenv ("HOME", folder, TRUE);
  g_setenv ("XDG_RUNTIME_DIR", folder, TRUE);
  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  g_setenv ("PULSE_SERVER", address, TRUE);
  /* A null sink left to itself passes on two seconds at once. */
  g_setenv ("PULSE_LATENCY_MSEC", "60", TRUE);
  g_unsetenv ("DISPLAY");
}

const char *
pulse_start (void)
{
  g_autofree char *program = g_find_program_in_path ("pulseaudio");
  g_autofree char *protocol = NULL;

  if (program == NULL)
    return "pulseaudio is not installed";
  folder = g_dir_make_tmp ("vitrine-pulse-XXXXXX", NULL);
  socket_path = g_build_filename (folder, "socket", NULL);
  protocol = g_strdup_printf ("module-native-protocol-unix auth-anonymous=1 socket=%s", socket_path);
  point_to_server ();
  server = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL, program, "-n",
                             "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm", "-L", protocol,
                             "-L", "module-null-sink sink_name=test rate=44100 channels=2", NULL);
  for (guint i = 0; server != NULL && i < 1200 && !g_file_test (socket_path, G_FILE_TEST_EXISTS); i++)
    g_usleep (50000);
  g_usleep (300000);
  return server != NULL && g_file_test (socket_path, G_FILE_TEST_EXISTS) ? NULL : "pulseaudio does not start here";
}

void
pulse_kill (void)
{
  if (server == NULL)
    return;
  g_subprocess_send_signal (server, SIGKILL);
  g_subprocess_wait (server, NULL, NULL);
  g_clear_object (&server);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);

      if (g_file_test (below, G_FILE_TEST_IS_DIR) && !g_file_test (below, G_FILE_TEST_IS_SYMLINK))
        remove_all (below);
      else
        g_remove (below);
    }
  g_rmdir (path);
}

void
pulse_stop (void)
{
  pulse_kill ();
  if (folder != NULL)
    remove_all (folder);
  g_clear_pointer (&folder, g_free);
  g_clear_pointer (&socket_path, g_free);
}
