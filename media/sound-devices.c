/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sound-devices.h"

#include "engine/base/error.h"
#include "media/sound-devices-private.h"

static GMutex lock;

void
vt_sound_devices_lock (void)
{
  g_mutex_lock (&lock);
}

void
vt_sound_devices_unlock (void)
{
  g_mutex_unlock (&lock);
}

gboolean
vt_sound_devices_start (GError **error)
{
  PaError code = Pa_Initialize ();

  if (code == paNoError)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_FAILED, "No microphone can be used: PortAudio does not start (%s).",
               Pa_GetErrorText (code));
  return FALSE;
}

void
vt_sound_devices_stop (void)
{
  Pa_Terminate ();
}

static gboolean
can_record (PaDeviceIndex index)
{
  const PaDeviceInfo *info = Pa_GetDeviceInfo (index);

  return info != NULL && info->maxInputChannels > 0;
}

PaDeviceIndex
vt_sound_devices_find (const char *name, GError **error)
{
  PaDeviceIndex standard = Pa_GetDefaultInputDevice ();

  if (name == NULL && standard != paNoDevice && can_record (standard))
    return standard;
  for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount (); i++)
    if (can_record (i) && (name == NULL || g_str_equal (Pa_GetDeviceInfo (i)->name, name)))
      return i;
  if (name != NULL)
    g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND, "The microphone “%s” is not there. Plug it in, or choose another.",
                 name);
  else
    g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND,
                 "There is no microphone. Plug one in, or allow the program to use it; sound files still work.");
  return paNoDevice;
}

void
vt_sound_device_free (VtSoundDevice *device)
{
  g_free (device->name);
  g_free (device);
}

static GPtrArray *
list (void)
{
  GPtrArray *devices = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_sound_device_free);

  for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount (); i++)
    if (can_record (i))
      {
        VtSoundDevice *device = g_new (VtSoundDevice, 1);

        *device = (VtSoundDevice) { g_strdup (Pa_GetDeviceInfo (i)->name), i == Pa_GetDefaultInputDevice () };
        g_ptr_array_add (devices, device);
      }
  return devices;
}

static void
list_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *devices = NULL;

  vt_sound_devices_lock ();
  if (vt_sound_devices_start (&error))
    {
      devices = list ();
      vt_sound_devices_stop ();
    }
  vt_sound_devices_unlock ();
  if (devices != NULL)
    g_task_return_pointer (task, devices, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
vt_sound_devices_list_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_run_in_thread (task, list_in_thread);
}

GPtrArray *
vt_sound_devices_list_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
