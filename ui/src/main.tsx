/** Where the window begins. */
import "./parts/tokens.css";
import "./parts/base.css";
import "./parts/parts.css";
import { createRoot } from "react-dom/client";
import { sv } from "./text/sv";

createRoot(document.getElementById("root")!).render(<p>{sv.loading}</p>);
