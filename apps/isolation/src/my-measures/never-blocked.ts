/** Said wherever somebody is kept: for these nobody ever is. */
export const neverBlocked = {
  zh: '急救、分娩、透析任何时候都不受阻拦：请直接前往，可在本页开具通行，或由任何工作人员当场放行。',
  en: 'Urgent care, birth and dialysis are never blocked: go at once. Take a pass on this page, or any staff grants it on the spot.',
};
