import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `root` is seen from the project's folder, where the launcher runs every program. */
export default defineConfig({
  root: 'web',
  base: '/',
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The server's content policy allows no `data:` addresses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
  },
});
