/** What jsdom lacks and the window needs: a size for every element, and observers that stay quiet. */
import { cleanup, configure } from "@testing-library/react";
import "@testing-library/jest-dom/vitest";
import { afterEach, vi } from "vitest";

configure({ asyncUtilTimeout: 20_000 });

const size = (element: HTMLElement) => (element.dataset["index"] === undefined ? 800 : 80);

Object.defineProperties(HTMLElement.prototype, {
  offsetHeight: {
    configurable: true,
    get(this: HTMLElement) {
      return size(this);
    },
  },
  clientHeight: { configurable: true, get: () => 800 },
  offsetWidth: { configurable: true, get: () => 1200 },
  clientWidth: { configurable: true, get: () => 1200 },
});
HTMLElement.prototype.scrollIntoView = () => undefined;
HTMLElement.prototype.scrollTo = () => undefined;
HTMLElement.prototype.getAnimations = () => [];
class QuietObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}
vi.stubGlobal("ResizeObserver", QuietObserver);
vi.stubGlobal("CSS", { escape: (text: string) => text });

afterEach(() => {
  cleanup();
  window.location.hash = "";
});
