#!/usr/bin/env bash
# Writes what differs between main and what runs into the job's summary; fails when anything would change, or a
# protection was switched off.
set -euo pipefail
environment=${1:?usage: report-drift.sh ENVIRONMENT}

mkdir -p review
status=0
node bin/recover.js plan-review plans/"$environment"-*.json --json --out review/drift.md >review/drift.json || status=$?
if [ "$status" -ne 0 ] && [ "$status" -ne 3 ]; then exit "$status"; fi
cat review/drift.md >>"$GITHUB_STEP_SUMMARY"
jq -e '[.stacks[] | select(.changed)] == []' review/drift.json >/dev/null || {
  printf 'what runs differs from main: see the summary\n' >&2
  exit 1
}
exit "$status"
