/** Panels of which one shows at a time. */
import type { ReactNode } from "react";
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from "react-aria-components";

export type TabItem = { id: string; name: string; count?: number; panel: ReactNode };

export function Tabs({
  label,
  items,
  value,
  onChange,
}: {
  label: string;
  items: TabItem[];
  value?: string;
  onChange?: (id: string) => void;
}) {
  return (
    <AriaTabs className="tabs" selectedKey={value} onSelectionChange={(key) => onChange?.(String(key))}>
      <TabList className="tablist" aria-label={label}>
        {items.map((item) => (
          <Tab key={item.id} id={item.id} className="tab" data-testid={`tab-${item.id}`}>
            {item.name}
            {item.count === undefined ? null : <span className="count">{item.count}</span>}
          </Tab>
        ))}
      </TabList>
      {items.map((item) => (
        <TabPanel key={item.id} id={item.id} className="tabpanel">
          {item.panel}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
