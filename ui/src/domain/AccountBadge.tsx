/** Who wrote, and where. */
import type { Platform } from "../backend/bindings";
import { useWords } from "../text";
import "./domain.css";

const letter = (name: string) => [...(name.match(/[\p{L}\p{N}]/u)?.[0] ?? "?")][0]!.toLocaleUpperCase("sv");

export function Avatar({ name, small }: { name: string; small?: boolean }) {
  return (
    <span className={`avatar${small ? " small" : ""}`} aria-hidden="true">
      {letter(name)}
    </span>
  );
}

/** The service's own name where an account says it, else the platform's. */
export function useServiceName(): (of: { platform: Platform; service?: string }) => string {
  const words = useWords();
  return ({ platform, service }) => service || words.platform[platform];
}

export function AccountBadge({
  platform,
  service,
  account,
}: {
  platform: Platform;
  service?: string;
  account: string;
}) {
  const name = useServiceName()({ platform, service });
  return <>{name === account ? account : `${name} · ${account}`}</>;
}
