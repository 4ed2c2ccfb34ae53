/** When a part of the window breaks: an apology in plain words and a way on, instead of an empty screen. */
import { Component, type ReactNode } from "react";
import { Button } from "../parts/Button";
import { EmptyState } from "../parts/EmptyState";
import { useWords } from "../text";

export class ErrorBoundary extends Component<{ children: ReactNode; place?: string }, { broke: boolean }> {
  override state = { broke: false };

  static getDerivedStateFromError() {
    return { broke: true };
  }

  override componentDidUpdate(before: { place?: string }) {
    if (this.state.broke && before.place !== this.props.place) this.setState({ broke: false });
  }

  override render() {
    return this.state.broke ? <Broken onAgain={() => window.location.reload()} /> : this.props.children;
  }
}

export function Broken({ onAgain }: { onAgain: () => void }) {
  const words = useWords();
  return (
    <main className="alone">
      <EmptyState
        level={1}
        title={words.broke.title}
        action={<Button onPress={onAgain}>{words.broke.reload}</Button>}
      >
        {words.broke.body}
      </EmptyState>
    </main>
  );
}
