/** The parts of a place, each with an address of its own. */
export type TabLink = { id: string; name: string; href: string };

export function TabLinks({ label, tabs, on }: { label: string; tabs: TabLink[]; on: string }) {
  return (
    <nav className="tablinks" aria-label={label}>
      {tabs.map((tab) => (
        <a
          key={tab.id}
          href={tab.href}
          className={tab.id === on ? "on" : undefined}
          aria-current={tab.id === on ? "page" : undefined}
          data-testid={`tab-${tab.id}`}
        >
          {tab.name}
        </a>
      ))}
    </nav>
  );
}
