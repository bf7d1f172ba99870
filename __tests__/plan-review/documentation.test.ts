import { readFileSync } from 'node:fs';
import { PLAN_REVIEW_PAGE, planReviewPage } from '../../scripts/docs/plan-review-page';
import { HAZARDS } from '../../scripts/plan-review/hazards/catalogue';

describe('docs/plan-review.md', () => {
  it('is what npm run docs writes', async () => {
    expect(readFileSync(PLAN_REVIEW_PAGE, 'utf8')).toBe(await planReviewPage());
  });

  it('says of every hazard why it is one and how to proceed', () => {
    const page = readFileSync(PLAN_REVIEW_PAGE, 'utf8');
    for (const [id, { why, proceed }] of Object.entries(HAZARDS)) {
      expect(page).toContain(`### ${id}\n`);
      expect([why.length > 30, proceed.length > 10]).toEqual([true, true]);
    }
  });
});

describe('the ids of hazards', () => {
  it('never change: acknowledgements name them', () => {
    expect(Object.keys(HAZARDS)).toEqual([
      ...['001', '002', '003', '004', '005'].map((number) => `SW-PLAN-${number}`),
      ...['001', '002', '003', '004'].map((number) => `SW-STATE-${number}`),
      ...Array.from({ length: 11 }, (_, index) => `SW-RECOVER-${String(index + 1).padStart(3, '0')}`),
      ...['001', '002', '003', '004', '005'].map((number) => `SW-POINTER-${number}`),
      ...['001', '002', '003', '004', '005', '006', '007'].map((number) => `SW-ACCESS-${number}`),
      ...['001', '002'].map((number) => `SW-REGION-${number}`),
      ...['001', '002'].map((number) => `SW-DRIFT-${number}`),
    ]);
  });
});
