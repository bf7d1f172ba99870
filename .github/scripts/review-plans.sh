#!/usr/bin/env bash
# Reviews all plans in one comment, and each environment's deployable stacks in a verdict of their own, whose digest the
# deployment compares, with who may apply them. REVIEWER names the reviewer: main's judges a pull request. Prints the status
# of the review as an output of the step: 0 clean, 3 a hazard.
set -euo pipefail
commit=${1:?usage: review-plans.sh COMMIT}
read -ra stacks <<<"$(.github/scripts/stacks.sh deployed)"

mkdir -p review
status=0
review=(node "${REVIEWER:-bin/recover.js}" plan-review --acknowledgements plan-review/acknowledged.json --commit "$commit")
"${review[@]}" --out review/comment.md plans/*.json || status=$?
if [ "$status" -ne 0 ] && [ "$status" -ne 3 ]; then exit "$status"; fi
for environment in staging production; do
  plans=()
  for stack in "${stacks[@]}"; do plans+=("plans/$environment-$stack.json"); done
  "${review[@]}" --json "${plans[@]}" >"review/$environment.json" || [ "$?" -eq 3 ]
  "$(dirname "$0")/approval.sh" "$environment" >"review/$environment.approval"
done
cat review/comment.md >>"$GITHUB_STEP_SUMMARY"
printf 'status=%s\n' "$status" >>"$GITHUB_OUTPUT"
