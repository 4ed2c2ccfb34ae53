/** The ground that a decision rests on, with the law beside each. */
import type { RefObject } from "react";
import type { PostView } from "../../backend/bindings";
import { Select } from "../../parts/Select";
import { useNamed, useWords } from "../../text";

type Ground = PostView["grounds"][number];

export function GroundSelect({
  label,
  grounds,
  value,
  onChange,
  detail = (ground) => ground.statute,
  buttonRef,
  testid,
}: {
  label?: string;
  grounds: Ground[];
  value: string | null;
  onChange: (id: string) => void;
  detail?: (ground: Ground) => string;
  buttonRef?: RefObject<HTMLButtonElement | null>;
  testid?: string;
}) {
  const words = useWords();
  const named = useNamed();
  return (
    <Select
      label={label ?? words.act.ground}
      lead={words.act.groundLead}
      placeholder={words.act.chooseGround}
      choices={grounds.map((ground) => ({ id: ground.id, name: named(ground), detail: detail(ground) }))}
      value={value}
      onChange={onChange}
      buttonRef={buttonRef}
      testid={testid}
    />
  );
}
