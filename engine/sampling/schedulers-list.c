/* schedulers-list.c: every scheduler, one line each. Of those that share a
 * class in diffusers the first is the plain one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/sampling/scheduler-private.h"

extern const VtSchedulerClass vt_scheduler_ddpm, vt_scheduler_ddim, vt_scheduler_pndm, vt_scheduler_lms, vt_scheduler_euler,
    vt_scheduler_euler_ancestral, vt_scheduler_heun, vt_scheduler_dpm, vt_scheduler_dpm_karras, vt_scheduler_dpm_sde,
    vt_scheduler_unipc, vt_scheduler_lcm;

const VtSchedulerClass *const vt_scheduler_classes[] = {
  &vt_scheduler_ddpm,
  &vt_scheduler_ddim,
  &vt_scheduler_pndm,
  &vt_scheduler_lms,
  &vt_scheduler_euler,
  &vt_scheduler_euler_ancestral,
  &vt_scheduler_heun,
  &vt_scheduler_dpm,
  &vt_scheduler_dpm_karras,
  &vt_scheduler_dpm_sde,
  &vt_scheduler_unipc,
  &vt_scheduler_lcm,
  NULL,
};
