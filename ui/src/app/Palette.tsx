/** Everything by name: where to go, what to do with the post, how it looks. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { commands } from "../backend/commands";
import {
  heardAddress,
  logbookAddress,
  queueAddress,
  queueLists,
  registerAddress,
  registrarAddress,
  rulesAddress,
  settingsAddress,
} from "../domain/places";
import { queries, useHouse } from "../domain/queries";
import { Dialog } from "../parts/Dialog";
import { Finder, type Find } from "../parts/Finder";
import { go } from "../parts/hash";
import { useActs } from "../parts/keys";
import { collator, languages, useWords } from "../text";
import { keyActs, type KeyAct } from "../text/codes";

const notHere: KeyAct[] = ["palette", "help", "open", "select", "next", "previous"];

type PaletteProps = {
  open: boolean;
  onClose: () => void;
  onHelp: () => void;
  keys: Record<KeyAct, string>;
};

export function Palette({ open, onClose, onHelp, keys }: PaletteProps) {
  const words = useWords();
  const client = useQueryClient();
  const { can, run } = useActs();
  const { demo, people, me } = useHouse();
  const { data: accounts } = useQuery(queries.accounts);

  const runs = new Map<string, () => void>();
  const item = (id: string, name: string, run: () => void, extra: Partial<Find> = {}): Find => {
    runs.set(id, run);
    return { id, name, ...extra };
  };
  const keep = (name: "theme" | "language", value: string) =>
    void commands.settingKeep(name, value).then(
      () => client.invalidateQueries({ queryKey: ["settings"] }),
      () => undefined,
    );

  const groups = [
    {
      id: "act",
      name: words.palette.group.act,
      items: keyActs
        .filter((act) => !notHere.includes(act) && can(act))
        .map((act) => item(`act-${act}`, words.keys[act], () => run(act), { shortcut: keys[act] })),
    },
    {
      id: "go",
      name: words.palette.group.go,
      items: [
        ...queueLists.map((list) =>
          item(`go-${list}`, words.queue.heading[list], () => go(queueAddress({ list }))),
        ),
        item("go-heard", words.nav.heard, () => go(heardAddress())),
        item("go-registrar", words.nav.registrar, () => go(registrarAddress("to_register"))),
        item("go-register", words.nav.register, () => go(registerAddress("accounts"))),
        item("go-rules", words.nav.rules, () => go(rulesAddress("list"))),
        item("go-try", words.rules.tab.try, () => go(rulesAddress("try"))),
        item("go-logbook", words.nav.logbook, () => go(logbookAddress())),
        item("go-settings", words.nav.settings, () => go(settingsAddress())),
      ],
    },
    {
      id: "set",
      name: words.palette.group.set,
      items: [
        item("help", words.palette.help, onHelp, { shortcut: keys.help }),
        ...(["system", "light", "dark"] as const).map((theme) =>
          item(`theme-${theme}`, words.palette.theme(words.settings.themes[theme]), () =>
            keep("theme", theme),
          ),
        ),
        ...(["sv", "en"] as const).map((language) =>
          item(`language-${language}`, words.palette.language(languages[language].language), () =>
            keep("language", language),
          ),
        ),
        ...(demo
          ? people
              .filter((person) => person.id !== me?.id)
              .map((person) =>
                item(
                  `sit-${person.id}`,
                  words.palette.switchPerson(person.name),
                  () => void commands.sitDown(person.id).then(() => client.invalidateQueries()),
                  {
                    detail: person.title,
                  },
                ),
              )
          : []),
      ],
    },
    {
      id: "see",
      name: words.palette.group.see,
      items: [...(accounts ?? [])]
        .sort((a, b) => collator.compare(a.name, b.name))
        .map((account) =>
          item(
            `account-${account.id}`,
            words.palette.account(account.name),
            () => go(queueAddress({ account: account.id })),
            {
              also: [account.name, account.handle],
              detail: account.service || words.platform[account.platform],
            },
          ),
        ),
    },
  ];

  return (
    <Dialog title={words.palette.title} closeLabel={words.close} open={open} onClose={onClose} bare>
      <div data-testid="palette">
        <Finder
          label={words.palette.title}
          placeholder={words.palette.placeholder}
          empty={words.palette.empty}
          groups={groups}
          onPick={(id) => {
            onClose();
            setTimeout(() => runs.get(id)?.(), 0);
          }}
        />
      </div>
    </Dialog>
  );
}
