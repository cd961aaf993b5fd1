/* tasks-list.c: every task, one line each.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/tasks/model-kind.h"
#include "engine/tasks/model-kind-captioner.h"
#include "engine/tasks/model-kind-clip.h"
#include "engine/tasks/model-kind-diffusion.h"
#include "engine/tasks/model-kind-listener.h"
#include "engine/tasks/model-kind-picture-talker.h"
#include "engine/tasks/model-kind-upscaler.h"
#include "engine/tasks/model-kind-vision.h"
#include "engine/tasks/task.h"

extern const VtTaskClass vt_task_automatic_speech_recognition;
extern const VtTaskClass vt_task_audio_classification;
extern const VtTaskClass vt_task_text_generation;
extern const VtTaskClass vt_task_text_to_speech;
extern const VtTaskClass vt_task_image_classification, vt_task_zero_shot_image_classification;
extern const VtTaskClass vt_task_image_to_text, vt_task_visual_question_answering, vt_task_object_detection;
extern const VtTaskClass vt_task_image_segmentation, vt_task_depth_estimation;
extern const VtTaskClass vt_task_upscaling, vt_task_image_text_to_text;
extern const VtTaskClass vt_task_text_to_image, vt_task_image_to_image, vt_task_inpainting, vt_task_unconditional_image_generation;

const VtTaskClass *const vt_task_classes[] = {
  &vt_task_text_generation,
  &vt_task_automatic_speech_recognition,
  &vt_task_text_to_speech,
  &vt_task_audio_classification,
  &vt_task_text_to_image,
  &vt_task_image_to_image,
  &vt_task_inpainting,
  &vt_task_unconditional_image_generation,
  &vt_task_upscaling,
  &vt_task_image_classification,
  &vt_task_zero_shot_image_classification,
  &vt_task_object_detection,
  &vt_task_image_segmentation,
  &vt_task_depth_estimation,
  &vt_task_image_to_text,
  &vt_task_visual_question_answering,
  &vt_task_image_text_to_text,
  NULL,
};

const VtModelKind *const vt_model_kinds[] = {
  &vt_model_kind_picture_talker, /* before the language models, which would take it for one of theirs */
  &vt_model_kind_lm,
  &vt_model_kind_whisper,
  &vt_model_kind_voice,
  &vt_model_kind_listener,
  &vt_model_kind_diffusion,
  &vt_model_kind_unconditional,
  &vt_model_kind_classifier,
  &vt_model_kind_detector,
  &vt_model_kind_segmenter,
  &vt_model_kind_depth,
  &vt_model_kind_clip,
  &vt_model_kind_captioner,
  &vt_model_kind_answerer,
  &vt_model_kind_upscaler,
  NULL,
};
