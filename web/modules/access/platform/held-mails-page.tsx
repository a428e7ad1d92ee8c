import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { UnplacedMails } from "../../../../shared/mail/quarantine.ts";
import { type QuarantineCause, quarantineCauses } from "../../../../shared/mail/schema.ts";
import { fileSize } from "../../../../shared/mediation/uploads.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { dayOf, shortDay } from "../../../ui/agent/relative-dates.ts";
import { Button } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import { RadioButtons } from "../../../ui/radio-buttons.tsx";
import { PlatformPage } from "./platform-page.tsx";
import {
  assignHeldMail,
  dropHeldMail,
  heldMailsQuery,
  organisationsQuery,
  refresh,
} from "./platform-queries.ts";

type Mail = UnplacedMails["mails"][number];

const causeLabel = (cause: string) =>
  Object.hasOwn(quarantineCauses, cause) ? quarantineCauses[cause as QuarantineCause].label : cause;
const senderOf = ({ senderDomain }: Mail) => (senderDomain ? `@${senderDomain}` : "Expéditeur illisible");

/** Mails that no organisation can be told of: what is known without reading them, and two ways out. */
export function HeldMailsPage() {
  const query = useInfiniteQuery(heldMailsQuery);
  const client = useQueryClient();
  const { notify } = useNotices();
  const [asking, setAsking] = useState<{ mail: Mail; act: "assign" | "drop" }>();
  const done = (words: string) => {
    setAsking(undefined);
    refresh(client, "held-mails");
    notify(words);
  };
  return (
    <PlatformPage
      title="Courriels sans destination"
      line="Ils sont arrivés à une adresse qui ne mène à aucune organisation. Personne ne peut les lire ici."
      what="les courriels sans destination"
      query={query}
    >
      {(data: InfiniteData<UnplacedMails>) => {
        const mails = data.pages.flatMap((page) => page.mails);
        return (
          <>
            {mails.length === 0 ? (
              <div className="empty-state">
                <h2>Aucun courriel sans destination</h2>
                <p>Tout ce qui est arrivé a trouvé son organisation.</p>
              </div>
            ) : (
              <table className="list-table platform-table">
                <caption className="fr-sr-only">Courriels sans destination</caption>
                <thead>
                  <tr>
                    <th scope="col">Domaine de l’expéditeur</th>
                    <th scope="col">Cause</th>
                    <th scope="col">Reçu</th>
                    <th scope="col">Taille</th>
                    <th scope="col">S’efface</th>
                    <th scope="col" className="platform-table__acts-head">
                      <span className="fr-sr-only">Actions</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {mails.map((mail) => (
                    <tr key={mail.id}>
                      <th scope="row" className="break-anywhere">
                        {senderOf(mail)}
                      </th>
                      <td>{causeLabel(mail.cause)}</td>
                      <td className="mention">
                        <Moment at={mail.receivedAt} />
                      </td>
                      <td className="mention">{mail.size === null ? "–" : fileSize(mail.size)}</td>
                      <td className="mention">{shortDay(dayOf(new Date(mail.expiresAt)))}</td>
                      <td className="platform-table__acts">
                        <Button size="sm" look="secondary" onClick={() => setAsking({ mail, act: "assign" })}>
                          Confier…<span className="fr-sr-only"> le courriel de {senderOf(mail)}</span>
                        </Button>
                        <Button size="sm" look="quiet" onClick={() => setAsking({ mail, act: "drop" })}>
                          Supprimer<span className="fr-sr-only"> le courriel de {senderOf(mail)}</span>
                        </Button>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
            {query.hasNextPage && (
              <p className="list-foot">
                <Button
                  look="secondary"
                  size="sm"
                  busy={query.isFetchingNextPage && "Chargement…"}
                  onClick={() => void query.fetchNextPage()}
                >
                  Afficher la suite
                </Button>
              </p>
            )}
            {asking?.act === "assign" && (
              <AssignDialog
                mail={asking.mail}
                onDone={(name) =>
                  done(`Courriel confié à ${name}\u00a0: ses responsables le voient en quarantaine.`)
                }
                onClose={() => setAsking(undefined)}
              />
            )}
            {asking?.act === "drop" && (
              <ConfirmDialog
                title="Supprimer ce courriel"
                confirm="Supprimer sans le lire"
                busy="Suppression…"
                act={() => dropHeldMail(asking.mail.id)}
                onDone={() => done("Courriel supprimé. Il disparaît pour de bon dans 7\u00a0jours.")}
                onClose={() => setAsking(undefined)}
              >
                <p>
                  Personne ne l’aura lu&nbsp;: {senderOf(asking.mail)},{" "}
                  {causeLabel(asking.mail.cause).toLowerCase()}.
                </p>
              </ConfirmDialog>
            )}
          </>
        );
      }}
    </PlatformPage>
  );
}

/** The organisation is found by its name; its keepers then read the mail, the platform never does. */
function AssignDialog({
  mail,
  onDone,
  onClose,
}: {
  mail: Mail;
  onDone: (name: string) => void;
  onClose: () => void;
}) {
  const id = useId();
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState<string>();
  const query = useInfiniteQuery(organisationsQuery(words.trim() || undefined));
  const found = (query.data?.pages[0]?.organisations ?? []).filter(({ closedAt }) => !closedAt).slice(0, 8);
  const picked = found.find((one) => one.id === chosen) ?? found[0];
  return (
    <ConfirmDialog
      title="Confier ce courriel à une organisation"
      confirm={picked ? `Confier à ${picked.name}` : "Confier"}
      busy="Un instant…"
      act={() => assignHeldMail(mail.id, picked?.id ?? "")}
      onDone={() => onDone(picked?.name ?? "l’organisation")}
      onClose={onClose}
    >
      <Input
        label="Nom de l’organisation"
        type="search"
        value={words}
        autoComplete="off"
        onChange={(typed) => {
          setWords(typed);
          setChosen(undefined);
        }}
      />
      <div aria-live="polite">
        {query.data && found.length === 0 && <p className="mention">Aucune organisation de ce nom.</p>}
        {found.length > 0 && (
          <RadioButtons
            legend="Organisation"
            name={`${id}-organisation`}
            inline={false}
            value={picked?.id}
            options={found.map((one) => ({ value: one.id, label: one.name }))}
            onChange={setChosen}
          />
        )}
      </div>
    </ConfirmDialog>
  );
}
