/** The keys, each of which can be changed by pressing another. */
import { useEffect, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { defaultKeys, keysWith, takenFor } from "../../domain/keymap";
import { Button } from "../../parts/Button";
import { keyName } from "../../parts/Kbd";
import { pressed } from "../../parts/keys";
import { useWords } from "../../text";
import { keyActs, type KeyAct } from "../../text/codes";

const modifiers = ["Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock", "Tab", "Dead"];

export function Keys({
  own,
  onKeep,
}: {
  own: Record<string, string>;
  onKeep: (own: Record<string, string>) => void;
}) {
  const words = useWords();
  const keys = keysWith(own);
  const [waiting, setWaiting] = useState<KeyAct | null>(null);
  const [taken, setTaken] = useState<string | null>(null);

  useEffect(() => {
    if (!waiting) return;
    function hear(event: KeyboardEvent) {
      if (modifiers.includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      const key = pressed(event);
      if (key === "Escape") return setWaiting(null);
      if (!key) return;
      const current = keysWith(own);
      const other = takenFor(current, waiting!, key);
      if (other) return setTaken(words.settings.keyTaken(keyName(key), words.keys[other]));
      const next = { ...own, [waiting!]: key };
      if (key === defaultKeys[waiting!].split(" ")[0]) delete next[waiting!];
      onKeep(next);
      setWaiting(null);
      setTaken(null);
    }
    document.addEventListener("keydown", hear, true);
    return () => document.removeEventListener("keydown", hear, true);
  }, [waiting, own, onKeep, words]);

  return (
    <section aria-labelledby="s-keys">
      <div className="s-head">
        <h2 id="s-keys">{words.settings.keys}</h2>
        <Button
          look="quiet"
          isDisabled={Object.keys(own).length === 0}
          onPress={() => onKeep({})}
          data-testid="do-reset-keys"
        >
          {words.settings.keysReset}
        </Button>
      </div>
      <p className="quiet small">{words.settings.keysHelp}</p>
      <p role="alert" className="small grave">
        {taken}
      </p>
      <ul className="s-keys">
        {keyActs.map((act) => (
          <li key={act}>
            <span>{words.keys[act]}</span>
            <AriaButton
              className={`s-key${waiting === act ? " waiting" : ""}`}
              aria-label={
                waiting === act
                  ? words.settings.keyWaiting
                  : words.settings.keyChange(words.keys[act], keyName(keys[act]))
              }
              onPress={() => {
                setTaken(null);
                setWaiting(waiting === act ? null : act);
              }}
              data-testid={`key-${act}`}
            >
              {waiting === act ? words.settings.keyWaiting : keyName(keys[act])}
            </AriaButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
