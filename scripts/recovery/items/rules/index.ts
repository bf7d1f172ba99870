export { loadRules, type ChangeRule, type Rules } from './rules';
