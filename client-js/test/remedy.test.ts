import { expect, it } from 'vitest';
import { remedy, TidewireError, UnauthorizedError } from '../src/index.js';

it.each([
  [new TidewireError('rate_limited', 'Too fast.', { retry: true }), 'retry'],
  [new UnauthorizedError(), 'sign-in'],
  [new TidewireError('closed', 'Closed.'), 'sign-in'],
  [new TidewireError('permission_denied', 'No.'), 'allow'],
  [new TidewireError('too_large', 'Too large.'), 'change'],
  [new TidewireError('a_code_of_a_later_server', 'Something.'), 'change'],
])('%o can be helped: %s', (error, what) => {
  expect(remedy(error)).toBe(what);
});
