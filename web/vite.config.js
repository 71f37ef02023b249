import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vite';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * The expression editors of bpmn.io bring a FEEL of their own, which is not the engine's.
 * Ours asks the server; what theirs stands on (CodeMirror) is then not needed.
 */
const alias = [
  { find: '@bpmn-io/feel-editor', replacement: here('src/feel/editor.js') },
  { find: '@bpmn-io/feelers-editor', replacement: here('src/feel/editor.js') },
  { find: /^@codemirror\/.*$/, replacement: here('src/feel/codemirror.js') },
];

export default defineConfig({
  root: here('.'),
  base: '/static/build/',
  publicDir: false,
  resolve: { alias },
  build: {
    outDir: here('../api/static/build'),
    emptyOutDir: true,
    manifest: 'manifest.json',
    sourcemap: false,
    target: 'es2022',
    rollupOptions: { input: { designer: here('src/main.js') } },
  },
});
