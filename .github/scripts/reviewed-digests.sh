#!/usr/bin/env bash
# Prints, as outputs of a step, the digests of the plans that were reviewed and who may apply them, in the pull request
# of a merged commit. They come from the artifact of the run that planned its last commit: a comment could have been edited.
set -euo pipefail
repository=${1:?usage: reviewed-digests.sh REPOSITORY COMMIT}
commit=${2:?}

merged=".[] | select(.merged_at != null and .merge_commit_sha == \"$commit\") | .head.sha"
head=$(gh api "repos/$repository/commits/$commit/pulls" --jq "$merged" | sed -n 1p)
if [ -z "$head" ]; then
  printf '%s was not merged from a pull request: nobody reviewed a plan of it, so nothing is deployed\n' "$commit" >&2
  exit 1
fi
run=$(gh run list --repo "$repository" --workflow plan.yml --commit "$head" --event pull_request --status success \
  --limit 1 --json databaseId --jq '.[0].databaseId // empty')
if [ -z "$run" ]; then
  printf 'no plan of %s passed its review: nothing is deployed\n' "$head" >&2
  exit 1
fi
gh run download "$run" --repo "$repository" --name plan-review --dir review
for environment in staging production; do
  printf '%s=%s\n' "$environment" "$(jq -er .digest "review/$environment.json")"
  printf '%s_approval=%s\n' "$environment" "$(cat "review/$environment.approval")"
done
