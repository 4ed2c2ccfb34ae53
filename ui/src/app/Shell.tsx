/** Sidebar and place; the palette and the help sheet above them. */
import { useState } from "react";
import { useAddress } from "../parts/hash";
import { useKeys } from "../parts/keys";
import type { KeyAct } from "../text/codes";
import { ErrorBoundary } from "./ErrorBoundary";
import { HelpSheet } from "./HelpSheet";
import { Palette } from "./Palette";
import { placeOf, views } from "./routes";
import { Sidebar } from "./Sidebar";
import "./shell.css";

export function Shell({ keys }: { keys: Record<KeyAct, string> }) {
  const address = useAddress();
  const place = placeOf(address.path);
  const [sheet, setSheet] = useState<"help" | "palette" | null>(null);
  useKeys({ help: () => setSheet("help"), palette: () => setSheet("palette") });
  const View = views[place];
  return (
    <div className="shell">
      <Sidebar place={place} list={address.path[1] ?? "open"} />
      <main className="place" id="place">
        <ErrorBoundary place={place}>
          <View />
        </ErrorBoundary>
      </main>
      <HelpSheet open={sheet === "help"} onClose={() => setSheet(null)} keys={keys} />
      <Palette open={sheet === "palette"} onClose={() => setSheet(null)} onHelp={() => setSheet("help")} keys={keys} place={place} />
    </div>
  );
}
