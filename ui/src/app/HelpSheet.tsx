/** All keys on one sheet, and what the step chart is. */
import { Dialog } from "../parts/Dialog";
import { keyName } from "../parts/Kbd";
import { useWords } from "../text";
import { keyActs, type KeyAct } from "../text/codes";

const everywhere: KeyAct[] = ["palette", "search", "help", "undo"];

export function HelpSheet({
  open,
  onClose,
  keys,
}: {
  open: boolean;
  onClose: () => void;
  keys: Record<KeyAct, string>;
}) {
  const words = useWords();
  const rows = (acts: readonly KeyAct[]) =>
    acts.map((act) => ({ name: words.keys[act], keys: keys[act].split(" ") }));
  const groups = [
    { name: words.help.queue, rows: rows(keyActs.filter((act) => !everywhere.includes(act))) },
    { name: words.help.everywhere, rows: rows(everywhere) },
    {
      name: words.help.writing,
      rows: [
        { name: words.help.send, keys: ["Ctrl+Enter"] },
        { name: words.help.leave, keys: ["Escape"] },
        { name: words.help.panes, keys: ["F6"] },
      ],
    },
  ];
  return (
    <Dialog title={words.help.title} closeLabel={words.close} open={open} onClose={onClose} broad>
      <p className="quiet small">{words.help.intro}</p>
      <div className="help" data-testid="help">
        {groups.map((group) => (
          <section key={group.name} aria-label={group.name}>
            <h3>{group.name}</h3>
            <dl>
              {group.rows.map((row) => (
                <div key={row.name}>
                  <dt>{row.name}</dt>
                  <dd>
                    {row.keys.map((key) => (
                      <kbd key={key} className="kbd">
                        {keyName(key)}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <h3 className="small strong">{words.help.chart}</h3>
      <p className="quiet small">{words.help.chartBody}</p>
    </Dialog>
  );
}
