import { probeSession } from '../../../scripts/recovery/aws/clients';

it('names a probe by its incident, in the characters and the length that STS takes', () => {
  expect(probeSession()).toBe('recover-probe');
  expect(probeSession('INC-20261201-021500-ab12')).toBe('recover-probe-INC-20261201-021500-ab12');
  expect(probeSession(`INC:${'x'.repeat(90)}`)).toMatch(/^recover-probe-INC-[\w+=,.@-]{46}$/);
});
