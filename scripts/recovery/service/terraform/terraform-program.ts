/** The Terraform to start: TERRAFORM_BINARY_NAME, which cdktf reads as well, or `terraform`. A name on the PATH, or a path. */
export function terraformProgram({
  TERRAFORM_BINARY_NAME: named,
}: Readonly<Record<string, string | undefined>>): string {
  return named === undefined || named === '' ? 'terraform' : named;
}
