/** Keeps the storeys apart: parts ← domain ← views ← app; only backend knows Tauri; views know nothing of each other. */
import { readdirSync } from "node:fs";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const tauri = { group: ["@tauri-apps/*"], message: "Only backend/ imports Tauri." };
const floors = (...names) => ({
  group: names.flatMap((name) => [`**/${name}`, `**/${name}/*`]),
  message: "parts ← domain ← views ← app: import downwards only.",
});
const storey = (files, ...patterns) => ({
  files,
  rules: { "no-restricted-imports": ["error", { patterns: [tauri, ...patterns] }] },
});
const views = readdirSync(new URL("src/views", import.meta.url));

export default tseslint.config(
  { ignores: ["dist", "dist-fake", "src/backend/bindings.ts"] },
  ...tseslint.configs.recommended,
  reactHooks.configs.flat["recommended-latest"],
  {
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "react-hooks/incompatible-library": "off",
    },
  },
  storey(["src/app/**", "src/main.tsx"]),
  storey(["src/text/**"], floors("parts", "domain", "views", "app")),
  storey(["src/parts/**"], floors("domain", "views", "app", "backend", "text")),
  storey(["src/domain/**"], floors("views", "app")),
  ...views.map((view) =>
    storey([`src/views/${view}/**`], floors("app"), {
      group: views.filter((other) => other !== view).flatMap((other) => [`**/${other}`, `**/${other}/*`]),
      message: "Views do not import each other.",
    }),
  ),
  {
    files: ["src/backend/**"],
    rules: { "no-restricted-imports": ["error", { patterns: [floors("parts", "domain", "views", "app")] }] },
  },
);
