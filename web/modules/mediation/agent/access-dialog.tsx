import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import type { AccessReview } from "../../../../shared/mediation/access-request.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { ProblemError } from "../../../app/api.ts";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { Modal } from "../../../ui/agent/modal.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { chosenIn, linesOf, proposedIn } from "./access-choice.ts";
import { CaseToGive } from "./access-items.tsx";
import { useFileAsked } from "./files/file-asked.tsx";
import { accessReviewQuery, askAccess, saveAccess } from "./privacy-queries.ts";
import { mayInMediation } from "./rights.ts";
import "../../../ui/agent/forms.css";

interface Given {
  found: CaseView;
  space: AgentSpace;
  onClose: () => void;
}

/** Reviews what the organisation knows of a person, keeps what is chosen, then asks for the archive to give them. */
export function AccessDialog({ found, space, onClose }: Given) {
  const review = useQuery(accessReviewQuery(found.id));
  const given = { found, space, onClose };
  if (review.data) return <Review key={review.data.saved?.version} {...given} review={review.data} />;
  return (
    <Modal title={title} subtitle={`Dossier ${found.number}`} size="large" onClose={onClose}>
      {review.isPending && <Skeleton says="Recherche de ce qui concerne cette personne…" />}
      {review.isError && (
        <LoadFailed
          what="ce qui concerne cette personne"
          error={review.error}
          retry={() => void review.refetch()}
        />
      )}
    </Modal>
  );
}

const title = "Répondre à une demande d’accès";

/** The version somebody else saved meanwhile, when that is what stopped a saving. */
const newerChoice = (error: Error | null): number | undefined =>
  error instanceof ProblemError && error.problem.reason === "version_differs"
    ? Number(error.problem.facts?.version)
    : undefined;

function Review({ found, space, onClose, review }: Given & { review: AccessReview }) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(() => new Set(proposedIn(review)));
  const [mask, setMask] = useState(review.mask.join("\n"));
  const [reason, setReason] = useState("");
  const [checked, setChecked] = useState(false);
  const form = useId();
  const mayGive = mayInMediation(space, "privacy.decide");
  const asked = useFileAsked(space, onClose);
  const asking = useMutation({
    mutationFn: () =>
      askAccess(found.id, { ...chosenIn(review, ticked, "to give"), mask: linesOf(mask), reason }),
    onSuccess: asked,
  });
  const client = useQueryClient();
  const { notify } = useNotices();
  const saving = useMutation({
    mutationFn: (version: number) =>
      saveAccess(found.id, { ...chosenIn(review, ticked, "to keep"), mask: linesOf(mask), version }),
    onSuccess: () => {
      client.removeQueries({ queryKey: accessReviewQuery(found.id).queryKey });
      notify(mayGive ? "Choix enregistré." : "Choix enregistré pour le médiateur principal.");
      onClose();
    },
  });
  const newer = newerChoice(saving.error);
  const keep = (version = review.saved?.version ?? 0) => !saving.isPending && saving.mutate(version);
  const toggle = (id: string, on: boolean) =>
    setTicked((before) => new Set(on ? [...before, id] : [...before].filter((other) => other !== id)));
  const nothing = !review.cases.some(({ id }) => ticked.has(id));
  const tooShort = reason.trim().length < 10;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!nothing && !tooShort && !asking.isPending) asking.mutate();
  };
  return (
    <Modal
      title={title}
      subtitle={`Dossier ${found.number}`}
      size="large"
      onClose={onClose}
      footer={
        <>
          {mayGive && (
            <Button type="submit" form={form} busy={asking.isPending && "Un instant…"}>
              Préparer le fichier
            </Button>
          )}
          <Button
            look={mayGive ? "secondary" : "primary"}
            busy={saving.isPending && "Un instant…"}
            onClick={() => keep()}
          >
            Enregistrer le choix
          </Button>
          <Button look="tertiary" onClick={onClose}>
            Annuler
          </Button>
        </>
      }
    >
      <form id={form} className="dialog-form" onSubmit={submit} noValidate>
        {asking.isError && <Alert severity="error" title={refusalWords(asking.error)} />}
        {saving.isError && (
          <Alert severity={newer ? "warning" : "error"} title={refusalWords(saving.error)}>
            {newer && (
              <span className="access-conflict">
                <Button look="secondary" onClick={() => keep(newer)}>
                  Garder le mien
                </Button>
                <Button
                  look="tertiary"
                  onClick={() => void client.invalidateQueries(accessReviewQuery(found.id))}
                >
                  Prendre l’autre
                </Button>
              </span>
            )}
          </Alert>
        )}
        {!mayGive && (
          <Alert severity="info" title="Un médiateur principal prépare le fichier">
            Choisissez ce qui sera donné à la personne et ce qui sera masqué, puis enregistrez&nbsp;: il
            partira de votre choix.
          </Alert>
        )}
        {review.saved && (
          <p className="mention">
            Choix enregistré{review.saved.by ? ` par ${review.saved.by}` : ""},{" "}
            <Moment at={review.saved.at} />. Ce qui est venu depuis est proposé comme d’habitude.
          </p>
        )}
        <p>
          Relisez ce qui sera donné à la personne. Est proposé ce qui vient d’elle ou lui a été adressé&nbsp;;
          notes, échanges avec l’administration et données d’autres personnes ne le sont pas.
        </p>
        {review.cases.map((one) => (
          <CaseToGive key={one.id} one={one} ticked={ticked} toggle={toggle} />
        ))}
        {checked && nothing && <Alert severity="error" title="Choisissez au moins un dossier." />}
        <TextArea
          id={`${form}-mask`}
          label="À masquer dans les textes"
          hint="Un nom ou un numéro par ligne. Toute adresse e-mail autre que la sienne est déjà masquée. Les documents sont donnés tels quels&nbsp;: relisez-les."
          value={mask}
          onChange={setMask}
          rows={3}
        />
        {mayGive && (
          <TextArea
            id={`${form}-reason`}
            label="Raison"
            hint="Inscrite à l’historique, par exemple la date de la demande. 10 caractères au moins."
            value={reason}
            onChange={setReason}
            error={checked && tooShort ? "Dites pourquoi, en 10 caractères au moins." : undefined}
            rows={3}
          />
        )}
      </form>
    </Modal>
  );
}
