import { useState } from "react";

/**
 * The ground that a decision will rest on: the one that was chosen, or else the one that the post suggests just now. What the
 * flags suggested is gone with them when they are judged wrong; what a person chose stays.
 */
export function useGround(suggested: string | null) {
  const [chosen, choose] = useState<string | null>(null);
  return [chosen ?? suggested, choose] as const;
}
