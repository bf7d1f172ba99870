#!/usr/bin/env bash
# Synthesizes an environment and plans its stacks, those reviewed or those deployed: the saved plans go into plans/, with
# what terraform show says. They may hold secrets: nothing in plans/ is ever uploaded.
set -euo pipefail
environment=${1:?usage: plan-environment.sh ENVIRONMENT reviewed|deployed}
read -ra stacks <<<"$(.github/scripts/stacks.sh "${2:?}")"

export SYNCWELL_ENV=$environment
terraform=${TERRAFORM_BINARY_NAME:-terraform}
root=$PWD
mkdir -p plans "${TF_PLUGIN_CACHE_DIR:-/tmp}"
npx cdktf synth --output "$root/plans/$environment.synth"

for stack in "${stacks[@]}"; do
  name="$environment-$stack"
  saved="$root/plans/$name.tfplan"
  cd "$root/plans/$environment.synth/stacks/$name"
  "$terraform" init -input=false -no-color
  # Without a lock: a plan writes nothing, and one that held a lock would stop a recovery from applying.
  # A condition that fails ends the planning, and still leaves a plan behind, marked as errored: the review tells it.
  "$terraform" plan -input=false -no-color -lock=false -out="$saved" >"$saved.log" 2>&1 || [ -s "$saved" ] || {
    printf '%s: terraform plan failed before there was a plan\n' "$name" >&2
    grep -E '^(│ )?Error: ' "$saved.log" >&2 || true
    exit 1
  }
  "$terraform" show -json "$saved" >"$root/plans/$name.json"
  cd "$root"
done
