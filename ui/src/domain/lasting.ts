/** Work that goes on when one looks at something else, and is found again with what came of it. One of each kind at a time. */
import { useMutation, useMutationState, useQueryClient } from "@tanstack/react-query";

export function useLasting<Of, Result>(name: string, work: (of: Of) => Promise<Result>) {
  const client = useQueryClient();
  const mutationKey = [name];
  const { mutate } = useMutation({ mutationKey, mutationFn: work, gcTime: Infinity });
  const latest = useMutationState({ filters: { mutationKey }, select: ({ state }) => state }).at(-1);
  const going = latest?.status === "pending";
  /** What came of the one before is no longer said. */
  const forget = () => {
    const all = client.getMutationCache();
    all.findAll({ mutationKey }).forEach((one) => all.remove(one));
  };
  /** `then` only for whoever is still there. */
  const begin = (of: Of, then?: () => void) => {
    if (going) return;
    forget();
    mutate(of, { onSuccess: then });
  };
  return { begin, going, forget, result: latest?.data as Result | undefined, error: latest?.error ?? null };
}
