import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const pages = ['door', 'sampler', 'console', 'wall', 'resident'];

/** Five small pages from one build; the gateway serves `dist/web`. Nothing is fetched from anywhere else. */
export default defineConfig({
  root: here('./apps'),
  base: '/',
  plugins: [vue()],
  resolve: {
    alias: [
      { find: '@lib/vocabulary', replacement: here('./libs/vocabulary/src/index.ts') },
      { find: /^@lib\/contracts\/(.*)$/, replacement: here('./libs/contracts/src/$1.ts') },
      { find: '@lib/screens/tokens.css', replacement: here('./libs/screens/src/tokens.css') },
      { find: '@lib/screens', replacement: here('./libs/screens/src/index.ts') },
    ],
  },
  build: {
    outDir: here('./dist/web'),
    emptyOutDir: true,
    target: 'chrome90',
    modulePreload: { polyfill: false },
    rolldownOptions: { input: Object.fromEntries(pages.map((page) => [page, here(`./apps/web-${page}/index.html`)])) },
  },
});
