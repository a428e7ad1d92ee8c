import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type ContactView, contactSides } from "../../../../../shared/mediation/people.ts";
import { ConfirmDialog } from "../../../../ui/agent/confirm-dialog.tsx";
import { EmailAddress } from "../../../../ui/agent/email-address.tsx";
import { FilterField } from "../../../../ui/agent/filters.tsx";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { PageTitle, useTitle } from "../../../../ui/agent/page-title.tsx";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import { Button } from "../../../../ui/button.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { ContactDialog } from "./contact-dialog.tsx";
import { contactsQuery, removeContact } from "./people-queries.ts";
import "./people.css";

/** The address book: services and people the office writes to on several cases. */
export function ContactsPage({ space }: { space: AgentSpace }) {
  useTitle("Carnet d’adresses");
  const client = useQueryClient();
  const { notify } = useNotices();
  const [q, setQ] = useState("");
  const query = useInfiniteQuery(contactsQuery(space.organisation.id, q));
  const [opened, setOpened] = useState<ContactView | "new">();
  const [leaving, setLeaving] = useState<ContactView>();
  const contacts = query.data?.pages.flatMap((page) => page.contacts);
  const mayWrite = query.data?.pages[0]?.mayWrite ?? false;
  return (
    <div className="agent-page">
      <header className="agent-head">
        <PageTitle>Carnet d’adresses</PageTitle>
        <p className="mention">Les services et les personnes à qui l’on écrit sur plusieurs dossiers.</p>
      </header>
      <div className="row row--wrap contacts__tools">
        <FilterField
          label="Filtrer le carnet"
          placeholder="Nom, service, e-mail"
          value={q}
          onChange={(value) => setQ(value ?? "")}
        />
        {mayWrite && (
          <Button size="sm" icon="fr-icon-add-line" onClick={() => setOpened("new")}>
            Ajouter un contact
          </Button>
        )}
      </div>
      {query.isPending && <Skeleton says="Chargement du carnet…" />}
      {query.isError && !contacts && (
        <LoadFailed what="le carnet d’adresses" error={query.error} retry={() => void query.refetch()} />
      )}
      {contacts?.length === 0 && (
        <p className="mention">
          {q
            ? `Aucun contact ne correspond à «\u00a0${q}\u00a0».`
            : "Le carnet est vide. Ajoutez les services à qui vous écrivez souvent."}
        </p>
      )}
      {contacts && contacts.length > 0 && (
        <div className="links">
          <ul className="links__lines" aria-label="Contacts">
            {contacts.map((one) => (
              <li key={one.id} className="links__line">
                <span className="other-case">
                  <span className="strong">{one.name}</span>
                  <span className="small mention">
                    {[contactSides[one.side], one.function, one.department].filter(Boolean).join(" · ")}
                  </span>
                  {one.email && (
                    <span className="small">
                      <EmailAddress address={one.email} />
                    </span>
                  )}
                  {one.phone && <span className="small figures">{one.phone}</span>}
                </span>
                {mayWrite && (
                  <span className="links__acts small">
                    <button type="button" className="text-button" onClick={() => setOpened(one)}>
                      Modifier<span className="fr-sr-only"> {one.name}</span>
                    </button>
                    <button type="button" className="text-button" onClick={() => setLeaving(one)}>
                      Retirer…<span className="fr-sr-only"> {one.name}</span>
                    </button>
                  </span>
                )}
              </li>
            ))}
          </ul>
          {query.hasNextPage && (
            <p>
              <Button
                look="secondary"
                busy={query.isFetchingNextPage && "Un instant…"}
                onClick={() => void query.fetchNextPage()}
              >
                Afficher 50 de plus
              </Button>
            </p>
          )}
        </div>
      )}
      {opened && (
        <ContactDialog
          opened={opened === "new" ? undefined : opened}
          space={space}
          onClose={() => setOpened(undefined)}
        />
      )}
      {leaving && (
        <ConfirmDialog
          title={`Retirer ${leaving.name} du carnet\u00a0?`}
          confirm="Retirer du carnet"
          busy="Retrait en cours…"
          act={() => removeContact(leaving.id)}
          onDone={() => {
            setLeaving(undefined);
            void client.invalidateQueries({ queryKey: ["mediation", "contacts"] });
            notify("Contact retiré du carnet.");
          }}
          onClose={() => setLeaving(undefined)}
        >
          <p>Les dossiers où ce contact est participant ne changent pas.</p>
        </ConfirmDialog>
      )}
    </div>
  );
}
