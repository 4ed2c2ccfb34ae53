/** Asks axe whether everybody can use what is shown. Colours are measured in a real browser, not here. For tests only. */
import axe from "axe-core";

export async function faults(root: Element): Promise<string[]> {
  const found = await axe.run(root, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  return found.violations.map(
    (fault) => `${fault.id}: ${fault.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`,
  );
}
