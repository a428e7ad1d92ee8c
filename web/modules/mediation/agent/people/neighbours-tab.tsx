import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { linkKinds } from "../../../../../shared/mediation/enums.ts";
import type { CaseNeighbours, OtherCase } from "../../../../../shared/mediation/people.ts";
import type { CaseView } from "../../../../../shared/mediation/schema.ts";
import { reasonWords } from "../../../../../shared/mediation/similar.ts";
import { ConfirmDialog } from "../../../../ui/agent/confirm-dialog.tsx";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { dayOf, shortDay } from "../../../../ui/agent/relative-dates.ts";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import { Button } from "../../../../ui/button.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { keepCase } from "../case-queries.ts";
import { CompareDialog } from "./compare-dialog.tsx";
import { LinkDialog } from "./link-dialog.tsx";
import { OtherCaseLine } from "./other-case-line.tsx";
import { keepNeighbours, neighboursQuery, unlinkCases, unmergeCase } from "./people-queries.ts";
import { SamePerson } from "./same-person.tsx";
import "./people.css";

/** « Liens et autres dossiers »: linked cases, the person's others, likely ones, and those merged into this one. */
export function NeighboursTab({ found, space }: { found: CaseView; space: AgentSpace }) {
  const query = useQuery(neighboursQuery(found.id));
  const [linking, setLinking] = useState(false);
  const [compared, setCompared] = useState<string>();
  const mayLink = found.allowed.includes("case.link");
  if (!query.data) {
    return query.isError ? (
      <LoadFailed what="les autres dossiers" error={query.error} retry={() => void query.refetch()} />
    ) : (
      <Skeleton says="Chargement des autres dossiers…" rows={4} />
    );
  }
  const beside = query.data;
  const compare = (one: OtherCase) => (
    <button type="button" className="text-button" onClick={() => setCompared(one.id)}>
      Comparer<span className="fr-sr-only"> avec le dossier {one.number}</span>
    </button>
  );
  return (
    <div className="links">
      {mayLink && (
        <p className="row row--wrap">
          <Button size="sm" icon="fr-icon-links-line" look="secondary" onClick={() => setLinking(true)}>
            Lier un dossier…
          </Button>
        </p>
      )}
      <Lines title="Dossiers liés" none="Aucun dossier n’est lié à celui-ci." of={beside.links}>
        {(one) => (
          <Line one={one} space={space} note={linkWords(one)}>
            {compare(one)}
            {mayLink && <Unlink caseId={found.id} other={one} />}
          </Line>
        )}
      </Lines>
      <Lines
        title="Autres dossiers de la personne"
        none="Aucun autre dossier confirmé pour cette personne."
        of={beside.samePerson}
      >
        {(one) => (
          <Line one={one} space={space}>
            {compare(one)}
          </Line>
        )}
      </Lines>
      {beside.suggestions.length > 0 && (
        <Lines title="Dossiers qui se ressemblent" none="" of={beside.suggestions}>
          {(one) => (
            <Line one={one} space={space} note={reasonWords(one.reasons)}>
              {compare(one)}
              {mayLink && <SamePerson caseId={found.id} other={one} />}
            </Line>
          )}
        </Lines>
      )}
      {beside.merged.length > 0 && (
        <Lines title="Fusionnés dans ce dossier" none="" of={beside.merged}>
          {(one) => (
            <Line one={one} space={space} note={`Fusionné le ${shortDay(dayOf(new Date(one.at)))}`}>
              {one.undoUntil && <Unmerge caseId={one.id} number={one.number} until={one.undoUntil} />}
            </Line>
          )}
        </Lines>
      )}
      {linking && <LinkDialog found={found} space={space} onClose={() => setLinking(false)} />}
      {compared && (
        <CompareDialog
          caseId={found.id}
          otherId={compared}
          space={space}
          onClose={() => setCompared(undefined)}
        />
      )}
    </div>
  );
}

const linkWords = ({ kind, outgoing }: CaseNeighbours["links"][number]) =>
  kind === "FOLLOW_UP" && !outgoing ? "A pour suite" : linkKinds[kind];

function Lines<One extends OtherCase>({
  title,
  none,
  of,
  children,
}: {
  title: string;
  none: string;
  of: readonly One[];
  children: (one: One) => ReactNode;
}) {
  return (
    <section>
      <h2>{title}</h2>
      {of.length === 0 ? (
        <p className="mention">{none}</p>
      ) : (
        <ul className="links__lines">
          {of.map((one) => (
            <li key={one.id}>{children(one)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Line({
  one,
  space,
  note,
  children,
}: {
  one: OtherCase;
  space: AgentSpace;
  note?: string;
  children?: ReactNode;
}) {
  return (
    <div className="links__line">
      <OtherCaseLine one={one} organisation={space.organisation}>
        {note && <span className="small strong">{note}</span>}
      </OtherCaseLine>
      <span className="links__acts small">{children}</span>
    </div>
  );
}

function Unlink({ caseId, other }: { caseId: string; other: OtherCase }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const unlink = useMutation({
    mutationFn: () => unlinkCases(caseId, other.id),
    onSuccess: (found) => {
      keepNeighbours(client, caseId, found);
      notify(`Le lien avec ${other.number} est retiré.`);
    },
    onError: (error) => notify(refusalWords(error)),
  });
  return (
    <button
      type="button"
      className="text-button"
      aria-disabled={unlink.isPending}
      onClick={() => !unlink.isPending && unlink.mutate()}
    >
      Retirer le lien<span className="fr-sr-only"> avec {other.number}</span>
    </button>
  );
}

/** Undoes a merge, after saying what goes back and what stays. */
export function Unmerge({ caseId, number, until }: { caseId: string; number: string; until: string }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const [asked, setAsked] = useState(false);
  return (
    <>
      <button type="button" className="text-button" onClick={() => setAsked(true)}>
        Annuler la fusion…<span className="fr-sr-only"> du dossier {number}</span>
      </button>
      {asked && (
        <ConfirmDialog
          title={`Annuler la fusion de ${number}\u00a0?`}
          confirm="Annuler la fusion"
          busy="Annulation en cours…"
          act={() => unmergeCase(caseId)}
          onDone={(back) => {
            setAsked(false);
            keepCase(client, back);
            void client.invalidateQueries({ queryKey: ["mediation", "neighbours"] });
            void client.invalidateQueries({ queryKey: ["mediation", "case"] });
            notify(`${number} est de nouveau un dossier à part.`);
          }}
          onClose={() => setAsked(false)}
        >
          <p>
            {number} reprend ses échanges, ses pièces et sa page de suivi. Ce qui est arrivé depuis la fusion
            reste dans l’autre dossier. Possible jusqu’au {shortDay(dayOf(new Date(until)))}.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}
