import { hello } from '@lib/vocabulary'; export const y = hello;
