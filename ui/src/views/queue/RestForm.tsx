/** To let a post rest: until when and why. The clock keeps running. */
import { useState } from "react";
import { useClock, useNow } from "../../domain/now";
import { Button } from "../../parts/Button";
import { Field } from "../../parts/Field";
import { useDates, useWords } from "../../text";
import { readWall, wallText } from "../../text/dates";
import { restUntil, type Preset } from "./rest";

const presets: Preset[] = ["hour", "tomorrow", "monday"];

export function RestForm({
  why,
  onWhy,
  onRest,
  onLeave,
}: {
  why: string;
  onWhy: (why: string) => void;
  onRest: (until: number, name: string) => void;
  onLeave: () => void;
}) {
  const words = useWords();
  const clock = useClock();
  const dates = useDates(useNow());
  const [own, setOwn] = useState<string | null>(null);
  const until = own === null ? null : readWall(own);
  const rest = (until: number) => onRest(until, dates.moment(until));
  return (
    <div
      className="q-form"
      data-testid="rest-form"
      onKeyDown={(event) => event.key === "Escape" && onLeave()}
    >
      <div className="q-choices" role="group" aria-label={words.act.restUntil}>
        {presets.map((preset, index) => (
          <Button
            key={preset}
            wide
            autoFocus={index === 0}
            onPress={() => rest(restUntil(preset, clock()))}
            data-testid={`rest-${preset}`}
          >
            {words.act.restPresets[preset]}
          </Button>
        ))}
        <Button
          wide
          aria-expanded={own !== null}
          onPress={() => setOwn(own === null ? wallText(restUntil("tomorrow", clock())) : null)}
          data-testid="rest-own"
        >
          {words.act.restPresets.own}
        </Button>
      </div>
      {own === null ? null : (
        <>
          <Field
            label={words.act.restOwn}
            help={words.act.restOwnHelp}
            value={own}
            onChange={setOwn}
            error={until === null ? words.act.restOwnWrong : null}
            testid="field-until"
            autoFocus
          />
          <Button
            look="primary"
            wide
            isDisabled={until === null}
            onPress={() => until !== null && rest(until)}
            data-testid="do-rest"
          >
            {words.act.restDo}
          </Button>
        </>
      )}
      <Field
        label={words.act.restReason}
        value={why}
        onChange={onWhy}
        help={words.act.restClock}
        testid="field-rest-reason"
      />
    </div>
  );
}
