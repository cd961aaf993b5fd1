/* vk-sum.glsl: the sum over a workgroup of LANES, by subgroups, whatever their size.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_arithmetic : require

shared float sum_parts[LANES]; /* a place a subgroup; there are never more of them than lanes */

float sum_over_lanes (float mine)
{
  float sum = subgroupAdd (mine);

  barrier ();
  if (gl_SubgroupInvocationID == 0)
    sum_parts[gl_SubgroupID] = sum;
  barrier ();
  sum = 0.0;
  for (uint i = 0; i < gl_NumSubgroups; i++)
    sum += sum_parts[i];
  return sum;
}
