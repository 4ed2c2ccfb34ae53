/** How the window is built: for a strict content security policy (nothing inlined) and for WebKit. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  base: "./",
  publicDir: false,
  clearScreen: false,
  server: { port: 1420, strictPort: true, fs: { allow: [".."] } },
  build: {
    target: "safari16",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  test: {
    environment: "jsdom",
    setupFiles: ["vitest.setup.ts"],
    // The sheets only as text, for what they promise (parts/look.test.ts).
    css: { include: [/[?&]raw/] },
    testTimeout: 120_000,
  },
});
