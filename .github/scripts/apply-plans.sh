#!/usr/bin/env bash
# Applies saved plans of an environment, in order: what was planned, and nothing else. Terraform refuses a plan whose state
# has changed since.
set -euo pipefail
environment=${1:?usage: apply-plans.sh ENVIRONMENT routine|deployed}
read -ra stacks <<<"$(.github/scripts/stacks.sh "${2:?}")"

terraform=${TERRAFORM_BINARY_NAME:-terraform}
root=$PWD
for stack in "${stacks[@]}"; do
  name="$environment-$stack"
  cd "$root/plans/$environment.synth/stacks/$name"
  "$terraform" apply -input=false -no-color -lock-timeout=5m "$root/plans/$name.tfplan"
  cd "$root"
done
