import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import "../../../ui/agent/forms.css";
import "./account.css";

/** One of the two pages of an account, with the way to the other. */
export function AccountPage({ title, children }: { title: string; children: ReactNode }) {
  useTitle(title);
  return (
    <>
      <nav className="account-nav" aria-label="Mon compte">
        <ul>
          {(
            [
              ["/compte", "Mon profil"],
              ["/compte/securite", "Sécurité et sessions"],
            ] as const
          ).map(([to, words]) => (
            <li key={to}>
              <Link to={to} activeOptions={{ exact: true }} activeProps={{ "aria-current": "page" }}>
                {words}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <PageTitle>{title}</PageTitle>
      {children}
    </>
  );
}

/** One subject of an account: what it is, then what can be done. */
export function AccountSection({
  title,
  intro,
  children,
}: {
  title: string;
  intro?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="account-section">
      <h2>{title}</h2>
      {intro && <p className="mention">{intro}</p>}
      {children}
    </section>
  );
}
