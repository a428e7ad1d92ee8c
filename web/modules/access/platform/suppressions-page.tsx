import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { Button } from "../../../ui/button.tsx";
import { EmailDialog } from "./email-dialog.tsx";
import { PlatformPage } from "./platform-page.tsx";
import { liftSuppression, refresh, suppressionsQuery } from "./platform-queries.ts";

/** Addresses Guichet no longer writes to: how many and why; which ones, nobody can read here. */
export function SuppressionsPage() {
  const query = useQuery(suppressionsQuery);
  const client = useQueryClient();
  const { notify } = useNotices();
  const [lifting, setLifting] = useState(false);
  return (
    <PlatformPage
      title="Adresses bloquées"
      line="Guichet ne leur écrit plus. Les adresses elles-mêmes ne sont pas lisibles."
      what="les adresses bloquées"
      query={query}
      action={
        <Button size="sm" look="secondary" onClick={() => setLifting(true)}>
          Débloquer une adresse
        </Button>
      }
    >
      {({ total, byReason, recent, liftsRefused }) => (
        <>
          {liftsRefused > 0 && (
            <div className="banner banner--warning" role="status">
              <Icon name="fr-icon-alert-line" tone="warning" />
              <p>
                {liftsRefused > 1
                  ? `${liftsRefused} adresses débloquées ici restent bloquées`
                  : "1 adresse débloquée ici reste bloquée"}{" "}
                chez le fournisseur d’envoi, qui n’a pas répondu. Un nouvel essai a lieu chaque jour.
              </p>
            </div>
          )}
          {total === 0 ? (
            <div className="empty-state">
              <h2>Aucune adresse bloquée</h2>
              <p>Une adresse est bloquée quand elle n’existe pas, ou quand son titulaire signale un abus.</p>
            </div>
          ) : (
            <>
              <section aria-labelledby="causes">
                <h2 id="causes" className="platform-heading">
                  Par cause
                </h2>
                <table className="list-table platform-table platform-table--short">
                  <caption className="fr-sr-only">Adresses bloquées par cause</caption>
                  <thead>
                    <tr>
                      <th scope="col">Cause</th>
                      <th scope="col" className="platform-table__number">
                        Adresses
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {byReason.map(({ reason, label, count }) => (
                      <tr key={reason}>
                        <th scope="row">{label}</th>
                        <td className="platform-table__number">{count}</td>
                      </tr>
                    ))}
                    {byReason.length > 1 && (
                      <tr>
                        <th scope="row" className="strong">
                          Total
                        </th>
                        <td className="platform-table__number strong">{total}</td>
                      </tr>
                    )}
                  </tbody>
                </table>
              </section>
              <section aria-labelledby="recent">
                <h2 id="recent" className="platform-heading">
                  Les plus récentes
                </h2>
                <ul className="platform-lines">
                  {recent.map(({ label, since }) => (
                    <li key={`${since}-${label}`}>
                      {label}{" "}
                      <span className="mention">
                        <Moment at={since} />
                      </span>
                    </li>
                  ))}
                </ul>
              </section>
            </>
          )}
          {lifting && (
            <EmailDialog
              title="Débloquer une adresse"
              label="Adresse e-mail en entier"
              confirm="Débloquer l’adresse"
              busy="Un instant…"
              act={liftSuppression}
              onDone={(_answer, email) => {
                refresh(client, "suppressions");
                notify(`${email} est débloquée\u00a0: Guichet peut de nouveau lui écrire.`);
                setLifting(false);
              }}
              onClose={() => setLifting(false)}
            >
              <p>Demandez l’adresse à son titulaire, et assurez-vous qu’elle fonctionne.</p>
            </EmailDialog>
          )}
        </>
      )}
    </PlatformPage>
  );
}
