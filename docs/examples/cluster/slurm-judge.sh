#!/usr/bin/env bash
#SBATCH --job-name=plumbline-judge
#SBATCH --cpus-per-task=2
#SBATCH --mem=8G
#SBATCH --time=01:00:00
#SBATCH --output=plumbline-judge.log
# Judges what all parts measured, and reports. What is missing is red, and named.
set -euo pipefail
exec "${PLUMBLINE:-plumbline}" merge parts --config plumbline.properties \
  --report-dir reports/all --threads "${SLURM_CPUS_PER_TASK:-1}" "$@"
