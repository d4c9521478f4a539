import preact from '@preact/preset-vite';
import { defineConfig, type Plugin, type PreviewServer } from 'vite';

/** What the built page may load: itself, and nothing from anywhere else. */
const CSP = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Only in the build: the development server puts its own scripts into the page. */
const csp: Plugin = {
  name: 'csp',
  apply: 'build',
  transformIndexHtml: () => [
    { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: CSP }, injectTo: 'head-prepend' },
  ],
};

/** Says once, on a line of its own, where the page is; the port may differ from the one asked for. */
const address: Plugin = {
  name: 'address',
  configurePreviewServer: ({ httpServer }: PreviewServer) => {
    httpServer.once('listening', () => {
      const bound = httpServer.address();
      if (bound !== null && typeof bound === 'object') {
        console.log(`Vaultlab is at http://127.0.0.1:${bound.port}/`);
      }
    });
  },
};

export default defineConfig({
  base: './',
  plugins: [preact({ devToolsEnabled: false }), csp, address],
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false }, sourcemap: false },
  worker: { format: 'es' },
  server: { fs: { allow: ['.', '../pkg'] } },
  preview: { port: 4173 },
});
