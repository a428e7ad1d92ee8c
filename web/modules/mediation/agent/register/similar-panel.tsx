import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { FindSimilar } from "../../../../../shared/mediation/people.ts";
import { reasonWords } from "../../../../../shared/mediation/similar.ts";
import { Icon } from "../../../../ui/agent/icon.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { OtherCaseLine } from "../people/other-case-line.tsx";
import { similarQuery } from "../people/people-queries.ts";

const pause = 400;

/** What is asked, half a second after the last key. */
const useSettled = (asked: FindSimilar | undefined): FindSimilar | undefined => {
  const text = asked && JSON.stringify(asked);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pause);
    return () => clearTimeout(timer);
  }, [text]);
  return settled ? (JSON.parse(settled) as FindSimilar) : undefined;
};

/** Possible doubles and the person's other cases, while somebody is typed. */
export function SimilarPanel({ asked, space }: { asked: FindSimilar | undefined; space: AgentSpace }) {
  const settled = useSettled(asked);
  const query = useQuery({
    ...similarQuery(settled ?? { organisation: space.organisation.id }),
    enabled: settled !== undefined,
  });
  const cases = settled ? (query.data?.cases ?? []) : [];
  return (
    <section className="box" aria-labelledby="similar-title">
      <h2 id="similar-title">Dossiers qui se ressemblent</h2>
      <p className="fr-sr-only" role="status">
        {settled && query.data
          ? cases.length === 0
            ? "Aucun dossier ne ressemble à celui-ci."
            : `${cases.length} ${cases.length > 1 ? "dossiers ressemblent" : "dossier ressemble"} à celui-ci.`
          : ""}
      </p>
      {cases.length === 0 ? (
        <p className="mention small">
          {settled
            ? "Aucun dossier ne ressemble à celui-ci."
            : "Ils apparaissent ici quand vous écrivez le nom, l’e-mail ou le téléphone."}
        </p>
      ) : (
        <>
          <p className="small tone-warning">
            <Icon name="fr-icon-git-merge-line" size="xs" /> Vérifiez qu’il ne s’agit pas d’un dossier déjà
            ouvert.
          </p>
          <ul className="box__list">
            {cases.map((one) => (
              <li key={one.id}>
                <OtherCaseLine one={one} organisation={space.organisation}>
                  <span className="small mention">{reasonWords(one.reasons)}</span>
                </OtherCaseLine>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
