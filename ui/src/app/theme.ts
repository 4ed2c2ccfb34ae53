/** Light or dark: what a person chose, or what the computer says. */
import { useEffect } from "react";
import type { Settings } from "../backend/bindings";

const dark = () => (typeof matchMedia === "function" ? matchMedia("(prefers-color-scheme: dark)") : null);

export function applyTheme(theme: Settings["theme"]): void {
  const shown = theme === "system" ? (dark()?.matches ? "dark" : "light") : theme;
  document.documentElement.dataset["theme"] = shown;
}

export function useTheme(theme: Settings["theme"]): void {
  useEffect(() => {
    applyTheme(theme);
    const media = dark();
    if (theme !== "system" || !media) return;
    const changed = () => applyTheme("system");
    media.addEventListener("change", changed);
    return () => media.removeEventListener("change", changed);
  }, [theme]);
}
