/** The register: which accounts the municipality has, whether they are watched and by whom; its departments and people. */
import { go, letGo, useAddress } from "../../parts/hash";
import { TabLinks } from "../../parts/TabLinks";
import { registerAddress, type RegisterTab } from "../../domain/places";
import { useWords } from "../../text";
import { AbilitiesTable } from "./AbilitiesTable";
import { Accounts } from "./Accounts";
import { ConnectFlow } from "./ConnectFlow";
import { Departments } from "./Departments";
import { People } from "./People";
import { Services } from "./Services";
import { Unregistered } from "./Unregistered";
import "./register.css";

const tabs: RegisterTab[] = ["accounts", "unregistered", "services", "departments", "people", "abilities"];

export function RegisterView() {
  const words = useWords();
  const { path, query } = useAddress();
  if (path[1] === "connect")
    return (
      <ConnectFlow
        account={path[2] ?? null}
        adopt={query.get("adopt")}
        onClose={() => {
          letGo();
          go(registerAddress("accounts", path[2]));
        }}
      />
    );
  const tab = tabs.find((name) => name === path[1]) ?? "accounts";
  const chosen = path[2] ?? null;
  return (
    <div className="r">
      <div className="bar wide">
        <h1>{words.register.title}</h1>
        <TabLinks
          label={words.register.title}
          tabs={tabs.map((id) => ({ id, name: words.register.tab[id], href: registerAddress(id) }))}
          on={tab}
        />
      </div>
      {tab === "accounts" ? <Accounts chosen={chosen} /> : null}
      {tab === "unregistered" ? <Unregistered chosen={chosen} /> : null}
      {tab === "services" ? <Services chosen={chosen} /> : null}
      {tab === "departments" ? <Departments chosen={chosen} /> : null}
      {tab === "abilities" ? <AbilitiesTable /> : null}
      {tab === "people" ? <People chosen={chosen} /> : null}
    </div>
  );
}
