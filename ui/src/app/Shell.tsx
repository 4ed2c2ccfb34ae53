/** Sidebar and place; the palette and the help sheet above them. */
import { useEffect, useState } from "react";
import { useAddress } from "../parts/hash";
import { useKeys } from "../parts/keys";
import { useToasts } from "../parts/Toast";
import { useHouse } from "../domain/queries";
import { useWords } from "../text";
import type { KeyAct } from "../text/codes";
import { ErrorBoundary } from "./ErrorBoundary";
import { HelpSheet } from "./HelpSheet";
import { Palette } from "./Palette";
import { placeOf, views } from "./routes";
import { Sidebar } from "./Sidebar";
import "./shell.css";

export function Shell({ keys }: { keys: Record<KeyAct, string> }) {
  const address = useAddress();
  const words = useWords();
  const { practice } = useHouse();
  const place = placeOf(address.path);
  const [sheet, setSheet] = useState<"help" | "palette" | null>(null);
  usePanes();
  const { undoLatest, say, goLatest } = useToasts();
  // The queue knows more of what was done in it; what counts down goes with one to the other places.
  const elsewhere = {
    undo: () => void (undoLatest() || say(words.act.nothingToUndo)),
    back: () => void goLatest(),
  };
  useKeys({
    help: () => setSheet("help"),
    palette: () => setSheet("palette"),
    ...(place === "queue" ? {} : elsewhere),
  });
  const View = views[place];
  return (
    <div className={`shell${practice ? " practising" : ""}`}>
      {practice ? (
        <p className="practice-band" role="note" data-testid="practice-band">
          {words.nav.practice}
        </p>
      ) : null}
      <Sidebar place={place} list={address.path[1] ?? "open"} />
      <main className="place" id="place">
        <ErrorBoundary place={place}>
          <View />
        </ErrorBoundary>
      </main>
      <HelpSheet open={sheet === "help"} onClose={() => setSheet(null)} keys={keys} />
      <Palette
        open={sheet === "palette"}
        onClose={() => setSheet(null)}
        onHelp={() => setSheet("help")}
        keys={keys}
      />
    </div>
  );
}

const panes = [
  "nav.sidebar a.on",
  "[role=listbox][tabindex], .table-wrap, [role=feed], .s",
  "article.q-article button, .d-form input",
  "aside button, .d-papers",
];

/** F6 goes from part to part, Shift+F6 back, for whoever works without a mouse. */
function usePanes(): void {
  useEffect(() => {
    function hear(event: KeyboardEvent) {
      if (event.key !== "F6") return;
      event.preventDefault();
      const here = panes
        .map((pane) => document.querySelector<HTMLElement>(pane))
        .filter((one) => one !== null);
      const holders = here.map((one) => one.closest("nav, section, aside, article") ?? one);
      const at = holders.findLastIndex((one) => one.contains(document.activeElement));
      const next = here[(at + (event.shiftKey ? -1 : 1) + here.length) % here.length];
      next?.focus();
    }
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, []);
}
