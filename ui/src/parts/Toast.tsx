/**
 * Short words at the foot of the window. A toast may count down to something that can still be undone; it is read out once,
 * not every second.
 */
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from "react";
import { X } from "lucide-react";
import { Button } from "react-aria-components";
import { Kbd } from "./Kbd";

export type Toast = {
  id: string;
  /** Given the seconds left (0 when it doesn't count). */
  text: (seconds: number) => ReactNode;
  /** What a screen reader hears, once. */
  spoken: string;
  tone?: "plain" | "trouble";
  until: number;
  undo?: { label: string; shortcut: string; run: () => void };
  /** Another way on from here, before the undoing. */
  also?: { label: string; shortcut: string; run: () => void };
};

type Tone = NonNullable<Toast["tone"]>;
type Toasts = {
  show: (toast: Toast) => void;
  /** Something to know, for a few seconds. What is said next takes its place. */
  say: (text: string, tone?: Tone) => void;
  hide: (id: string) => void;
  undoLatest: () => boolean;
  /** Takes the other way on that the latest offers. */
  goLatest: () => boolean;
};
const Context = createContext<Toasts>({
  show: () => undefined,
  say: () => undefined,
  hide: () => undefined,
  undoLatest: () => false,
  goLatest: () => false,
});

export const useToasts = () => useContext(Context);

export function ToastProvider({
  now,
  closeLabel,
  label,
  children,
}: {
  now: () => number;
  closeLabel: string;
  label: string;
  children: ReactNode;
}) {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const [at, setAt] = useState(now);
  const current = useRef(toasts);
  useEffect(() => {
    current.current = toasts;
  }, [toasts]);

  const hide = useCallback((id: string) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const show = useCallback(
    (toast: Toast) => {
      setAt(now());
      setToasts((all) => [...all.filter((other) => other.id !== toast.id), toast].slice(-3));
    },
    [now],
  );
  const say = useCallback(
    (text: string, tone: Tone = "plain") => {
      const until = now() + (tone === "trouble" ? 8000 : 5000);
      show({ id: "said", text: () => text, spoken: text, tone, until });
    },
    [now, show],
  );
  const latest = useCallback((way: "undo" | "also") => {
    const found = current.current.findLast((toast) => toast[way])?.[way];
    found?.run();
    return found !== undefined;
  }, []);
  const toolbox = useMemo(
    () => ({ show, say, hide, undoLatest: () => latest("undo"), goLatest: () => latest("also") }),
    [show, say, hide, latest],
  );

  useEffect(() => {
    if (toasts.length === 0) return;
    const timer = setInterval(() => {
      const time = now();
      setAt(time);
      setToasts((all) =>
        all.some((toast) => toast.until <= time) ? all.filter((toast) => toast.until > time) : all,
      );
    }, 250);
    return () => clearInterval(timer);
  }, [toasts.length, now]);

  return (
    <Context.Provider value={toolbox}>
      {children}
      <section className="toasts" aria-label={label}>
        {toasts.map((toast) => (
          <div key={toast.id} className={`toast ${toast.tone ?? "plain"}`} data-testid="toast">
            <span>{toast.text(Math.max(0, Math.ceil((toast.until - at) / 1000)))}</span>
            {toast.also ? (
              <Button data-testid="do-also" onPress={toast.also.run}>
                {toast.also.label}
                <Kbd>{toast.also.shortcut}</Kbd>
              </Button>
            ) : null}
            {toast.undo ? (
              <Button data-testid="do-undo" onPress={toast.undo.run}>
                {toast.undo.label}
                <Kbd>{toast.undo.shortcut}</Kbd>
              </Button>
            ) : (
              <Button aria-label={closeLabel} onPress={() => hide(toast.id)}>
                <X aria-hidden size={16} />
              </Button>
            )}
          </div>
        ))}
        <div className="aside" role="status" aria-live="polite">
          {toasts.at(-1)?.spoken ?? ""}
        </div>
      </section>
    </Context.Provider>
  );
}
