import { CannotJudge } from './cannot-judge';

/** IAM user guide, "AWS global condition context keys"; names are compared without case. */
const GLOBAL = new Set(
  `calledvia calledviaawsmcp calledviafirst calledvialast currenttime ec2instancesourceprivateipv4 ec2instancesourcevpc epochtime
  federatedprovider multifactorauthage multifactorauthpresent principalaccount principalarn principalisawsservice
  principalorgid principalorgpaths principalservicename principalservicenameslist principaltype referer
  requestedregion resourceaccount resourceorgid resourceorgpaths securetransport sourceaccount sourcearn
  sourceidentity sourceip sourceorgid sourceorgpaths sourcevpc sourcevpcarn sourcevpce tagkeys tokenissuetime
  useragent userid username viaawsservice vpceaccount vpceorgid vpceorgpaths vpcsourceip assumedroot
  chatbotsourcearn issignintokenrequest viaawsmcpservice`.split(/\s+/),
);
const TAGGED = ['principaltag/', 'requesttag/', 'resourcetag/'];

/**
 * @returns the key in lower case
 * @throws CannotJudge when no service or provider stands before it, or when AWS documents no such global key
 */
export function knownKey(key: string): string {
  const lower = key.toLowerCase();
  const name = lower.startsWith('aws:') ? lower.slice(4) : undefined;
  const isGlobal =
    name !== undefined &&
    (GLOBAL.has(name) || TAGGED.some((tag) => name.length > tag.length && name.startsWith(tag)));
  const isOther = name === undefined && /^[a-z0-9][a-z0-9./_-]*:\S+$/.test(lower);
  if (!isGlobal && !isOther) throw new CannotJudge(`the condition key ${key}`);
  return lower;
}
