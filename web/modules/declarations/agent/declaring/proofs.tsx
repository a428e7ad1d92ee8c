import { useMutation } from "@tanstack/react-query";
import type { DeclarationView, TransmissionView } from "../../../../../shared/declarations/declaring.ts";
import { saveBlob } from "../../../../ui/agent/csv.ts";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { Moment } from "../../../../ui/agent/moment.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { Button } from "../../../../ui/button.tsx";
import { openTab } from "../open-tab.ts";
import { fetchProofs, proofLink } from "./declaring-queries.ts";

/** What proves what was sent, kept ten years as it left. */
export function Proofs({ found }: { found: DeclarationView }) {
  const { notify } = useNotices();
  const all = useMutation({
    mutationFn: () => fetchProofs(found.id),
    onSuccess: (archive) => saveBlob(`${found.number} - preuves.zip`, archive),
    onError: (error) => notify(refusalWords(error)),
  });
  const proofs = found.transmissions.flatMap((one) => one.proofs.map((proof) => ({ one, proof })));
  return (
    <section className="box">
      <header className="row">
        <h2 className="grow">Preuves à garder</h2>
        {proofs.length > 1 && (
          <Button
            look="tertiary"
            size="sm"
            icon="fr-icon-download-line"
            busy={all.isPending && "Préparation…"}
            onClick={() => all.mutate()}
          >
            Tout télécharger
          </Button>
        )}
      </header>
      {proofs.length === 0 ? (
        <p className="mention">
          Elles seront ici dès le premier envoi, ou avec un dépôt dont vous joignez la preuve.
        </p>
      ) : (
        <ul className="telling-proofs">
          {proofs.map(({ one, proof }) => (
            <OneProof key={`${one.id}-${proof.kind}`} one={one} proof={proof} />
          ))}
        </ul>
      )}
      <p className="small mention">Conservées 10&nbsp;ans, identiques à ce qui est parti.</p>
    </section>
  );
}

function OneProof({ one, proof }: { one: TransmissionView; proof: TransmissionView["proofs"][number] }) {
  const { notify } = useNotices();
  const opening = useMutation({
    mutationFn: () => proofLink(one.id, proof.kind),
    onSuccess: ({ url }) => openTab(url),
    onError: (error) => notify(refusalWords(error)),
  });
  return (
    <li>
      <Icon name="fr-icon-file-text-line" />
      <span>
        <button type="button" className="text-button break-anywhere" onClick={() => opening.mutate()}>
          {proof.name}
        </button>
        <span className="small mention second-line">
          <Moment at={proof.at} as="thread" /> · version&nbsp;{one.versionNumber}
          {proof.fingerprint && ` · empreinte\u00a0${proof.fingerprint}`}
        </span>
      </span>
    </li>
  );
}
