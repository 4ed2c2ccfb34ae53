/** To whom: found by typing, colleagues and departments alike. */
import { useHouse } from "../../domain/queries";
import { Finder } from "../../parts/Finder";
import { collator, useWords } from "../../text";

export function AssignForm({
  onPick,
  onLeave,
}: {
  onPick: (person: string | null, department: string | null, name: string) => void;
  onLeave: () => void;
}) {
  const words = useWords();
  const { me, people, departments } = useHouse();
  const sorted = [...people]
    .filter((person) => person.id !== me?.id)
    .sort((a, b) => collator.compare(a.name, b.name));
  const names = new Map([...people, ...departments].map((one) => [one.id, one.name]));

  function pick(id: string) {
    if (id === "nobody") return onPick(null, null, words.act.assignNobody);
    const [kind, key = ""] = id.split(":");
    const name = names.get(key) ?? "";
    if (kind === "p") onPick(key, null, name);
    else onPick(null, key, name);
  }

  return (
    <div className="q-form" data-testid="assign-form">
      <Finder
        label={words.act.assignTo}
        placeholder={words.act.assignFind}
        empty={words.queue.empty.filtered.title}
        onPick={pick}
        onLeave={onLeave}
        groups={[
          {
            id: "people",
            name: words.act.people,
            items: [
              ...(me ? [{ id: `p:${me.id}`, name: words.act.assignMe, detail: me.name }] : []),
              ...sorted.map((person) => ({ id: `p:${person.id}`, name: person.name, detail: person.title })),
              { id: "nobody", name: words.act.assignNobody },
            ],
          },
          {
            id: "departments",
            name: words.act.departments,
            items: [...departments]
              .sort((a, b) => collator.compare(a.name, b.name))
              .map((department) => ({ id: `d:${department.id}`, name: department.name })),
          },
        ]}
      />
    </div>
  );
}
