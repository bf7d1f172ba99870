import { requirePinned } from '../../modules/pinned-image';
import { names } from '../support/module-props';

const common = { names, setting: 'worker.imageDigest', allowUnpinned: false };
const placeholder = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

it.each(['unpinned', placeholder])(
  'lets no plan pass with %s, and names the command that pins',
  (imageDigest) => {
    const [condition] = requirePinned({ ...common, imageDigest }).precondition!;
    expect(condition!.errorMessage).toContain('settings/drill.json: worker.imageDigest');
    expect(condition!.errorMessage).toContain('node bin/recover.js images pin');
  },
);

it('asks nothing of a pinned image, or of a local cloud', () => {
  expect(requirePinned({ ...common, imageDigest: `sha256:${'a'.repeat(64)}` })).toEqual({});
  expect(requirePinned({ ...common, imageDigest: 'unpinned', allowUnpinned: true })).toEqual({});
});
