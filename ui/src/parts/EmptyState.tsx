/** What an empty place says: what will be here, and how to get it here. */
import type { ReactNode } from "react";

export function EmptyState({
  icon,
  title,
  children,
  action,
  alone,
}: {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** When it is the whole page, its title is the page's. */
  alone?: boolean;
}) {
  const Title = alone ? "h1" : "h2";
  return (
    <div className="empty">
      {icon}
      <Title>{title}</Title>
      {children ? <p>{children}</p> : null}
      {action}
    </div>
  );
}
