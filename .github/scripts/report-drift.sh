#!/usr/bin/env bash
# Writes what differs between main and what runs into the job's summary; fails when anything would change, or a
# protection was switched off. A recovery stack that is not there is no drift: without a pilot light it is made in a disaster.
set -euo pipefail
environment=${1:?usage: report-drift.sh ENVIRONMENT}

mkdir -p review
plans=()
for plan in plans/"$environment"-*.json; do
  there='[.resource_changes[]? | select(.mode == "managed" and .change.before != null)] != []'
  if [ "$plan" = "plans/$environment-recovery.json" ] && ! jq -e "$there" "$plan" >/dev/null; then
    printf 'No pilot light: the recovery stack of %s is not deployed.\n\n' "$environment" >>"$GITHUB_STEP_SUMMARY"
    continue
  fi
  plans+=("$plan")
done
status=0
node bin/recover.js plan-review "${plans[@]}" --json --out review/drift.md >review/drift.json || status=$?
if [ "$status" -ne 0 ] && [ "$status" -ne 3 ]; then exit "$status"; fi
cat review/drift.md >>"$GITHUB_STEP_SUMMARY"
jq -e '[.stacks[] | select(.changed)] == []' review/drift.json >/dev/null || {
  printf 'what runs differs from main: see the summary\n' >&2
  exit 1
}
exit "$status"
