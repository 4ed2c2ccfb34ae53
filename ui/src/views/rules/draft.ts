/** A change of rules that is being written. It stays while one looks at something else, and is no rule until switched on. */
import { useQuery, useQueryClient } from "@tanstack/react-query";

export type RulesDraft = { file: string; text: string; /** What the file says now. */ base: string };

const key = ["rules-draft"];

export function useRulesDraft(): [RulesDraft | null, (draft: RulesDraft | null) => void] {
  const client = useQueryClient();
  const { data } = useQuery<RulesDraft | null>({
    queryKey: key,
    // Nobody is asked: it is kept here, for as long as the window is open.
    queryFn: () => client.getQueryData<RulesDraft | null>(key) ?? null,
    enabled: false,
    initialData: null,
    gcTime: Infinity,
  });
  return [data, (draft) => client.setQueryData<RulesDraft | null>(key, draft)];
}
