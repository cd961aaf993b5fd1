/* vk-attention-soft.glsl: attention on lavapipe, in five steps: how many rows
 * are looked at (counts), scores of all of them, softmax with what no token
 * sees set to 0, values of tiles of rows, tiles merged. The columns of a head of
 * keys are its tokens times the GROUP heads that share it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define TILE_ROWS 64

layout (constant_id = 0) const uint GROUP = 1;
layout (constant_id = 1) const uint KV_HEADS = 1;

/* Workgroups of the steps, as vkCmdDispatchIndirect() takes them, and the tiles in use. */
layout (buffer_reference, scalar, buffer_reference_align = 4) buffer Counts
{
  uvec3 scores, values;
  uint tiles;
};
