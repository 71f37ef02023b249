import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vite';

import { columnTexts, simulationTexts } from './widget-texts.js';

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

const FALLBACK = /function translateFallback\([\s\S]*?\n\}\n/;

/** What the panel's widgets say by themselves goes by our translation too. */
const translated = {
  name: 'translated-widgets',
  transform(code, id) {
    if (!id.includes('@bpmn-io/properties-panel/dist/index.esm.js')) {
      return null;
    }
    if (!FALLBACK.test(code)) {
      throw new Error('the widgets of the properties panel translate in another way than before');
    }
    const ours = JSON.stringify(here('src/translate.js'));
    return `import { translate as translateFallback } from ${ours};\n${code.replace(FALLBACK, '')}`;
  },
};

export default defineConfig({
  root: here('.'),
  plugins: [translated, columnTexts, simulationTexts(here('src/translate.js'))],
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
