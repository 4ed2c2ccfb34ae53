/** Work that is waited for: one at a time, so that nothing is pressed twice, and with what went wrong in the latest until it is forgotten. */
import { useCallback, useRef, useState } from "react";

export function useWork() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const going = useRef(false);
  const run = useCallback(async (work: () => Promise<unknown>): Promise<void> => {
    if (going.current) return;
    going.current = true;
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (caught) {
      setError(caught);
    } finally {
      going.current = false;
      setBusy(false);
    }
  }, []);
  const forget = useCallback(() => setError(null), []);
  return { busy, error, run, forget };
}
