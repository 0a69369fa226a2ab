import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** What is sent packed is packed once, at the build: a script is a third of its size then. */
const packed: Plugin = {
  name: 'packed',
  generateBundle: {
    order: 'post',
    async handler(_options, bundle) {
      for (const [name, file] of Object.entries(bundle)) {
        if (!/\.(js|css)$/.test(name)) continue;
        const content = file.type === 'chunk' ? file.code : file.source;
        const part = typeof content === 'string' ? content : new Uint8Array(content);
        const stream = new Blob([part]).stream().pipeThrough(new CompressionStream('gzip'));
        const source = new Uint8Array(await new Response(stream).arrayBuffer());
        this.emitFile({ type: 'asset', fileName: `${name}.gz`, source });
      }
    },
  },
};

/** `root` is seen from the project's folder, where the launcher runs every program. */
export default defineConfig({
  root: 'web',
  base: '/',
  plugins: [react(), packed],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The server's content policy allows no `data:` addresses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
  },
});
