export { loadRules, type Rules } from './rules';
