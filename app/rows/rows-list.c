/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/rows/rows-class.h"

extern const VtRowsClass vt_rows_csv, vt_rows_json, vt_rows_text, vt_rows_parquet, vt_rows_folder;

const VtRowsClass *const vt_rows_classes[] = {
  &vt_rows_csv, &vt_rows_json, &vt_rows_text, &vt_rows_parquet, &vt_rows_folder, NULL,
};
