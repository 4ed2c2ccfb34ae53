/** Services that are watched by hand: what can be done there, and what that means in law. A new one is a row, not a release. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import type { ServiceForm } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { registerAddress } from "../../domain/places";
import { queries, useMine } from "../../domain/queries";
import { Trouble, WhyNot } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { EmptyState } from "../../parts/EmptyState";
import { Field } from "../../parts/Field";
import { go } from "../../parts/hash";
import { Table } from "../../parts/Table";
import { Tick } from "../../parts/Tick";
import { collator, useWords } from "../../text";

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
  const may = useMine().holds("administrator", "manager");
  const rows = [...(data ?? [])].sort((a, b) => collator.compare(a.name, b.name));
  const service = chosen === "new" ? blank : rows.find((row) => row.id === chosen);
  const pick = (id: string | null) => go(registerAddress("services", id), true);
  const same = (a: string, b: string) =>
    a.trim().toLocaleLowerCase("sv") === b.trim().toLocaleLowerCase("sv");
  return (
    <div className="r-body" data-open={Boolean(service)}>
      <div className="r-main">
        <p className="r-intro quiet small">{words.intro}</p>
        <div className="r-tools">
          {may ? (
            <Button icon={<Plus aria-hidden />} onPress={() => pick("new")} data-testid="do-new-service">
              {words.new}
            </Button>
          ) : (
            <WhyNot refusal={{ code: "role_missing", details: "administrator" }} />
          )}
        </div>
        <Trouble error={error} />
        {data && rows.length === 0 ? (
          <EmptyState title={words.empty.title}>{words.empty.body}</EmptyState>
        ) : (
          <Table
            caption={words.title}
            rows={rows}
            picked={chosen}
            onPick={pick}
            testid="service-row"
            columns={[
              {
                id: "name",
                name: words.column.name,
                cell: (row) => (
                  <>
                    <button type="button" className="r-name" onClick={() => pick(row.id)}>
                      {row.name}
                    </button>
                    <small>{row.addressPattern}</small>
                  </>
                ),
              },
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
          />
        )}
      </div>
      {service ? (
        <Edit
          key={chosen}
          service={{ ...service, id: String(service.id) }}
          may={may}
          onClose={() => pick(null)}
        />
      ) : null}
    </div>
  );
}

function Edit({ service, may, onClose }: { service: ServiceForm; may: boolean; onClose: () => void }) {
  const all = useWords();
  const words = all.register.services;
  const client = useQueryClient();
  const [kept, setKept] = useState(service);
  const [longest, setLongest] = useState(String(service.longestReply));
  const [error, setError] = useState<unknown>(null);
  const set = (part: Partial<ServiceForm>) => may && setKept((now) => ({ ...now, ...part }));
  const wrong = !/^\d{1,6}$/.test(longest.trim());
  const save = () => {
    if (wrong) return;
    void commands.serviceKeep({ ...kept, longestReply: Number(longest) }).then(async () => {
      await client.invalidateQueries({ queryKey: ["services"] });
      onClose();
    }, setError);
  };
  return (
    <aside className="r-detail" aria-label={words.name}>
      <h2>{service.name || words.new}</h2>
      <form
        className="r-form"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Field
          label={words.name}
          help={words.nameHelp}
          value={kept.name}
          onChange={(name) => set({ name })}
          readOnly={!may}
          testid="field-service-name"
        />
        <Field
          label={words.pattern}
          help={words.patternHelp}
          value={kept.addressPattern}
          onChange={(addressPattern) => set({ addressPattern })}
          readOnly={!may}
          testid="field-pattern"
        />
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
        <Field
          label={words.remark}
          help={words.remarkHelp}
          rows={3}
          value={kept.remark}
          onChange={(remark) => set({ remark })}
          readOnly={!may}
          testid="field-remark"
        />
        <Trouble error={error} />
        <div className="r-foot">
          {may ? (
            <Button look="primary" type="submit" data-testid="do-save-service">
              {all.save}
            </Button>
          ) : (
            <p className="small faint">{all.register.onlyAdministrator}</p>
          )}
          <Button look="quiet" onPress={onClose}>
            {may ? all.cancel : all.close}
          </Button>
        </div>
      </form>
    </aside>
  );
}
