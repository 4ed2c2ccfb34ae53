/** The diary's desk: what waits to be registered, the fields prefilled, the paper beside them. */
import { useQuery } from "@tanstack/react-query";
import { Archive } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import type { ForwardView } from "../../backend/bindings";
import { SeverityShape } from "../../domain/AnswerClock";
import { useNow } from "../../domain/now";
import { registrarAddress, registrarTabs } from "../../domain/places";
import { queries } from "../../domain/queries";
import { Trouble } from "../../domain/WhyNot";
import { written } from "../../domain/written";
import { Chip } from "../../parts/Chip";
import { EmptyState } from "../../parts/EmptyState";
import { go, useAddress } from "../../parts/hash";
import { useKeys } from "../../parts/keys";
import { SplitPane, wideEnough } from "../../parts/SplitPane";
import { TabLinks } from "../../parts/TabLinks";
import { useDates, useWords } from "../../text";
import { Papers } from "./Papers";
import { RegisterForm } from "./RegisterForm";
import "./registrar.css";

export function RegistrarView() {
  const words = useWords();
  const { path } = useAddress();
  const tab = registrarTabs.find((name) => name === path[1]) ?? "to_register";
  const chosen = path[2] ?? null;
  const { data, error } = useQuery(queries.registrar(tab));
  const [last, setLast] = useState(0);
  const [going, setGoing] = useState(false);
  const list = useRef<HTMLDivElement>(null);

  const found = data?.findIndex((forward) => forward.id === chosen) ?? -1;
  const forward = data?.[found];
  const open = useCallback(
    (index: number) => {
      const next = data?.[Math.min(Math.max(index, 0), data.length - 1)];
      if (!next) return;
      setLast(Math.max(index, 0));
      go(registrarAddress(tab, next.id), true);
    },
    [data, tab],
  );

  useEffect(() => {
    const next = data?.[Math.min(last, data.length - 1)];
    if (next && found < 0 && wideEnough()) go(registrarAddress(tab, next.id), true);
  }, [data, found, last, tab]);
  useEffect(() => {
    list.current?.querySelector(`[data-forward="${chosen ?? ""}"]`)?.scrollIntoView({ block: "nearest" });
  }, [chosen]);

  useKeys({
    next: () => open(found < 0 ? 0 : found + 1),
    previous: () => open(found - 1),
    open: () => document.querySelector<HTMLElement>("[data-testid=field-number]")?.focus(),
  });

  return (
    <div className="d" data-open={Boolean(forward)}>
      <SplitPane
        label={words.registrar.resize}
        start={380}
        least={300}
        most={520}
        first={
          <section className="d-list" aria-label={words.registrar.title}>
            <div className="bar">
              <h1>{words.registrar.title}</h1>
            </div>
            <TabLinks
              label={words.registrar.title}
              tabs={registrarTabs.map((id) => ({
                id,
                name: words.registrar.tab[id],
                href: registrarAddress(id),
              }))}
              on={tab}
            />
            {error ? <Trouble error={error} /> : null}
            {data?.length === 0 ? (
              <EmptyState title={words.registrar.empty[tab].title}>
                {words.registrar.empty[tab].body}
              </EmptyState>
            ) : (
              <div
                className="d-rows"
                role="listbox"
                aria-label={words.registrar.list}
                tabIndex={0}
                ref={list}
                aria-activedescendant={forward ? `forward-${forward.id}` : undefined}
              >
                {data?.map((one, index) => (
                  <Row key={one.id} forward={one} on={one.id === chosen} onOpen={() => open(index)} />
                ))}
              </div>
            )}
          </section>
        }
        second={
          forward ? (
            <div className="d-open" key={forward.id}>
              <RegisterForm
                forward={forward}
                onBack={() => go(registrarAddress(tab))}
                begun={going}
                onDone={() => {
                  setLast(found);
                  setGoing(true);
                }}
              />
              <Papers forward={forward} />
            </div>
          ) : data?.length ? (
            <EmptyState icon={<Archive aria-hidden />} title={words.registrar.nothingOpen}>
              {words.registrar.nothingOpenBody}
            </EmptyState>
          ) : null
        }
      />
    </div>
  );
}

function Row({ forward, on, onOpen }: { forward: ForwardView; on: boolean; onOpen: () => void }) {
  const words = useWords();
  const dates = useDates(useNow());
  return (
    <div
      role="option"
      id={`forward-${forward.id}`}
      aria-selected={on}
      className={`d-row${on ? " on" : ""}`}
      data-testid="registrar-row"
      data-forward={forward.id}
      data-post={forward.post}
      onClick={onOpen}
    >
      <div className="d-row-head">
        <b>{forward.concerns}</b>
        <time dateTime={forward.sentAt}>{dates.short(forward.sentAt)}</time>
      </div>
      <div className="d-row-text">
        {forward.correspondent} · {forward.account}
      </div>
      <div className="d-row-text faint" {...written()}>
        {forward.excerpt}
      </div>
      <div className="d-row-chips">
        <Chip>{forward.department.prefix}</Chip>
        {forward.number ? <Chip tone="calm">{forward.number}</Chip> : null}
        {forward.late ? (
          <Chip tone="grave">
            <SeverityShape severity="grave" /> {words.registrar.late}
          </Chip>
        ) : null}
        {forward.confidential ? <Chip tone="watch">{words.registrar.confidential}</Chip> : null}
        {forward.personalFile ? <Chip>{words.registrar.personalFile}</Chip> : null}
      </div>
    </div>
  );
}
