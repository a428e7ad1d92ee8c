import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { type Claim, claimFiles, claimMethods, claimStatuses } from "../../../../shared/access/companies.ts";
import type { OrganisationView } from "../../../../shared/access/organisation.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Button } from "../../../ui/button.tsx";
import { base64Of } from "./base64-of.ts";
import { ClaimCode } from "./claim-code.tsx";
import {
  addClaimFile,
  claimQuery,
  keepClaim,
  publishedAddressQuery,
  removeClaimFile,
  sendClaim,
} from "./organisation-queries.ts";

const icons: Record<Claim["status"], { icon: `fr-icon-${string}`; tag: string }> = {
  unverified: { icon: "fr-icon-information-line", tag: "" },
  pending: { icon: "fr-icon-time-line", tag: "tag--info" },
  verified: { icon: "fr-icon-check-line", tag: "" },
  refused: { icon: "fr-icon-close-circle-line", tag: "tag--error" },
  disputed: { icon: "fr-icon-warning-fill", tag: "tag--warning" },
};
const inGroups = (siret: string) =>
  siret.replace(/^(\d{3})(\d{3})(\d{3})(\d{5})$/, "$1\u00a0$2\u00a0$3\u00a0$4");
const types: readonly string[] = claimFiles.types;

/** A company's SIRET: where its verification stands, and the documents that prove it. */
export function ClaimSection({ view, may }: { view: OrganisationView; may: boolean }) {
  const query = useQuery({ ...claimQuery(view.id), enabled: may });
  const status = query.data?.status ?? view.claim?.status;
  return (
    <section className="box settings-section" aria-labelledby="siret">
      <header className="settings-section__head">
        <h2 id="siret">SIRET</h2>
        {status && (
          <span className={`tag ${icons[status].tag}`}>
            <Icon name={icons[status].icon} size="xs" />
            {claimStatuses[status]}
          </span>
        )}
      </header>
      {view.siret && <p>{inGroups(view.siret)}</p>}
      {query.data ? (
        <Proof claim={query.data} organisation={view.id} />
      ) : (
        <p className="mention">L’administrateur de l’organisation prouve que ce SIRET est le vôtre.</p>
      )}
    </section>
  );
}

/** What the state means, and what to do about it. */
function Proof({ claim, organisation }: { claim: Claim; organisation: string }) {
  const { data } = useQuery({ ...publishedAddressQuery(claim.siret), enabled: claim.mayAskCode });
  const published = claim.mayAskCode ? data?.found : null;
  switch (claim.status) {
    case "verified":
      return <p>Ce SIRET est bien le vôtre&nbsp;: vos déclarations peuvent partir.</p>;
    case "pending":
      return (
        <p>
          {claim.sentAt ? (
            <>
              Justificatifs envoyés <Moment at={claim.sentAt} />
            </>
          ) : (
            "Justificatifs envoyés"
          )}
          , réponse attendue sous {claim.answerDays}&nbsp;jours ouvrés. D’ici là, vous pouvez tout
          préparer&nbsp;; seul l’envoi attend.
        </p>
      );
    default:
      return (
        <>
          {claim.status === "refused" && (
            <p className="banner banner--error">
              <span>
                <strong>Justificatifs refusés.</strong> {claim.reason}
              </span>
            </p>
          )}
          {claim.status === "disputed" && (
            <p className="banner banner--warning">
              <span>
                Une autre organisation a déjà ce SIRET.{" "}
                {claim.method === "public_email"
                  ? "Vous avez donné le code de l’adresse publiée\u00a0: l’administration de la plateforme décidera."
                  : "Envoyez vos justificatifs\u00a0: l’administration de la plateforme décidera."}
              </span>
            </p>
          )}
          <p>
            En attendant, vous pouvez tout préparer&nbsp;; seul l’envoi des déclarations attend. Pour prouver
            que ce SIRET est le vôtre&nbsp;:
          </p>
          <ul className="settings-ways">
            {published && <li>{claimMethods.public_email}</li>}
            {claim.methods.map((method) => (
              <li key={method}>{claimMethods[method]}</li>
            ))}
          </ul>
          {published && <ClaimCode claim={claim} organisation={organisation} published={published} />}
          {claim.open && <Documents claim={claim} organisation={organisation} />}
        </>
      );
  }
}

function Documents({ claim, organisation }: { claim: Claim; organisation: string }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const [fault, setFault] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const done = {
    onSuccess: (kept: Claim) => {
      setFault(undefined);
      keepClaim(client, organisation, kept);
    },
    onError: (error: unknown) => setFault(refusalWords(error)),
  };
  const add = useMutation({
    mutationFn: async (file: File) =>
      addClaimFile(organisation, { name: file.name, base64: await base64Of(file) }),
    ...done,
  });
  const remove = useMutation({
    mutationFn: (fileId: string) => removeClaimFile(organisation, fileId),
    ...done,
  });
  const send = useMutation({
    mutationFn: () => sendClaim(organisation),
    ...done,
    onSuccess: (kept) => {
      done.onSuccess(kept);
      notify("Justificatifs envoyés. La réponse arrivera par e-mail.");
    },
  });
  const choose = (file: File | undefined) => {
    if (!file) return;
    if (!types.includes(file.type)) setFault("Choisissez un PDF, ou une photo PNG ou JPEG.");
    else if (file.size > claimFiles.mostBytes)
      setFault(
        `Ce document pèse ${Math.ceil(file.size / 1024)}\u00a0Ko\u00a0: ${claimFiles.mostBytes / 1024}\u00a0Ko au plus.`,
      );
    else add.mutate(file);
  };
  return (
    <>
      {claim.files.length > 0 && (
        <ul className="settings-files">
          {claim.files.map(({ id, name, size }) => (
            <li key={id}>
              <span className="grow break-anywhere">
                {name} <span className="small mention">{Math.ceil(size / 1024)}&nbsp;Ko</span>
              </span>
              <button type="button" className="text-button small" onClick={() => remove.mutate(id)}>
                Retirer<span className="fr-sr-only"> {name}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <div role="alert">{fault && <p className="fr-message fr-message--error">{fault}</p>}</div>
      <input
        ref={input}
        className="fr-sr-only"
        type="file"
        accept={types.join(",")}
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          choose(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
      <p className="row row--wrap">
        {claim.files.length > 0 && (
          <Button size="sm" busy={send.isPending && "Envoi…"} onClick={() => send.mutate()}>
            {claim.status === "refused" ? "Envoyer d’autres documents" : "Envoyer les justificatifs"}
          </Button>
        )}
        {claim.files.length < claimFiles.most && (
          <Button
            size="sm"
            look="secondary"
            icon="fr-icon-upload-line"
            busy={add.isPending && "Ajout…"}
            onClick={() => input.current?.click()}
          >
            Ajouter un document
          </Button>
        )}
      </p>
      <p className="mention small">
        PDF ou photo, {claimFiles.mostBytes / 1024}&nbsp;Ko au plus chacun, {claimFiles.most} documents au
        plus.
        {claim.files.length === 0 && " Ajoutez au moins un document pour pouvoir l’envoyer."}
      </p>
    </>
  );
}
