/** What changed between two wordings, word by word. */
export type Change = { kind: "same" | "added" | "taken"; text: string };

const tokens = (text: string) => text.match(/\s+|[\p{L}\p{N}\p{M}]+|[^\s\p{L}\p{N}]/gu) ?? [];
const tooMuch = 4_000_000;

export function difference(before: string, after: string): Change[] {
  const a = tokens(before);
  const b = tokens(after);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  )
    tail++;

  const changes: Change[] = [];
  const push = (kind: Change["kind"], text: string) => {
    if (!text) return;
    const last = changes.at(-1);
    if (last?.kind === kind) last.text += text;
    else changes.push({ kind, text });
  };
  push("same", a.slice(0, head).join(""));
  const x = a.slice(head, a.length - tail);
  const y = b.slice(head, b.length - tail);
  if (x.length * y.length > tooMuch) {
    push("taken", x.join(""));
    push("added", y.join(""));
  } else {
    for (const change of longestCommon(x, y)) push(change.kind, change.text);
  }
  push("same", a.slice(a.length - tail).join(""));
  return changes;
}

function longestCommon(x: string[], y: string[]): Change[] {
  const width = y.length + 1;
  const length = new Uint32Array((x.length + 1) * width);
  for (let i = x.length - 1; i >= 0; i--)
    for (let j = y.length - 1; j >= 0; j--)
      length[i * width + j] =
        x[i] === y[j]
          ? length[(i + 1) * width + j + 1]! + 1
          : Math.max(length[(i + 1) * width + j]!, length[i * width + j + 1]!);
  const changes: Change[] = [];
  let i = 0;
  let j = 0;
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) {
      changes.push({ kind: "same", text: x[i]! });
      i++;
      j++;
    } else if (
      i < x.length &&
      (j === y.length || length[(i + 1) * width + j]! >= length[i * width + j + 1]!)
    ) {
      changes.push({ kind: "taken", text: x[i++]! });
    } else {
      changes.push({ kind: "added", text: y[j++]! });
    }
  }
  return changes;
}
