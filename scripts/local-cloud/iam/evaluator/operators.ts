import { BlockList, isIP, isIPv4 } from 'node:net';
import { CannotJudge } from './cannot-judge';
import { arnLike, exact, exactIgnoringCase, like, pattern, type Pattern, type Test } from './patterns';
import type { Template } from './template';

export interface Operator {
  readonly isNegated: boolean;
  /** @throws CannotJudge when the value is none of the operator's type */
  readonly compile: (value: string, hasVariables: boolean) => Pattern;
}

/** IAM user guide, "IAM JSON policy elements: Condition operators". `Null` is judged by itself. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ...both('StringEquals', 'StringNotEquals', templated(exact)),
  ...both('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', templated(exactIgnoringCase)),
  ...both('StringLike', 'StringNotLike', templated(like)),
  ...both('ArnEquals', 'ArnNotEquals', templated(arnLike)),
  ...both('ArnLike', 'ArnNotLike', templated(arnLike)),
  ...both('IpAddress', 'NotIpAddress', fixed(address)),
  ...compared('Numeric', numberOf),
  ...compared('Date', dateOf),
  one('Bool', fixed(boolean)),
  one('BinaryEquals', fixed(binary)),
]);

type Compile = Operator['compile'];

function one(name: string, compile: Compile): [string, Operator] {
  return [name, { isNegated: false, compile }];
}

function both(name: string, negated: string, compile: Compile): [string, Operator][] {
  return [one(name, compile), [negated, { isNegated: true, compile }]];
}

function templated(compile: (template: Template) => Test): Compile {
  return (value, hasVariables) => pattern(value, hasVariables, compile);
}

/**
 * Variables stand in string and ARN comparisons only (IAM user guide, "Variables and tags"; "Condition operators" allows
 * them in `Bool` too: where two documents differ, the value is no boolean and is not judged).
 */
function fixed(compile: (value: string) => Test): Compile {
  return (value) => {
    const test = compile(value);
    return () => test;
  };
}

function compared(type: string, read: (value: string) => number): [string, Operator][] {
  const by = (holds: (got: number, wanted: number) => boolean): Compile =>
    fixed((value) => {
      const wanted = read(value);
      return (text) => holds(read(text), wanted);
    });
  return [
    ...both(
      `${type}Equals`,
      `${type}NotEquals`,
      by((got, wanted) => got === wanted),
    ),
    one(
      `${type}LessThan`,
      by((got, wanted) => got < wanted),
    ),
    one(
      `${type}LessThanEquals`,
      by((got, wanted) => got <= wanted),
    ),
    one(
      `${type}GreaterThan`,
      by((got, wanted) => got > wanted),
    ),
    one(
      `${type}GreaterThanEquals`,
      by((got, wanted) => got >= wanted),
    ),
  ];
}

function numberOf(value: string): number {
  if (!/^[+-]?\d+(\.\d+)?$/.test(value)) throw new CannotJudge(`the number ${value}`);
  return Number(value);
}

/** ISO 8601, or seconds since 1970. */
function dateOf(value: string): number {
  if (/^\d{5,}$/.test(value)) return Number(value) * 1000;
  const isDate = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?$/.test(value);
  const time = isDate ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) throw new CannotJudge(`the date ${value}`);
  return time;
}

function boolean(value: string): Test {
  const wanted = value.toLowerCase();
  if (wanted !== 'true' && wanted !== 'false') throw new CannotJudge(`the boolean ${value}`);
  return (text) => text.toLowerCase() === wanted;
}

function binary(value: string): Test {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(value)) throw new CannotJudge(`the base64 text ${value}`);
  const wanted = Buffer.from(value, 'base64');
  return (text) => Buffer.from(text, 'base64').equals(wanted);
}

function address(value: string): Test {
  const [start = '', length, more] = value.split('/');
  const bits = isIPv4(start) ? 32 : 128;
  // "IAM uses the default prefix value of /32": one address of IPv4, but no document says it of IPv6.
  const prefix = length === undefined && bits === 32 ? bits : Number(length);
  if (
    isIP(start) === 0 ||
    Number.isNaN(prefix) ||
    more !== undefined ||
    !/^\d+$/.test(length ?? '0') ||
    prefix > bits
  )
    throw new CannotJudge(`the IP address ${value}`);
  const block = new BlockList();
  block.addSubnet(start, prefix, isIPv4(start) ? 'ipv4' : 'ipv6');
  return (text) => {
    if (isIP(text) === 0) throw new CannotJudge(`the IP address ${text}`);
    return isIPv4(text) === isIPv4(start) && block.check(text, isIPv4(text) ? 'ipv4' : 'ipv6');
  };
}
