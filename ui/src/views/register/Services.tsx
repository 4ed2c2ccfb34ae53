/** Services that are watched by hand: what can be done there, and what that means in law. A new one is a row, not a release. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ServiceForm } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { queries } from "../../domain/queries";
import { Trouble } from "../../domain/WhyNot";
import { Field } from "../../parts/Field";
import { Tick } from "../../parts/Tick";
import { useWords } from "../../text";
import { Rows, RowSheet, useRow } from "./Rows";

const blank: ServiceForm = {
  id: "",
  name: "",
  addressPattern: "",
  remark: "",
  reply: true,
  hide: false,
  hiddenStillSeen: false,
  remove: true,
  block: false,
  close: false,
  longestReply: 0,
};
const abilities = ["reply", "hide", "remove", "block", "close"] as const;

export function Services({ chosen }: { chosen: string | null }) {
  const all = useWords();
  const words = all.register.services;
  const { data, error } = useQuery(queries.services);
  const { data: accounts } = useQuery(queries.accounts);
  const same = (a: string, b: string) =>
    a.trim().toLocaleLowerCase("sv") === b.trim().toLocaleLowerCase("sv");
  return (
    <Rows
      thing="service"
      tab="services"
      chosen={chosen}
      rows={(data ?? []).map((row): ServiceForm => ({ ...row, id: String(row.id) }))}
      blank={blank}
      words={{ title: words.title, new: words.new, name: words.column.name }}
      above={
        <>
          <p className="r-intro quiet small">{words.intro}</p>
          <Trouble error={error} />
        </>
      }
      empty={data ? words.empty : null}
      under={(row) => row.addressPattern}
      columns={[
        {
          id: "can",
          name: words.column.can,
          cell: (row) =>
            all.list(abilities.filter((one) => row[one]).map((one) => words[one])) || words.nothing,
        },
        {
          id: "accounts",
          name: words.column.accounts,
          cell: (row) => (accounts ?? []).filter((one) => same(one.service, row.name)).length,
        },
      ]}
      edit={(row, onClose) => <Edit key={chosen} service={row} onClose={onClose} />}
    />
  );
}

function Edit({ service, onClose }: { service: ServiceForm; onClose: () => void }) {
  const words = useWords().register.services;
  const { kept, set, text, may, changed } = useRow(service);
  const [longest, setLongest] = useState(String(service.longestReply));
  const wrong = !/^\d{1,6}$/.test(longest.trim());
  return (
    <RowSheet
      thing="service"
      label={words.name}
      title={service.name || words.new}
      stale="services"
      changed={changed || longest !== String(service.longestReply)}
      save={() => (wrong ? null : commands.serviceKeep({ ...kept, longestReply: Number(longest) }))}
      onClose={onClose}
    >
      {text("name", words.name, { help: words.nameHelp, testid: "field-service-name" })}
      {text("addressPattern", words.pattern, { help: words.patternHelp, testid: "field-pattern" })}
      <fieldset className="r-roles">
        <legend className="field-label">{words.can}</legend>
        {abilities.map((one) => (
          <Tick key={one} on={kept[one]} onChange={(on) => set({ [one]: on })} testid={`field-can-${one}`}>
            {words[one]}
          </Tick>
        ))}
        {kept.hide ? (
          <Tick
            on={kept.hiddenStillSeen}
            onChange={(hiddenStillSeen) => set({ hiddenStillSeen })}
            testid="field-still-seen"
          >
            {words.hiddenStillSeen}
          </Tick>
        ) : null}
      </fieldset>
      {kept.hide && kept.hiddenStillSeen ? <p className="watch small">{words.hiddenStillSeenLaw}</p> : null}
      {kept.remove ? null : <p className="watch small">{words.removeLaw}</p>}
      <Field
        label={words.longest}
        help={words.longestHelp}
        error={wrong ? words.longestWrong : null}
        value={longest}
        onChange={(value) => may && setLongest(value)}
        readOnly={!may}
        testid="field-longest"
      />
      {text("remark", words.remark, { help: words.remarkHelp, rows: 3 })}
    </RowSheet>
  );
}
