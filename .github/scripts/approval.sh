#!/usr/bin/env bash
# Prints which role may apply the plans of an environment: "routine" (ci-apply), "approved" (ci-foundation, whose GitHub
# environment has reviewers) or "administrator". Routine is a plan that changes types of .github/routine-types in the
# regional stack; an administrator's is one that changes a role's trust, or a role or policy of people or CI.
set -euo pipefail
environment=${1:?usage: approval.sh ENVIRONMENT}
root=$(dirname "$0")/..
services=worker,worker-execution,continuity-agent,continuity-scheduler,backup,flow-log,api-to-queue,config-monitor,fault-injection

changes='.resource_changes[]? | select(.mode == "managed") | select(.change.actions - ["no-op", "read"] != [])'
# shellcheck disable=SC2016 # jq's variables, not the shell's
foreign="$changes"' | (.change.after // .change.before) as $it
  | select((.type == "aws_iam_role" or .type == "aws_iam_role_policy")
      and ($it.name | ltrimstr("syncwell-" + $environment + "-") | IN($services | split(",")[]))
      and (.change.actions == ["create"] or (.change.actions == ["update"]
        and .change.before.assume_role_policy == .change.after.assume_role_policy)) | not)
  | .address'
# shellcheck disable=SC2016
guarded="$changes"' | select(.type | IN($routine | split("\n")[]) | not) | .address'

if [ -n "$(jq -r --arg environment "$environment" --arg services "$services" "$foreign" "plans/$environment-identity.json")" ]; then
  echo administrator
  exit
fi
read -ra stacks <<<"$("$root/scripts/stacks.sh" deployed)"
read -ra routine <<<"$("$root/scripts/stacks.sh" routine)"
for stack in "${stacks[@]}"; do
  what=$changes
  for known in "${routine[@]}"; do [ "$stack" != "$known" ] || what=$guarded; done
  if [ -n "$(jq -c --arg routine "$(cat "$root/routine-types")" "$what" "plans/$environment-$stack.json")" ]; then
    echo approved
    exit
  fi
done
echo routine
