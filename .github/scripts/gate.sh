#!/usr/bin/env bash
# Prints, as an output of a step, the GitHub environment that a deployment runs in, after it made sure of its reviewers.
set -euo pipefail
repository=${1:?usage: gate.sh REPOSITORY ENVIRONMENT APPROVAL}
environment=${2:?}
scripts=$(dirname "$0")

case ${3:?} in
  routine)
    # Staging is where a routine change is tried; everything else waits for somebody.
    [ "$environment" = staging ] || "$scripts/require-reviewers.sh" "$repository" "$environment"
    printf '%s_gate=%s\n' "$environment" "$environment"
    ;;
  approved)
    "$scripts/require-reviewers.sh" "$repository" "$environment-foundation"
    printf '%s_gate=%s-foundation\n' "$environment" "$environment"
    ;;
  *)
    printf '%s: the plan changes the rights of people or of the pipeline: an administrator applies identity, then the pull request is planned again\n' \
      "$environment" >&2
    exit 1
    ;;
esac
