/** What an empty place says: what will be here, and how to get it here. */
import type { ReactNode } from "react";

export function EmptyState({
  icon,
  title,
  children,
  action,
  level = 3,
}: {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** Of its title: 1 where it is the whole page. */
  level?: 1 | 2 | 3;
}) {
  const Title = `h${level}` as const;
  return (
    <div className="empty">
      {icon}
      <Title>{title}</Title>
      {children ? <p>{children}</p> : null}
      {action}
    </div>
  );
}
