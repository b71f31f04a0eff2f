#!/usr/bin/env bash
#SBATCH --job-name=plumbline-measure
#SBATCH --array=1-8
#SBATCH --cpus-per-task=8
#SBATCH --mem=16G
#SBATCH --time=04:00:00
#SBATCH --output=plumbline-%a.log
# Measures one of as many parts as the array has. A part that failed is sent again by its number,
# `sbatch --array=3 slurm-measure.sh`, and takes over what it has measured.
set -euo pipefail
parts=${PLUMBLINE_PARTS:-8}
part=$SLURM_ARRAY_TASK_ID
exec "${PLUMBLINE:-plumbline}" audit --config plumbline.properties \
  --shard "$part/$parts" --work-dir parts --report-dir "reports/part-$part" \
  --threads "${SLURM_CPUS_PER_TASK:-1}" "$@"
