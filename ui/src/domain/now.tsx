/** The core's clock as the window reads it: one tick for everything that counts down. */
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";

type Clock = { at: number; read: () => number };
const Context = createContext<Clock>({ at: Date.now(), read: Date.now });

/** An answer takes its time on the way; that is not the clock running wrong. */
const tolerance = 1000;

/** `ahead` is how far the core's clock is ahead of the window's, in milliseconds. */
export function NowProvider({ ahead, children }: { ahead: number; children: ReactNode }) {
  const [kept, setKept] = useState(ahead);
  if (Math.abs(kept - ahead) > tolerance) setKept(ahead);
  const read = useMemo(() => () => Date.now() + kept, [kept]);
  const [at, setAt] = useState(read);
  useEffect(() => {
    const tick = () => setAt(read());
    const first = setTimeout(tick, 0);
    const timer = setInterval(tick, 10_000);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [read]);
  const clock = useMemo(() => ({ at, read }), [at, read]);
  return <Context.Provider value={clock}>{children}</Context.Provider>;
}

/** The time now, renewed every ten seconds. */
export const useNow = () => useContext(Context).at;
/** Reads the clock at the moment of the call. */
export const useClock = () => useContext(Context).read;
