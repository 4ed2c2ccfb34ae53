/** When a part of the window breaks: an apology in plain words and a way on, instead of an empty screen. */
import { Component, type ErrorInfo, type ReactNode } from "react";
import { Button } from "../parts/Button";
import { EmptyState } from "../parts/EmptyState";
import { useWords } from "../text";

export class ErrorBoundary extends Component<{ children: ReactNode; place?: string }, { broke: boolean }> {
  override state = { broke: false };

  static getDerivedStateFromError() {
    return { broke: true };
  }

  /** What broke and where, for whoever looks. Not the message: it may hold what a citizen wrote. */
  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo) {
    console.error(error instanceof Error ? error.name : typeof error, componentStack);
  }

  override componentDidUpdate(before: { place?: string }) {
    if (this.state.broke && before.place !== this.props.place) this.setState({ broke: false });
  }

  override render() {
    return this.state.broke ? <Broken here onAgain={() => window.location.reload()} /> : this.props.children;
  }
}

/** `here`: the window itself broke, and not the core, which notes its faults in the program's log. */
export function Broken({ here, onAgain }: { here?: boolean; onAgain: () => void }) {
  const words = useWords();
  return (
    <main className="alone">
      <EmptyState
        alone
        title={words.broke.title}
        action={<Button onPress={onAgain}>{words.broke.reload}</Button>}
      >
        {here ? words.broke.here : words.broke.body}
      </EmptyState>
    </main>
  );
}
