import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const at = (path: string) => new URL(path, import.meta.url).pathname

/** The gallery alone: every component, and the window over made-up servers. Never part of the product. */
export default defineConfig({
  root: at('.'),
  plugins: [react(), tailwindcss()],
  server: { host: '127.0.0.1', port: 5180, strictPort: false },
  build: {
    target: 'chrome130',
    outDir: at('../../.cache/gallery'),
    emptyOutDir: true,
    rollupOptions: { input: [at('index.html'), at('window.html')] },
  },
})
