import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { countWords, differenceWords, eurosWords } from "../../../../../shared/declarations/amount-words.ts";
import type { DeclarationView, TransmissionView } from "../../../../../shared/declarations/declaring.ts";
import type { Body } from "../../../../../shared/declarations/enums.ts";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { useNow } from "../../../../ui/agent/now.ts";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { Button } from "../../../../ui/button.tsx";
import { Checkbox } from "../../../../ui/checkbox.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { performancesWords } from "./body-words.ts";
import { keepDeclaration, openVersion } from "./declaring-queries.ts";
import { performanceWords } from "./performance-words.ts";

const rows = [
  { key: "paid", label: "Entrées payantes", words: countWords },
  { key: "free", label: "Entrées gratuites", words: countWords },
  { key: "gross", label: "Recette TTC", words: eurosWords },
  { key: "net", label: "Recette HT", words: eurosWords },
] as const;

const gap = (key: (typeof rows)[number]["key"], by: number): string =>
  key === "gross" || key === "net"
    ? differenceWords(by)
    : by === 0
      ? "="
      : `${by > 0 ? "+" : ""}${countWords(by)}`;

/** What was sent against today, and the choice: prepare a rectification, or leave it (screens §7). */
export function ChangedFigures({
  found,
  latest,
  space,
}: {
  found: DeclarationView;
  latest: readonly TransmissionView[];
  space: AgentSpace;
}) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { notify } = useNotices();
  const now = useNow();
  const rectifiable = latest.filter(({ acts }) => acts.includes("rectify")).map(({ body }) => body);
  const [bodies, setBodies] = useState<readonly Body[]>(rectifiable);
  const timeZone = found.current.form.place?.timeZone ?? "Europe/Paris";
  const preparing = useMutation({
    mutationFn: () => openVersion(found.id, { why: "rectify", bodies: [...bodies] }),
    onSuccess: (saved) => {
      keepDeclaration(client, saved);
      void navigate({
        to: "/espace/$organisation/declarations/declarations/$declarationId",
        params: { organisation: space.organisation.slug, declarationId: found.id },
      });
    },
    onError: (error) => notify(refusalWords(error)),
  });
  return (
    <section className="telling-changed" aria-label="Ce qui a changé">
      <p className="banner banner--warning">
        <Icon name="fr-icon-warning-fill" tone="warning" />
        <span>
          <strong>{performancesWords(found.changed.length)} dont les chiffres ont changé.</strong> Ce que vous
          avez envoyé n’a pas bougé et reste votre preuve. À vous de voir si la différence mérite une
          rectification.
        </span>
      </p>
      {found.changed.map(({ performanceId, startAt, sent, now: today }) => {
        const { day, hour } = performanceWords(startAt, timeZone, now);
        return (
          <section
            key={performanceId}
            className="telling-scroll"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
            tabIndex={0}
            aria-label={`Séance du ${day}, ${hour}`}
          >
            <table className="telling-sent telling-gaps">
              <caption>
                Séance du {day}, {hour}
              </caption>
              <thead>
                <tr>
                  <th scope="col">
                    <span className="fr-sr-only">Chiffre</span>
                  </th>
                  <th scope="col" className="figures">
                    Envoyé
                  </th>
                  <th scope="col" className="figures">
                    Aujourd’hui
                  </th>
                  <th scope="col" className="figures">
                    Écart
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map(({ key, label, words }) => (
                  <tr key={key}>
                    <th scope="row">{label}</th>
                    <td className="figures">{words(sent[key])}</td>
                    <td className="figures">
                      {today[key] === sent[key] ? words(today[key]) : <strong>{words(today[key])}</strong>}
                    </td>
                    <td className={`figures ${today[key] === sent[key] ? "mention" : "tone-warning"}`}>
                      {today[key] === sent[key] ? "=" : <strong>{gap(key, today[key] - sent[key])}</strong>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        );
      })}
      {rectifiable.length > 0 && (
        <div className="telling-rectify">
          <h2>Que voulez-vous faire&nbsp;?</h2>
          <p>
            Une rectification reprend toute la déclaration avec les nouveaux chiffres, version{" "}
            {found.current.number + 1}. Vous relisez, puis vous envoyez. L’ancienne devient
            «&nbsp;Rectifiée&nbsp;» une fois la nouvelle envoyée. Sinon, l’écart reste visible ici.
          </p>
          <fieldset className="telling-bodies">
            <legend className="fr-sr-only">Organismes à qui l’envoyer</legend>
            {rectifiable.map((body) => (
              <Checkbox
                key={body}
                id={`rectifier-${body}`}
                label={body}
                checked={bodies.includes(body)}
                onChange={(on) =>
                  setBodies(rectifiable.filter((one) => (one === body ? on : bodies.includes(one))))
                }
              />
            ))}
          </fieldset>
          {bodies.length > 0 && (
            <Button
              size="sm"
              busy={preparing.isPending && "Un instant…"}
              onClick={() => !preparing.isPending && preparing.mutate()}
            >
              Préparer la rectification
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
