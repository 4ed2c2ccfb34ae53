/** Where the window begins. */
import "./parts/tokens.css";
import "./parts/base.css";
import "./parts/parts.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { applyTheme } from "./app/theme";

async function begin() {
  applyTheme("system");
  // Looking at the window in a browser, without the core. Not part of what is shipped.
  if (import.meta.env.MODE !== "production" && new URLSearchParams(window.location.search).has("fake")) {
    const { startFake } = await import("./backend/fake");
    startFake(new URLSearchParams(window.location.search));
  }
  // The boundary says what broke, without the message that React would print: it may hold what a citizen wrote.
  createRoot(document.getElementById("root")!, { onCaughtError: () => undefined }).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

void begin();
