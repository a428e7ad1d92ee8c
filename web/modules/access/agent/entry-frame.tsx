import type { ReactNode } from "react";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { guichet, type Host, PageFrame } from "../../../ui/page-frame.tsx";
import "./entry.css";

const agents: Host = { ...guichet, service: "Espace agents" };

/** A page of the agents' door: one narrow column under the header of Guichet or of the organisation. */
export function EntryFrame({
  title,
  host = agents,
  before,
  children,
}: {
  title: string;
  host?: Host;
  /** Above the title: the way back. */
  before?: ReactNode;
  children: ReactNode;
}) {
  useTitle(title);
  return (
    <PageFrame host={host}>
      <div className="entry">
        {before}
        <PageTitle key={title}>{title}</PageTitle>
        {children}
      </div>
    </PageFrame>
  );
}

/** « Retour », above a title. */
export const BackLink = ({ href, children }: { href: string; children: ReactNode }) => (
  <p>
    <a className="fr-link fr-icon-arrow-left-line fr-link--icon-left" href={href}>
      {children}
    </a>
  </p>
);
